"""The log of attendance: paper, leave, voiding, moving, shares by hand."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select

from partyschool.domain.terms import AbsenceKind, Way
from partyschool.errors import Refusal
from partyschool.services.attendance import Presence, list_attendance, list_log
from partyschool.services.attendance_corrections import move, set_share, sign_out, undo, void
from partyschool.services.attendance_paper import (
    PaperEntry,
    clear_absence,
    end_session,
    enter_paper,
    paper_all_except,
    set_absence,
)
from partyschool.services.doubts import DoubtKind, list_doubtful
from partyschool.services.sign_in import Result, SignIn, record_sign_in, record_sign_ins
from partyschool.services.sign_in_session import Counts, count_session, get_sign_in_session
from partyschool.storage.database import Database
from partyschool.storage.models import AuditLine, Person, TrainingClass
from tests.conftest import Clock
from tests.signin.hall import CODE, DAY, Hall, a_hall, add_class, add_people

pytestmark = pytest.mark.both_databases


@pytest.fixture
def hall(db: Database) -> Hall:
    """马明艳, 于建国 and 张伟 of one class."""
    return a_hall(db)


def tap(db: Database, hall: Hall, index: int, *, session_index: int = 0, place: str = "") -> int:
    """Sign somebody in at the desk; returns the line's id."""
    wish = SignIn(Way.TAP, db.now(), person_id=hall.people[index].id, place=place)
    answer = record_sign_in(db, hall.session_ids[session_index], wish)
    assert answer.result == Result.SIGNED
    return answer.attendance_id


def states(db: Database, hall: Hall) -> dict[str, Presence]:
    return {row.name: row.state for row in list_attendance(db, hall.session_id)}


def audit_actions(db: Database) -> list[str]:
    with db.read() as session:
        return list(session.scalars(select(AuditLine.action).order_by(AuditLine.id)))


def test_the_list_shows_everybody_whether_there_or_not(db: Database, hall: Hall) -> None:
    tap(db, hall, 0)

    assert states(db, hall) == {"马明艳": "present", "于建国": "missing", "张伟": "missing"}
    assert audit_actions(db) == ["attendance.sign_in"]


def test_a_batch_answers_in_order_and_sees_its_own_people(db: Database, hall: Hall, clock: Clock) -> None:
    ma, yu, _ = hall.people
    wishes = [
        SignIn(Way.PHONE, clock(), name=ma.name, tail=ma.tail, device="a"),
        SignIn(Way.PHONE, clock(), name=ma.name, tail=ma.tail, device="b"),
        SignIn(Way.PHONE, clock(), name=yu.name, tail=yu.tail, device="a"),
        SignIn(Way.PHONE, clock(), name=yu.name, tail=yu.tail, device="c"),
    ]

    results = [answer.result for answer in record_sign_ins(db, hall.session_id, wishes)]

    assert results == ["signed", "already", "phone_used", "signed"]
    assert count_session(db, hall.session_id) == Counts(enrolled=3, present=2, late=0, leave=0)


def test_the_same_form_twice_in_a_batch_or_later_writes_once(db: Database, hall: Hall, clock: Clock) -> None:
    ma, yu, _ = hall.people
    wish = SignIn(Way.PHONE, clock(), name=ma.name, tail=ma.tail, nonce="n-1")
    record_sign_in(db, hall.session_id, SignIn(Way.TAP, clock(), person_id=yu.id))

    first, again = record_sign_ins(db, hall.session_id, [wish, wish])
    later = record_sign_in(db, hall.session_id, wish)

    assert [first.result, again.result, later.result] == ["signed"] * 3
    assert [first.number, again.number, later.number] == [2, 2, 2]
    assert later.at == first.at
    assert count_session(db, hall.session_id).present == 2


def test_lateness_is_counted_from_the_start_of_the_session(db: Database, hall: Hall, clock: Clock) -> None:
    clock.time = datetime.combine(DAY, time(8, 36, 40))
    tap(db, hall, 0)

    [row] = [row for row in list_attendance(db, hall.session_id) if row.state == Presence.PRESENT]
    assert (row.late, row.share) == (6, 2)
    assert count_session(db, hall.session_id).late == 1


def test_a_card_is_read_in_full_width_and_small_letters(db: Database, clock: Clock) -> None:
    hall = a_hall(db)
    with db.write() as session:
        session.get_one(Person, hall.people[0].id).card_code = "PS1:7K3M9QAB"

    answer = record_sign_in(db, hall.session_id, SignIn(Way.CARD, clock(), card="ｐｓ１：７ｋ３ｍ９ｑａｂ\r\n"))

    assert (answer.result, answer.name) == ("signed", "马明艳")


def test_the_clerk_takes_in_a_walk_in_with_one_key(db: Database, hall: Hall, clock: Clock) -> None:
    [guest] = add_people(db, ["李洋"], numbers=["371482196204045311"])
    wish = SignIn(Way.TAP, clock(), person_id=guest.id)

    assert record_sign_in(db, hall.session_id, wish).result == "not_enrolled"
    taken = SignIn(Way.TAP, clock(), person_id=guest.id, take_walk_in=True)
    assert record_sign_in(db, hall.session_id, taken).is_walk_in

    assert [doubt.kind for doubt in list_doubtful(db, hall.session_id)] == [DoubtKind.WALK_IN]


def test_a_voided_line_stays_in_the_log_and_frees_the_person(db: Database, hall: Hall) -> None:
    line = tap(db, hall, 0)

    void(db, attendance_id=line, reason="代签")

    [row] = list_log(db, hall.session_id)
    assert (row.void_reason, row.voided_by, row.voided_at) == ("代签", "测试员", db.now())
    assert states(db, hall)["马明艳"] == "missing"
    assert tap(db, hall, 0) != line


def test_voiding_needs_a_reason_and_works_once(db: Database, hall: Hall) -> None:
    line = tap(db, hall, 0)
    with pytest.raises(Refusal, match="原因"):
        void(db, attendance_id=line, reason="  ")
    undo(db, attendance_ids=[line])
    with pytest.raises(Refusal, match="已经作废"):
        undo(db, attendance_ids=[line])


def test_moving_keeps_the_first_time_and_voids_the_old_line(db: Database, clock: Clock) -> None:
    people = add_people(db, ["彭勇军"])
    main = add_class(db, people)
    village = add_class(db, people, code="贾集", title="贾集村分课堂")
    line = tap(db, village, 0)
    clock.advance(minutes=10)
    refused = record_sign_in(db, main.session_id, SignIn(Way.TAP, db.now(), person_id=people[0].id))
    assert (refused.result, refused.attendance_id) == ("elsewhere", line)

    move(db, attendance_id=refused.attendance_id, session_id=main.session_id)

    [row] = list_attendance(db, main.session_id)
    assert (row.state, row.sign_in_at) == ("present", clock() - timedelta(minutes=10))
    assert [old.void_reason for old in list_log(db, village.session_id)] == ["改到房寺镇农村党员轮训班（第3期）第1场"]


def test_case_13_somebody_in_a_sub_classroom_is_elsewhere_for_the_main_hall(
    db: Database, hall: Hall, clock: Clock
) -> None:
    tap(db, hall, 0, place="贾集村分课堂")

    answer = record_sign_in(db, hall.session_id, SignIn(Way.TAP, clock(), person_id=hall.people[0].id))

    assert (answer.result, answer.place) == ("elsewhere", "贾集村分课堂")


def test_a_share_set_by_hand_needs_a_reason_and_wins(db: Database, hall: Hall, clock: Clock) -> None:
    clock.time = datetime.combine(DAY, time(10, 30))
    line = tap(db, hall, 0)
    assert [doubt.kind for doubt in list_doubtful(db, hall.session_id)] == [DoubtKind.LATE]
    with pytest.raises(Refusal, match="原因"):
        set_share(db, attendance_id=line, share=2)

    set_share(db, attendance_id=line, share=2, reason="班车误点")

    row = next(row for row in list_attendance(db, hall.session_id) if row.name == "马明艳")
    assert (row.share, row.manual_share, row.reason) == (2, 2, "班车误点")
    assert list_doubtful(db, hall.session_id) == []
    set_share(db, attendance_id=line, share=None)
    assert next(row for row in list_attendance(db, hall.session_id) if row.name == "马明艳").share == 0


def test_leaving_early_halves_the_share(db: Database, hall: Hall) -> None:
    line = tap(db, hall, 0)

    sign_out(db, attendance_id=line, at=datetime.combine(DAY, time(10, 30)))

    row = next(row for row in list_attendance(db, hall.session_id) if row.name == "马明艳")
    assert (row.early, row.share) == (60, 1)
    with pytest.raises(Refusal, match="早于"):
        sign_out(db, attendance_id=line, at=datetime.combine(DAY, time(7, 0)))


def test_everybody_was_there_except_those_named(db: Database, hall: Hall) -> None:
    ma, yu, zhang = hall.people

    outcome = paper_all_except(db, session_id=hall.session_id, leave={yu.id: "住院"}, absent=[zhang.id])

    assert outcome.signed == 1
    assert states(db, hall) == {"马明艳": "present", "于建国": "leave", "张伟": "absent"}
    [line] = list_log(db, hall.session_id)
    assert (line.person_id, line.way, line.sign_in_at) == (ma.id, "paper", datetime.combine(DAY, time(8, 30)))


def test_paper_does_not_overwrite_a_phone(db: Database, hall: Hall) -> None:
    ma, yu, _ = hall.people
    tap(db, hall, 0)
    [guest] = add_people(db, ["李洋"], numbers=["371482196204045311"])
    at = datetime.combine(DAY, time(8, 20))

    outcome = enter_paper(
        db, session_id=hall.session_id, entries=[PaperEntry(person.id, at) for person in (ma, yu, guest)]
    )

    assert (outcome.signed, outcome.already, outcome.not_enrolled) == (1, (ma.id,), (guest.id,))


def test_paper_with_times_the_wrong_way_round_writes_nothing(db: Database, hall: Hall) -> None:
    at = datetime.combine(DAY, time(8, 20))
    entries = [PaperEntry(hall.people[0].id, at), PaperEntry(hall.people[1].id, at, at - timedelta(hours=1))]

    with pytest.raises(Refusal, match="签退时间早于"):
        enter_paper(db, session_id=hall.session_id, entries=entries)

    assert list_log(db, hall.session_id) == []


def test_leave_counts_until_the_person_comes_after_all(db: Database, hall: Hall) -> None:
    yu = hall.people[1]
    set_absence(db, session_id=hall.session_id, person_ids=[yu.id], kind=AbsenceKind.LEAVE, reason="事假")
    assert count_session(db, hall.session_id).leave == 1

    tap(db, hall, 1)

    assert count_session(db, hall.session_id) == Counts(enrolled=3, present=1, late=0, leave=0)
    assert states(db, hall)["于建国"] == "present"


def test_the_end_of_a_session_makes_the_missing_absent(db: Database, hall: Hall) -> None:
    tap(db, hall, 0)

    assert end_session(db, session_id=hall.session_id, leave={hall.people[1].id: "住院"}) == 1

    assert states(db, hall) == {"马明艳": "present", "于建国": "leave", "张伟": "absent"}
    clear_absence(db, session_id=hall.session_id, person_ids=[hall.people[2].id])
    assert states(db, hall)["张伟"] == "missing"


def test_nothing_can_be_changed_once_the_hours_are_confirmed(db: Database, hall: Hall) -> None:
    line = tap(db, hall, 0)
    with db.write() as session:
        session.get_one(TrainingClass, hall.class_id).state = "confirmed"

    for change in (
        lambda: void(db, attendance_id=line, reason="代签"),
        lambda: set_share(db, attendance_id=line, share=0, reason="代签"),
        lambda: sign_out(db, attendance_id=line, at=db.now()),
        lambda: end_session(db, session_id=hall.session_id),
        lambda: tap(db, hall, 1),
        lambda: paper_all_except(db, session_id=hall.session_id),
    ):
        with pytest.raises(Refusal, match="已经认定"):
            change()


def test_one_phone_for_two_people_of_a_class_is_shown_to_the_clerk(db: Database, hall: Hall, clock: Clock) -> None:
    ma, yu, _ = hall.people
    for person, session_id in ((ma, hall.session_ids[0]), (yu, hall.session_ids[1])):
        wish = SignIn(Way.PHONE, clock(), name=person.name, tail=person.tail, device="a")
        assert record_sign_in(db, session_id, wish).result == "signed"

    [doubt] = list_doubtful(db, hall.session_ids[1])
    assert (doubt.kind, [row.name for row in doubt.rows]) == (DoubtKind.SAME_PHONE, ["于建国"])


@pytest.mark.parametrize(("hour", "number"), [(6, 1), (8, 1), (11, 1), (12, 2), (15, 2), (20, 2)])
def test_the_session_that_runs_or_comes_next_is_served(
    hour: int, number: int, db: Database, hall: Hall, clock: Clock
) -> None:
    clock.time = datetime.combine(DAY, time(hour))

    assert get_sign_in_session(db, CODE).number == number


def test_an_unknown_class_or_session_is_refused_in_words(db: Database, hall: Hall) -> None:
    with pytest.raises(Refusal, match="没有编号为“X”的培训班"):
        get_sign_in_session(db, "X")
    with pytest.raises(Refusal, match="没有第9场（现有场次：1、2）"):
        get_sign_in_session(db, CODE, 9)
