"""The list of a class (参训名单): enrol by unit, by people, withdraw, and who is busy elsewhere at the time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from partyschool.domain.terms import ClassState, SessionState
from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.class_queries import class_by_code
from partyschool.services.portraits import current_pictures
from partyschool.services.unit_titles import titles_with_town
from partyschool.services.unit_tree import UnitNode, UnitTree, load_tree, unit_on
from partyschool.storage.database import Database, owner_uid
from partyschool.storage.models import (
    Attendance,
    ClassSession,
    Enrolment,
    Person,
    Post,
    SubClassroom,
    TrainingClass,
)


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """A trainee of a class. `unit` is frozen as it was at enrolment; `attended` holds the numbers of sessions.

    :ivar room: the sub-classroom (分课堂) called up to; empty for the main classroom, and for whoever is free.
    :ivar has_portrait: whether there is a picture for the certificate.
    """

    person_id: int
    name: str
    initials: str
    sort_key: str
    id_number: str
    sex: str
    birth_on: str
    kind: str
    phone: str
    unit: str
    village: str
    posts: str
    group: str
    is_walk_in: bool
    attended: tuple[int, ...]
    room: str = ""
    has_portrait: bool = False


@dataclass(frozen=True, slots=True)
class Busy:
    """A person enrolled in another class whose sessions overlap those of this one."""

    person_id: int
    name: str
    other_code: str
    other_title: str
    on: date


@dataclass(frozen=True, slots=True)
class EnrolAnswer:
    """How many were added, how many were there already, and who is busy elsewhere (enrolled all the same)."""

    added: int
    already: int
    busy: tuple[Busy, ...]


def posts_on(session: Session, person_ids: Sequence[int], day: date) -> dict[int, str]:
    """Titles of the posts held on the day, joined by 、."""
    query = select(Post.person_id, Post.title).where(
        or_(Post.start_on.is_(None), Post.start_on <= day), or_(Post.end_on.is_(None), Post.end_on >= day)
    )
    if len(person_ids) < 500:
        query = query.where(Post.person_id.in_(person_ids))
    titles: dict[int, list[str]] = {}
    for person_id, title in session.execute(query.order_by(Post.id)):
        held = titles.setdefault(person_id, [])
        if title not in held:
            held.append(title)
    return {person_id: "、".join(held) for person_id, held in titles.items()}


def list_enrolments(db: Database, *, code: str) -> list[EnrolmentRow]:
    """The trainees of a class in the order of units and names."""
    with db.read() as session:
        training_class = class_by_code(session, code)
        found = session.execute(
            select(Enrolment, Person, SubClassroom.name)
            .join(Person, Person.id == Enrolment.person_id)
            .outerjoin(SubClassroom, SubClassroom.id == Enrolment.sub_classroom_id)
            .where(Enrolment.class_id == training_class.id, Enrolment.withdrawn_at.is_(None))
        ).all()
        ids = [row[1].id for row in found]
        units = unit_on(session, ids, training_class.starts_on)
        posts = posts_on(session, ids, training_class.starts_on)
        tree = load_tree(session, training_class.starts_on)
        parents, titles = tree.units, titles_with_town(tree)
        attended = _attended(session, training_class)
        pictures = current_pictures(session, ids)
        rows = []
        for enrolment, person, room in found:
            unit = units.get(person.id)
            row = _enrolment_row(enrolment, person, unit, posts.get(person.id, ""), attended)
            village, has_portrait = _village(unit, tree, titles), person.id in pictures
            rows.append(replace(row, village=village, room=room or "", has_portrait=has_portrait))
    return sorted(
        rows, key=lambda row: (row.is_walk_in, *_unit_order(row, units, parents), row.sort_key, row.person_id)
    )


def _unit_order(row: EnrolmentRow, units: dict[int, UnitNode], parents: dict[int, UnitNode]) -> tuple[int, int, str]:
    unit = units.get(row.person_id)
    if unit is None:
        return (1 << 30, 0, "")
    parent = parents.get(unit.parent_id or 0)
    return (parent.position or parent.id if parent else 0, unit.position or unit.id, row.unit)


def _attended(session: Session, training_class: TrainingClass) -> dict[int, list[int]]:
    query = (
        select(Attendance.person_id, ClassSession.number)
        .join(ClassSession, ClassSession.id == Attendance.session_id)
        .where(ClassSession.class_id == training_class.id, Attendance.voided_at.is_(None))
        .order_by(ClassSession.number)
    )
    found: dict[int, list[int]] = {}
    for person_id, number in session.execute(query):
        found.setdefault(person_id, []).append(number)
    return found


def _village(unit: UnitNode | None, tree: UnitTree, titles: dict[int, str]) -> str:
    """The village or office whose line somebody stands under, with its town where the name alone is not enough."""
    if unit is None:
        return ""
    line = tree.village_of(unit.id)
    return titles.get(line.id, line.name)


def _enrolment_row(
    enrolment: Enrolment,
    person: Person,
    unit: UnitNode | None,
    posts: str,
    attended: dict[int, list[int]],
) -> EnrolmentRow:
    return EnrolmentRow(
        person.id,
        person.name,
        person.initials,
        person.sort_key,
        person.id_number or "",
        person.sex,
        person.birth_on,
        person.kind,
        person.phone,
        enrolment.unit_name or (unit.name if unit else ""),
        "",
        posts,
        enrolment.group_name,
        enrolment.is_walk_in,
        tuple(attended.get(person.id, ())),
    )


def enrol(db: Database, *, code: str, person_ids: Sequence[int]) -> EnrolAnswer:
    """Put people on the list of a class; those already there stay as they are.

    :raises Refusal: the class is closed or stopped.
    """
    with db.write() as session:
        training_class = class_by_code(session, code)
        if training_class.state not in {ClassState.DRAFT, ClassState.PUBLISHED}:
            raise Refusal(f"“{training_class.title}”已经办结或停办，不能再加学员。", code="class_locked")
        added = add_enrolments(session, training_class, person_ids)
        busy = find_busy(session, training_class, person_ids)
        audit.record(session, db, "class.enrol", f"{code} {training_class.title}", added=added)
    return EnrolAnswer(added, len(set(person_ids)) - added, busy)


def add_enrolments(session: Session, training_class: TrainingClass, person_ids: Iterable[int]) -> int:
    """Enrol in an open transaction; returns how many were new or came back."""
    wanted = list(dict.fromkeys(person_ids))
    known = {
        row.person_id: row for row in session.scalars(select(Enrolment).where(Enrolment.class_id == training_class.id))
    }
    units = unit_on(session, wanted, training_class.starts_on)
    titles = titles_with_town(load_tree(session))  # people of many towns: a class of the city
    added = 0
    for person_id in wanted:
        row = known.get(person_id)
        if row is None:
            unit = units.get(person_id)
            session.add(
                Enrolment(
                    class_id=training_class.id,
                    person_id=person_id,
                    unit_name=titles.get(unit.id, unit.name) if unit else "",
                    owner_uid=owner_uid(session),
                )
            )
            added += 1
        elif row.withdrawn_at is not None:
            row.withdrawn_at, row.is_walk_in = None, False
            added += 1
    session.flush()
    return added


def people_of_units(db: Database, *, unit_ids: Sequence[int], on: date, members_only: bool = True) -> list[int]:
    """Ids of people on the register who belong to the units or to units below them on the day."""
    with db.read() as session:
        tree = load_tree(session, on)
        wanted = frozenset[int]().union(*(tree.descendants(unit_id) for unit_id in unit_ids))
        query = select(Person.id, Person.kind).where(or_(Person.left_reason == "", Person.left_on > on))
        people = {
            person_id
            for person_id, kind in session.execute(query.where(Person.merged_into_id.is_(None)))
            if not members_only or kind in {"full", "probationary"}
        }
        units = unit_on(session, people, on)
    return sorted(person_id for person_id, unit in units.items() if unit.id in wanted)


def withdraw(db: Database, *, code: str, person_ids: Sequence[int]) -> int:
    """Take people off the list.

    :raises Refusal: somebody of them has signed in; void the attendance first.
    """
    with db.write() as session:
        return withdraw_people(session, db, class_by_code(session, code), person_ids)


def withdraw_people(session: Session, db: Database, training_class: TrainingClass, person_ids: Sequence[int]) -> int:
    """The same in an open transaction."""
    present = _attended(session, training_class)
    signed = [person_id for person_id in person_ids if person_id in present]
    if signed:
        names = "、".join(session.scalars(select(Person.name).where(Person.id.in_(signed[:5]))))
        raise Refusal(f"{names}已经签到，不能移出名单。确需移出，请先作废签到。", code="has_attendance")
    query = select(Enrolment).where(
        Enrolment.class_id == training_class.id,
        Enrolment.person_id.in_(person_ids),
        Enrolment.withdrawn_at.is_(None),
    )
    rows = session.scalars(query).all()
    for row in rows:
        row.withdrawn_at = db.now()
    subject = f"{training_class.code} {training_class.title}"
    audit.record(session, db, "class.withdraw", subject, people=len(rows))
    return len(rows)


def set_group(db: Database, *, code: str, person_ids: Sequence[int], group: str) -> None:
    """Put trainees into a discussion group."""
    with db.write() as session:
        training_class = class_by_code(session, code)
        query = select(Enrolment).where(Enrolment.class_id == training_class.id, Enrolment.person_id.in_(person_ids))
        for row in session.scalars(query):
            row.group_name = group.strip()
        audit.record(session, db, "class.group", f"{code} {group}", people=len(person_ids))


def find_busy(session: Session, training_class: TrainingClass, person_ids: Iterable[int]) -> tuple[Busy, ...]:
    """People who are on the list of another class, not stopped, at an overlapping clock time."""
    mine, other = aliased(ClassSession), aliased(ClassSession)
    query = (
        select(Enrolment.person_id, Person.name, TrainingClass.code, TrainingClass.title, other.held_on)
        .join(other, other.class_id == Enrolment.class_id)
        .join(
            mine,
            and_(
                mine.class_id == training_class.id,
                mine.held_on == other.held_on,
                mine.starts < other.ends,
                other.starts < mine.ends,
            ),
        )
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(
            Enrolment.class_id != training_class.id,
            Enrolment.withdrawn_at.is_(None),
            TrainingClass.state.not_in([ClassState.CANCELLED, ClassState.SUSPENDED]),
            other.state != SessionState.CANCELLED,
        )
        .distinct()
    )
    wanted = set(person_ids)
    return tuple(Busy(*row) for row in session.execute(query) if row[0] in wanted)
