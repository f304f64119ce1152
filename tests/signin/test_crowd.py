"""Too many connections: room is made where most of them come from."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partyschool.signin.connections import most_connections
from partyschool.signin.crowd import Crowd


class Door:
    """A crowd of numbers; who is busy, and who was put out."""

    def __init__(self, most: int) -> None:
        self.busy: set[int] = set()
        self.out: list[int] = []
        self.crowd: Crowd[int] = Crowd(most, is_idle=lambda one: one not in self.busy, put_out=self.out.append)


def test_the_address_with_most_connections_loses_its_oldest() -> None:
    door = Door(4)
    for number, address in enumerate(["hall", "bad", "bad", "bad", "hall"]):
        door.crowd.join(number, address)

    assert door.out == [1]
    assert len(door.crowd) == 4


def test_whoever_is_being_answered_stays_while_others_say_nothing() -> None:
    door = Door(3)
    door.busy = {0, 1}
    for number in range(4):
        door.crowd.join(number, "hall")

    assert door.out == [2]


def test_where_all_are_being_answered_the_oldest_goes() -> None:
    door = Door(2)
    door.busy = {0, 1, 2}
    for number in range(3):
        door.crowd.join(number, "hall")

    assert door.out == [0]


def test_a_connection_that_was_put_out_leaves_only_once() -> None:
    door = Door(1)
    door.crowd.join(0, "hall")
    door.crowd.join(1, "hall")
    door.crowd.leave(0)
    assert len(door.crowd) == 1
    door.crowd.leave(1)
    assert len(door.crowd) == 0


@given(st.lists(st.tuples(st.integers(0, 30), st.sampled_from("abc"), st.booleans()), max_size=200))
def test_never_more_than_allowed_and_nobody_forgotten(moves: list[tuple[int, str, bool]]) -> None:
    door, there = Door(5), set[int]()
    for number, (chosen, address, joins) in enumerate(moves):
        if joins:
            door.crowd.join(number, address)
            there.add(number)
        elif there:
            gone = sorted(there)[chosen % len(there)]
            door.crowd.leave(gone)
            there.discard(gone)
        there -= set(door.out)
        assert len(door.crowd) == len(there) <= 5
    assert max(Counter(door.out).values(), default=1) == 1


@pytest.mark.parametrize(("allowed", "places"), [(4096, 2000), (500, 436), (100, 64)])
def test_as_many_connections_as_the_system_allows_with_files_left_for_the_database(
    allowed: int, places: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    import resource

    monkeypatch.setattr(resource, "getrlimit", lambda _: (allowed, allowed))
    monkeypatch.setattr(resource, "setrlimit", lambda *_: None)
    assert most_connections() == places


def test_a_system_that_allows_less_than_it_says_is_taken_at_its_word(monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    def refuse(*_: object) -> None:
        raise ValueError("current limit exceeds maximum limit")

    monkeypatch.setattr(resource, "getrlimit", lambda _: (256, resource.RLIM_INFINITY))
    monkeypatch.setattr(resource, "setrlimit", refuse)
    assert most_connections() == 192
