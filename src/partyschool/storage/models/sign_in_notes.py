"""What a session's log cannot say itself, and what the clerk has looked at; for this database alone, never merged."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from partyschool.storage.models.record import Base


class SignInRemark(Base):
    """Somebody whom the log does not hold as it should: refused on another's phone, not on the list, on paper at
    another time. `at` is when; `other_id` the person who had used the phone.
    """

    __tablename__ = "sign_in_remarks"
    __table_args__ = (UniqueConstraint("session_id", "person_id", "kind"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("class_sessions.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    other_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(14))
    at: Mapped[datetime]
    device: Mapped[str] = mapped_column(String(40), default="")
    place: Mapped[str] = mapped_column(String(100), default="")


class DoubtCheck(Base):
    """A doubt (待核对) that the clerk has looked at and left as it is; `key` names the doubt."""

    __tablename__ = "doubt_checks"
    __table_args__ = (UniqueConstraint("session_id", "key"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("class_sessions.id"))
    key: Mapped[str] = mapped_column(String(200))
    checked_at: Mapped[datetime]
    checked_by: Mapped[str] = mapped_column(String(50), default="")
