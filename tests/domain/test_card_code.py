"""Card codes: what a scanner gun, an input method or a hurried hand makes of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partyschool.domain.card_code import ALPHABET, COUNT, card_code, read_card_code


@given(st.integers(0, COUNT - 1))
def test_a_printed_code_reads_as_itself_in_every_way_of_typing(drawn: int) -> None:
    code = card_code(drawn)
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
    for typed in (
        code,
        code.lower(),
        wide,
        wide.lower(),
        f" {code}\r\n",
        code.replace("-", ""),
        code[4:],
        code.replace("-", "－"),
    ):
        assert read_card_code(typed) == code


@given(st.integers(0, COUNT - 1), st.integers(0, 8), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_noticed(drawn: int, place: int, other: str) -> None:
    plain = card_code(drawn)[4:].replace("-", "")
    wrong = plain[:place] + other + plain[place + 1 :]
    assert (read_card_code(wrong) is None) == (wrong != plain)


@given(st.integers(0, COUNT - 1), st.integers(0, 8), st.integers(0, 8))
def test_every_exchange_of_two_characters_is_noticed(drawn: int, first: int, second: int) -> None:
    letters = list(card_code(drawn)[4:].replace("-", ""))
    plain = "".join(letters)
    letters[first], letters[second] = letters[second], letters[first]
    assert (read_card_code("".join(letters)) is None) == ("".join(letters) != plain)


@pytest.mark.parametrize("typed", ["", "PS1:", "马明艳", "PS1:0O1IL234-5", "370000199001011234", "PS2:8K2M4T7W-5"])
def test_what_is_no_card_reads_as_nothing(typed: str) -> None:
    assert read_card_code(typed) is None


def test_a_number_beyond_the_last_code_is_an_error() -> None:
    with pytest.raises(ValueError, match="beyond"):
        card_code(COUNT)
