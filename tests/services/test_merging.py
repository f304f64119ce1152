"""Two records of one person made one: nothing lost, every clash told, and taken back exactly."""

import random
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from partyschool.domain.terms import Way
from partyschool.errors import Refusal
from partyschool.services.audit_view import list_audit
from partyschool.services.check_ledger import ledger_faults
from partyschool.services.exemptions import grant_exemption
from partyschool.services.ledger import lock_credit
from partyschool.services.memberships import leave_register, transfer
from partyschool.services.merge_steps import tables_of_people
from partyschool.services.merging import find_duplicates, list_merges, merge_people, preview_merge, undo_merge
from partyschool.services.other_study import StudyForm, record_study
from partyschool.services.people import create_person, find_people, list_people
from partyschool.services.person_detail import PersonDetail, get_person
from partyschool.services.person_events import EventForm, list_events, record_event
from partyschool.services.person_form import PersonForm
from partyschool.services.posts import PostForm, add_post
from partyschool.services.quota import count_quota
from partyschool.services.quota_rows import QuotaRow
from partyschool.services.schools import home
from partyschool.storage.database import Database
from partyschool.storage.models import Absence, Attendance, ClassSession, Enrolment, Exemption, Person, TrainingClass
from tests.conftest import Clock
from tests.services.random_year import YEAR, fill_year
from tests.services.recount import recount
from tests.services.test_quota import answer_of, confirm_some
from tests.services.town import Town, add_person, found_town, id_number

DAY = date(2025, 4, 7)


@pytest.fixture
def town(db: Database) -> Town:
    return found_town(db)


@pytest.fixture
def pair(db: Database, town: Town) -> tuple[int, int]:
    """The roll's record, and one that a walk-in was entered under."""
    form = PersonForm("王建国", unit_id=town.back_branch, phone="13800001234", birth_on="1965-03")
    kept = create_person(db, form=PersonForm("王建国", id_number=id_number(1), unit_id=town.front_branch))
    return kept, create_person(db, form=form)


def a_class(db: Database, sessions: int = 2, code: str = "2025-01") -> list[int]:
    """A class of mornings, one a day; ids of its sessions."""
    with db.write() as session:
        row = TrainingClass(
            code=code, title=f"第{code}期", school_id=home(session).id, starts_on=DAY,
            ends_on=DAY + timedelta(days=sessions), state="published",
        )  # fmt: skip
        session.add(row)
        session.flush()
        held = [
            ClassSession(
                class_id=row.id, number=place + 1, held_on=DAY + timedelta(days=place), starts=time(8, 30),
                ends=time(11, 30), half_hours=8,
            )
            for place in range(sessions)
        ]  # fmt: skip
        session.add_all(held)
        session.flush()
        return [one.id for one in held]


def attend(db: Database, session_id: int, person: int, late: int = 0) -> None:
    with db.write() as session:
        held = session.get_one(ClassSession, session_id)
        moment = datetime.combine(held.held_on, held.starts) + timedelta(minutes=late)
        row = Attendance(session_id=session_id, person_id=person, sign_in_at=moment, recorded_at=moment, way=Way.TAP)
        session.add(row)


def confirm(db: Database) -> None:
    with db.write() as session:
        for row in session.scalars(select(TrainingClass)):
            lock_credit(session, db, row)
            row.confirmed_at, row.state = db.now(), "confirmed"


def board(db: Database) -> dict[int, QuotaRow]:
    return {row.person_id: row for row in count_quota(db, year=YEAR).rows}


def told(db: Database, person: int) -> PersonDetail:
    """Everything about a person but the list of merges."""
    return replace(get_person(db, person), merges=())


def hours_of(db: Database, person: int) -> int:
    return board(db)[person].earned_quarter_hours


def faults(db: Database) -> list[tuple[str, str]]:
    with db.read() as session:
        return list(ledger_faults(session))


@pytest.mark.both_databases
@pytest.mark.parametrize("is_confirmed", [False, True])
def test_who_attended_one_session_under_both_records_gets_it_once(
    db: Database, pair: tuple[int, int], is_confirmed: bool
) -> None:
    kept, merged = pair
    both, one, other = a_class(db, 3)
    attend(db, both, kept, late=60)
    attend(db, both, merged, late=5)
    attend(db, one, kept)
    attend(db, other, merged)
    if is_confirmed:
        confirm(db)
    told = preview_merge(db, kept_id=kept, merged_id=merged)
    assert len(told.clashes) == 1 and "第 1 场" in told.clashes[0] and "08:35" in told.clashes[0]
    assert hours_of(db, kept) == 8 + 16
    merge_people(db, kept_id=kept, merged_id=merged)
    assert hours_of(db, kept) == 3 * 16
    assert faults(db) == []
    with db.read() as session:
        assert session.query(Attendance).filter_by(person_id=kept).count() == 4


@pytest.mark.both_databases
def test_a_merge_taken_back_leaves_everything_as_it_was(db: Database, town: Town, pair: tuple[int, int]) -> None:
    kept, merged = pair
    both, other = a_class(db)
    for session_id, person in ((both, kept), (both, merged), (other, merged)):
        attend(db, session_id, person)
    confirm(db)
    record_study(db, person_ids=pair, form=StudyForm("theme_day", "主题党日", date(2025, 6, 2), 6))
    grant_exemption(db, person_ids=pair, year=YEAR, reason="年老体弱", approver="镇党委", granted_on=DAY)
    add_post(db, person_id=merged, form=PostForm(town.front_village, "村党支部书记"))
    before = [told(db, person) for person in pair], board(db)
    merge = merge_people(db, kept_id=kept, merged_id=merged, take=["phone", "birth_on", "unit"])
    after = get_person(db, kept)
    assert (after.form.phone, after.form.birth_on, after.row.unit) == ("13800001234", "1965-03", "后庄村党支部")
    assert len(after.studies) == 1 and len(after.posts) == 1
    assert undo_merge(db, merge_id=merge) == 0
    assert ([told(db, person) for person in pair], board(db)) == before
    assert faults(db) == []
    with pytest.raises(Refusal, match="撤销过"):
        undo_merge(db, merge_id=merge)


@pytest.mark.parametrize("seed", range(4))
def test_merging_keeps_the_sums(db: Database, town: Town, seed: int) -> None:
    dice = random.Random(seed)
    people = [add_person(db, f"人{number}", town.front_branch, number) for number in range(1, 7)]
    shares: dict[tuple[int, int], int] = {}
    for session_id in a_class(db, 12):
        for person in people:
            if dice.random() < 0.5:
                late = dice.choice([0, 60, 170])
                shares[person, session_id] = {0: 2, 60: 1, 170: 0}[late]
                attend(db, session_id, person, late)
    if seed % 2:
        confirm(db)
    kept, merged = dice.sample(people, 2)
    before = {person: hours_of(db, person) for person in people}
    twice = sum(
        8 * min(share, shares.get((merged, held), 0)) for (person, held), share in shares.items() if person == kept
    )
    merge_people(db, kept_id=kept, merged_id=merged)
    for person in set(people) - {kept, merged}:
        assert hours_of(db, person) == before[person]
    assert hours_of(db, kept) == before[kept] + before[merged] - twice
    assert faults(db) == []


@pytest.mark.parametrize("seed", range(4))
def test_in_a_year_of_awkward_cases_a_merge_agrees_with_the_slow_count_and_is_taken_back(
    db: Database, clock: Clock, seed: int
) -> None:
    dice = random.Random(seed)
    clock.time = datetime(YEAR + 1, 1, 10)
    fill_year(db, dice)
    confirm_some(db, dice)
    before = board(db)
    kept, merged = dice.sample(sorted(before), 2)
    merge = merge_people(db, kept_id=kept, merged_id=merged)
    with db.read() as session:
        slow = recount(session, YEAR, date(YEAR, 12, 31))
    assert slow.pop(merged).earned_hours == 0
    assert {key: answer_of(row) for key, row in board(db).items()} == slow
    assert faults(db) == []
    undo_merge(db, merge_id=merge)
    assert board(db) == before
    assert faults(db) == []


def test_what_only_one_record_says_is_taken_and_what_both_say_is_chosen(db: Database, pair: tuple[int, int]) -> None:
    told = preview_merge(db, kept_id=pair[0], merged_id=pair[1])
    proposed = {field.field: field.takes_merged for field in told.fields if field.differs}
    assert proposed == {"id_number": False, "sex": False, "birth_on": False, "phone": True, "unit": False}
    assert get_person(db, pair[0]).form.phone == ""
    merge_people(db, kept_id=pair[0], merged_id=pair[1])
    assert get_person(db, pair[0]).form.phone == "13800001234"
    assert [row.id for row in find_people(db, "王建国")] == [pair[0]]


def test_the_number_may_come_from_the_other_record(db: Database, pair: tuple[int, int]) -> None:
    kept, merged = pair[1], pair[0]
    merge = merge_people(db, kept_id=kept, merged_id=merged)
    assert get_person(db, kept).form.id_number == id_number(1)
    undo_merge(db, merge_id=merge)
    assert [get_person(db, person).form.id_number for person in (kept, merged)] == ["", id_number(1)]


def test_two_numbers_change_places_when_the_other_is_chosen(db: Database, town: Town) -> None:
    kept, merged = (add_person(db, "王建国", town.front_branch, serial) for serial in (1, 3))
    merge_people(db, kept_id=kept, merged_id=merged, take=["id_number"])
    with db.read() as session:
        numbers = [session.get_one(Person, person).id_number for person in (kept, merged)]
    assert numbers == [id_number(3), id_number(1)]


def test_memberships_of_the_other_record_fill_the_time_before(db: Database, town: Town, pair: tuple[int, int]) -> None:
    kept, merged = pair
    transfer(db, person_id=merged, unit_id=town.office_branch, on=date(2025, 5, 1))
    record_event(db, person_id=kept, form=EventForm("arrived", date(2025, 3, 1), place="后庄村"))
    merge_people(db, kept_id=kept, merged_id=merged)
    found = [(row.unit, row.start_on, row.end_on) for row in get_person(db, kept).memberships]
    assert found == [
        ("前庄村党支部", date(2025, 3, 1), None), ("后庄村党支部", None, date(2025, 2, 28))
    ]  # fmt: skip


def test_a_duplicate_that_was_struck_off_does_not_take_the_person_off(db: Database, pair: tuple[int, int]) -> None:
    kept, merged = pair
    leave_register(db, person_id=merged, reason="other", on=DAY)
    merge_people(db, kept_id=kept, merged_id=merged)
    assert get_person(db, kept).row.left_reason == ""
    assert [row.person_id for row in list_events(db)] == []


def test_the_chosen_standing_brings_its_dated_changes(db: Database, pair: tuple[int, int]) -> None:
    kept, merged = pair
    leave_register(db, person_id=merged, reason="death", on=DAY)
    merge_people(db, kept_id=kept, merged_id=merged, take=["register"])
    assert (get_person(db, kept).row.left_reason, get_person(db, kept).row.left_on) == ("death", DAY)
    assert next(row for row in list_people(db, on=date(2025, 4, 6)) if row.id == kept).left_reason == ""


def test_changes_that_cannot_all_be_true_refuse_the_merge_and_nothing_is_half_done(
    db: Database, pair: tuple[int, int]
) -> None:
    kept, merged = pair
    record_event(db, person_id=kept, form=EventForm("lost", date(2025, 5, 1)))
    leave_register(db, person_id=merged, reason="death", on=DAY)
    before = board(db)
    for attempt in (preview_merge, merge_people):
        with pytest.raises(Refusal, match="合不到一起"):
            attempt(db, kept_id=kept, merged_id=merged, take=["register"])
    assert board(db) == before and list_merges(db) == []


def test_a_record_is_not_merged_with_itself_nor_twice(db: Database, pair: tuple[int, int]) -> None:
    with pytest.raises(Refusal, match="同一条记录"):
        merge_people(db, kept_id=pair[0], merged_id=pair[0])
    with pytest.raises(Refusal, match="没有“hat”"):
        merge_people(db, kept_id=pair[0], merged_id=pair[1], take=["hat"])
    merge_people(db, kept_id=pair[0], merged_id=pair[1])
    with pytest.raises(Refusal, match="已经合并过"):
        merge_people(db, kept_id=pair[0], merged_id=pair[1])


def test_a_merge_that_another_builds_on_is_not_taken_back(db: Database, town: Town, pair: tuple[int, int]) -> None:
    third = add_person(db, "王建国", town.front_branch)
    first = merge_people(db, kept_id=pair[0], merged_id=pair[1])
    second = merge_people(db, kept_id=third, merged_id=pair[0])
    with pytest.raises(Refusal, match="后面那一次"):
        undo_merge(db, merge_id=first)
    undo_merge(db, merge_id=second)
    undo_merge(db, merge_id=first)
    assert len(find_people(db, "王建国")) == 3


def test_on_the_list_under_both_records_is_on_it_once_and_not_absent(db: Database, pair: tuple[int, int]) -> None:
    kept, merged = pair
    [held] = a_class(db, 1)
    with db.write() as session:
        class_id = session.get_one(ClassSession, held).class_id
        session.add(Enrolment(class_id=class_id, person_id=kept, withdrawn_at=db.now()))
        session.add(Enrolment(class_id=class_id, person_id=merged, group_name="一组"))
        session.add(Absence(session_id=held, person_id=merged, kind="leave"))
    attend(db, held, kept)
    merge_people(db, kept_id=kept, merged_id=merged)
    with db.read() as session:
        [row] = session.query(Enrolment).filter_by(person_id=kept)
        assert (row.withdrawn_at, row.group_name) == (None, "一组")
        assert session.query(Absence).filter_by(person_id=kept).count() == 0


def test_one_exemption_a_year_is_left(db: Database, pair: tuple[int, int]) -> None:
    grant_exemption(db, person_ids=pair, year=YEAR, reason="年老体弱", approver="镇党委", granted_on=DAY)
    merge_people(db, kept_id=pair[0], merged_id=pair[1])
    with db.read() as session:
        standing = session.query(Exemption).filter_by(person_id=pair[0], withdrawn_on=None)
        assert standing.count() == 1


def test_every_merge_leaves_its_line_with_what_was_decided(db: Database, pair: tuple[int, int]) -> None:
    [held] = a_class(db, 1)
    for person in pair:
        attend(db, held, person)
    merge = merge_people(db, kept_id=pair[0], merged_id=pair[1])
    undo_merge(db, merge_id=merge)
    actions = [row.action for row in list_audit(db)]
    assert "person.merge" in actions and "person.merge_undo" in actions
    assert [(row.kept, row.undone_at is not None) for row in list_merges(db)] == [("王建国", True)]


def test_suspected_duplicates_are_listed(db: Database, town: Town, pair: tuple[int, int]) -> None:
    add_person(db, "李明", town.front_branch, 3)
    add_person(db, "李明", town.front_branch, 5)
    found = [{one.first.id, one.second.id} for one in find_duplicates(db)]
    assert found == [set(pair)]


def test_no_table_that_names_people_is_forgotten() -> None:
    names = {table.name for table, _ in tables_of_people()}
    assert {"attendances", "enrolments", "credit_entries", "certificates", "posts", "teachers", "contacts"} <= names
