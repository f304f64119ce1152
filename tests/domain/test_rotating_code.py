"""Codes that turn with time, seals and tickets."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partyschool.domain.rotating_code import code_of, is_current, slot_at
from partyschool.domain.seal import derived_key, seal, unseal
from partyschool.domain.ticket import LIFE, new_ticket, read_ticket, ticket_text

KEY = b"k" * 32
NOW = datetime(2025, 6, 16, 8, 0, 10)


@given(st.binary(min_size=1, max_size=64), st.integers(min_value=0, max_value=2**40))
def test_a_code_is_always_six_digits(secret: bytes, slot: int) -> None:
    code = code_of(secret, slot)

    assert len(code) == 6
    assert code.isdigit()


def test_a_slot_lasts_as_long_as_was_asked() -> None:
    assert slot_at(NOW, 30) == slot_at(NOW + timedelta(seconds=19), 30)
    assert slot_at(NOW, 30) + 1 == slot_at(NOW + timedelta(seconds=20), 30)


def test_the_code_before_is_still_good_and_the_one_before_that_is_not() -> None:
    code = code_of(KEY, 100)

    assert [is_current(KEY, slot, code) for slot in (99, 100, 101, 102)] == [False, True, True, False]


@pytest.mark.parametrize("typed", ["", "00000", "0000000", "abcdef", "１２３４５６", "-1", "\ud800"])
def test_what_is_no_code_is_refused_without_a_fault(typed: str) -> None:
    assert not is_current(KEY, 7, typed)


def test_another_secret_gives_other_codes() -> None:
    assert [code_of(KEY, slot) for slot in range(50)] != [code_of(b"x" * 32, slot) for slot in range(50)]


@given(st.lists(st.text(st.characters(blacklist_characters=".", blacklist_categories=["Cs"])), min_size=1, max_size=4))
def test_what_was_sealed_comes_back_as_it_was(parts: list[str]) -> None:
    text = seal(KEY, *parts)

    assert (unseal(KEY, text) == tuple(parts)) == text.isascii()


@given(st.integers(min_value=0), st.characters(codec="ascii"))
def test_one_changed_character_breaks_the_seal(place: int, character: str) -> None:
    text = seal(KEY, "session", "123", "abc")
    place %= len(text)
    changed = text[:place] + character + text[place + 1 :]

    assert unseal(KEY, changed) == (("session", "123", "abc") if changed == text else None)


@given(st.text())
def test_rubbish_is_no_seal(text: str) -> None:
    assert unseal(KEY, text) is None


def test_a_seal_of_one_purpose_is_refused_for_another() -> None:
    text = seal(derived_key(KEY, "ticket"), "a", "b", "c")

    assert unseal(derived_key(KEY, "phone"), text) is None


def test_a_ticket_lives_five_minutes_for_its_own_session() -> None:
    ticket = read_ticket(KEY, ticket_text(KEY, new_ticket("morning", "s1", NOW)))

    assert ticket is not None
    assert ticket.is_valid("morning", NOW + LIFE - timedelta(seconds=1))
    assert not ticket.is_valid("morning", NOW + LIFE)
    assert not ticket.is_valid("afternoon", NOW)


def test_a_cookie_is_no_ticket_even_with_the_same_key() -> None:
    assert read_ticket(KEY, seal(KEY, "device", "person")) is None
