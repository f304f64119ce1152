"""Making a portrait of a picture: the whole picture and its cut go among the attachments."""

from __future__ import annotations

from partyschool.domain.portrait import Crop
from partyschool.exchange.pictures import cut
from partyschool.paths import DataFolder
from partyschool.services.attachments import keep_bytes
from partyschool.services.portraits import NewPortrait, set_portraits
from partyschool.storage.database import Database

ENDING = ".jpg"


def keep_portrait(folder: DataFolder, person_id: int, jpeg: bytes, crop: Crop, *, called: str) -> NewPortrait:
    """Keep the picture and what the frame holds; `called` names it in a sentence about trouble.

    :raises Trouble: the folder cannot be written.
    """
    original = keep_bytes(folder, jpeg, ENDING, called=called)
    picture = keep_bytes(folder, cut(jpeg, crop), ENDING, called=called)
    return NewPortrait(person_id, original, picture, crop)


def save_portrait(db: Database, *, person_id: int, jpeg: bytes, crop: Crop, source: str = "") -> None:
    """Give a person the picture in this frame, from now on.

    :param jpeg: upright, as `pictures.read_picture` gives it.
    :param source: the file's name, for the log.
    """
    set_portraits(db, [keep_portrait(db.folder, person_id, jpeg, crop, called=source or "照片")], source=source)
