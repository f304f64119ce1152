from datetime import date

import pytest

from partyschool.errors import Refusal
from partyschool.services.check_records import record_faults
from partyschool.services.memberships import leave_register, return_to_register, transfer, transfer_people
from partyschool.services.people import create_person, list_people
from partyschool.services.person_detail import get_person
from partyschool.services.person_events import list_events
from partyschool.services.person_form import PersonForm
from partyschool.services.posts import PostForm, add_post, correct_post, end_post
from partyschool.services.quota import count_quota
from partyschool.services.unit_changes import close_unit
from partyschool.storage.database import Database
from tests.services.town import add_person, found_town

MARCH, MAY, JUNE = date(2025, 3, 1), date(2025, 5, 1), date(2025, 6, 1)


@pytest.mark.both_databases
def test_a_transfer_moves_a_person_on_its_day_and_not_before(db: Database) -> None:
    town = found_town(db)
    person = add_person(db, "王建国", town.front_branch)
    transfer(db, person_id=person, unit_id=town.back_branch, on=JUNE)
    assert [row.unit for row in list_people(db, on=date(2025, 5, 31))] == ["前庄村党支部"]
    assert [row.unit for row in list_people(db, on=JUNE)] == ["后庄村党支部"]


def test_a_transfer_on_the_day_of_the_last_one_corrects_it(db: Database) -> None:
    town = found_town(db)
    person = add_person(db, "王建国", town.front_branch)
    transfer(db, person_id=person, unit_id=town.back_branch, on=JUNE)
    transfer(db, person_id=person, unit_id=town.office_branch, on=JUNE)
    assert [row.unit for row in get_person(db, person).memberships] == ["房寺镇机关党支部", "前庄村党支部"]


def test_a_transfer_that_cannot_be_is_refused(db: Database) -> None:
    town = found_town(db)
    person = add_person(db, "王建国", town.front_branch)
    transfer(db, person_id=person, unit_id=town.back_branch, on=MAY)
    close_unit(db, unit_id=town.front_branch, on=MAY)
    cases = [
        (town.back_branch, JUNE, "same_unit"),
        (town.front_branch, JUNE, "unit_closed"),
        (999, JUNE, "unit_closed"),
    ]
    for unit_id, day, code in cases:
        with pytest.raises(Refusal) as caught:
            transfer(db, person_id=person, unit_id=unit_id, on=day)
        assert caught.value.code == code
    assert len(get_person(db, person).memberships) == 2


def test_a_transfer_entered_late_fills_the_time_up_to_the_next(db: Database) -> None:
    town = found_town(db)
    person = add_person(db, "王建国", town.front_branch)
    transfer(db, person_id=person, unit_id=town.back_branch, on=JUNE)
    transfer(db, person_id=person, unit_id=town.office_branch, on=MARCH)
    found = [(row.unit_id, row.start_on, row.end_on) for row in get_person(db, person).memberships]
    assert found == [
        (town.back_branch, JUNE, None), (town.office_branch, MARCH, date(2025, 5, 31)),
        (town.front_branch, None, date(2025, 2, 28)),
    ]  # fmt: skip
    assert [row.words for row in list_events(db)] == [
        "转接组织关系：房寺镇机关党支部 → 后庄村党支部", "转接组织关系：前庄村党支部 → 房寺镇机关党支部"
    ]  # fmt: skip


def test_an_earlier_day_for_the_same_transfer_takes_the_place_of_the_later_one(db: Database) -> None:
    town = found_town(db)
    person = add_person(db, "王建国", town.front_branch)
    transfer(db, person_id=person, unit_id=town.back_branch, on=JUNE)
    transfer(db, person_id=person, unit_id=town.back_branch, on=MARCH)
    assert [row.on for row in list_events(db)] == [MARCH]
    assert [row.unit for row in list_people(db, on=MAY)] == ["后庄村党支部"]


@pytest.mark.both_databases
def test_several_are_transferred_together_or_not_at_all(db: Database) -> None:
    town = found_town(db)
    people = [add_person(db, name, town.front_branch) for name in ("甲", "乙", "丙")]
    there = add_person(db, "丁", town.back_branch)
    leave_register(db, person_id=people[2], reason="death", on=MAY)
    with pytest.raises(Refusal, match="丙"):
        transfer_people(db, person_ids=people, unit_id=town.back_branch, on=JUNE)
    assert {row.unit for row in list_people(db, on=JUNE) if row.id in people} == {"前庄村党支部"}
    assert transfer_people(db, person_ids=[*people[:2], there], unit_id=town.back_branch, on=JUNE) == 2
    with pytest.raises(Refusal, match="没有要转的人"):
        transfer_people(db, person_ids=[*people[:2], there], unit_id=town.back_branch, on=JUNE)


def test_nobody_is_transferred_before_the_first_unit_known(db: Database) -> None:
    town = found_town(db)
    form = PersonForm("王建国", unit_id=town.front_branch)
    person = create_person(db, form=form, member_since=MAY)
    with pytest.raises(Refusal) as caught:
        transfer(db, person_id=person, unit_id=town.back_branch, on=MARCH)
    assert caught.value.code == "too_early"


@pytest.mark.parametrize("order", [(MARCH, MAY), (MAY, MARCH)])
def test_the_order_in_which_transfers_are_entered_does_not_matter(db: Database, order: tuple[date, ...]) -> None:
    town = found_town(db)
    person = add_person(db, "王建国", town.front_branch)
    targets = {MARCH: town.back_branch, MAY: town.office_branch}
    for day in order:
        transfer(db, person_id=person, unit_id=targets[day], on=day)
    transfer(db, person_id=person, unit_id=town.front_branch, on=JUNE)  # back home can only be entered when away
    units = [list_people(db, on=day)[0].unit_id for day in (date(2025, 1, 1), MARCH, MAY, JUNE)]
    assert units == [town.front_branch, *targets.values(), town.front_branch]
    assert [code for code, _ in faults(db)] == []


def faults(db: Database) -> list[tuple[str, str]]:
    with db.read() as session:
        return list(record_faults(session))


def test_leaving_ends_posts_keeps_the_unit_and_is_counted_there(db: Database) -> None:
    town = found_town(db)
    person = add_person(db, "王建国", town.front_branch)
    add_post(db, person_id=person, form=PostForm(town.front_village, "村党支部书记", date(2021, 1, 10)))
    leave_register(db, person_id=person, reason="death", on=MAY)
    detail = get_person(db, person)
    assert (detail.row.left_reason, detail.row.left_on, detail.row.unit) == ("death", MAY, "前庄村党支部")
    assert [(post.end_on, post.is_held) for post in detail.posts] == [(MAY, False)]
    board = count_quota(db, year=2025)
    assert [(row.state, row.unit) for row in board.rows] == [("left", "前庄村党支部")]


def test_somebody_who_left_returns_with_the_history(db: Database) -> None:
    town = found_town(db)
    person = add_person(db, "王建国", town.front_branch)
    with pytest.raises(Refusal, match="就在册"):
        return_to_register(db, person_id=person, on=MAY)
    leave_register(db, person_id=person, reason="suspended", on=MAY)
    with pytest.raises(Refusal, match="不在册"):
        transfer(db, person_id=person, unit_id=town.back_branch, on=JUNE)
    with pytest.raises(Refusal, match="不能早于"):
        return_to_register(db, person_id=person, on=MARCH)
    return_to_register(db, person_id=person, on=JUNE)
    row = get_person(db, person).row
    assert (row.is_left, row.left_on, row.unit) == (False, None, "前庄村党支部")


def test_leaving_is_refused_twice_in_the_future_or_without_a_reason(db: Database) -> None:
    town = found_town(db)
    person = add_person(db, "王建国", town.front_branch)
    for reason, day, code in (("", MAY, "reason_missing"), ("death", date(2025, 6, 17), "date_in_future")):
        with pytest.raises(Refusal) as caught:
            leave_register(db, person_id=person, reason=reason, on=day)
        assert caught.value.code == code
    leave_register(db, person_id=person, reason="death", on=MAY)
    with pytest.raises(Refusal, match="2025-05-01"):
        leave_register(db, person_id=person, reason="death", on=MAY)


def test_a_post_that_begins_after_leaving_must_be_put_right_first(db: Database) -> None:
    town = found_town(db)
    person = add_person(db, "王建国", town.front_branch)
    add_post(db, person_id=person, form=PostForm(town.front_village, "村委会委员", JUNE))
    with pytest.raises(Refusal) as caught:
        leave_register(db, person_id=person, reason="death", on=MAY)
    assert caught.value.code == "post_later"
    assert get_person(db, person).row.is_left is False


def test_a_post_brings_what_its_title_says_unless_the_clerk_says_otherwise(db: Database) -> None:
    town = found_town(db)
    person = add_person(db, "王建国", town.front_branch)
    for form in (
        PostForm(town.front_village, "村委会委员"),
        PostForm(town.front_branch, "党支部书记"),
        PostForm(town.office_branch, "党支部书记"),
        PostForm(town.office_branch, "联络员", in_two_committees=True, in_leadership=True),
    ):
        add_post(db, person_id=person, form=form)
    flags = {(row.unit, row.title): (row.in_two_committees, row.in_leadership) for row in get_person(db, person).posts}
    assert flags == {
        ("前庄村", "村委会委员"): (True, False),
        ("前庄村党支部", "党支部书记"): (True, True),
        ("房寺镇机关党支部", "党支部书记"): (False, True),
        ("房寺镇机关党支部", "联络员"): (True, True),
    }


def test_terms_are_ended_corrected_and_kept_in_order(db: Database) -> None:
    town = found_town(db)
    person = add_person(db, "王建国", town.front_branch)
    old = add_post(db, person_id=person, form=PostForm(town.front_village, "党支部委员", date(2016, 1, 1)))
    end_post(db, post_id=old, on=date(2021, 2, 28))
    add_post(db, person_id=person, form=PostForm(town.front_village, "党支部书记", date(2021, 3, 1)))
    assert [(row.title, row.is_held) for row in get_person(db, person).posts] == [
        ("党支部书记", True),
        ("党支部委员", False),
    ]
    with pytest.raises(Refusal, match="已经离任"):
        end_post(db, post_id=old, on=MAY)
    correct_post(db, post_id=old, form=PostForm(town.front_village, "党支部委员", date(2016, 1, 1), MAY))
    assert get_person(db, person).posts[1].end_on == MAY


def test_a_post_that_cannot_be_is_refused(db: Database) -> None:
    town = found_town(db)
    person = add_person(db, "王建国", town.front_branch, 1)
    post = add_post(db, person_id=person, form=PostForm(town.front_village, "党支部书记", MARCH))
    cases = [
        (PostForm(town.front_village, " "), "title_missing"),
        (PostForm(999, "党支部书记"), "unit_unknown"),
        (PostForm(town.front_village, "党支部委员", MAY, MARCH), "dates"),
        (PostForm(town.front_village, "党支部书记", JUNE), "post_twice"),
        (PostForm(town.front_village, "党支部书记"), "post_twice"),
        (PostForm(town.front_village, "村委会委员", date(1960, 1, 1)), "before_birth"),
    ]
    for form, code in cases:
        with pytest.raises(Refusal) as caught:
            add_post(db, person_id=person, form=form)
        assert caught.value.code == code
    with pytest.raises(Refusal, match="早于"):
        end_post(db, post_id=post, on=date(2025, 2, 28))
    add_post(db, person_id=person, form=PostForm(town.back_branch, "党支部书记", MARCH))
    assert len(get_person(db, person).posts) == 2
