"""The sample town (示例镇) to play with: made as spreadsheets and taken in by the same imports as a real one's."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from partyschool.domain.terms import Tier
from partyschool.exchange.imports import import_file
from partyschool.exchange.sample_classes import (
    ATTENDANCE_TITLES,
    LESSON_TITLES,
    SampleClass,
    make_classes,
)
from partyschool.exchange.sample_people import CADRE_TITLES, ROSTER_TITLES, Somebody, make_people, sample_words
from partyschool.exchange.tables import new_workbook
from partyschool.services.certificates import issue
from partyschool.services.classes import close_class, confirm_class, publish_class
from partyschool.services.rooms import RoomForm, save_room
from partyschool.services.schools import init_school
from partyschool.services.settings import change
from partyschool.services.teachers import TeacherForm, save_teacher
from partyschool.services.teaching_points import PointForm, save_point
from partyschool.services.units import list_units
from partyschool.storage.database import Database

Progress = Callable[[int, int], None]
CERTIFIED = ("secretaries", "activists")
TRAINEE_TITLES = ("姓名", "身份证号", "单位")


def found_sample_town(db: Database, *, progress: Progress | None = None) -> None:
    """Fill an empty database: a school, its people, eight classes behind it, one today, two to come.

    :raises Refusal: the database has a school already.
    """
    words, today = sample_words(), db.now().date()
    init_school(
        db, name=words["school"], short=words["short"], tier=Tier.TOWN, city=words["city"], town=words["town"],
        code=words["area"],
    )  # fmt: skip
    people = make_people(today)
    classes = make_classes(people, today)
    change(db, office__clerk=words["clerk"])
    steps: list[Callable[[], None]] = [partial(take_people, db, people), partial(set_up_school, db)]
    steps += [partial(hold_class, db, plan) for plan in classes]
    steps.append(partial(finish_classes, db, classes))
    for done, step in enumerate(steps):
        if progress is not None:
            progress(done, len(steps))
        step()


def take_people(db: Database, people: Sequence[Somebody]) -> None:
    """The roll and the list of the villages' two committees."""
    with tempfile.TemporaryDirectory() as name:
        roster, cadres = Path(name) / "roster.xlsx", Path(name) / "cadres.xlsx"
        write(roster, {"党员花名册": [ROSTER_TITLES, *(person.roster_row() for person in people)]})
        write(cadres, {"村两委": [CADRE_TITLES, *(row for person in people for row in person.cadre_rows())]})
        import_file(db, "roster", roster)
        import_file(db, "cadres", cadres)


def set_up_school(db: Database) -> None:
    """Teachers, teaching points and rooms."""
    words = sample_words()
    units = {unit.name: unit.id for unit in list_units(db)}
    for teacher in words["teacher"]:
        save_teacher(db, form=TeacherForm(**teacher))
    for point in words["point"]:
        form = PointForm(point["name"], point["kind"], units[point["village"]], capacity=point["capacity"])
        save_point(db, form=form)
    for room in words["room"]:
        save_room(db, form=RoomForm(**room))


def hold_class(db: Database, plan: SampleClass) -> None:
    """The workbook; published unless it is the last of the plan; the sessions that are over."""
    attendance = list(plan.attendance(db.now()))
    with tempfile.TemporaryDirectory() as name:
        book, log = Path(name) / "class.xlsx", Path(name) / "attendance.xlsx"
        trainees = [(person.name, person.number, person.branch) for person in plan.trainees]
        lessons = [LESSON_TITLES, *plan.lessons()]
        write(book, {"班次": plan.facts(), "课程表": lessons, "学员": [TRAINEE_TITLES, *trainees]})
        import_file(db, "class", book)
        if trainees:
            publish_class(db, code=plan.code)
        if attendance:
            write(log, {"签到记录": [ATTENDANCE_TITLES, *attendance]})
            import_file(db, "attendance", log)


def finish_classes(db: Database, classes: Sequence[SampleClass]) -> None:
    """What is over is closed; the newest of these still waits for its hours to be confirmed. Two gave certificates."""
    over = [plan for plan in classes if plan.last < db.now().date()]
    for plan in over:
        close_class(db, code=plan.code)
    for plan in over[:-1]:
        confirm_class(db, code=plan.code)
        if plan.words["group"] in CERTIFIED:
            issue(db, class_code=plan.code, on=plan.last)


def write(path: Path, sheets: dict[str, Iterable[Sequence[str]]]) -> None:
    """Plain sheets of text cells."""
    with new_workbook(path) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for place, row in enumerate(rows):
                for column, text in enumerate(row):
                    page.write_string(place, column, text)
