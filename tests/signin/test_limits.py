"""Wrong tries are counted for a minute, and nothing is kept longer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from partyschool.signin import limits
from partyschool.signin.limits import WrongTries


class Watch:
    """A clock of seconds."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_key_is_over_its_limit_for_a_minute() -> None:
    watch = Watch()
    tries = WrongTries(watch)
    for _ in range(3):
        tries.add_all({"name": 3})
    assert tries.is_over({"name": 3})
    watch.seconds = 61
    assert not tries.is_over({"name": 3})


def test_keys_of_more_than_a_minute_ago_are_forgotten() -> None:
    watch = Watch()
    tries = WrongTries(watch)
    for number in range(1000):
        watch.seconds = number
        tries.add(f"phone {number}", at_most=5)
    assert len(tries) <= 62


def test_a_minute_of_many_keys_keeps_the_newest() -> None:
    tries = WrongTries(Watch())
    for number in range(limits.MOST_KEYS + 10):
        tries.add(f"phone {number}", at_most=5)
    assert len(tries) == limits.MOST_KEYS
    assert tries.count("phone 5") == 0
    assert tries.count(f"phone {limits.MOST_KEYS + 9}") == 1


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 40)), max_size=60))
def test_as_many_are_counted_as_were_tried_within_the_minute(moves: list[tuple[str, int]]) -> None:
    watch = Watch()
    tries, plain = WrongTries(watch), list[tuple[str, float]]()
    for key, wait in moves:
        watch.seconds += wait
        tries.add(key, at_most=100)
        plain.append((key, watch.seconds))
        for asked in "abc":
            expected = sum(one == asked and at > watch.seconds - 60 for one, at in plain)
            assert tries.count(asked) == expected
