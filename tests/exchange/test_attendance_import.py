"""Paper sign-in typed in afterwards."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from partyschool.exchange.imports import import_file
from partyschool.services.attendance_paper import PaperEntry, enter_paper
from partyschool.services.class_queries import get_class
from partyschool.services.classes import cancel_class, confirm_class
from partyschool.services.closed_years import close_year
from partyschool.services.enrolment import list_enrolments
from partyschool.storage.database import Database
from partyschool.storage.models import Absence, Attendance
from tests.conftest import Clock
from tests.exchange.class_files import class_file, facts, trainee
from tests.exchange.sheets import number_of
from tests.exchange.town import codes, found_school, import_rows, outcomes

HEAD = ("班次编号", "场次", "姓名", "身份证号", "签到时间", "签退时间", "备注")
MORNING = "2025-06-16 08:18"


@pytest.fixture(autouse=True)
def _class(db: Database, tmp_path: Path) -> None:
    found_school(db)
    head = ("姓名", "身份证号", "所在党支部")
    people = [(name, number_of(serial), "桥头村党支部") for serial, name in enumerate("甲乙丙", 1)]
    import_rows(db, tmp_path, [head, *people])
    import_file(db, "class", class_file(tmp_path / "c.xlsx", trainees=[trainee(1, "甲"), trainee(2, "乙")]))


def line(serial: int = 1, **cells: Any) -> list[Any]:
    values = {
        "code": "2025-01",
        "session": 1,
        "name": "甲乙丙丁"[serial - 1],
        "number": number_of(serial),
        "at": MORNING,
        "out": "",
        "note": "",
    }
    return list({**values, **cells}.values())


def log(db: Database) -> list[Attendance]:
    with db.read() as session:
        return list(session.scalars(select(Attendance).order_by(Attendance.id)))


@pytest.mark.both_databases
def test_sign_ins_of_an_unpublished_class_are_written(db: Database, tmp_path: Path) -> None:
    rows = [HEAD, line(), line(2, out="2025-06-16 11:20"), line(1, session=2, at="14:05")]
    assert outcomes(import_rows(db, tmp_path, rows, "attendance")) == {"created": 3}
    first, second, third = log(db)
    assert (first.sign_in_at, first.sign_out_at, first.way) == (datetime(2025, 6, 16, 8, 18), None, "import")
    assert second.sign_out_at == datetime(2025, 6, 16, 11, 20)
    assert third.sign_in_at == datetime(2025, 6, 16, 14, 5)


def test_the_sign_in_step_is_done_by_the_first_session(db: Database, tmp_path: Path) -> None:
    import_rows(db, tmp_path, [HEAD, line()], "attendance")
    assert {step.state.key: step.state.done for step in get_class(db, "2025-01").steps}["sign_in"]


def test_the_same_rows_again_change_nothing(db: Database, tmp_path: Path) -> None:
    rows = [HEAD, line(), line(2)]
    import_rows(db, tmp_path, rows, "attendance")
    assert outcomes(import_rows(db, tmp_path, [*rows, line()], "attendance")) == {"unchanged": 2, "duplicate": 1}


def test_an_import_may_correct_what_an_import_wrote(db: Database, tmp_path: Path) -> None:
    import_rows(db, tmp_path, [HEAD, line()], "attendance")
    assert outcomes(import_rows(db, tmp_path, [HEAD, line(at="8:40")], "attendance")) == {"updated": 1}
    assert log(db)[0].sign_in_at == datetime(2025, 6, 16, 8, 40)


def test_an_import_does_not_overwrite_what_the_clerk_wrote(db: Database, tmp_path: Path) -> None:
    session_id = get_class(db, "2025-01").sessions[0].id
    person_id = list_enrolments(db, code="2025-01")[0].person_id
    enter_paper(db, session_id=session_id, entries=[PaperEntry(person_id, datetime(2025, 6, 16, 8, 30))])
    result = import_rows(db, tmp_path, [HEAD, line()], "attendance")
    assert outcomes(result) == {"rejected": 1} and codes(result) == {"attendance_differs": 1}


@pytest.mark.parametrize(
    "written",
    [
        MORNING,
        "08:18",
        "8：18",
        "2025/6/16 8:18",
        "2025年6月16日 8:18",
        datetime(2025, 6, 16, 8, 18),
        "8时18分",
        0.3458333333,
    ],
)
def test_times_come_in_every_style(db: Database, tmp_path: Path, written: object) -> None:
    import_rows(db, tmp_path, [HEAD, line(at=written)], "attendance")
    assert log(db)[0].sign_in_at == datetime(2025, 6, 16, 8, 18)


@pytest.mark.parametrize("written", ["1", 1, 1.0, "第1场", "第一场"])
def test_sessions_are_counted_in_every_style(db: Database, tmp_path: Path, written: object) -> None:
    assert outcomes(import_rows(db, tmp_path, [HEAD, line(session=written)], "attendance")) == {"created": 1}


def test_a_class_number_that_became_a_date_is_read_back(db: Database, tmp_path: Path) -> None:
    assert outcomes(import_rows(db, tmp_path, [HEAD, line(code=datetime(2025, 1, 1))], "attendance")) == {"created": 1}


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"code": "2025-09"}, "class_unknown"),
        ({"code": ""}, "class_unknown"),
        ({"session": 3}, "session_unknown"),
        ({"session": "下午"}, "session_unknown"),
        ({"number": number_of(88)}, "person_unknown"),
        ({"number": number_of(3), "name": "丙"}, "not_enrolled"),
        ({"at": "早上"}, "time_unreadable"),
        ({"at": "2025-06-17 08:18"}, "sign_in_date"),
        ({"out": "08:00"}, "sign_out_early"),
        ({"at": ""}, "field_missing"),
    ],
)
def test_rows_in_error_are_left_out(db: Database, tmp_path: Path, cells: dict[str, Any], code: str) -> None:
    result = import_rows(db, tmp_path, [HEAD, line(**cells)], "attendance")
    assert outcomes(result) == {"rejected": 1}
    assert codes(result) == {code: 1}
    assert log(db) == []


def test_walk_ins_are_enrolled_where_the_class_takes_them(db: Database, tmp_path: Path) -> None:
    import_file(db, "class", class_file(tmp_path / "c.xlsx", first_sheet=facts(允许临时参训="是")))
    rows = [HEAD, line(3), line(3, session=2, at="14:00")]
    assert outcomes(import_rows(db, tmp_path, rows, "attendance")) == {"created": 2}
    assert [(row.name, row.is_walk_in, row.attended) for row in list_enrolments(db, code="2025-01")][-1] == (
        "丙", True, (1, 2),
    )  # fmt: skip


def test_a_note_without_a_time_is_leave_or_absence(db: Database, tmp_path: Path) -> None:
    rows = [HEAD, line(at="", note="请假"), line(2, at="", note="缺勤")]
    assert outcomes(import_rows(db, tmp_path, rows, "attendance")) == {"created": 2}
    with db.read() as session:
        assert [row.kind for row in session.scalars(select(Absence).order_by(Absence.id))] == ["leave", "absent"]
    assert outcomes(import_rows(db, tmp_path, rows, "attendance")) == {"unchanged": 2}


def test_confirmed_hours_are_not_touched(db: Database, tmp_path: Path, clock: Clock) -> None:
    import_rows(db, tmp_path, [HEAD, line()], "attendance")
    clock.advance(days=2)
    confirm_class(db, code="2025-01")
    assert outcomes(import_rows(db, tmp_path, [HEAD, line()], "attendance")) == {"unchanged": 1}
    result = import_rows(db, tmp_path, [HEAD, line(2)], "attendance")
    assert outcomes(result) == {"rejected": 1} and codes(result) == {"class_locked": 1}


def test_a_class_that_is_over_still_takes_paper(db: Database, tmp_path: Path, clock: Clock) -> None:
    clock.advance(days=200)
    assert outcomes(import_rows(db, tmp_path, [HEAD, line()], "attendance")) == {"created": 1}


def test_a_cancelled_class_takes_nothing(db: Database, tmp_path: Path) -> None:
    cancel_class(db, code="2025-01", reason="暴雨")
    assert codes(import_rows(db, tmp_path, [HEAD, line()], "attendance")) == {"class_locked": 1}


def test_case_32_a_sign_in_of_a_closed_year_is_left_out_with_the_reason(
    db: Database, clock: Clock, tmp_path: Path
) -> None:
    clock.time = datetime(2026, 1, 10)
    close_year(db, year=2025)
    result = import_rows(db, tmp_path, [HEAD, line()], "attendance")
    assert outcomes(result) == {"rejected": 1}
    assert codes(result) == {"year_closed": 1}
    assert log(db) == []
