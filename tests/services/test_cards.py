"""Codes of trainee cards: random, one for a person, found again however they are typed."""

from __future__ import annotations

import pytest

from partyschool.domain.card_code import read_card_code
from partyschool.errors import Refusal
from partyschool.services.cards import find_card_holder, give_cards, replace_card
from partyschool.storage.database import Database
from tests.conftest import Clock
from tests.services.certified_class import hold_class


@pytest.mark.both_databases
def test_everybody_gets_one_code_and_keeps_it(db: Database, clock: Clock) -> None:
    held = hold_class(db, clock, {"马明艳": 6, "吴庆": 6})
    first = give_cards(db, class_code=held.code)
    assert {row.name for row in first} == {"马明艳", "吴庆"}
    assert len({row.code for row in first}) == 2
    assert all(read_card_code(row.code) == row.code for row in first)
    assert give_cards(db, class_code=held.code) == first
    assert first[0].school == "房寺镇党校"


def test_a_card_is_found_as_a_gun_or_a_hand_types_it(db: Database, clock: Clock) -> None:
    held = hold_class(db, clock, {"马明艳": 6})
    (row,) = give_cards(db, class_code=held.code)
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in row.code.lower())
    for typed in (row.code, wide, row.code[4:].replace("-", ""), f"{row.code}\r\n"):
        assert find_card_holder(db, typed) == held.people["马明艳"]
    assert find_card_holder(db, "PS1:22222222-2") is None
    assert find_card_holder(db, "马明艳") is None


def test_a_lost_card_is_replaced_and_its_code_dies(db: Database, clock: Clock) -> None:
    held = hold_class(db, clock, {"马明艳": 6})
    (row,) = give_cards(db, class_code=held.code)
    fresh = replace_card(db, person_id=row.person_id, reason="遗失")
    assert find_card_holder(db, row.code) is None
    assert find_card_holder(db, fresh) == row.person_id
    with pytest.raises(Refusal, match="写明原因"):
        replace_card(db, person_id=row.person_id, reason="")


def test_a_class_without_people_has_no_cards(db: Database, clock: Clock) -> None:
    held = hold_class(db, clock, {"马明艳": 6})
    with pytest.raises(Refusal, match="没有要印学员证的人"):
        give_cards(db, class_code=held.code, person_ids=[])
