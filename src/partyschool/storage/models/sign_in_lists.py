"""What this computer knows from another one's list only (签到名单): classes and people; for this database alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from partyschool.storage.models.record import Base


class SignInList(Base):
    """The list that was opened last for a class: of which sub-classroom (empty: of all), when and by whom made."""

    __tablename__ = "sign_in_lists"
    class_id: Mapped[int] = mapped_column(ForeignKey("training_classes.id"), primary_key=True, autoincrement=False)
    room: Mapped[str] = mapped_column(String(50), default="")
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(50), default="")
    opened_at: Mapped[datetime]


class ListedTail(Base):
    """Last four characters of the citizen number of somebody whom this computer knows from a list only."""

    __tablename__ = "listed_tails"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, autoincrement=False)
    tail: Mapped[str] = mapped_column(String(4))
