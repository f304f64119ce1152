"""What the pages of a class's photographs print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from partyschool.errors import Refusal
from partyschool.services.attachments import find_file
from partyschool.services.class_photos import list_class_photos
from partyschool.services.class_queries import get_class
from partyschool.services.schools import home_school
from partyschool.storage.database import Database


@dataclass(frozen=True, slots=True)
class PrintedPhoto:
    """A picture as JPEG (empty: its file is gone) with what is said under it."""

    jpeg: bytes
    caption: str
    taken_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClassPhotoWords:
    """The photographs of a class in the order in which they were taken."""

    title: str
    code: str
    school: str
    made: date
    photos: tuple[PrintedPhoto, ...]


def class_photo_words(db: Database, *, code: str) -> ClassPhotoWords:
    """Read from the attachments what is small enough for paper.

    :raises Refusal: no such class, it has no photographs, or there is no home school.
    """
    row = get_class(db, code).row
    photos = []
    for photo in list_class_photos(db, code=code):
        path = find_file(db.folder, photo.print_picture)
        photos.append(PrintedPhoto(path.read_bytes() if path else b"", photo.caption, photo.taken_at))
    if not photos:
        raise Refusal("还没有培训照片。请在班次的“材料”里点“培训照片…”添加。", code="no_photo")
    return ClassPhotoWords(row.title, code, home_school(db).name, db.now().date(), tuple(photos))
