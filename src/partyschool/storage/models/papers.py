"""Numbers of proofs (证明) that the school has given out: 学时证明 and 结业证明."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from partyschool.storage.models.record import Base, Shared


class PaperNumber(Shared, Base):
    """One proof: 禹房党校证字〔2025〕第0001号, with the words that it certified; a number is never used again."""

    __tablename__ = "paper_numbers"
    __table_args__ = (UniqueConstraint("owner_uid", "kind", "year", "serial"),)
    kind: Mapped[str] = mapped_column(String(4))
    year: Mapped[int]
    serial: Mapped[int]
    number: Mapped[str] = mapped_column(String(60))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    subject: Mapped[str] = mapped_column(String(200), default="")
    words: Mapped[dict[str, Any]]
    issued_on: Mapped[date]
    issued_by: Mapped[str] = mapped_column(String(50), default="")
    copies: Mapped[int] = mapped_column(default=1)
