"""Joining the sign-ins of another computer (并入签到记录): taken twice they do no harm, and nothing is overwritten.

What stands against what is here is listed for the clerk, who decides at the desk (待核对); the rest is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from partyschool.domain.identity import normalise_name
from partyschool.domain.typed_name import with_tail
from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services import sign_in_lookup as lookup
from partyschool.services.kept_person import kept_ids
from partyschool.services.sign_in_batch import complete_sign_in_step
from partyschool.services.sign_in_lookup import Candidate, Hall, Presence
from partyschool.services.sign_in_records import SignInRecord, SignInRecords
from partyschool.services.sign_in_remarks import RemarkKind, note_remark
from partyschool.services.sub_classrooms import NAME_LIMIT
from partyschool.storage.database import Database
from partyschool.storage.models import Attendance, ClassSession, Enrolment, Person, School, SubClassroom, TrainingClass

CHUNK = 500


class ConflictKind(StrEnum):
    """Why a line was not taken."""

    ELSEWHERE = "elsewhere"
    NO_PERSON = "no_person"
    SEVERAL_PEOPLE = "several_people"
    NOT_ENROLLED = "not_enrolled"
    NO_SESSION = "no_session"
    SESSION_STOPPED = "session_stopped"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A line that was not taken, and the sign-in here that stands in its way (`here_at`, `here_place`)."""

    kind: ConflictKind
    record: SignInRecord
    here_at: datetime | None = None
    here_place: str = ""


@dataclass(frozen=True, slots=True)
class JoinOutcome:
    """What became of the lines: `known` were here already, `changed` were known and have been voided or signed out
    on the other computer since."""

    code: str
    title: str
    added: int
    known: int
    changed: int
    conflicts: tuple[Conflict, ...]


def join_records(db: Database, records: SignInRecords, *, code: str = "") -> JoinOutcome:
    """Write what the other computer has signed in and this one has not, in one transaction.

    :param code: the class that the clerk means; a file of another is then refused.
    :raises Refusal: the file is of another class or school, or the hours are confirmed; nothing is written then.
    """
    with db.write() as session:
        training = _class(session, records, code)
        audit.wait_for_others(session)
        join = _Join(session, db, training)
        join.take(records.records)
        _know_rooms(session, training, records.records)
        outcome = JoinOutcome(
            training.code, training.title, join.added, join.known, join.changed, tuple(join.conflicts)
        )
        subject = f"{training.code} {training.title}"
        counts = {"added": join.added, "changed": join.changed, "conflicts": len(join.conflicts)}
        audit.record(session, db, "attendance.join", subject, source=records.made_by, **counts)
    return outcome


def _class(session: Session, records: SignInRecords, code: str) -> TrainingClass:
    training = session.scalars(select(TrainingClass).where(TrainingClass.uid == records.class_uid)).first()
    training = training or _class_of_same_name(session, records)
    if code and training.code != code.strip():
        raise Refusal(
            f"这份文件是“{training.code} {training.title}”的签到记录，不是这一期（{code}）的。请打开那一期再并入。",
            code="other_class",
        )
    return training


def _class_of_same_name(session: Session, records: SignInRecords) -> TrainingClass:
    """Two computers that entered the same class by hand know it by its code, day and school."""
    query = select(TrainingClass, School).join(School).where(TrainingClass.code == records.code)
    found = session.execute(query).all()
    for training, school in found:
        if school.name == records.school and training.starts_on == records.starts_on:
            return training
    home = session.scalars(select(School.name).where(School.is_home)).first() or "本校"
    if records.school != home:
        raise Refusal(
            f"这份签到记录是“{records.school}”的班次（{records.code} {records.title}），不是“{home}”的，没有并入。",
            code="other_school",
        )
    raise Refusal(
        f"这里没有“{records.code} {records.title}”这一期（{records.starts_on:%Y年%m月%d日}开始），没有并入。"
        "请核对文件是不是拿错了。",
        code="class_unknown",
    )


def _know_rooms(session: Session, training: TrainingClass, records: Iterable[SignInRecord]) -> None:
    """A sub-classroom that only the other computer knew is one of the class here too."""
    query = select(SubClassroom.name, SubClassroom.position).where(SubClassroom.class_id == training.id)
    known = {row[0]: row[1] for row in session.execute(query)}
    for name in sorted({record.place for record in records if record.place} - set(known)):
        known[name] = max(known.values(), default=0) + 1
        session.add(SubClassroom(class_id=training.id, position=known[name], name=name[:NAME_LIMIT]))


class _Join:
    """One transaction's state: what is known of the class here, and what has been taken."""

    def __init__(self, session: Session, db: Database, training: TrainingClass) -> None:
        self._session, self._db, self._training = session, db, training
        self.added = self.known = self.changed = 0
        self.conflicts: list[Conflict] = []
        held = session.scalars(select(ClassSession).where(ClassSession.class_id == training.id)).all()
        self._by_uid = {row.uid: row.id for row in held}
        self._by_number = {(row.number, row.held_on): row.id for row in held}

    def session_id(self, record: SignInRecord) -> int:
        """The session of the record here; 0 where there is none."""
        return self._by_uid.get(record.session_uid) or self._by_number.get((record.number, record.held_on), 0)

    def take(self, records: Sequence[SignInRecord]) -> None:
        """Session by session; within one whoever came first is taken first."""
        known = self._known(records)
        for record in records:
            if record.uid in known:
                self._take_change(known[record.uid], record)
        single = {record.uid: record for record in records if record.uid not in known}
        fresh = sorted(
            single.values(),
            key=lambda record: (self.session_id(record), record.sign_in_at, record.uid),
        )
        for session_id, group in groupby(fresh, key=self.session_id):
            self._take_session(session_id, list(group))
        self._session.flush()

    def _known(self, records: Sequence[SignInRecord]) -> dict[str, Attendance]:
        uids = [record.uid for record in records]
        known: dict[str, Attendance] = {}
        for start in range(0, len(uids), CHUNK):
            query = select(Attendance).where(Attendance.uid.in_(uids[start : start + CHUNK]))
            known |= {row.uid: row for row in self._session.scalars(query)}
        return known

    def _take_change(self, row: Attendance, record: SignInRecord) -> None:
        """A line that was taken before: only a voiding or a sign-out there is news here."""
        self.known += 1
        if row.voided_at is not None:
            return
        if record.voided_at is not None:
            lookup.load_hall(self._session, row.session_id)  # refuses where the hours are confirmed
            row.voided_at, row.voided_by, row.void_reason = record.voided_at, record.voided_by, record.void_reason
        elif record.sign_out_at is not None and row.sign_out_at is None:
            lookup.load_hall(self._session, row.session_id)
            row.sign_out_at = record.sign_out_at
        else:
            return
        self.changed += 1

    def _take_session(self, session_id: int, records: Sequence[SignInRecord]) -> None:
        hall = self._hall(session_id, records)
        if hall is None:
            return
        meant = self._meant(hall, records)
        there: dict[int, list[Presence]] = defaultdict(list)
        for presence, is_voided in lookup.load_log(self._session, hall, true()):
            if not is_voided:
                there[presence.person_id].append(presence)
        taken = [record for record in records if self._take_record(hall, record, meant[record.uid], there) is not None]
        live = [record.sign_in_at for record in taken if record.voided_at is None]
        if live:
            self._session.flush()
            complete_sign_in_step(self._session, self._db, hall, min(live))

    def _hall(self, session_id: int, records: Sequence[SignInRecord]) -> Hall | None:
        if not session_id:
            self._refuse(records, ConflictKind.NO_SESSION)
            return None
        try:
            return lookup.load_hall(self._session, session_id)
        except Refusal as refusal:
            if refusal.code != "cancelled":
                raise
            self._refuse(records, ConflictKind.SESSION_STOPPED)
            return None

    def _refuse(self, records: Iterable[SignInRecord], kind: ConflictKind) -> None:
        self.conflicts += [Conflict(kind, record) for record in records]

    def _meant(self, hall: Hall, records: Sequence[SignInRecord]) -> dict[str, list[Candidate]]:
        """Whom each record means here: by uid, also of a record that was made one with another since, else whoever of
        the list has the name and tail, else of the register."""
        by_uid: dict[str, Candidate] = {}
        by_name: dict[str, list[Candidate]] = defaultdict(list)
        for people, kept in self._candidates(hall, records):
            by_id = {person.person_id: person for person in people}
            by_uid |= {person.uid: person for person in people}
            by_uid |= {uid: by_id[key] for uid, key in kept.items()}
            for person in people:
                if person not in by_name[person.name]:
                    by_name[person.name].append(person)
        meant = {}
        for record in records:
            same = with_tail(by_name[normalise_name(record.name)], record.tail)
            listed = [person for person in same if person.is_enrolled]
            sure = by_uid.get(record.person_uid)
            meant[record.uid] = [sure] if sure is not None else listed or same
        return meant

    def _candidates(
        self, hall: Hall, records: Sequence[SignInRecord]
    ) -> Iterator[tuple[list[Candidate], dict[str, int]]]:
        """People who may be meant, and by uid of a merged record the id of the kept one."""
        for start in range(0, len(records), CHUNK):
            part = records[start : start + CHUNK]
            uids = {record.person_uid for record in part}
            names = {normalise_name(record.name) for record in part}
            kept = kept_ids(self._session, uids)
            meant = Person.uid.in_(uids) | Person.name.in_(names) | Person.id.in_(kept.values())
            yield lookup.load_candidates(self._session, hall, meant), kept

    def _take_record(
        self, hall: Hall, record: SignInRecord, people: Sequence[Candidate], there: dict[int, list[Presence]]
    ) -> SignInRecord | None:
        if len({person.person_id for person in people}) != 1:
            kind = ConflictKind.SEVERAL_PEOPLE if people else ConflictKind.NO_PERSON
            self.conflicts.append(Conflict(kind, record))
            return None
        person = people[0]
        if record.voided_at is None:
            for presence in there[person.person_id]:
                self._note_presence(hall, record, presence)
                return None
            if not person.is_enrolled and not (record.is_walk_in or hall.takes_walk_ins):
                self._remark(hall, person.person_id, RemarkKind.NOT_ENROLLED, record)
                self.conflicts.append(Conflict(ConflictKind.NOT_ENROLLED, record))
                return None
            self._enrol(hall, person, record)
            there[person.person_id].append(_presence(hall, person, record))
        self._session.add(_row(hall, person, record))
        self.added += 1
        return record

    def _note_presence(self, hall: Hall, record: SignInRecord, presence: Presence) -> None:
        if presence.session_id == hall.session_id and presence.place == record.place:
            self.known += 1  # the same person signed in at both computers of one room
            return
        place = presence.place or lookup.name_of_place(self._session, presence.session_id)
        self._remark(hall, presence.person_id, RemarkKind.ELSEWHERE, record)
        self.conflicts.append(Conflict(ConflictKind.ELSEWHERE, record, presence.at, place))

    def _remark(self, hall: Hall, person_id: int, kind: RemarkKind, record: SignInRecord) -> None:
        """Among the doubts of the desk, as if the phone had been refused here."""
        at, device = record.sign_in_at, record.device
        note_remark(self._session, hall.session_id, person_id, kind, at, device=device, place=record.place)

    def _enrol(self, hall: Hall, person: Candidate, record: SignInRecord) -> None:
        if person.is_enrolled:
            return
        if person.enrolment_id is not None:
            again = self._session.get_one(Enrolment, person.enrolment_id)
            again.withdrawn_at, again.is_walk_in = None, True
            return
        query = select(Enrolment).where(Enrolment.class_id == hall.class_id, Enrolment.person_id == person.person_id)
        if self._session.scalars(query).first() is None:  # an earlier session of the same file may have taken them in
            facts = {"class_id": hall.class_id, "person_id": person.person_id, "unit_name": record.unit}
            self._session.add(Enrolment(**facts, is_walk_in=True))
            self._session.flush()


def _presence(hall: Hall, person: Candidate, record: SignInRecord) -> Presence:
    facts = (hall.session_id, person.person_id, person.name, record.sign_in_at)
    return Presence(0, *facts, record.way, record.device, record.place, record.nonce)


def _row(hall: Hall, person: Candidate, record: SignInRecord) -> Attendance:
    return Attendance(
        uid=record.uid,
        session_id=hall.session_id,
        person_id=person.person_id,
        sign_in_at=record.sign_in_at,
        sign_out_at=record.sign_out_at,
        way=record.way,
        recorded_at=record.recorded_at,
        recorded_by=record.recorded_by,
        place=record.place,
        device=record.device,
        nonce=record.nonce,
        note=record.note,
        voided_at=record.voided_at,
        voided_by=record.voided_by,
        void_reason=record.void_reason,
    )
