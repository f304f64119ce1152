"""A village computer signs in a class that it knows from a small file only; its sign-ins go home by another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from partyschool.domain.terms import GUEST, QuotaState, Way
from partyschool.errors import Refusal
from partyschool.exchange.sign_in_file import read_sign_ins, write_sign_ins
from partyschool.exchange.sign_in_list_file import opened_words, read_list, write_list
from partyschool.paths import DataFolder
from partyschool.services.attendance import list_attendance
from partyschool.services.cards import give_cards
from partyschool.services.check import check
from partyschool.services.class_queries import get_class, list_classes
from partyschool.services.classes import cancel_class, close_class, confirm_class
from partyschool.services.closed_years import CloseCheck, check_year
from partyschool.services.enrolment import withdraw
from partyschool.services.home_figures import home_figures
from partyschool.services.merging import merge_people
from partyschool.services.people import list_people
from partyschool.services.quota import count_quota
from partyschool.services.quota_words import state_reason
from partyschool.services.schools import home_school
from partyschool.services.sign_in import Result, SignIn, record_sign_in
from partyschool.services.sign_in_join import JoinOutcome, join_records
from partyschool.services.sign_in_list import collect_list, find_opened_list
from partyschool.services.sign_in_list_opening import ListOutcome, open_list
from partyschool.services.sign_in_records import collect_records
from partyschool.services.sign_in_session import count_session, get_sign_in_session
from partyschool.services.statistics import year_statistics
from partyschool.services.sub_classrooms import SubClassroomForm, call_up_to, save_sub_classroom
from partyschool.storage.database import Database, open_database
from partyschool.storage.models import ClassSession, Person, School, SubClassroom
from tests.conftest import Clock
from tests.signin.hall import CODE, Hall, a_hall, add_class

ROOM = "贾集村分课堂"
NAMES = ("马明艳", "于建国", "张伟", "李洋")


@pytest.fixture
def hall(db: Database) -> Hall:
    """The class on the town's computer; the last two are called up to the village, one of them has a card."""
    hall = a_hall(db, NAMES)
    room = save_sub_classroom(db, code=CODE, form=SubClassroomForm(ROOM, "村委会二楼", "王建军", "13800000000"))
    call_up_to(db, code=CODE, person_ids=[person.id for person in hall.people[2:]], sub_classroom_id=room)
    give_cards(db, class_code=CODE, person_ids=[hall.people[3].id])
    return hall


@pytest.fixture
def village(tmp_path: Path, clock: Clock) -> Iterator[Database]:
    """A fresh installation."""
    database = open_database(DataFolder(tmp_path / "村里"), actor="王建军", clock=clock)
    yield database
    database.close()


def bring(town: Database, village: Database, folder: Path, *, room: str = ROOM) -> ListOutcome:
    """By the file, as a USB stick does it."""
    path = folder / "名单.mingdan"
    write_list(path, collect_list(town, code=CODE, room=room))
    return open_list(village, read_list(path))


def take_home(village: Database, town: Database, folder: Path) -> JoinOutcome:
    path = folder / "记录.qiandao"
    write_sign_ins(path, collect_records(village, code=CODE))
    return join_records(town, read_sign_ins(path), code=CODE)


def number_of(db: Database, person_id: int) -> str | None:
    with db.read() as session:
        return session.get_one(Person, person_id).id_number


def sign_in(db: Database, clock: Clock, name: str = "", tail: str = "", card: str = "") -> Result:
    session = get_sign_in_session(db, CODE, 1, room=ROOM)
    wish = SignIn(Way.PHONE, clock(), name=name, tail=tail, card=card, place=ROOM)
    return record_sign_in(db, session.id, wish).result


@pytest.mark.both_databases
def test_a_fresh_computer_signs_in_the_village_by_tail_and_card_and_the_town_joins_it_twice_without_harm(
    db: Database, hall: Hall, village: Database, clock: Clock, tmp_path: Path
) -> None:
    outcome = bring(db, village, tmp_path)
    zhang, li = hall.people[2:]
    with db.read() as session:
        card = session.get_one(Person, li.id).card_code or ""

    assert (outcome.people, outcome.sessions, outcome.is_new) == (2, 2, True)
    there, here = get_class(village, CODE), get_class(db, CODE)
    assert [row.title for row in there.steps] == [row.title for row in here.steps]
    assert [(row.starts, row.title) for row in there.lessons] == [(row.starts, row.title) for row in here.lessons]
    assert home_school(village).uid == home_school(db).uid
    assert sign_in(village, clock, name=zhang.name, tail="0000") == Result.NOT_FOUND
    assert sign_in(village, clock, name=zhang.name, tail=zhang.tail) == Result.SIGNED
    assert sign_in(village, clock, card=card) == Result.SIGNED
    assert [(row.name, row.tail, row.called_to) for row in list_attendance(village, 1)] == [
        (li.name, li.tail, ROOM), (zhang.name, zhang.tail, ROOM),
    ]  # fmt: skip
    first, again = take_home(village, db, tmp_path), take_home(village, db, tmp_path)

    assert (first.added, first.conflicts) == (2, ())
    assert (again.added, again.known, again.conflicts) == (0, 2, ())
    assert count_session(db, hall.session_id, room=ROOM).present == 2
    assert check(village) == []


def test_the_file_tells_names_tails_and_cards_and_nothing_else_of_people(
    db: Database, hall: Hall, tmp_path: Path
) -> None:
    path = tmp_path / "名单.mingdan"
    write_list(path, collect_list(db, code=CODE, room=ROOM))
    content = json.loads(path.read_text(encoding="utf-8"))["content"]
    assert [set(person) for person in content["people"]] == [{"uid", "name", "tail", "card", "unit", "room"}] * 2
    with db.read() as session:
        numbers = [number for number in session.scalars(select(Person.id_number)) if number]
    text = path.read_text(encoding="utf-8")
    assert len(numbers) == len(NAMES)
    assert not [number for number in numbers if number in text or number[6:14] in text]
    assert "13800000000" not in text
    assert NAMES[0] not in text  # called up to the main classroom
    assert len(collect_list(db, code=CODE).people) == len(NAMES)


def test_a_newer_file_brings_the_class_up_to_date_and_an_older_one_is_refused(
    db: Database, hall: Hall, village: Database, clock: Clock, tmp_path: Path
) -> None:
    older = collect_list(db, code=CODE, room=ROOM)
    bring(db, village, tmp_path)
    zhang, li = hall.people[2:]
    sign_in(village, clock, name=li.name, tail=li.tail)
    clock.advance(minutes=30)
    with db.write() as session:
        held = session.get_one(ClassSession, hall.session_id)
        held.place, session.get_one(Person, zhang.id).name = "新会议室", "张玮"
    withdraw(db, code=CODE, person_ids=[li.id, hall.people[0].id])

    outcome = bring(db, village, tmp_path)

    assert (outcome.is_new, outcome.withdrawn) == (False, 0)  # who has signed in stays
    assert [row.name for row in list_attendance(village, 1)] == ["李洋", "张玮"]
    assert get_class(village, CODE).sessions[0].place == "新会议室"
    assert "已更新签到名单" in opened_words(outcome)
    with pytest.raises(Refusal, match="已经打开过"):
        open_list(village, older)


def test_a_session_that_the_town_took_off_is_cancelled_and_who_left_the_list_too(
    db: Database, hall: Hall, village: Database, clock: Clock, tmp_path: Path
) -> None:
    bring(db, village, tmp_path)
    clock.advance(minutes=1)
    listed = collect_list(db, code=CODE, room=ROOM)
    first, second = listed.sessions
    moved = replace(first, uid="0" * 32, held_on=listed.starts_on + timedelta(days=1))

    outcome = open_list(village, replace(listed, sessions=(moved, second), people=listed.people[:1]))

    assert (outcome.withdrawn, outcome.people) == (1, 1)
    held, _, gone = get_class(village, CODE).sessions
    assert (held.number, held.held_on, held.state) == (1, listed.starts_on + timedelta(days=1), "planned")
    assert (gone.number, gone.state) == (3, "cancelled")


@pytest.mark.both_databases
def test_a_village_school_with_people_of_its_own_keeps_them_and_knows_whom_the_list_means(
    db: Database, hall: Hall, village: Database, clock: Clock, tmp_path: Path
) -> None:
    add_class(village, [], code="2025-09", title="本村的班")
    with village.write() as session:
        session.scalars(select(School)).one().name = "房寺镇贾集村党校"
    [zhang] = [person for person in hall.people if person.name == "张伟"]
    number = number_of(db, zhang.id)
    with village.write() as session:
        session.add(Person(name="张伟", sort_key="zhang wei", id_number=number, phone="123"))

    bring(db, village, tmp_path)

    assert home_school(village).name == "房寺镇贾集村党校"
    with village.read() as session:
        assert [(row.id_number, row.phone) for row in session.scalars(select(Person).where(Person.name == "张伟"))] == [
            (number, "123")
        ]
        assert [school.is_home for school in session.scalars(select(School).order_by(School.id))] == [True, False]
    assert sign_in(village, clock, name="张伟", tail=zhang.tail) == Result.SIGNED
    assert take_home(village, db, tmp_path).added == 1
    assert find_opened_list(village, "2025-09") is None
    totals = count_quota(village, year=2025).totals
    assert (totals.due, totals.not_members, totals.guests) == (1, 0, 1)  # 李洋 is of the town's register


@pytest.mark.both_databases
def test_who_only_signs_in_here_is_of_no_register_here_and_the_class_is_counted_where_it_is_kept(
    db: Database, hall: Hall, village: Database, clock: Clock, tmp_path: Path
) -> None:
    bring(db, village, tmp_path)
    assert sign_in(village, clock, name=hall.people[2].name, tail=hall.people[2].tail) == Result.SIGNED
    [row] = list_classes(village)
    assert row.is_listed
    clock.advance(days=2)

    figures = home_figures(village, year=2025, as_of=clock().date())
    assert (figures.sums.classes, figures.sums.count.attendances, figures.sums.count.totals.members) == (0, 0, 0)
    assert [todo.kind for todo in figures.todos] == ["hand_over"]
    assert {row.kind for row in list_people(village)} == {GUEST}
    assert {(row.state, state_reason(row)[:6]) for row in count_quota(village, year=2025).rows} == {
        (QuotaState.GUEST, "从签到名单来")
    }
    assert year_statistics(village, year=2025).units == ()
    assert not [line for line in check_year(village, year=2025) if line.found and line.check != CloseCheck.YEAR_OVER]
    clock.advance(days=8)
    assert home_figures(village, year=2025, as_of=clock().date()).todos == ()


def test_a_card_follows_its_person_from_list_to_list_and_opens_the_door_of_whom_the_village_knows_itself(
    db: Database, hall: Hall, village: Database, clock: Clock, tmp_path: Path
) -> None:
    zhang, li = hall.people[2:]
    add_class(village, [], code="2025-09", title="本村的班")
    with village.write() as session:
        session.add(Person(name="张伟", sort_key="zhang wei", id_number=number_of(db, zhang.id)))
    bring(db, village, tmp_path)
    [given] = give_cards(db, class_code=CODE, person_ids=[zhang.id])
    with db.write() as session:  # as after two records were made one: the card is another one's now
        first, second = session.get_one(Person, zhang.id), session.get_one(Person, li.id)
        lis_card, first.card_code, second.card_code = second.card_code, None, None
        session.flush()
        first.card_code, second.card_code = lis_card, given.code
    clock.advance(minutes=1)

    bring(db, village, tmp_path)

    cards = {row.name: row.code for row in give_cards(village, class_code=CODE)}
    assert cards == {"张伟": lis_card, "李洋": given.code}
    assert sign_in(village, clock, card=cards["张伟"]) == Result.SIGNED


def test_a_room_made_anew_and_two_who_are_one_person_here_bring_no_trouble(
    db: Database, hall: Hall, village: Database, clock: Clock, tmp_path: Path
) -> None:
    bring(db, village, tmp_path)
    with village.read() as session:
        ids = {row.name: row.id for row in session.scalars(select(Person))}
    merge_people(village, kept_id=ids["张伟"], merged_id=ids["李洋"])
    with db.write() as session:
        session.scalars(select(SubClassroom)).one().uid = "0" * 32
    clock.advance(minutes=1)

    outcome = bring(db, village, tmp_path)

    assert (outcome.people, outcome.withdrawn) == (2, 0)
    assert [(row.name, row.called_to) for row in list_attendance(village, 1)] == [("张伟", ROOM)]


def test_what_the_list_is_not_for_is_refused_in_a_sentence(
    db: Database, hall: Hall, village: Database, clock: Clock, tmp_path: Path
) -> None:
    listed = collect_list(db, code=CODE, room=ROOM)
    with pytest.raises(Refusal, match="本来就在这台电脑上"):
        open_list(db, listed)
    with pytest.raises(Refusal, match="没有“李屯”这个分课堂"):
        collect_list(db, code=CODE, room="李屯")
    open_list(village, listed)
    for act, words in ((close_class, "办结"), (confirm_class, "认定学时")):
        with pytest.raises(Refusal, match=f"是从签到名单打开的，这里只签到；{words}请在"):
            act(village, code=CODE)
    with pytest.raises(Refusal, match="取消请在“中共禹城市房寺镇委员会党校”的电脑上办"):
        cancel_class(village, code=CODE, reason="雨")
    with pytest.raises(Refusal, match="做签到名单请在"):
        collect_list(village, code=CODE)
    path = tmp_path / "记录.qiandao"
    sign_in(village, clock, name=hall.people[2].name, tail=hall.people[2].tail)
    write_sign_ins(path, collect_records(village, code=CODE))
    with pytest.raises(Refusal, match="不是签到名单文件，没有打开"):
        read_list(path)


def test_another_class_with_the_same_number_stands_in_the_way(
    db: Database, hall: Hall, village: Database, tmp_path: Path
) -> None:
    add_class(village, [], code=CODE, title="本村的班")
    with pytest.raises(Refusal, match="编号相同"):
        bring(db, village, tmp_path)
    listed = collect_list(db, code=CODE, room=ROOM)
    open_list(village, replace(listed, code="2025-98"))
    with pytest.raises(Refusal, match="编号相同"):  # numbered anew meanwhile
        open_list(village, listed)
