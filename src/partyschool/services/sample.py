"""The sample town (示例镇): a made-up school with its people and two years of classes, to look at and to play with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from partyschool.domain.terms import LeftReason, StudyKind, Tier
from partyschool.services import cadres, memberships, roster, schools, settings
from partyschool.services.exemptions import grant_exemption
from partyschool.services.import_rows import Record
from partyschool.services.other_study import StudyForm, record_study
from partyschool.services.people import list_people
from partyschool.services.rooms import RoomForm, save_room
from partyschool.services.sample_days import Clock, Days, Register
from partyschool.services.sample_plan import Calendar, make_calendar
from partyschool.services.sample_town import Town, Townsman, make_town, town_words
from partyschool.services.schools import SchoolRow, school_form
from partyschool.services.teachers import TeacherForm, save_teacher
from partyschool.services.teaching_points import PointForm, save_point
from partyschool.services.units import list_units
from partyschool.storage.database import Database

Progress = Callable[[int, int], None]
STUDIES = (  # title, kind, quarter of the year, hours, of a hundred members
    ("第一季度主题党日", StudyKind.THEME_DAY, 1, 6, 74),
    ("第二季度主题党日", StudyKind.THEME_DAY, 2, 6, 71),
    ("第三季度主题党日", StudyKind.THEME_DAY, 3, 6, 69),
    ("上半年支部党员大会和党课", StudyKind.MEETING, 2, 8, 78),
    ("灯塔大课堂集中收看", StudyKind.LIGHTHOUSE, 1, 2, 38),
)


def build_sample(db: Database, *, now: datetime, progress: Progress | None = None) -> None:
    """Fill an empty database through the services that a school uses, each deed at its own time before `now`.

    :param progress: called with steps done and steps in all.
    :raises Refusal: there is a school already.
    """
    _Sample(db, now, progress or (lambda done, of: None)).build()


class _Sample:
    def __init__(self, db: Database, now: datetime, progress: Progress) -> None:
        self._now = now
        self._today = now.date()
        self._words = town_words()
        self._calendar: Calendar = make_calendar(now)
        self._town = make_town(self._today)
        self._clock = Clock(datetime.combine(date(self._today.year - 1, 1, 8), time(9)))
        self._progress = progress
        self._done = 0
        # The same file with a clock of its own: the caller's goes on from `now`.
        self._db = Database(db.engine, db.folder, actor=self._words["school"]["clerk"], clock=self._clock)

    def build(self) -> None:
        """School, people, last year, this year."""
        school = found_school(self._db)
        self._step()
        register = enter_town(self._db, self._town, school, self._today)
        self._step()
        days = Days(self._db, self._clock, register)
        for dated in self._calendar.last_year:
            code = days.call_up(dated)
            days.hold(dated, code)
            days.finish(dated, code)
            self._step()
        days.forget_the_year()
        grant(self._db, register, self._today)
        self._this_year(days)
        self._study(register)
        self._leave(register)
        self._step()

    def _this_year(self, days: Days) -> None:
        """The last is over and waits for 办结, the one before waits for 认定; one runs, the others are to come."""
        past = self._calendar.past
        for place, dated in enumerate(past, 1):
            code = days.call_up(dated)
            days.hold(dated, code)
            if place == len(past) - 1:
                days.close(dated, code)
            elif place < len(past):
                days.finish(dated, code)
            self._step()
        self._run(days)
        for number, dated in enumerate(self._calendar.planned):
            days.call_up(dated, days_before=dated.words.after + 3 - number)
        for dated in self._calendar.draft:
            days.call_up(dated, days_before=dated.words.after + 1, publishes=False)

    def _run(self, days: Days) -> None:
        running, due = self._calendar.running, self._calendar.due
        code = days.call_up(running, days_before=9)
        days.hold(running, code, sessions=range(1, due + 1))

    def _study(self, register: Register) -> None:
        self._clock.set(self._now)
        for title, kind, quarter, hours, of_hundred in STUDIES:
            day = min(date(self._today.year, 3 * quarter, 5), self._today)
            people = _every(self._town.members, of_hundred, quarter)
            form = StudyForm(kind, f"{self._today.year}年{title}", day, 2 * hours, organiser="各村党支部")
            if day < self._today:
                record_study(self._db, person_ids=[register.ids[row.id_number] for row in people], form=form)
        self._send_home(register)

    def _send_home(self, register: Register) -> None:
        """送学上门 for the oldest, 上级调训 for some secretaries."""
        oldest = sorted(self._town.members, key=lambda row: row.born)[:18]
        form = StudyForm(StudyKind.HOME, "送学上门：党的创新理论读本", self._today - timedelta(days=16), 4)
        record_study(self._db, person_ids=[register.ids[row.id_number] for row in oldest], form=form)
        called = [row for row in self._town.holders if "书记" in row.title][:12]
        first = max(self._today - timedelta(days=70), date(self._today.year, 1, 1))
        last = min(first + timedelta(days=4), self._today)
        higher = StudyForm(
            StudyKind.HIGHER, "全市村党组织书记集中轮训", first, 8 * 2 * 5, last, 4 * 5, "中共禹城市委党校"
        )  # fmt: skip
        if (last - first).days == 4:
            record_study(self._db, person_ids=[register.ids[row.id_number] for row in called], form=higher)

    def _leave(self, register: Register) -> None:
        leaving = [row for row in self._town.members if row.leaves]
        for number, person in enumerate(leaving):
            reason = LeftReason.TRANSFERRED if number % 3 == 1 else LeftReason.DEATH
            on = max(self._today - timedelta(days=15 + 30 * number), date(self._today.year, 1, 1))
            memberships.leave_register(
                self._db, person_id=register.ids[person.id_number], reason=reason, on=on
            )  # fmt: skip

    def _step(self) -> None:
        self._done += 1
        self._progress(self._done, 3 + len(self._calendar.last_year) + len(self._calendar.past))


def found_school(db: Database) -> SchoolRow:
    """The made-up school; its short name keeps its papers apart from real ones."""
    words = town_words()["school"]
    school = schools.init_school(db, name=words["name"], short=words["short"], tier=Tier.TOWN)
    form = school_form(school)
    told = {key: words[key] for key in ("issuer", "principal", "phone", "address")}
    schools.save_school(db, form=type(form)(form.name, form.short, form.code, form.city, form.town, **told))
    settings.change_many(db, {"office.clerk": words["clerk"]})
    return schools.home_school(db)


def enter_town(db: Database, town: Town, school: SchoolRow, today: date) -> Register:
    """The roll, the posts, and what the school has of teachers, rooms and teaching points."""
    words = town_words()
    roster.write_roster(db, [Record(row, person_values(person)) for row, person in enumerate(town.people, 2)])
    cadres.write_cadres(db, [Record(row, post_values(person)) for row, person in enumerate(town.holders, 2)])
    return enter_school(db, town, words)


def enter_school(db: Database, town: Town, words: dict[str, Any]) -> Register:
    """Teachers, rooms and points for people who are on the register already."""
    ids = {row.id_number: row.id for row in list_people(db) if row.id_number}
    units = {row.name: row.id for row in list_units(db)}
    for row in words["room"]:
        save_room(db, form=RoomForm(**row))
    return Register(
        town,
        ids,
        {row["name"]: save_teacher(db, form=_teacher(row)) for row in words["teacher"]},
        {row["name"]: save_point(db, form=_point(row, units)) for row in words["point"]},
        words["school"]["clerk"],
    )


def _teacher(row: dict[str, Any]) -> TeacherForm:
    return TeacherForm(row["name"], row["kind"], row["title"], not row.get("outside", False), "", row["subjects"])


def _point(row: dict[str, Any], units: dict[str, int]) -> PointForm:
    unit_id = units[row["unit"]] if "unit" in row else None
    return PointForm(
        row["name"], row["kind"], unit_id, row.get("builder", ""), row["capacity"], address=row["address"]
    )  # fmt: skip


def grant(db: Database, register: Register, today: date) -> None:
    """Exempt the oldest for the year."""
    number = town_words()["register"]["exempt"]
    oldest = sorted((row for row in register.town.members if not row.title), key=lambda row: row.born)[:number]
    people = [register.ids[row.id_number] for row in oldest]
    on = min(date(today.year, 1, 6), today)
    grant_exemption(db, person_ids=people, year=today.year, reason="年老体弱", approver="周文斌", granted_on=on)
    register.exempt = frozenset(row.id_number for row in oldest)


def person_values(person: Townsman) -> dict[str, Any]:
    """What a roll says of somebody."""
    values: dict[str, Any] = {
        "name": person.name,
        "unit": person.branch,
        "id_number": person.id_number,
        "sex": person.sex,
        "birth_on": person.born.isoformat(),
        "kind": person.kind,
        "education": person.education,
        "occupation": person.occupation,
        "note": town_words()["register"]["note"],
    }
    if person.joined_on:
        values["joined_on"] = person.joined_on.isoformat()
    if person.full_on:
        values["full_on"] = person.full_on.isoformat()
    if person.phone:
        values["phone"] = person.phone
    if person.floating_to:
        values |= {"is_floating": True, "floating_to": person.floating_to}
    return values


def post_values(person: Townsman) -> dict[str, Any]:
    """What the list of 村“两委” says of somebody."""
    since: date = town_words()["posts"]["since"]
    return {
        "name": person.name,
        "id_number": person.id_number,
        "unit": person.village,
        "title": person.title,
        "start_on": since,
    }


def _every(people: tuple[Townsman, ...], of_hundred: int, turn: int) -> list[Townsman]:
    """So many of a hundred, other ones at each turn."""
    return [row for place, row in enumerate(people) if (place * 37 + turn * 53) % 100 < of_hundred and not row.leaves]
