"""Rules as data: the value of a year, and years without a rule or with two."""

from datetime import date

import pytest

from partyschool.domain.quota import Rule
from partyschool.domain.rulebook import RuleBook, Span, SpanFault, SpanProblem, Version, problem_of

LATE = "credit.late_minutes"


def book(*versions: Version) -> RuleBook:
    return RuleBook((), versions)


def test_the_value_of_a_year_is_the_version_that_holds_in_it() -> None:
    found = book(Version(LATE, 20, 2026), Version(LATE, 15, 2019, 2025))
    assert [found.value(LATE, year) for year in (2019, 2025, 2026, 2030)] == [15, 15, 20, 20]


def test_years_before_the_first_version_are_counted_by_it() -> None:
    assert book(Version(LATE, 15, 2019)).value(LATE, 2012) == 15


@pytest.mark.parametrize(
    ("spans", "problem"),
    [
        ([Span(2019, None)], None),
        ([Span(2026, None), Span(2019, 2025)], None),
        ([Span(2019, 2024)], None),
        ([Span(2019, None), Span(2026, None)], SpanProblem(SpanFault.OVERLAP, 2026, 9999)),
        ([Span(2019, 2026), Span(2026, None)], SpanProblem(SpanFault.OVERLAP, 2026, 2026)),
        ([Span(2019, 2023), Span(2026, None)], SpanProblem(SpanFault.GAP, 2024, 2025)),
        ([Span(2026, 2025)], SpanProblem(SpanFault.BACKWARDS, 2026, 2025)),
    ],
)
def test_years_with_two_versions_or_none_are_found(spans: list[Span], problem: SpanProblem | None) -> None:
    assert problem_of(spans) == problem


def test_a_book_that_only_ends_a_rule_later_counts_earlier_years_alike() -> None:
    before = RuleBook((Rule("L1", "member", 4, 0, 2019),), (Version(LATE, 15, 2019),))
    after = RuleBook(
        (Rule("L1", "member", 4, 0, 2019, 2025), Rule("L1", "member", 6, 0, 2026)),
        (Version(LATE, 15, 2019, 2025), Version(LATE, 20, 2026)),
    )
    assert before.same_in(after, 2025)
    assert not before.same_in(after, 2026)
    assert [rule.quarter_days for rule in after.owed(2026, date(2026, 1, 1))] == [6]
