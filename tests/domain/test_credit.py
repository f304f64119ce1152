"""Section 1 of the counting rules: shares, and the same clock time counted once."""

from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partyschool.domain.credit import FULL, HALF, NONE, Claim, SessionTimes, already_counted, overlaps, own_share

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
    assert already_counted([town, county]) == {1: 2}


def test_with_equal_shares_the_earlier_sign_in_counts() -> None:
    first = claim(1, "8:30", "11:30", FULL, "8:31")
    second = claim(2, "8:30", "11:30", FULL, "8:29")
    assert already_counted([first, second]) == {1: 2}


def test_sessions_that_only_touch_both_count() -> None:
    assert already_counted([claim(1, "8:30", "11:30", FULL, "8:30"), claim(2, "11:30", "13:00", FULL, "11:30")]) == {}


claims = st.lists(
    st.builds(
        lambda key, begin, length, share, offset: Claim(
            key, DAY + timedelta(minutes=begin), DAY + timedelta(minutes=begin + length), share,
            DAY + timedelta(minutes=begin + offset),
        ),
        st.integers(0, 10_000), st.integers(0, 600), st.integers(1, 240), st.sampled_from([NONE, HALF, FULL]),
        st.integers(-30, 60),
    ),
    max_size=8, unique_by=lambda claim: claim.key,
)  # fmt: skip


@given(claims)
def test_no_clock_time_is_credited_twice(found: list[Claim]) -> None:
    dropped = already_counted(found)
    credited = [claim for claim in found if claim.key not in dropped and claim.share > NONE]
    assert not any(overlaps(first, second) for index, first in enumerate(credited) for second in credited[index + 1 :])


@given(claims, st.randoms())
def test_the_order_of_entry_does_not_matter(found: list[Claim], random: Random) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)
    assert already_counted(shuffled) == already_counted(found)


@given(claims)
def test_what_is_dropped_is_covered_by_something_worth_as_much(found: list[Claim]) -> None:
    by_key = {claim.key: claim for claim in found}
    for lost, kept in already_counted(found).items():
        assert overlaps(by_key[lost], by_key[kept])
        assert by_key[kept].share >= by_key[lost].share
