"""What a person's 学时登记表 (个人培训档案) and 学时证明 print: the year's credited entries, class by class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.identity import mask_id, normalise_id, normalise_name
from partyschool.domain.terms import QuotaState
from partyschool.errors import Refusal
from partyschool.paths import DataFolder
from partyschool.services.attachments import find_file
from partyschool.services.credit_entries import list_credits
from partyschool.services.portraits import current_pictures
from partyschool.services.quota import count_quota
from partyschool.services.quota_rows import CreditRow, QuotaRow
from partyschool.services.schools import SchoolRow, home_school
from partyschool.storage.database import Database
from partyschool.storage.models import Lesson, Person, School, TrainingClass

SESSION = "session"


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A class, or an entry of other study. `kind` is session or a kind of other study; days in quarter days, 学时
    in quarter hours."""

    first: date
    last: date
    title: str
    content: str
    kind: str
    organiser: str
    place: str
    quarter_days: int
    quarter_hours: int


@dataclass(frozen=True, slots=True)
class RecordWords:
    """A person's year. What is not yet 认定 is left out of the lines and told by `waiting_quarter_hours`.

    `met` and `hours_met` are None where nothing is owed (see `state`); `portrait` is the person's picture as a JPEG,
    empty where there is none.
    """

    year: int
    school: str
    issuer: str
    made: date
    name: str
    sex: str
    birth_on: str
    joined_on: str
    unit: str
    posts: tuple[str, ...]
    kind: str
    id_number: str
    state: QuotaState
    required_quarter_days: int
    required_half_hours: int
    lines: tuple[RecordLine, ...]
    waiting_quarter_hours: int
    met: bool | None
    hours_met: bool | None
    rotated: bool
    portrait: bytes = b""

    @property
    def quarter_days(self) -> int:
        """认定 days of the year."""
        return sum(line.quarter_days for line in self.lines)

    @property
    def quarter_hours(self) -> int:
        """认定 学时 of the year."""
        return sum(line.quarter_hours for line in self.lines)


def record_words(db: Database, *, person_id: int, year: int) -> RecordWords:
    """One person's year; the number of the person is masked.

    :raises Refusal: there is no such person, or no home school.
    """
    school = home_school(db)
    rows = count_quota(db, year=year, with_provisional=False, people=[person_id]).rows
    if not rows:
        raise Refusal("没有这个人员，可能已经合并到另一条记录。请重新查找。", code="person_unknown")
    credits = list_credits(db, year=year, person_id=person_id).get(person_id, [])
    with db.read() as session:
        joined_on = session.get_one(Person, person_id).joined_on
        classes = _classes(session, {entry.class_code for entry in credits if entry.class_code})
        picture = current_pictures(session, [person_id]).get(person_id, "")
    words = _words(rows[0], _entries(credits, classes), joined_on, _Sheet(year, school, db.now().date()))
    return replace(words, portrait=_read(db.folder, picture))


def _read(folder: DataFolder, picture: str) -> bytes:
    path = find_file(folder, picture)
    return b"" if path is None else path.read_bytes()


def person_named(db: Database, text: str) -> int:
    """The one person of this citizen number or name.

    :raises Refusal: nobody, or several people of the name; the number tells them apart.
    """
    with db.read() as session:
        query = select(Person.id).where(Person.merged_into_id.is_(None))
        found = session.scalars(query.where(Person.id_number == normalise_id(text))).all()
        found = found or session.scalars(query.where(Person.name == normalise_name(text))).all()
    if not found:
        raise Refusal(f"没有找到“{text}”。请写姓名或完整的身份证号。", code="person_unknown")
    if len(found) > 1:
        raise Refusal(f"有 {len(found)} 个人叫“{text}”。请改写完整的身份证号。", code="person_ambiguous")
    return found[0]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is the same on everybody's record."""

    year: int
    school: SchoolRow
    made: date


@dataclass(frozen=True, slots=True)
class _Entries:
    """A person's credited lines, and what still waits for 认定."""

    lines: tuple[RecordLine, ...]
    waiting_quarter_hours: int


def _entries(entries: Sequence[CreditRow], classes: dict[str, _ClassFacts]) -> _Entries:
    credited = [entry for entry in entries if entry.quarter_hours and not entry.is_provisional]
    waiting = sum(entry.quarter_hours for entry in entries if entry.is_provisional)
    return _Entries(_lines(credited, classes), waiting)


@dataclass(frozen=True, slots=True)
class _ClassFacts:
    place: str
    organiser: str
    content: str


def _classes(session: Session, codes: Iterable[str]) -> dict[str, _ClassFacts]:
    """Place, school and lessons of the classes, by code."""
    query = (
        select(TrainingClass.id, TrainingClass.code, TrainingClass.place, School.name)
        .join(School, School.id == TrainingClass.school_id)
        .where(TrainingClass.code.in_(list(codes)))
        .order_by(School.is_home)
    )
    rows = session.execute(query).all()
    lessons = select(Lesson.class_id, Lesson.title).where(
        Lesson.class_id.in_([row.id for row in rows]), Lesson.half_hours > 0
    )
    titles: dict[int, list[str]] = defaultdict(list)
    for class_id, title in session.execute(lessons.order_by(Lesson.position)):
        titles[class_id].append(title)
    return {row.code: _ClassFacts(row.place, row.name, "；".join(dict.fromkeys(titles[row.id]))) for row in rows}


def _words(row: QuotaRow, entries: _Entries, joined_on: str, sheet: _Sheet) -> RecordWords:
    return RecordWords(
        sheet.year,
        sheet.school.name,
        sheet.school.issuer or sheet.school.name,
        sheet.made,
        row.name,
        row.sex,
        row.birth_on,
        joined_on,
        row.unit,
        tuple(dict.fromkeys(row.posts)),
        row.kind,
        mask_id(row.id_number),
        row.state,
        row.required_quarter_days,
        row.required_half_hours,
        entries.lines,
        entries.waiting_quarter_hours,
        row.met,
        row.hours_met,
        row.rotated,
    )


def _lines(credited: Iterable[CreditRow], classes: dict[str, _ClassFacts]) -> tuple[RecordLine, ...]:
    """Sessions of one class are one line; other study has a line for each entry. The earliest first."""
    groups: dict[tuple[str, int], list[CreditRow]] = defaultdict(list)
    for place, entry in enumerate(credited):
        groups[(entry.class_code, 0) if entry.kind == SESSION else ("", place + 1)].append(entry)
    lines = [_line(entries, classes) for entries in groups.values()]
    return tuple(sorted(lines, key=lambda line: (line.first, line.last, line.title)))


def _line(entries: Sequence[CreditRow], classes: dict[str, _ClassFacts]) -> RecordLine:
    first = entries[0]
    facts = classes.get(first.class_code, _ClassFacts("", first.note, "")) if first.kind == SESSION else None
    return RecordLine(
        min(entry.on for entry in entries),
        max(entry.on for entry in entries),
        first.title,
        facts.content if facts else "",
        first.kind,
        facts.organiser if facts else first.note,
        facts.place if facts else "",
        sum(entry.quarter_days for entry in entries),
        sum(entry.quarter_hours for entry in entries),
    )
