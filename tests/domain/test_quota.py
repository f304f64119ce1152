"""Section 3 of the counting rules: state, posts and what is owed."""

from datetime import date

import pytest

from partyschool.domain.posts import PostFlags, PostTerm, classify, counts_for
from partyschool.domain.quota import Rule, Standing, categories_of, in_force, owed_by, state_of
from partyschool.domain.terms import PersonKind, QuotaState

END = date(2025, 12, 31)
RULES = [
    Rule("L1", "member", 4, 0, 2015),
    Rule("L2", "two_committees", 8, 0, 2015),
    Rule("N1", "member", 0, 64, 2019),
    Rule("N2", "leadership", 0, 112, 2019),
]
CADRE = PostFlags(in_two_committees=True, in_leadership=False)


@pytest.mark.parametrize(
    ("standing", "state"),
    [
        (Standing(PersonKind.FULL), QuotaState.DUE),
        (Standing(PersonKind.PROBATIONARY, "2025-06-30"), QuotaState.DUE),
        (Standing(PersonKind.PROBATIONARY, "2025-07-01"), QuotaState.NOT_REQUIRED),
        (Standing(PersonKind.PROBATIONARY, "2025-07"), QuotaState.NOT_REQUIRED),
        (Standing(PersonKind.PROBATIONARY, "2025-06"), QuotaState.DUE),
        (Standing(PersonKind.PROBATIONARY, "2024-09-01"), QuotaState.DUE),
        (Standing(PersonKind.FULL, "2025-09-01"), QuotaState.DUE),
        (Standing(PersonKind.FULL, "2026-01-01"), QuotaState.NOT_MEMBER),
        (Standing(PersonKind.ACTIVIST), QuotaState.NOT_MEMBER),
        (Standing(PersonKind.MASSES, is_exempt=True), QuotaState.NOT_MEMBER),
        (Standing(PersonKind.FULL, is_exempt=True), QuotaState.EXEMPT),
        (Standing(PersonKind.FULL, left_reason="death", left_on=END), QuotaState.LEFT),
        (Standing(PersonKind.FULL, left_reason="death", left_on=date(2026, 1, 1)), QuotaState.DUE),
        (Standing(PersonKind.FULL, left_reason="suspended"), QuotaState.LEFT),
        (Standing(PersonKind.MASSES, left_reason="left_party", left_on=END), QuotaState.LEFT),
    ],
)
def test_the_first_state_that_fits_is_the_answer(standing: Standing, state: QuotaState) -> None:
    assert state_of(standing, 2025, END) == state


@pytest.mark.parametrize(
    ("start", "end", "day", "counts"),
    [
        (None, None, END, True),
        (None, date(2025, 1, 1), END, True),
        (None, date(2024, 12, 31), END, False),
        (date(2025, 6, 30), date(2025, 7, 1), END, True),
        (date(2025, 7, 1), date(2025, 11, 30), END, False),
        (date(2025, 7, 1), date(2025, 11, 30), date(2025, 8, 1), True),
        (date(2025, 8, 1), None, END, True),
        (date(2025, 12, 31), None, END, True),
    ],
)
def test_a_post_counts_when_held_in_the_first_half_or_on_the_day(
    start: date | None, end: date | None, day: date, counts: bool
) -> None:
    assert counts_for(PostTerm("村委会委员", CADRE, start, end), 2025, day) is counts


@pytest.mark.parametrize(
    ("title", "of_village", "committees", "leads"),
    [
        ("村党支部书记", True, True, True),
        ("村党支部副书记", True, True, True),
        ("村党支部委员", True, True, True),
        ("支委", True, True, True),
        ("村委会主任", True, True, False),
        ("村委会委员", True, True, False),
        ("社区居民委员会委员", True, True, False),
        ("党支部书记、村委会主任", True, True, True),
        ("书记兼主任", True, True, True),
        ("委员", True, True, False),
        ("第一书记", True, False, False),
        ("机关党支部书记", False, False, True),
        ("妇联主席", True, False, False),
        ("会计", True, False, False),
    ],
)
def test_titles_tell_the_two_committees_and_the_leaders(
    title: str, of_village: bool, committees: bool, leads: bool
) -> None:
    assert classify(title, of_village=of_village) == PostFlags(committees, leads)


def test_several_roles_owe_the_highest_once() -> None:
    secretary = PostTerm("村党支部书记", PostFlags(True, True), None, None)
    twice = [secretary, PostTerm("村党支部书记", PostFlags(True, True), None, None)]
    owed = owed_by(categories_of(twice, 2025, END), RULES)
    assert (owed.quarter_days, owed.half_hours) == (8, 112)
    assert owed.day_rule is not None
    assert owed.day_rule.code == "L2"


def test_a_plain_village_committee_member_owes_two_days_and_32_hours() -> None:
    owed = owed_by(categories_of([PostTerm("村委会委员", CADRE, None, None)], 2025, END), RULES)
    assert (owed.quarter_days, owed.half_hours) == (8, 64)


def test_a_rule_holds_only_in_its_years() -> None:
    rules = [Rule("A", "member", 4, 0, 2015, 2024), Rule("B", "member", 6, 0, 2025)]
    owed = [owed_by(frozenset({"member"}), in_force(rules, year, END)).quarter_days for year in (2014, 2024, 2025)]
    assert owed == [0, 4, 6]


def test_a_rule_of_a_day_of_the_year_leaves_the_earlier_one_in_force_until_then() -> None:
    """Awkward case 25: the requirement changes in the middle of the year."""
    rules = [Rule("L1", "member", 4, 0, 2015, 2024), Rule("L1", "member", 6, 0, 2025, since=date(2025, 7, 1))]
    days = [date(2025, 1, 1), date(2025, 6, 30), date(2025, 7, 1), END]
    owed = [owed_by(frozenset({"member"}), in_force(rules, 2025, day)).quarter_days for day in days]
    assert owed == [4, 4, 6, 6]
    assert [rule.quarter_days for rule in in_force(rules, 2026, date(2026, 3, 1))] == [6]


def test_a_changed_rule_holds_for_its_whole_first_year_when_no_day_is_given() -> None:
    """Awkward case 25."""
    rules = [Rule("L1", "member", 4, 0, 2015, 2024), Rule("L1", "member", 6, 0, 2025)]
    assert [rule.quarter_days for rule in in_force(rules, 2025, date(2025, 1, 2))] == [6]
