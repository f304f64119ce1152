"""Opening a list (打开签到名单): another computer's class, ready to be signed in here; once more, and it is up to date.

What belongs to this computer is never touched: a class or person that it keeps itself stays as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from partyschool.domain.card_code import read_card_code
from partyschool.domain.identity import normalise_name
from partyschool.domain.terms import ClassState, SessionState
from partyschool.domain.typed_name import with_tail
from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.kept_person import kept_record
from partyschool.services.names import initials_and_key
from partyschool.services.schools import SchoolForm, found_school
from partyschool.services.sign_in_list import ClassList, ListedPerson, ListedRoom, ListedSession
from partyschool.storage.database import Database
from partyschool.storage.models import (
    Attendance,
    ClassSession,
    Enrolment,
    FlowStep,
    Lesson,
    ListedTail,
    Person,
    School,
    SignInList,
    SubClassroom,
    TrainingClass,
)

CHUNK = 500


@dataclass(frozen=True, slots=True)
class ListOutcome:
    """A class that can be signed in here now; `withdrawn` were on the list that was opened before."""

    code: str
    title: str
    room: str
    people: int
    sessions: int
    withdrawn: int
    is_new: bool


def open_list(db: Database, listed: ClassList) -> ListOutcome:
    """Write the class with its sessions and people, or bring up to date what was opened before, in one transaction.

    On a computer without a school of its own the list's school becomes the one that it works for.

    :raises Refusal: this computer keeps the class itself, uses its number for another, or has a newer list.
    """
    with db.write() as session:
        school = _school(session, db, listed)
        training, opened = _class(session, school, listed)
        is_new = opened is None
        rooms = _take_rooms(session, training, listed.rooms)
        sessions = _take_sessions(session, training, listed.sessions)
        _take_timetable(session, training, listed, sessions)
        withdrawn = _take_people(session, db, training, listed, rooms)
        _note(session, db, training, listed, opened)
        people = len(listed.people)
        subject = f"{training.code} {training.title}"
        audit.record(session, db, "list.open", subject, people=people, room=listed.room, source=listed.made_by)
        return ListOutcome(training.code, training.title, listed.room, people, len(listed.sessions), withdrawn, is_new)


def _school(session: Session, db: Database, listed: ClassList) -> School:
    home = session.scalars(select(School).where(School.is_home)).first()
    known = session.scalars(select(School).where(School.uid == listed.school_uid)).first()
    if known is not None:
        return known
    if home is not None and home.name == listed.school:
        return home
    form = SchoolForm(listed.school, listed.short, city=listed.city, town=listed.town)
    if home is None:
        return found_school(session, db, form, tier=listed.tier, uid=listed.school_uid)
    school = School(
        uid=listed.school_uid, owner_uid=listed.school_uid, name=form.name, short=form.short, tier=listed.tier,
        city=form.city, town=form.town,
    )  # fmt: skip
    session.add(school)
    session.flush()
    return school


def _class(session: Session, school: School, listed: ClassList) -> tuple[TrainingClass, SignInList | None]:
    _refuse_taken(session, listed)
    training = session.scalars(select(TrainingClass).where(TrainingClass.uid == listed.class_uid)).first()
    opened = session.get(SignInList, training.id) if training is not None else None
    if training is None:
        training = TrainingClass(uid=listed.class_uid, owner_uid=listed.school_uid, school_id=school.id)
        session.add(training)
    elif opened is None:
        raise Refusal(
            f"“{listed.code} {listed.title}”本来就在这台电脑上，不用打开签到名单，直接签到就行。", code="own_class"
        )
    elif opened.made_at > listed.made_at:
        raise Refusal(
            f"这份签到名单是 {listed.made_at:%m月%d日 %H:%M} 做的，这里已经打开过 {opened.made_at:%m月%d日 %H:%M} "
            "的新名单。请核对是不是拿错了文件。",
            code="older",
        )
    for field in ("code", "title", "starts_on", "ends_on", "place", "takes_walk_ins", "signs_out"):
        setattr(training, field, getattr(listed, field))
    training.state = ClassState.PUBLISHED
    training.published_at = training.published_at or listed.made_at
    session.flush()
    return training, opened


def _refuse_taken(session: Session, listed: ClassList) -> None:
    """Desk, phones and papers call a class by its number."""
    same = select(TrainingClass).where(TrainingClass.code == listed.code, TrainingClass.uid != listed.class_uid)
    other = session.scalars(same).first()
    if other is not None:
        raise Refusal(
            f"这台电脑上的“{other.title}”也是 {listed.code}，两个班编号相同，分不清。"
            "请给这份名单另选一个数据文件夹（首次启动页的“更改”，或命令行 --data）。",
            code="class_code_taken",
        )


def _take_rooms(session: Session, training: TrainingClass, listed: Iterable[ListedRoom]) -> dict[str, int]:
    """Ids of the sub-classrooms by name, by which sign-ins know them; one taken away and made anew is the same here."""
    query = select(SubClassroom).where(SubClassroom.class_id == training.id)
    known = {row.name: row for row in session.scalars(query)}
    for place, room in enumerate(listed, len(known) + 1):
        row = known.get(room.name) or SubClassroom(class_id=training.id, position=place, name=room.name)
        row.address = room.address
        session.add(row)
        known[room.name] = row
    session.flush()
    return {name: row.id for name, row in known.items()}


def _take_sessions(
    session: Session, training: TrainingClass, listed: Sequence[ListedSession]
) -> Mapping[int, ClassSession]:
    """The sessions by number; one that is no longer on the list is cancelled here."""
    query = select(ClassSession).where(ClassSession.class_id == training.id)
    known = {row.uid: row for row in session.scalars(query)}
    for row in known.values():
        row.number, row.state = -row.id, SessionState.CANCELLED  # numbers may have changed places
    session.flush()
    for item in listed:
        row = known.get(item.uid) or ClassSession(uid=item.uid, class_id=training.id)
        for field in ("number", "held_on", "starts", "ends", "half_hours", "place", "state"):
            setattr(row, field, getattr(item, field))
        session.add(row)
        known[item.uid] = row
    session.flush()
    for row in known.values():
        if row.number < 0:
            row.number = 1 + max(other.number for other in known.values())
    session.flush()
    return {row.number: row for row in known.values()}


def _take_timetable(
    session: Session, training: TrainingClass, listed: ClassList, sessions: Mapping[int, ClassSession]
) -> None:
    """Lessons and steps are only shown here: what of them is done, the computer knows that keeps the class."""
    session.execute(delete(Lesson).where(Lesson.class_id == training.id))
    session.execute(delete(FlowStep).where(FlowStep.class_id == training.id))
    session.add_all(FlowStep(class_id=training.id, **asdict(step)) for step in listed.steps)
    for position, item in enumerate(listed.lessons, 1):
        facts = {"starts": item.starts, "ends": item.ends, "title": item.title, "form": item.form}
        held = sessions.get(item.number)
        if held is not None:
            row = Lesson(class_id=training.id, session_id=held.id, position=position, step_key=item.step_key, **facts)
            session.add(row)
    session.flush()


def _take_people(
    session: Session, db: Database, training: TrainingClass, listed: ClassList, rooms: Mapping[str, int]
) -> int:
    """Put everybody on the list; returns how many have been taken off it."""
    people = _people(session, listed)
    query = select(Enrolment).where(Enrolment.class_id == training.id)
    enrolled = {row.person_id: row for row in session.scalars(query)}
    wanted = set()
    for item in listed.people:
        person = people[item.uid]
        row = enrolled.get(person.id) or Enrolment(class_id=training.id, person_id=person.id)
        enrolled[person.id] = row  # two lines of the list may be one person here
        row.unit_name, row.sub_classroom_id, row.withdrawn_at = item.unit, rooms.get(item.room), None
        session.add(row)
        wanted.add(person.id)
    gone = [row for key, row in enrolled.items() if key not in wanted and not row.is_walk_in and not row.withdrawn_at]
    came = _who_came(session, training) if gone else set()
    gone = [row for row in gone if row.person_id not in came]
    for row in gone:
        row.withdrawn_at = db.now()
    session.flush()
    return len(gone)


def _who_came(session: Session, training: TrainingClass) -> set[int]:
    query = select(Attendance.person_id).join(ClassSession, ClassSession.id == Attendance.session_id)
    return set(session.scalars(query.where(ClassSession.class_id == training.id)))


def _people(session: Session, listed: ClassList) -> dict[str, Person]:
    """Who of this computer each line means: by uid, else the one with its name and tail, else somebody new."""
    found: dict[str, Person] = {}
    by_name: dict[str, list[Person]] = defaultdict(list)
    uids = [item.uid for item in listed.people]
    names = [normalise_name(item.name) for item in listed.people]
    for start in range(0, len(uids), CHUNK):
        part = slice(start, start + CHUNK)
        query = select(Person).where(Person.uid.in_(uids[part]) | Person.name.in_(names[part]))
        for person in session.scalars(query):
            found[person.uid] = kept = kept_record(session, person)
            if kept not in by_name[person.name]:
                by_name[person.name].append(kept)
    known, tails = set(found), _tails(session)
    for item in listed.people:
        same = with_tail(by_name[normalise_name(item.name)], item.tail)
        if item.uid not in known and len(same) == 1:
            found[item.uid] = same[0]
        elif item.uid not in known or item.uid in tails:
            found[item.uid] = _take_person(session, listed, item, found.get(item.uid))
    _take_cards(session, listed, found, tails)
    return found


def _take_cards(session: Session, listed: ClassList, found: Mapping[str, Person], tails: Collection[str]) -> None:
    """Whoever has no card here, or is known from lists only, has the list's; a card that lists gave to another goes."""
    wanted = {card: found[item.uid] for item in listed.people if (card := read_card_code(item.card))}
    wanted = {card: person for card, person in wanted.items() if person.card_code is None or person.uid in tails}
    taken: set[str] = set()
    for start in range(0, len(wanted), CHUNK):
        part = list(wanted)[start : start + CHUNK]
        for holder in session.scalars(select(Person).where(Person.card_code.in_(part))):
            if holder.uid in tails:
                holder.card_code = None
            elif holder.card_code is not None:
                taken.add(holder.card_code)
    session.flush()  # the cards are free before they are given: one code is one person's
    for card, person in wanted.items():
        if card not in taken:
            person.card_code = card
    session.flush()


def _tails(session: Session) -> set[str]:
    """Uids of those of whom nothing but what a list tells is known here."""
    query = select(Person.uid).join(ListedTail, ListedTail.person_id == Person.id)
    return set(session.scalars(query.where(Person.id_number.is_(None), Person.merged_into_id.is_(None))))


def _take_person(session: Session, listed: ClassList, item: ListedPerson, person: Person | None) -> Person:
    person = person or Person(uid=item.uid, owner_uid=listed.school_uid)
    person.name = normalise_name(item.name)
    if not item.card:
        person.card_code = None
    person.initials, person.sort_key = initials_and_key(person.name)
    session.add(person)
    session.flush()
    session.merge(ListedTail(person_id=person.id, tail=item.tail))
    return person


def _note(
    session: Session, db: Database, training: TrainingClass, listed: ClassList, opened: SignInList | None
) -> None:
    row = opened or SignInList(class_id=training.id)
    row.room, row.made_at, row.made_by, row.opened_at = listed.room, listed.made_at, listed.made_by, db.now()
    session.add(row)
