"""Citizen numbers, phones and names as rolls hold them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partyschool.domain import identity
from partyschool.domain.identity import IdNumber

TODAY = date(2026, 3, 1)


def number_of(born: date, sequence: int, area: str = "371482") -> str:
    first_17 = f"{area}{born:%Y%m%d}{sequence:03d}"
    return first_17 + identity.check_character(first_17)


births = st.dates(date(1900, 1, 1), TODAY)
sequences = st.integers(0, 999)


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])
def test_the_examples_of_the_standard_pass(number: str) -> None:
    read = identity.read_id(number, TODAY)
    assert isinstance(read, IdNumber) and read.number == number


@pytest.mark.parametrize(
    ("number", "born", "sex"),
    [
        ("37148219680715005X", "1968-07-15", "male"),
        ("371482196002290012", "1960-02-29", "male"),
        ("371482195601010022", "1956-01-01", "female"),
    ],
)
def test_birth_and_sex_are_read_from_the_number(number: str, born: str, sex: str) -> None:
    assert identity.read_id(number, TODAY) == IdNumber(number, born, sex)


@pytest.mark.parametrize(
    "text",
    [
        "37148219680715005x",
        "３７１４８２１９６８０７１５００５Ｘ",
        " 371482 19680715\u3000005ｘ ",
        "'37148219680715005X",
    ],
)
def test_width_case_and_spaces_do_not_matter(text: str) -> None:
    read = identity.read_id(text, TODAY)
    assert isinstance(read, IdNumber) and read.number == "37148219680715005X"


def test_a_number_of_15_digits_is_upgraded_and_marked() -> None:
    assert identity.read_id("371482560101002", TODAY) == IdNumber("371482195601010022", "1956-01-01", "female", True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("3.71482199101157E+17", "id_truncated"),
        ("3.71482199101157e+17", "id_truncated"),
        ("371482199101157000", "id_truncated"),
        ("37148219910115", "id_length"),
        ("3714821991011570123", "id_length"),
        ("371482198613457096", "id_birth_date"),
        ("371482190002290014", "id_birth_date"),
        ("371482197804212210", "id_checksum"),
        ("3714821978O4212211", "id_checksum"),
        ("37148219680715005*", "id_checksum"),
    ],
)
def test_each_fault_has_its_own_code(text: str, code: str) -> None:
    assert identity.read_id(text, TODAY) == code


def test_nobody_is_born_in_the_future() -> None:
    assert identity.read_id(number_of(date(2026, 3, 2), 1), TODAY) == "id_birth_date"


def test_the_first_two_digits_are_a_province() -> None:
    assert identity.read_id(number_of(date(1970, 1, 1), 1, "991482"), TODAY) == "id_area"


@given(births, sequences)
def test_a_well_formed_number_gives_back_its_birth_date(born: date, sequence: int) -> None:
    read = identity.read_id(number_of(born, sequence), TODAY)
    assert isinstance(read, IdNumber)
    assert read.birth_on == born.isoformat()
    assert (read.sex == "male") == (sequence % 2 == 1)


@given(births, sequences, st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_wrong_digit_never_passes(born: date, sequence: int, place: int, digit: str) -> None:
    number = number_of(born, sequence)
    damaged = number[:place] + digit + number[place + 1 :]
    if damaged != number:
        assert isinstance(identity.read_id(damaged, TODAY), str)


@given(births.filter(lambda day: day.year < 2000), sequences)
def test_upgrading_keeps_the_digits_of_the_old_number(born: date, sequence: int) -> None:
    new = number_of(born, sequence)
    assert identity.upgrade_id(new[:6] + new[8:17]) == new


@given(st.text())
def test_any_text_is_answered_without_failing(text: str) -> None:
    identity.read_id(text, TODAY)
    identity.is_phone(identity.normalise_phone(text))
    assert identity.normalise_name(identity.normalise_name(text)) == identity.normalise_name(text)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("张　伟", "张伟"),
        (" 张 伟 ", "张伟"),
        ("张\u200b伟\n", "张伟"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提 ‧ 艾力", "买买提·艾力"),
        ("古丽.阿依", "古丽·阿依"),
        ("古丽・阿依", "古丽·阿依"),
        ("John   Smith", "John Smith"),
        ("张 𠮷", "张𠮷"),
    ],
)
def test_names_are_tidied_without_losing_characters(written: str, kept: str) -> None:
    assert identity.normalise_name(written) == kept


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("13805340612.0", "13805340612"),
        ("138 0534 0612", "13805340612"),
        ("+86-138-0534-0612", "13805340612"),
        ("１３８０５３４０６１２", "13805340612"),
        ("（0534）7321234", "0534-7321234"),
        ("0534－7321234", "0534-7321234"),
    ],
)
def test_phones_are_tidied(written: str, kept: str) -> None:
    phone = identity.normalise_phone(written)
    assert phone == kept
    assert identity.is_phone(phone)


@pytest.mark.parametrize("written", ["1380534061", "12805340612", "无", "138053406123"])
def test_a_wrong_phone_is_known_as_such(written: str) -> None:
    assert not identity.is_phone(identity.normalise_phone(written))


def test_masks_keep_what_tells_people_apart_and_no_more() -> None:
    assert identity.mask_id("37148219680715005X") == "371482********005X"
    assert identity.mask_id("12345") == "*****"
    assert identity.mask_phone("13805340612") == "138****0612"
    assert identity.mask_phone("0534-7321234") == "********1234"
    assert identity.mask_name("张伟") == "张*"
    assert identity.mask_name("欧阳修") == "欧阳**"
