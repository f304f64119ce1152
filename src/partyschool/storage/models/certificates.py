"""What was certified."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from partyschool.domain.terms import CertificateState
from partyschool.storage.models.record import Base, Shared


class Certificate(Shared, Base):
    """One line of the certificate register (证书登记簿): what was printed is frozen with the number."""

    __tablename__ = "certificates"
    __table_args__ = (UniqueConstraint("owner_uid", "kind", "year", "serial"), UniqueConstraint("owner_uid", "number"))
    number: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))
    year: Mapped[int]
    serial: Mapped[int]
    class_id: Mapped[int] = mapped_column(ForeignKey("training_classes.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    issued_on: Mapped[date]
    issued_by: Mapped[str] = mapped_column(String(50), default="")
    state: Mapped[str] = mapped_column(String(10), default=CertificateState.VALID)
    state_reason: Mapped[str] = mapped_column(String(200), default="")
    state_at: Mapped[datetime | None]
    words: Mapped[dict[str, Any]]
    layout: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(200), default="")
    photo: Mapped[str] = mapped_column(String(40), default="")
    pdf_sha256: Mapped[str] = mapped_column(String(64), default="")
    copies: Mapped[int] = mapped_column(default=1)
    reissued_on: Mapped[date | None]
