"""Photographs of a training day out of a camera's or a phone's files, kept with a smaller copy for paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from partyschool.errors import Refusal
from partyschool.exchange.pictures import read_picture, shrunk
from partyschool.exchange.portraits import ENDING
from partyschool.services.attachments import keep_bytes
from partyschool.services.class_photos import MOST, NewClassPhoto, add_class_photos
from partyschool.services.import_rows import Progress
from partyschool.storage.database import Database

PRINT_LONGEST = 1000  # dots: 103 mm wide at 250 to the inch, about 100 KB


@dataclass(frozen=True, slots=True)
class AddedPhotos:
    """Ids of the new pictures, how many were there already, and a sentence for each file that cannot be read."""

    ids: tuple[int, ...]
    already: int
    problems: tuple[str, ...]


def add_photo_files(db: Database, *, code: str, files: Sequence[Path], progress: Progress | None = None) -> AddedPhotos:
    """Read, keep and add the files to a class, in the order given; what cannot be read is left out and told.

    :raises Refusal: more than 60 pictures, or no such class. Trouble: a file or the data folder fails.
    """
    if len(files) > MOST:
        raise Refusal(f"一期最多存 {MOST} 张照片，这次选了 {len(files)} 张。请挑选以后再加。", code="too_many_photos")
    new: list[NewClassPhoto] = []
    problems: list[str] = []
    for place, file in enumerate(files):
        if progress is not None:
            progress(place, len(files))
        try:
            picture = read_picture(file)
        except Refusal as refusal:
            problems.append(refusal.message)
            continue
        kept = keep_bytes(db.folder, picture.jpeg, ENDING, called=file.name)
        smaller = keep_bytes(db.folder, shrunk(picture.jpeg, PRINT_LONGEST), ENDING, called=file.name)
        new.append(NewClassPhoto(kept, smaller, taken_at=picture.taken_at))
    ids = add_class_photos(db, code=code, photos=new)
    return AddedPhotos(tuple(ids), len(new) - len(ids), tuple(problems))
