"""Section 1 of the counting rules: shares, and the same clock time counted once."""

from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partyschool.domain.credit import (
    FULL,
    HALF,
    NONE,
    Claim,
    Covered,
    SessionTimes,
    already_counted,
    overlaps,
    own_share,
    repeats,
)

DAY = datetime(2025, 3, 3)
MORNING = SessionTimes(DAY.replace(hour=8, minute=30), DAY.replace(hour=11, minute=30), 8)


def at(clock: str) -> datetime:
    hour, minute = clock.split(":")
    return DAY.replace(hour=int(hour), minute=int(minute))


@pytest.mark.parametrize(
    ("sign_in", "sign_out", "share"),
    [
        ("8:10", None, FULL),
        ("8:45", None, FULL),  # late by exactly the limit
        ("8:46", None, HALF),
        ("10:00", None, HALF),  # exactly half of the session is left
        ("10:01", None, NONE),
        ("8:30", "11:15", FULL),  # early by exactly the limit
        ("8:30", "11:14", HALF),
        ("8:30", "10:00", HALF),
        ("8:30", "9:59", NONE),
        ("8:45", "11:15", FULL),  # both limits used up
        ("9:00", "10:30", HALF),  # 30 late and 60 early leave exactly half
        ("9:00", "10:29", NONE),
        ("8:30", "12:30", FULL),  # staying longer brings nothing
    ],
)
def test_a_share_is_full_half_or_nothing(sign_in: str, sign_out: str | None, share: int) -> None:
    assert own_share(MORNING, at(sign_in), at(sign_out) if sign_out else None).share == share


def test_seconds_beyond_the_limit_count_as_late() -> None:
    assert own_share(MORNING, at("8:45") + timedelta(seconds=1), None).share == HALF


def test_the_limit_is_the_schools_own() -> None:
    assert own_share(MORNING, at("8:50"), None, timedelta(minutes=20)).share == FULL


def claim(key: int, begin: str, end: str, share: int, sign_in: str) -> Claim:
    return Claim(key, at(begin), at(end), share, at(sign_in))


def test_of_overlapping_sessions_the_largest_share_counts() -> None:
    town = claim(1, "8:30", "11:30", HALF, "8:50")
    county = claim(2, "9:00", "12:00", FULL, "9:00")
    assert already_counted([town, county]) == {1: Covered(2)}


def test_with_equal_shares_the_earlier_sign_in_counts() -> None:
    first = claim(1, "8:30", "11:30", FULL, "8:31")
    second = claim(2, "8:30", "11:30", FULL, "8:29")
    assert already_counted([first, second]) == {1: Covered(2)}


@pytest.mark.parametrize(
    ("december", "january", "february", "counted"),
    [
        (FULL, FULL, NONE, (FULL, NONE, NONE)),  # no second credit
        (HALF, FULL, NONE, (HALF, HALF, NONE)),  # the year that is over keeps its half, the other half is new
        (HALF, HALF, FULL, (HALF, NONE, HALF)),  # of the new year the better one, less what the old one has
        (NONE, FULL, HALF, (NONE, FULL, NONE)),  # came too late for anything: nothing was credited before
        (FULL, HALF, HALF, (FULL, NONE, NONE)),
    ],
)
def test_case_8_what_december_credited_of_a_content_stays_and_january_credits_the_rest(
    december: int, january: int, february: int, counted: tuple[int, int, int]
) -> None:
    days = [datetime(2024, 12, 30, 8), datetime(2025, 1, 20, 8), datetime(2025, 2, 20, 8)]
    claims = [
        Claim(key, day, day + timedelta(hours=3), share, day, content=7)
        for key, (day, share) in enumerate(zip(days, (december, january, february), strict=True))
    ]
    covered = already_counted(claims)
    assert tuple(covered[c.key].share if c.key in covered else c.share for c in claims) == counted


def test_whoever_gets_nothing_for_a_repeated_session_gets_what_was_at_the_same_time() -> None:
    """The credit of December takes nothing from another class of that January morning."""
    before = Claim(1, datetime(2024, 12, 30, 8), datetime(2024, 12, 30, 11), FULL, datetime(2024, 12, 30, 8), content=7)
    again = claim(2, "8:30", "11:30", FULL, "8:20")
    again = Claim(2, again.starts, again.ends, FULL, again.sign_in, content=7)
    other = claim(3, "9:00", "12:00", HALF, "9:30")
    assert already_counted([before, again, other]) == {2: Covered(1)}


def test_sessions_that_only_touch_both_count() -> None:
    assert already_counted([claim(1, "8:30", "11:30", FULL, "8:30"), claim(2, "11:30", "13:00", FULL, "11:30")]) == {}


YEARS = [DAY.replace(year=year) for year in (2023, 2024, 2025)]
claims = st.lists(
    st.builds(
        lambda key, year, begin, length, share, offset, content: Claim(
            key, YEARS[year] + timedelta(minutes=begin), YEARS[year] + timedelta(minutes=begin + length), share,
            YEARS[year] + timedelta(minutes=begin + offset), content,
        ),
        st.integers(0, 10_000), st.integers(0, 2), st.integers(0, 600), st.integers(1, 240),
        st.sampled_from([NONE, HALF, FULL]), st.integers(-30, 60), st.integers(0, 2),
    ),
    max_size=8, unique_by=lambda claim: claim.key,
)  # fmt: skip


@given(claims)
def test_no_clock_time_is_credited_twice(found: list[Claim]) -> None:
    covered = already_counted(found)
    credited = [claim for claim in found if (covered[claim.key].share if claim.key in covered else claim.share) > NONE]
    assert not any(overlaps(first, second) for index, first in enumerate(credited) for second in credited[index + 1 :])


@given(claims)
def test_of_one_content_nobody_gets_more_than_the_best_attendance_is_worth(found: list[Claim]) -> None:
    covered = already_counted(found)
    for content in (1, 2):
        own = [claim for claim in found if claim.content == content]
        total = sum(covered[claim.key].share if claim.key in covered else claim.share for claim in own)
        assert total <= max((claim.share for claim in own), default=NONE)


@given(claims, st.randoms())
def test_the_order_of_entry_does_not_matter(found: list[Claim], random: Random) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)
    assert already_counted(shuffled) == already_counted(found)


@given(claims)
def test_what_is_dropped_is_covered_by_something_worth_as_much(found: list[Claim]) -> None:
    by_key = {claim.key: claim for claim in found}
    for lost, kept in already_counted(found).items():
        own, rival = by_key[lost], by_key[kept.by]
        is_same_year = overlaps(own, rival) or repeats(own, rival)
        assert is_same_year or (own.content == rival.content and rival.starts.year < own.starts.year)
        if not is_same_year:
            assert kept.share < own.share
        elif not (own.content or rival.content):
            assert rival.share >= own.share
