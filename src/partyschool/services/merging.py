"""合并重复记录: two records of one person become one in one transaction, told beforehand, and can be taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from partyschool.domain.dates import is_same_date
from partyschool.domain.identity import mask_id
from partyschool.domain.person_history import find_fault
from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.certificates import review_after_correction
from partyschool.services.event_words import fault_words
from partyschool.services.merge_clashes import Clashes, Pair
from partyschool.services.merge_fields import LABELS, FieldPair, field_pairs, write_events, write_fields
from partyschool.services.merge_fields import write_memberships as write_units
from partyschool.services.merge_steps import Steps, take_back_steps
from partyschool.services.people_rows import PersonRow, rows_of
from partyschool.services.person_history import as_read, events_of, status_of, write_through
from partyschool.storage.database import Database
from partyschool.storage.models import Base, Person, PersonMerge

MOVED_WORDS = {
    "attendances": "条考勤", "enrolments": "条参训名单", "absences": "条缺勤", "credit_entries": "条学时认定",
    "other_studies": "条其他学习", "exemptions": "条免训", "certificates": "张证书", "posts": "个职务",
    "contacts": "条联系记录", "school_posts": "个党校职务", "teachers": "条师资",
    "portraits": "张照片",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would come to. `moved` and `clashes` are sentences; nothing has been written."""

    kept: PersonRow
    merged: PersonRow
    fields: tuple[FieldPair, ...]
    moved: tuple[str, ...]
    clashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MergeRow:
    """A merge of the past; `merged` is the name of the record that went into the other."""

    id: int
    kept_id: int
    kept: str
    merged: str
    merged_number: str
    at: datetime
    by: str
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two records that may be one person: same name, dates of birth that agree, and no two different numbers."""

    first: PersonRow
    second: PersonRow


def preview_merge(db: Database, *, kept_id: int, merged_id: int, take: Collection[str] | None = None) -> MergePreview:
    """Do the merge without keeping it, and tell what came of it.

    :param take: fields of LABELS whose value comes from the merged record; None takes what the other left empty.
    :raises Refusal: as `merge_people`.
    """
    with db.read() as session:
        kept, merged = _two(session, kept_id, merged_id)
        rows = {row.id: row for row in rows_of(session, on=db.now().date(), person_ids=[kept_id, merged_id])}
        fields = tuple(field_pairs(session, kept, merged))
        steps, told = _merge(session, db, kept, merged, _chosen(fields, take))
        moved = tuple(f"{count} {MOVED_WORDS[name]}" for name, count in steps.moved.items() if name in MOVED_WORDS)
        return MergePreview(rows[kept_id], rows[merged_id], fields, moved, tuple(told))


def merge_people(db: Database, *, kept_id: int, merged_id: int, take: Collection[str] | None = None) -> int:
    """Make one record of two and return the id of the merge; nothing is lost, everything can be taken back.

    :param take: as `preview_merge`.
    :raises Refusal: the same record twice, one merged already, or dated changes that cannot all be true.
    """
    with db.write() as session:
        kept, merged = _two(session, kept_id, merged_id)
        take = _chosen(field_pairs(session, kept, merged), take)
        names = kept.name, merged.name
        steps, told = _merge(session, db, kept, merged, take)
        merge = PersonMerge(
            kept_id=kept_id, merged_id=merged_id, merged_at=db.now(), merged_by=db.actor, steps={"steps": steps.told}
        )
        session.add(merge)
        session.flush()
        detail = {"take": sorted(take), "moved": steps.moved, "clashes": told, "uids": [kept.uid, merged.uid]}
        audit.record(session, db, "person.merge", f"{names[1]} → {names[0]}", **detail)
        review_after_correction(session, db, [kept_id])
        return merge.id


def _two(session: Session, kept_id: int, merged_id: int) -> tuple[Person, Person]:
    if kept_id == merged_id:
        raise Refusal("这是同一条记录，不用合并。请另选一条。", code="same_record")
    kept, merged = session.get_one(Person, kept_id), session.get_one(Person, merged_id)
    for person in (kept, merged):
        if person.merged_into_id is not None:
            raise Refusal(f"{person.name}的这条记录已经合并过了，请重新查找。", code="merged")
    return kept, merged


def _chosen(fields: Collection[FieldPair], take: Collection[str] | None) -> frozenset[str]:
    if take is None:
        return frozenset(pair.field for pair in fields if pair.takes_merged)
    unknown = sorted(set(take) - set(LABELS))
    if unknown:
        raise Refusal(f"没有“{unknown[0]}”这一项，请重新选择。", code="field_unknown")
    return frozenset(take)


def _merge(
    session: Session, db: Database, kept: Person, merged: Person, take: frozenset[str]
) -> tuple[Steps, list[str]]:
    steps, pair = Steps(session), Pair(kept.id, merged.id)
    people = Base.metadata.tables["people"]
    doubts = _doubts(kept, merged)
    write_fields(session, steps, kept, merged, take)
    write_units(session, steps, pair.kept, pair.merged, take_merged="unit" in take)
    write_events(session, steps, pair.kept, pair.merged, take)
    clashes = Clashes(session, db, steps, pair)
    clashes.move_all()
    steps.set(people, pair.merged, {"merged_into_id": pair.kept})
    session.expire_all()
    _write_standing(session, steps, pair.kept)
    return steps, doubts + clashes.told


def _doubts(kept: Person, merged: Person) -> list[str]:
    told = []
    if kept.id_number and merged.id_number:
        told.append("两条记录的身份证号不同，请确认确实是同一个人；没选的那个号码以后导入时仍认得他。")
    if kept.card_code and merged.card_code:
        told.append("两条记录都印过学员证：保留下来那条的继续用，另一张作废，请收回。")
    return told


def _write_standing(session: Session, steps: Steps, kept_id: int) -> None:
    """The record says what its events say; events that cannot all be true refuse the whole merge."""
    person, events = session.get_one(Person, kept_id), events_of(session, kept_id)
    fault = find_fault(
        status_of(person), [as_read(event) for event in events], birth_on=person.birth_on, joined_on=person.joined_on
    )
    if fault is not None:
        words = fault_words(person.name, fault)
        raise Refusal(f"两条记录的变动合不到一起：{words}可以换一边的值，或先改正变动。", code=fault.code)
    before = {name: getattr(person, name) for name in ("kind", "left_reason", "left_on", "is_floating", "floating_to")}
    with session.no_autoflush:
        write_through(person, events)
        after = {name: getattr(person, name) for name in before}
        session.expire(person)
    steps.set(Base.metadata.tables["people"], kept_id, after)
    session.expire_all()


def undo_merge(db: Database, *, merge_id: int, reason: str = "") -> int:
    """Take a merge back: both records are as before, and what came since stays with the one that lived on.

    :returns: how many values had been changed since and stay as they are now.
    :raises Refusal: taken back already, or a later merge builds on it.
    """
    with db.write() as session:
        merge = session.get_one(PersonMerge, merge_id)
        _refuse_undo(session, merge)
        left = take_back_steps(
            session, merge.steps["steps"], reason="撤销合并，恢复原来的认定", at=db.now(), by=db.actor
        )
        merge.undone_at = db.now()
        session.flush()
        session.expire_all()
        kept, merged = session.get_one(Person, merge.kept_id), session.get_one(Person, merge.merged_id)
        audit.record(
            session, db, "person.merge_undo", f"{merged.name} ← {kept.name}", merge=merge_id, left=left, reason=reason
        )
        review_after_correction(session, db, [kept.id, merged.id])
        return left


def _refuse_undo(session: Session, merge: PersonMerge) -> None:
    if merge.undone_at is not None:
        raise Refusal("这次合并已经撤销过了。", code="undone")
    parts = (merge.kept_id, merge.merged_id)
    later = select(func.count()).select_from(PersonMerge)
    later = later.where(PersonMerge.id > merge.id, PersonMerge.undone_at.is_(None))
    either = PersonMerge.kept_id.in_(parts) | PersonMerge.merged_id.in_(parts)
    if session.scalar(later.where(either)):
        raise Refusal("后来又合并过这个人的记录，请先撤销后面那一次。", code="merged_later")


def list_merges(db: Database, *, person_id: int | None = None) -> list[MergeRow]:
    """Merges of everybody or into one person, the latest first."""
    with db.read() as session:
        return merge_rows(session, person_id)


def merge_rows(session: Session, person_id: int | None = None) -> list[MergeRow]:
    """The same in an open transaction."""
    query: Select[PersonMerge] = select(PersonMerge).order_by(PersonMerge.id.desc())
    if person_id is not None:
        query = query.where(PersonMerge.kept_id == person_id)
    rows = []
    for merge in session.scalars(query):
        kept, merged = session.get_one(Person, merge.kept_id), session.get_one(Person, merge.merged_id)
        number = mask_id(merged.id_number or "")
        rows.append(
            MergeRow(
                merge.id, kept.id, kept.name, merged.name, number, merge.merged_at, merge.merged_by, merge.undone_at
            )
        )
    return rows


def find_duplicates(db: Database) -> list[Duplicate]:
    """Pairs that may be one person, by pinyin; two different numbers tell two people of one name apart."""
    with db.read() as session:
        living = Person.merged_into_id.is_(None)
        nameless = select(Person.name).where(living, Person.id_number.is_(None))
        again = select(Person.name).where(living, Person.name.in_(nameless)).group_by(Person.name)
        names = again.having(func.count() > 1)
        ids = session.scalars(select(Person.id).where(living, Person.name.in_(names))).all()
        rows = rows_of(session, on=db.now().date(), person_ids=ids)
    by_name: dict[str, list[PersonRow]] = defaultdict(list)
    for row in rows:
        by_name[row.name].append(row)
    return [
        Duplicate(one, other)
        for namesakes in by_name.values()
        for one, other in combinations(namesakes, 2)
        if _may_be_one(one, other)
    ]


def _may_be_one(one: PersonRow, other: PersonRow) -> bool:
    if one.id_number and other.id_number:
        return False
    return not one.birth_on or not other.birth_on or is_same_date(one.birth_on, other.birth_on)
