"""Portraits (证件照): one current picture a person; the ones before stay for the certificates printed with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from partyschool.domain.portrait import Crop
from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.attachments import find_file
from partyschool.storage.database import Database
from partyschool.storage.models import Person
from partyschool.storage.models.photographs import Portrait

AT_ONCE = 500  # ids in one question; SQLite takes 32,766, other servers fewer


@dataclass(frozen=True, slots=True)
class PortraitRow:
    """A person's picture; `original` and `picture` are names of attachments."""

    id: int
    person_id: int
    original: str
    picture: str
    crop: Crop
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class NewPortrait:
    """A picture that has been kept among the attachments and is now to be somebody's."""

    person_id: int
    original: str
    picture: str
    crop: Crop


def find_portrait(db: Database, *, person_id: int) -> PortraitRow | None:
    """The current picture of a person."""
    with db.read() as session:
        row = session.scalars(_current([person_id])).first()
        return None if row is None else _row(row)


def current_pictures(session: Session, person_ids: Sequence[int]) -> dict[int, str]:
    """The attachment that prints each person's picture, for those who have one."""
    return {row.person_id: row.picture for row in _list_current(session, person_ids)}


def current_originals(session: Session, person_ids: Sequence[int]) -> dict[int, str]:
    """The attachment of the whole picture, for those who have one."""
    return {row.person_id: row.original for row in _list_current(session, person_ids)}


def _list_current(session: Session, person_ids: Sequence[int]) -> Iterator[Portrait]:
    for start in range(0, len(person_ids), AT_ONCE):
        yield from session.scalars(_current(person_ids[start : start + AT_ONCE]))


def _current(person_ids: Sequence[int]) -> Select[Portrait]:
    return select(Portrait).where(Portrait.person_id.in_(person_ids), Portrait.removed_at.is_(None))


def set_portraits(db: Database, portraits: Iterable[NewPortrait], *, source: str = "") -> int:
    """Give people their pictures in one transaction; whoever has one already gets the new one in its place.

    :param source: the folder or file they came from, for the log.
    :returns: how many were written; the picture that somebody has already counts as none.
    """
    written, wanted = [], list(portraits)
    with db.write() as session:
        _wait_for(session, [portrait.person_id for portrait in wanted])
        for portrait in wanted:
            if _set(session, db, portrait):
                written.append(portrait.person_id)
        if len(written) == 1:
            name = session.get_one(Person, written[0]).name
            audit.record(session, db, "portrait.set", name, person=written[0], source=source)
        elif written:
            audit.record(session, db, "portrait.import", source, people=len(written))
    return len(written)


def _wait_for(session: Session, person_ids: Iterable[int]) -> None:
    """Until no other computer is giving these people pictures: the later wish then replaces the earlier one."""
    ids = sorted(set(person_ids))  # in one order, so that two imports never wait for each other
    for start in range(0, len(ids), AT_ONCE):
        some = Person.id.in_(ids[start : start + AT_ONCE])
        session.execute(select(Person.id).where(some).order_by(Person.id).with_for_update())


def _set(session: Session, db: Database, new: NewPortrait) -> bool:
    record = new.crop.to_record()
    for row in session.scalars(_current([new.person_id])):
        if (row.original, row.picture, row.crop) == (new.original, new.picture, record):
            return False
        row.removed_at = db.now()
    session.flush()  # before the new one: two may not be current for a moment either
    session.add(
        Portrait(
            person_id=new.person_id, original=new.original, picture=new.picture, crop=record, made_at=db.now(),
            made_by=db.actor,
        )
    )  # fmt: skip
    session.flush()
    return True


def remove_portrait(db: Database, *, person_id: int) -> int:
    """Use the picture no longer; returns the id that `restore_portrait` takes.

    :raises Refusal: there is none.
    """
    with db.write() as session:
        _wait_for(session, [person_id])
        rows = session.scalars(_current([person_id])).all()
        if not rows:
            raise Refusal("这个人还没有照片。", code="no_portrait")
        for row in rows:
            row.removed_at = db.now()
        audit.record(session, db, "portrait.remove", session.get_one(Person, person_id).name, person=person_id)
        return rows[-1].id


def restore_portrait(db: Database, *, portrait_id: int) -> None:
    """Take a removal or a replacement back."""
    with db.write() as session:
        wanted = session.get_one(Portrait, portrait_id)
        _wait_for(session, [wanted.person_id])
        for row in session.scalars(_current([wanted.person_id])):
            row.removed_at = db.now()
        session.flush()
        wanted.removed_at = None
        name = session.get_one(Person, wanted.person_id).name
        audit.record(session, db, "portrait.restore", name, person=wanted.person_id)


def _row(row: Portrait) -> PortraitRow:
    crop = Crop(**row.crop)
    return PortraitRow(row.id, row.person_id, row.original, row.picture, crop, row.made_at, row.made_by)


def portrait_file(db: Database, *, person_id: int) -> Path | None:
    """The picture as printed, to be shown; None where there is none or its file is gone."""
    found = find_portrait(db, person_id=person_id)
    return None if found is None else find_file(db.folder, found.picture)
