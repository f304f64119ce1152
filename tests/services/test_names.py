"""Pinyin initials and sort keys of names."""

import pytest

from partyschool.paths import resource
from partyschool.services.names import initials, sort_key
from tests.pinyin_table import table


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("贾长河", "jch"),
        ("单雄信", "sxx"),
        ("仇英", "qy"),
        ("曾国", "zg"),
        ("解缙", "xj"),
        ("朴树", "ps"),
        ("查良镛", "zly"),
        ("乐毅", "yy"),
        ("尉迟恭", "ycg"),
        ("张𠮷", "zj"),
        ("买买提·艾力", "mmtal"),
    ],
)
def test_surnames_are_read_as_surnames(name: str, expected: str) -> None:
    assert initials(name) == expected


def test_names_sort_by_their_reading() -> None:
    assert sorted(["曾国", "解缙", "单雄信", "贾长河"], key=sort_key) == ["贾长河", "单雄信", "解缙", "曾国"]


def test_one_reading_sorts_in_one_order() -> None:
    assert sort_key("张伟") != sort_key("张维")
    assert sort_key("张伟").split()[:2] == sort_key("张维").split()[:2]


def test_the_shipped_table_is_what_pypinyin_says() -> None:
    assert resource("presets/pinyin.txt").read_text(encoding="utf-8") == table()
