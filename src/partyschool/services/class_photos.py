"""Photographs of a class (培训照片): with a caption and the time they were taken, for the class's file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.class_queries import class_by_code
from partyschool.storage.database import Database
from partyschool.storage.models import TrainingClass
from partyschool.storage.models.photographs import ClassPhoto

MOST = 60  # of a class: fifteen pages of its file
LONGEST_CAPTION = 60


@dataclass(frozen=True, slots=True)
class ClassPhotoRow:
    """A picture of a class; `picture` and `print_picture` are names of attachments."""

    id: int
    picture: str
    print_picture: str
    caption: str
    taken_at: datetime | None
    made_by: str


@dataclass(frozen=True, slots=True)
class NewClassPhoto:
    """A picture that has been kept among the attachments and is now to be the class's."""

    picture: str
    print_picture: str
    caption: str = ""
    taken_at: datetime | None = None


def list_class_photos(db: Database, *, code: str) -> list[ClassPhotoRow]:
    """In the order in which they were taken; those without a time last.

    :raises Refusal: there is no such class.
    """
    with db.read() as session:
        rows = session.scalars(
            select(ClassPhoto)
            .where(ClassPhoto.class_id == class_by_code(session, code).id, ClassPhoto.removed_at.is_(None))
            .order_by(ClassPhoto.taken_at.asc().nulls_last(), ClassPhoto.id)
        )
        return [
            ClassPhotoRow(row.id, row.picture, row.print_picture, row.caption, row.taken_at, row.made_by)
            for row in rows
        ]


def add_class_photos(db: Database, *, code: str, photos: Sequence[NewClassPhoto]) -> list[int]:
    """Add pictures to a class and return their ids; one that it has already is left out.

    :raises Refusal: there is no such class, or more than 60 pictures come together.
    """
    with db.write() as session:
        training_class = class_by_code(session, code)
        there = set(
            session.scalars(
                select(ClassPhoto.picture).where(
                    ClassPhoto.class_id == training_class.id, ClassPhoto.removed_at.is_(None)
                )
            )
        )
        new = list({photo.picture: photo for photo in photos if photo.picture not in there}.values())
        if len(there) + len(new) > MOST:
            raise Refusal(f"一期最多存 {MOST} 张照片，已有 {len(there)} 张。请挑选以后再加。", code="too_many_photos")
        rows = [
            ClassPhoto(
                class_id=training_class.id, picture=photo.picture, print_picture=photo.print_picture,
                caption=_caption(photo.caption), taken_at=photo.taken_at, made_at=db.now(), made_by=db.actor,
            )
            for photo in new
        ]  # fmt: skip
        session.add_all(rows)
        session.flush()
        if rows:
            audit.record(session, db, "class_photo.add", f"{code} {training_class.title}", photos=len(rows))
        return [row.id for row in rows]


def change_class_photo(db: Database, *, photo_id: int, caption: str, taken_at: datetime | None) -> None:
    """Say what the picture shows, and when it was taken.

    :raises Refusal: the caption is longer than 60 characters.
    """
    with db.write() as session:
        row = session.get_one(ClassPhoto, photo_id)
        row.caption, row.taken_at = _caption(caption), taken_at
        if session.is_modified(row):
            audit.record(session, db, "class_photo.change", _class_words(session, row), photo=photo_id, caption=caption)


def remove_class_photos(db: Database, *, photo_ids: Sequence[int]) -> None:
    """Take pictures out of the class; their files stay, for `restore_class_photos`."""
    _set_removed(db, photo_ids, db.now(), "class_photo.remove")


def restore_class_photos(db: Database, *, photo_ids: Sequence[int]) -> None:
    """Put them back."""
    _set_removed(db, photo_ids, None, "class_photo.restore")


def _set_removed(db: Database, photo_ids: Sequence[int], at: datetime | None, action: str) -> None:
    with db.write() as session:
        rows = [session.get_one(ClassPhoto, photo_id) for photo_id in photo_ids]
        for row in rows:
            row.removed_at = at
        if rows:
            audit.record(session, db, action, _class_words(session, rows[0]), photos=list(photo_ids))


def _class_words(session: Session, row: ClassPhoto) -> str:
    training_class = session.get_one(TrainingClass, row.class_id)
    return f"{training_class.code} {training_class.title}"


def _caption(text: str) -> str:
    caption = " ".join(text.split())
    if len(caption) > LONGEST_CAPTION:
        raise Refusal(f"照片说明最多 {LONGEST_CAPTION} 个字，现在有 {len(caption)} 个。", code="caption_long")
    return caption
