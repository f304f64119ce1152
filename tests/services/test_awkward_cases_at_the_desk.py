"""The field's awkward cases that signing in decides, each by its number: what must come out."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from partyschool.domain.terms import Way
from partyschool.services.attendance import list_attendance, list_log
from partyschool.services.attendance_corrections import void
from partyschool.services.attendance_paper import PaperEntry, enter_paper
from partyschool.services.sign_in import Result, SignIn, record_sign_in
from partyschool.services.sign_in_answer import Answer
from partyschool.storage.database import Database
from tests.signin.hall import DAY, Hall, a_hall, add_class, add_people, id_number

AT = datetime(DAY.year, DAY.month, DAY.day, 8, 20)


@pytest.fixture
def hall(db: Database) -> Hall:
    """马明艳, 于建国 and 张伟 of one class."""
    return a_hall(db)


def phone(db: Database, hall: Hall, name: str, tail: str, *, device: str = "", minutes: int = 0) -> Answer:
    wish = SignIn(Way.PHONE, AT + timedelta(minutes=minutes), name=name, tail=tail, device=device)
    return record_sign_in(db, hall.session_id, wish)


@pytest.mark.parametrize(
    ("serials", "tail", "result", "is_ambiguous"),
    [((1, 2), 0, Result.SIGNED, False), ((1, 2), 1, Result.SIGNED, False), ((1, 1), 0, Result.NOT_FOUND, True)],
    ids=["the one", "the other", "of one tail"],
)
def test_case_1_two_of_one_name_are_told_apart_by_the_tail_or_sent_to_the_clerk(
    db: Database, serials: tuple[int, int], tail: int, result: Result, is_ambiguous: bool
) -> None:
    first, second = id_number(serials[0]), id_number(serials[1])
    if first == second:  # another person with the same last four
        second = "3714" + str(int(second[4:6]) + 1).zfill(2) + second[6:]
    people = add_people(db, ["张伟", "张伟"], numbers=[first, second])
    answer = phone(db, add_class(db, people), "张伟", people[tail].tail)
    assert (answer.result, answer.is_ambiguous) == (result, is_ambiguous)
    assert answer.person_id in (0, people[tail].id)


@pytest.mark.parametrize("ending", ["X", "x", "Ｘ", "ｘ", "*"])
def test_case_2_an_x_in_any_case_and_width_is_one_person(db: Database, ending: str) -> None:
    people = add_people(db, ["马明艳"], numbers=[id_number(7, check_x=True)])
    assert phone(db, add_class(db, people), "马明艳", people[0].tail[:3] + ending).person_id == people[0].id


def test_case_9_one_phone_signs_in_one_person_and_a_void_line_stays_visible(db: Database, hall: Hall) -> None:
    ma, yu, _ = hall.people
    assert phone(db, hall, ma.name, ma.tail, device="一部手机").result == Result.SIGNED
    assert phone(db, hall, yu.name, yu.tail, device="一部手机").result == Result.PHONE_USED
    [line] = list_log(db, hall.session_id)
    void(db, attendance_id=line.id, reason="代签")
    [line] = list_log(db, hall.session_id)
    assert (line.name, line.void_reason) == (ma.name, "代签")


def test_case_10_a_second_scan_is_answered_with_the_first_time_and_writes_nothing(db: Database, hall: Hall) -> None:
    ma = hall.people[0]
    phone(db, hall, ma.name, ma.tail)
    again = phone(db, hall, ma.name, ma.tail, minutes=21)
    assert (again.result, again.at) == (Result.ALREADY, AT)
    assert len(list_log(db, hall.session_id)) == 1


@pytest.mark.parametrize("way", [Way.PHONE, Way.CARD, Way.TAP, Way.PAPER])
def test_case_11_every_way_of_signing_in_gives_the_same_and_is_kept(db: Database, hall: Hall, way: Way) -> None:
    ma = hall.people[0]
    if way == Way.PAPER:
        enter_paper(db, session_id=hall.session_id, entries=[PaperEntry(ma.id, AT)])
    else:
        told = {"name": ma.name, "tail": ma.tail} if way == Way.PHONE else {}
        wish = SignIn(way, AT, person_id=0 if told else ma.id, **told)  # type: ignore[arg-type]
        assert record_sign_in(db, hall.session_id, wish).result == Result.SIGNED
    [line] = list_log(db, hall.session_id)
    share = next(row.share for row in list_attendance(db, hall.session_id) if row.person_id == ma.id)
    assert (line.way, line.sign_in_at, share) == (way, AT, 2)


@pytest.mark.parametrize("takes_walk_ins", [False, True])
def test_case_12_whoever_is_not_on_the_list_is_refused_or_taken_in_as_a_walk_in(
    db: Database, takes_walk_ins: bool
) -> None:
    guest, *people = add_people(db, ["李洋", "马明艳"])
    hall = add_class(db, people, takes_walk_ins=takes_walk_ins)
    answer = phone(db, hall, guest.name, guest.tail)
    expected = (Result.SIGNED, True) if takes_walk_ins else (Result.NOT_ENROLLED, False)
    assert (answer.result, answer.is_walk_in) == expected
    assert len(list_log(db, hall.session_id)) == takes_walk_ins
