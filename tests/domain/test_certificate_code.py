"""The code of a certificate: what goes in comes out, and what was tampered with does not pass for it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partyschool.domain.base36 import decode_bytes, encode_bytes, encode_number
from partyschool.domain.certificate_code import (
    CAPACITY,
    CodeFacts,
    CodeTooLong,
    message,
    name_digest,
    read_code,
    signed,
)
from partyschool.domain.numbering import CertificateNumber

NUMBER = CertificateNumber("禹房", "结", 2025, 12)
HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


@given(
    st.text(HAN, min_size=1, max_size=5),
    st.integers(2000, 2099),
    st.integers(1, 99_999),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.binary(min_size=64, max_size=64),
)
def test_number_date_digest_and_signature_come_back(
    short: str, year: int, serial: int, issued: date, signature: bytes
) -> None:
    number = CertificateNumber(short, "结", year, serial)
    facts = CodeFacts(number, name_digest("马明艳", number), issued)
    text = message(facts)
    code = signed(text, signature)
    assert len(code) <= CAPACITY
    assert read_code(code) == (facts, text.encode(), signature)


def test_a_rare_character_in_the_short_name_fits_too() -> None:
    facts = CodeFacts(CertificateNumber("䶮𠮷", "结", 2025, 1), "0" * 12, date(2025, 1, 1))
    found = read_code(signed(message(facts), bytes(64)))
    assert found is not None
    assert found[0] == facts


def test_a_longer_short_name_is_too_long() -> None:
    with pytest.raises(CodeTooLong):
        message(CodeFacts(CertificateNumber("禹城房寺镇委", "结", 2025, 1), "0" * 12, date(2025, 1, 1)))


def test_the_digest_depends_on_name_and_number_and_not_on_spaces() -> None:
    assert name_digest("张伟", NUMBER) == name_digest("张　伟", NUMBER)
    assert name_digest("张伟", NUMBER) != name_digest("张玮", NUMBER)
    assert name_digest("张伟", NUMBER) != name_digest("张伟", CertificateNumber("禹房", "结", 2025, 13))


@pytest.mark.parametrize(
    "text",
    ["", "PSC1", "PS1:8K2M4T7W-5", "PSC1" + "0" * 200, "PSC1" + "Z" * 140, "X" * 141, "PSC1" + "甲" * 140],
)
def test_what_is_no_code_reads_as_nothing(text: str) -> None:
    assert read_code(text) is None


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_stumble(text: str) -> None:
    read_code(text)
    read_code("PSC1" + text)


def test_a_date_that_is_none_reads_as_nothing() -> None:
    code = signed(message(CodeFacts(NUMBER, "0" * 12, date(2025, 3, 14))), bytes(64))
    assert read_code(code.replace("20250314", "20250230")) is None


@given(st.binary(min_size=1, max_size=70))
def test_bytes_in_base_36_come_back(content: bytes) -> None:
    assert decode_bytes(encode_bytes(content, 110), len(content)) == content


def test_a_number_of_too_many_figures_is_an_error() -> None:
    with pytest.raises(ValueError, match="more than 1"):
        encode_number(36, 1)
    assert decode_bytes("ZZZZ", 1) is None
    assert decode_bytes("12a4", 4) is None
