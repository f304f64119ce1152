"""The sample town (示例镇): a made-up school with its people and two years of classes, to look at and to play with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from partyschool.domain.terms import Tier
from partyschool.services import cadres, roster, schools, settings
from partyschool.services.import_rows import Record
from partyschool.services.people import list_people
from partyschool.services.rooms import RoomForm, save_room
from partyschool.services.sample_days import Clock, Days, Register
from partyschool.services.sample_plan import Calendar, make_calendar
from partyschool.services.sample_records import exempt_oldest, keep_school_years, let_leave, record_studies
from partyschool.services.sample_town import Town, Townsman, make_town, town_words
from partyschool.services.sample_year_plan import plan_the_year
from partyschool.services.schools import SchoolRow, school_form
from partyschool.services.teacher_pool import renew_all
from partyschool.services.teachers import TeacherForm, save_teacher
from partyschool.services.teaching_points import PointForm, save_point
from partyschool.services.units import list_units
from partyschool.storage.database import Database

Progress = Callable[[int, int], None]


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
        # An exemption is granted on a day that has come.
        self._clock.set(min(datetime(self._today.year, 1, 6, 9), self._now))
        exempt_oldest(self._db, register)
        self._this_year(days)
        self._clock.set(self._now)
        record_studies(self._db, register)
        let_leave(self._db, register)
        keep_school_years(self._db)
        plan_the_year(self._db)
        renew_all(self._db, year=self._now.year, noted_on=min(date(self._now.year, 1, 10), self._now.date()))
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

    def _step(self) -> None:
        self._done += 1
        self._progress(self._done, 3 + len(self._calendar.last_year) + len(self._calendar.past))


def found_school(db: Database) -> SchoolRow:
    """The made-up school; its short name keeps its papers apart from real ones."""
    words = town_words()["school"]
    school = schools.init_school(db, name=words["name"], short=words["short"], tier=Tier.TOWN)
    form = school_form(school)
    told = {key: words[key] for key in ("issuer", "principal", "phone", "address")}
    told |= {"posts_allotted": 2, "staff": 2}
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
