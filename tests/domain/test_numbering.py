"""Certificate numbers as they are written and typed."""

import pytest

from partyschool.domain.numbering import CertificateNumber, parse_number


def test_a_number_is_written_with_its_own_brackets_and_four_figures() -> None:
    assert str(CertificateNumber("禹房", "结", 2025, 1)) == "禹房党校结字〔2025〕第0001号"
    assert str(CertificateNumber("禹", "结", 2025, 12345)) == "禹党校结字〔2025〕第12345号"


@pytest.mark.parametrize(
    "typed",
    [
        "禹房党校结字〔2025〕第0012号",
        "禹房党校结字[2025]第0012号",
        "禹房党校结字（2025） 第0012号",
        "禹房党校结字【2025】　第0012号",
    ],
)
def test_other_brackets_and_spaces_are_forgiven(typed: str) -> None:
    assert parse_number(typed) == CertificateNumber("禹房", "结", 2025, 12)


@pytest.mark.parametrize(
    "typed", ["", "第0012号", "禹党校发〔2025〕3号", "禹房党校结字〔2025〕第12号", "党校结字〔2025〕第0012号"]
)
def test_anything_else_is_no_certificate_number(typed: str) -> None:
    assert parse_number(typed) is None
