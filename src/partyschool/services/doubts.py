"""待核对: what a clerk should look at before a sign-in ends; a doubt that was looked at stays looked at."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from partyschool.domain.credit import FULL
from partyschool.domain.terms import Way
from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.attendance import AttendanceRow, Presence, attendance_rows, away_row
from partyschool.services.sign_in_lookup import STOPPED, live_presences, load_hall
from partyschool.services.sign_in_remarks import RemarkKind, remarks_of
from partyschool.storage.database import Database
from partyschool.storage.models import (
    Attendance,
    ClassSession,
    DoubtCheck,
    Person,
    SignInRemark,
    TrainingClass,
)


class DoubtKind(StrEnum):
    """Why the clerk should look, what costs credit first."""

    SAME_PHONE = "same_phone"
    PHONE_REFUSED = "phone_refused"
    OTHER_PHONE = "other_phone"
    SAME_ADDRESS = "same_address"
    TWO_PLACES = "two_places"
    PLACE_REFUSED = "place_refused"
    NOT_LISTED = "not_listed"
    PAPER = "paper"
    WALK_IN = "walk_in"
    LATE = "late"
    NO_SIGN_OUT = "no_sign_out"


@dataclass(frozen=True, slots=True)
class Doubt:
    """One card of 待核对.

    :ivar rows: of whom it speaks, the one whom an answer is about last.
    :ivar other: the other class of two places; who else has used a phone, in another session.
    :ivar at: of a refused phone, when; of a paper sheet, the time on it.
    :ivar key: names the doubt; a changed line is a new doubt. `checked_by` is empty while nobody has looked.
    """

    kind: DoubtKind
    rows: tuple[AttendanceRow, ...]
    other: str = ""
    at: datetime | None = None
    key: str = ""
    checked_by: str = ""


def list_doubtful(db: Database, session_id: int, attendance: Sequence[AttendanceRow] | None = None) -> list[Doubt]:
    """Every doubt of a session, also those that were looked at.

    :param attendance: the session's list where it has just been read, so that it is not read twice.
    """
    with db.read() as session:
        held = session.get_one(ClassSession, session_id)
        rows = attendance_rows(session, held) if attendance is None else attendance
        checks = {
            row.key: row.checked_by or "—"
            for row in session.scalars(select(DoubtCheck).where(DoubtCheck.session_id == session_id))
        }
        return [
            replace(doubt, checked_by=checks.get(doubt.key, "")) for doubt in _doubts(session, held, rows, db.now())
        ]


def check_doubt(db: Database, *, session_id: int, key: str) -> None:
    """Somebody has looked and leaves it as it is."""
    with db.write() as session:
        known = select(DoubtCheck).where(DoubtCheck.session_id == session_id, DoubtCheck.key == key)
        if session.scalars(known).first() is None:
            facts = {"checked_at": db.now(), "checked_by": db.actor}
            session.add(DoubtCheck(session_id=session_id, key=key, **facts))
            audit.record(session, db, "attendance.check", key)


def look_again(db: Database, *, session_id: int) -> None:
    """Show the checked ones again."""
    with db.write() as session:
        session.execute(delete(DoubtCheck).where(DoubtCheck.session_id == session_id))


def place_of_second(db: Database, *, session_id: int, key: str) -> tuple[int, str]:
    """Of somebody refused because they had signed in elsewhere: the line of the first place, the name of the second.

    :raises Refusal: the first line has been voided meanwhile.
    """
    with db.read() as session:
        remark = session.get_one(SignInRemark, int(key.rpartition(":")[2]))
        hall = load_hall(session, session_id)
        for presence in live_presences(session, hall, remark.person_id):
            return presence.attendance_id, remark.place
    raise Refusal("前一处的签到已经作废，请直接点名签到。", code="voided")


def _doubts(session: Session, held: ClassSession, rows: Sequence[AttendanceRow], now: datetime) -> list[Doubt]:
    there = [row for row in rows if row.state == Presence.PRESENT]
    by_person = {row.person_id: row for row in there}
    # Before the end nobody is expected to have signed out.
    is_over = now >= datetime.combine(held.held_on, held.ends)
    signs_out = is_over and session.get_one(TrainingClass, held.class_id).signs_out
    found = [
        *_same_phone(session, held, by_person),
        *_remarked(session, held, rows),
        *_two_places(session, held, by_person),
        *(_of_row(DoubtKind.WALK_IN, row) for row in there if row.is_walk_in),
        *(_of_row(DoubtKind.LATE, row) for row in there if row.share < FULL and row.manual_share is None),
        *(
            _of_row(DoubtKind.NO_SIGN_OUT, row)
            for row in there
            if signs_out and row.sign_out_at is None and row.manual_share is None
        ),
    ]
    order = list(DoubtKind)
    return sorted(found, key=lambda doubt: order.index(doubt.kind))


def _of_row(kind: DoubtKind, row: AttendanceRow) -> Doubt:
    worth = f":{row.share}" if kind == DoubtKind.LATE else ""
    return Doubt(kind, (row,), key=f"{kind}:{row.attendance_id}{worth}")


def _same_phone(session: Session, held: ClassSession, there: Mapping[int, AttendanceRow]) -> Iterable[Doubt]:
    """A phone that signs in one neighbour in the morning and another in the afternoon is worth a look."""
    query = (
        select(Attendance.device, Attendance.person_id, Person.name)
        .join(ClassSession, ClassSession.id == Attendance.session_id)
        .join(Person, Person.id == Attendance.person_id)
        .where(ClassSession.class_id == held.class_id, Attendance.device != "", Attendance.voided_at.is_(None))
        .distinct()
    )
    by_device: dict[str, dict[int, str]] = {}
    for device, person_id, name in session.execute(query):
        by_device.setdefault(device, {})[person_id] = name
    for people in by_device.values():
        rows = tuple(sorted((there[one] for one in people if one in there), key=_came))
        if len(people) > 1 and rows:
            others = "、".join(name for one, name in people.items() if one not in there)
            ids = "-".join(str(row.attendance_id) for row in rows)
            yield Doubt(DoubtKind.SAME_PHONE, rows, others, key=f"{DoubtKind.SAME_PHONE}:{ids}")


def _came(row: AttendanceRow) -> datetime:
    return row.sign_in_at or datetime.max


def _two_places(session: Session, held: ClassSession, there: Mapping[int, AttendanceRow]) -> Iterable[Doubt]:
    query = (
        select(Attendance.id, Attendance.person_id, TrainingClass.title)
        .join(ClassSession, ClassSession.id == Attendance.session_id)
        .join(TrainingClass, TrainingClass.id == ClassSession.class_id)
        .where(
            ClassSession.held_on == held.held_on,
            ClassSession.id != held.id,
            ClassSession.starts < held.ends,
            ClassSession.ends > held.starts,
            TrainingClass.state.not_in(STOPPED),
            Attendance.voided_at.is_(None),
        )
    )
    for other_id, person_id, title in session.execute(query):
        if person_id in there:
            row = there[person_id]
            key = f"{DoubtKind.TWO_PLACES}:{row.attendance_id}-{other_id}"
            yield Doubt(DoubtKind.TWO_PLACES, (row,), title, key=key)


# What was refused, or stands on paper otherwise

KIND_OF = {
    RemarkKind.PHONE_USED: DoubtKind.PHONE_REFUSED,
    RemarkKind.NOT_ENROLLED: DoubtKind.NOT_LISTED,
    RemarkKind.ELSEWHERE: DoubtKind.PLACE_REFUSED,
    RemarkKind.OTHER_PHONE: DoubtKind.OTHER_PHONE,
    RemarkKind.SAME_ADDRESS: DoubtKind.SAME_ADDRESS,
    RemarkKind.PAPER: DoubtKind.PAPER,
}


def _remarked(session: Session, held: ClassSession, rows: Sequence[AttendanceRow]) -> Iterable[Doubt]:
    remarks = remarks_of(session, held.id)
    known = {row.person_id: row for row in rows}
    wanted = {key for remark in remarks for key in (remark.person_id, remark.other_id) if key} - known.keys()
    known |= _strangers(session, held, wanted)
    for remark in remarks:
        row = known[remark.person_id]
        if _is_settled(remark, row):
            continue
        other = (known[remark.other_id],) if remark.other_id else ()
        kind = KIND_OF[RemarkKind(remark.kind)]
        stamp = f":{remark.at:%H%M}" if kind == DoubtKind.PAPER else ""
        yield Doubt(kind, (*other, row), remark.place, remark.at, f"{kind}:{remark.id}{stamp}")


def _is_settled(remark: SignInRemark, row: AttendanceRow) -> bool:
    """Whether the log says by now what the remark asked for; a phone that two used stays worth a look."""
    is_here = row.state == Presence.PRESENT
    match remark.kind:
        case RemarkKind.NOT_ENROLLED:
            return is_here
        case RemarkKind.ELSEWHERE:
            return is_here and row.place == remark.place
        case RemarkKind.SAME_ADDRESS:
            return not is_here or row.way != Way.PHONE
        case RemarkKind.PAPER:
            return not is_here or row.way == Way.PAPER or row.sign_in_at == remark.at
    return False


def _strangers(session: Session, held: ClassSession, person_ids: Collection[int]) -> dict[int, AttendanceRow]:
    """People who are not on the list."""
    people = session.scalars(select(Person).where(Person.id.in_(person_ids))) if person_ids else ()
    return {person.id: away_row(session, held, person) for person in people}
