"""Names are found by characters and by pinyin initials."""

import pytest

from partyschool.ui.search import hits


@pytest.mark.parametrize(
    ("query", "places"),
    [("wj", (0, 1)), ("jg", (1, 2)), ("WJG", (0, 1, 2)), ("建国", (1, 2)), ("王", (0,)), ("", ()), ("wg", None)],
)
def test_initials_and_characters_say_where_they_fit(query: str, places: tuple[int, ...] | None) -> None:
    assert hits(query, "王建国", "wjg") == places


def test_a_space_inside_a_name_is_passed_over() -> None:
    assert hits("wj", "王 军", "wj") == (0, 2)


def test_a_second_reading_of_the_name_fits_too() -> None:
    assert hits("dxx", "单雄信", "sxx dxx") == (0, 1, 2)


def test_spaces_in_the_query_do_not_matter() -> None:
    assert hits(" 王 军 ", "王军", "wj") == (0, 1)
