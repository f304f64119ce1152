"""What was credited and what is owed."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from partyschool.domain.terms import Review
from partyschool.storage.models.record import Base, Shared


class CreditEntry(Shared, Base):
    """学时认定: a line of the ledger, locked. A reversal names the entry it takes back; nothing is overwritten."""

    __tablename__ = "credit_entries"
    # These hold all that the sums ask for, of everybody or of some: over a million lines of a city they never open it.
    __table_args__ = (
        Index("ix_credit_entries_sums", "session_id", "person_id", "share", "half_hours"),
        Index("ix_credit_entries_person_sums", "person_id", "session_id", "share", "half_hours"),
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("class_sessions.id"))
    attendance_id: Mapped[int | None] = mapped_column(ForeignKey("attendances.id"))
    share: Mapped[int]
    half_hours: Mapped[int]
    sign_in_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(200), default="")
    confirmed_at: Mapped[datetime]
    confirmed_by: Mapped[str] = mapped_column(String(50), default="")
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("credit_entries.id"), unique=True)


class OtherStudy(Shared, Base):
    """其他学习: hours (and for 上级调训 days) outside the school's classes; only what is approved counts."""

    __tablename__ = "other_studies"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(200))
    studied_on: Mapped[date] = mapped_column(index=True)
    ended_on: Mapped[date | None]
    half_hours: Mapped[int]
    quarter_days: Mapped[int] = mapped_column(default=0)
    organiser: Mapped[str] = mapped_column(String(100), default="")
    proof: Mapped[str] = mapped_column(String(200), default="")
    voided_at: Mapped[datetime | None]
    review: Mapped[str] = mapped_column(String(10), default=Review.APPROVED)
    reviewer: Mapped[str] = mapped_column(String(50), default="")
    reviewed_at: Mapped[datetime | None]
    review_note: Mapped[str] = mapped_column(String(200), default="")


class Exemption(Shared, Base):
    """免训 of one person for one year, with reason and who approved it."""

    __tablename__ = "exemptions"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    year: Mapped[int] = mapped_column(index=True)
    granted_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(100))
    approver: Mapped[str] = mapped_column(String(50), default="")
    withdrawn_on: Mapped[date | None]
    proof: Mapped[str] = mapped_column(String(200), default="")
    review: Mapped[str] = mapped_column(String(10), default=Review.APPROVED)
    reviewer: Mapped[str] = mapped_column(String(50), default="")
    reviewed_at: Mapped[datetime | None]
    review_note: Mapped[str] = mapped_column(String(200), default="")


class Requirement(Shared, Base):
    """A rule of the yearly requirement: whom it fits, days, hours, its years, and the document it comes from.

    `since` is a day in the first year (自×月×日起): before it the earlier one of the same code holds.
    """

    __tablename__ = "requirements"
    code: Mapped[str] = mapped_column(String(20))
    category: Mapped[str] = mapped_column(String(20))
    quarter_days: Mapped[int]
    half_hours: Mapped[int]
    from_year: Mapped[int]
    to_year: Mapped[int | None]
    since: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(200), default="")
