"""Photographs: the portrait of a person, and pictures of a class's training days."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from partyschool.storage.models.record import Base, Shared


class Portrait(Shared, Base):
    """A photograph cut for paper; the current one of a person has no `removed_at`.

    Earlier ones stay: certificates that were issued with them print the same again. `original` and `picture` are names
    of attachments: the whole picture to be cut anew, and what is printed.
    """

    __tablename__ = "portraits"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    original: Mapped[str] = mapped_column(String(40))
    picture: Mapped[str] = mapped_column(String(40))
    crop: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(50), default="")
    removed_at: Mapped[datetime | None]


class ClassPhoto(Shared, Base):
    """A picture of the training (培训照片); `picture` is the attachment, `print_picture` its smaller copy for paper."""

    __tablename__ = "class_photos"
    class_id: Mapped[int] = mapped_column(ForeignKey("training_classes.id"), index=True)
    picture: Mapped[str] = mapped_column(String(40))
    print_picture: Mapped[str] = mapped_column(String(40))
    caption: Mapped[str] = mapped_column(String(60), default="")
    taken_at: Mapped[datetime | None]
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(50), default="")
    removed_at: Mapped[datetime | None]
