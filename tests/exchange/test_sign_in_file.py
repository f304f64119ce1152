"""Two computers sign in one class apart; their logs join by a small file, twice without harm, conflicts in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from partyschool.domain.terms import Way
from partyschool.errors import Refusal
from partyschool.exchange.sign_in_file import outcome_lines, read_sign_ins, write_sign_ins
from partyschool.paths import DataFolder
from partyschool.services.attendance_corrections import move, sign_out, void
from partyschool.services.doubts import DoubtKind, list_doubtful, place_of_second
from partyschool.services.enrolment import withdraw
from partyschool.services.merging import merge_people
from partyschool.services.sign_in import SignIn, record_sign_in
from partyschool.services.sign_in_join import JoinOutcome, join_records
from partyschool.services.sign_in_records import collect_records
from partyschool.services.sign_in_session import count_session
from partyschool.services.sub_classrooms import SubClassroomForm, list_sub_classrooms, save_sub_classroom
from partyschool.storage.backup import copy_database
from partyschool.storage.database import Database, open_database
from partyschool.storage.models import Attendance, ClassSession, Enrolment, School, TrainingClass
from tests.conftest import Clock
from tests.signin.hall import CODE, DAY, Hall, a_hall, add_class, add_people

ROOM = "贾集村分课堂"
NAMES = ("马明艳", "于建国", "张伟", "李洋")


@pytest.fixture
def hall(db: Database) -> Hall:
    """The class on the town's computer, with a village room."""
    hall = a_hall(db, NAMES)
    save_sub_classroom(db, code=CODE, form=SubClassroomForm(ROOM))
    return hall


@pytest.fixture
def village(db: Database, hall: Hall, tmp_path: Path, clock: Clock) -> Iterator[Database]:
    """The village's computer, which got a copy of the town's data before the day."""
    folder = DataFolder(tmp_path / "村里")
    if db.is_sqlite:
        folder.root.mkdir()
    else:
        open_database(folder).close()
    copy_database(db.engine, folder.database)
    database = open_database(folder, actor="王建军", clock=clock)
    yield database
    database.close()


def come(db: Database, hall: Hall, place: int, at: datetime, room: str = "") -> int:
    wish = SignIn(Way.TAP, at, person_id=hall.people[place].id, place=room)
    answer = record_sign_in(db, hall.session_id, wish)
    assert answer.result == "signed"
    return answer.attendance_id


def carry(source: Database, target: Database, tmp_path: Path, *, code: str = "") -> JoinOutcome:
    """By the file, as a USB stick does it."""
    path = tmp_path / "签到记录.qiandao"
    write_sign_ins(path, collect_records(source, code=CODE))
    return join_records(target, read_sign_ins(path), code=code)


def log(db: Database) -> list[tuple[int, str, str, bool]]:
    with db.read() as session:
        rows = session.scalars(select(Attendance).order_by(Attendance.sign_in_at, Attendance.person_id))
        return [(row.person_id, row.place, row.recorded_by, row.voided_at is not None) for row in rows]


@pytest.mark.both_databases
def test_what_the_village_signed_in_is_joined_once_and_twice(
    db: Database, village: Database, hall: Hall, tmp_path: Path, clock: Clock
) -> None:
    come(db, hall, 0, clock())
    come(village, hall, 1, clock(), ROOM)
    come(village, hall, 2, clock() + timedelta(minutes=5), ROOM)

    first = carry(village, db, tmp_path, code=CODE)
    again = carry(village, db, tmp_path, code=CODE)

    assert (first.added, first.known, first.conflicts) == (2, 0, ())
    assert (again.added, again.known, again.conflicts) == (0, 2, ())
    assert count_session(db, hall.session_id).present == 3
    assert count_session(db, hall.session_id, room=ROOM).present == 2
    ma, yu, zhang, _ = (person.id for person in hall.people)
    assert log(db) == [(ma, "", "测试员", False), (yu, ROOM, "王建军", False), (zhang, ROOM, "王建军", False)]


def test_the_joined_logs_are_equal_whichever_way_they_travel(
    db: Database, village: Database, hall: Hall, tmp_path: Path, clock: Clock
) -> None:
    come(db, hall, 0, clock())
    come(village, hall, 1, clock(), ROOM)

    carry(village, db, tmp_path)
    carry(db, village, tmp_path)

    assert log(db) == log(village)


def test_case_34_somebody_signed_in_on_both_computers_stays_where_this_one_has_them_and_is_told(
    db: Database, village: Database, hall: Hall, tmp_path: Path, clock: Clock
) -> None:
    come(db, hall, 0, clock())
    come(village, hall, 0, clock() + timedelta(minutes=12), ROOM)

    outcome = carry(village, db, tmp_path)

    head, line = outcome_lines(outcome)
    assert "1 条有冲突，没有并入" in head
    assert "马明艳（前庄村党支部）：两处都签了到" in line
    assert "党校报告厅 08:00" in line
    assert f"第1场 {ROOM} 08:12" in line
    assert count_session(db, hall.session_id).present == 1


def test_who_was_signed_in_on_both_is_a_doubt_of_the_desk_that_one_press_settles(
    db: Database, village: Database, hall: Hall, tmp_path: Path, clock: Clock
) -> None:
    come(db, hall, 0, clock())
    come(village, hall, 0, clock() + timedelta(minutes=12), ROOM)
    carry(village, db, tmp_path)
    carry(village, db, tmp_path)

    [doubt] = list_doubtful(db, hall.session_id)
    assert (doubt.kind, doubt.other) == (DoubtKind.PLACE_REFUSED, ROOM)
    attendance_id, place = place_of_second(db, session_id=hall.session_id, key=doubt.key)
    move(db, attendance_id=attendance_id, session_id=hall.session_id, place=place)

    assert list_doubtful(db, hall.session_id) == []
    assert count_session(db, hall.session_id, room=ROOM).present == 1


def test_who_is_not_on_the_list_here_is_a_doubt_too(
    db: Database, village: Database, hall: Hall, tmp_path: Path, clock: Clock
) -> None:
    withdraw(db, code=CODE, person_ids=[hall.people[1].id])
    come(village, hall, 1, clock(), ROOM)

    outcome = carry(village, db, tmp_path)

    assert "不在这一期的名单上" in list(outcome_lines(outcome))[1]
    assert [doubt.kind for doubt in list_doubtful(db, hall.session_id)] == [DoubtKind.NOT_LISTED]


def test_the_same_room_signed_in_on_two_computers_is_one_and_no_conflict(
    db: Database, village: Database, hall: Hall, tmp_path: Path, clock: Clock
) -> None:
    come(db, hall, 0, clock())
    come(village, hall, 0, clock() + timedelta(minutes=1))

    outcome = carry(village, db, tmp_path)

    assert (outcome.added, outcome.known, outcome.conflicts) == (0, 1, ())


def test_a_line_voided_or_signed_out_in_the_village_after_the_first_file_follows_in_the_second(
    db: Database, village: Database, hall: Hall, tmp_path: Path, clock: Clock
) -> None:
    wrong = come(village, hall, 1, clock(), ROOM)
    right = come(village, hall, 2, clock(), ROOM)
    carry(village, db, tmp_path)
    void(village, attendance_id=wrong, reason="代签")
    sign_out(village, attendance_id=right, at=clock() + timedelta(hours=3))

    outcome = carry(village, db, tmp_path)

    assert (outcome.added, outcome.known, outcome.changed) == (0, 2, 2)
    with db.read() as session:
        rows = session.scalars(select(Attendance).order_by(Attendance.person_id)).all()
        assert [(row.void_reason, row.sign_out_at) for row in rows] == [
            ("代签", None),
            ("", clock() + timedelta(hours=3)),
        ]


def test_what_was_voided_here_does_not_come_back_with_the_file(
    db: Database, village: Database, hall: Hall, tmp_path: Path, clock: Clock
) -> None:
    come(village, hall, 1, clock(), ROOM)
    carry(village, db, tmp_path)
    with db.read() as session:
        [row_id] = session.scalars(select(Attendance.id))
    void(db, attendance_id=row_id, reason="本人没有来")

    carry(village, db, tmp_path)

    assert count_session(db, hall.session_id).present == 0


def test_two_computers_that_entered_the_class_by_hand_know_people_by_name_and_tail(
    db: Database, hall: Hall, tmp_path: Path, clock: Clock
) -> None:
    other = open_database(DataFolder(tmp_path / "另一台"), actor="李干事", clock=clock)
    there = a_hall(other, NAMES)
    come(other, there, 1, clock(), ROOM)

    outcome = carry(other, db, tmp_path)
    other.close()

    assert (outcome.added, outcome.conflicts) == (1, ())
    assert [row[0] for row in log(db)] == [hall.people[1].id]


def test_a_record_made_one_with_another_since_is_followed_whatever_its_name_is_now(
    db: Database, village: Database, hall: Hall, tmp_path: Path, clock: Clock
) -> None:
    [kept] = add_people(db, ["于建囯"], numbers=["370101197001011231"])
    come(village, hall, 1, clock(), ROOM)
    merge_people(db, kept_id=kept.id, merged_id=hall.people[1].id)

    outcome = carry(village, db, tmp_path)

    assert (outcome.added, outcome.conflicts) == (1, ())
    assert [row[0] for row in log(db)] == [kept.id]


def test_somebody_of_whom_this_register_knows_nothing_is_told_by_name(
    db: Database, village: Database, hall: Hall, tmp_path: Path, clock: Clock
) -> None:
    [guest] = add_people(village, ["陈新来"], numbers=["370101197001011231"])
    wish = SignIn(Way.TAP, clock(), person_id=guest.id, take_walk_in=True, place=ROOM)
    record_sign_in(village, hall.session_id, wish)

    outcome = carry(village, db, tmp_path)
    assert "陈新来尾号 1231：这里的花名册没有这个人" in list(outcome_lines(outcome))[1]

    add_people(db, ["陈新来"], numbers=["370101197001011231"])
    assert carry(village, db, tmp_path).added == 1
    with db.read() as session:
        assert session.scalars(select(Enrolment.is_walk_in).order_by(Enrolment.id)).all()[-1] is True


def test_a_room_that_only_the_village_knew_is_one_of_the_class_here_too(
    db: Database, village: Database, hall: Hall, tmp_path: Path, clock: Clock
) -> None:
    save_sub_classroom(village, code=CODE, form=SubClassroomForm("李屯"))
    come(village, hall, 1, clock(), "李屯")

    carry(village, db, tmp_path)

    assert [row.name for row in list_sub_classrooms(db, CODE)] == [ROOM, "李屯"]


def test_a_file_of_another_class_is_refused_from_the_page_of_this_one(
    db: Database, village: Database, hall: Hall, tmp_path: Path, clock: Clock
) -> None:
    come(village, hall, 1, clock(), ROOM)
    with pytest.raises(Refusal, match=f"是“{CODE} .*”的签到记录，不是这一期（2025-09）的"):
        carry(village, db, tmp_path, code="2025-09")
    assert log(db) == []


def test_a_file_of_a_class_that_is_not_here_is_refused(
    db: Database, village: Database, hall: Hall, tmp_path: Path, clock: Clock
) -> None:
    come(village, hall, 1, clock(), ROOM)
    with db.write() as session:
        training = session.get_one(TrainingClass, hall.class_id)
        training.uid, training.code = "0" * 32, "2025-77"
    with pytest.raises(Refusal, match=r"这里没有“2025-03 .*”这一期"):
        carry(village, db, tmp_path)


def test_a_file_of_another_town_is_refused_though_its_class_has_the_same_number(
    hall: Hall, db: Database, tmp_path: Path, clock: Clock
) -> None:
    other = open_database(DataFolder(tmp_path / "外镇"), clock=clock)
    there = a_hall(other, NAMES)
    with other.write() as session:
        session.scalars(select(School)).one().name = "中共禹城市梁家镇委员会党校"
    come(other, there, 0, clock())

    with pytest.raises(Refusal, match=r"是“中共禹城市梁家镇委员会党校”的班次.*不是“中共禹城市房寺镇委员会党校”的"):
        carry(other, db, tmp_path)
    other.close()


def test_after_the_hours_are_confirmed_nothing_is_joined(
    db: Database, village: Database, hall: Hall, tmp_path: Path, clock: Clock
) -> None:
    come(village, hall, 1, clock(), ROOM)
    with db.write() as session:
        session.get_one(TrainingClass, hall.class_id).state = "confirmed"
    with pytest.raises(Refusal, match="学时已经认定"):
        carry(village, db, tmp_path)


@pytest.mark.parametrize(("field", "words"), [("state", "已经取消"), ("number", "这里没有 06月16日 的第1场")])
def test_a_session_that_is_stopped_or_missing_here_is_told_person_by_person(
    field: str, words: str, db: Database, village: Database, hall: Hall, tmp_path: Path, clock: Clock
) -> None:
    come(village, hall, 1, clock(), ROOM)
    with db.write() as session:
        held = session.get_one(ClassSession, hall.session_id)
        held.uid = "f" * 32 if field == "number" else held.uid
        setattr(held, field, {"state": "cancelled", "number": 9}[field])

    outcome = carry(village, db, tmp_path)

    assert words in list(outcome_lines(outcome))[1]
    assert log(db) == []


def test_somebody_in_another_class_at_the_same_time_is_a_conflict(
    db: Database, village: Database, hall: Hall, tmp_path: Path, clock: Clock
) -> None:
    other = add_class(
        db, hall.people, code="2025-08", title="书记班", day=DAY, halves=[(time(9), time(12))], place="县城"
    )
    record_sign_in(db, other.session_id, SignIn(Way.TAP, clock(), person_id=hall.people[1].id))
    come(village, hall, 1, clock(), ROOM)

    assert "书记班 县城 08:00" in list(outcome_lines(carry(village, db, tmp_path)))[1]


def test_a_class_where_nobody_signed_in_gives_no_file(db: Database, hall: Hall) -> None:
    with pytest.raises(Refusal, match="还没有签到记录"):
        collect_records(db, code=CODE)
