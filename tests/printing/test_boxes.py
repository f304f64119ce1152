"""The measure of print in its boxes finds what it is there to find."""

from datetime import date

from partyschool.printing.fonts import Role
from partyschool.printing.sheet import Page, Sheet, build_pdf
from partyschool.printing.styles import Box, Style
from tests.printing.boxes import trouble
from tests.printing.pages import text_of

TYPE = Style(Role.HEI, 20)


def printed(page: Page) -> bytes:
    return build_pdf([page], title="量", author="党校", made=date(2025, 1, 1))


def test_print_in_a_box_is_no_trouble() -> None:
    def page(sheet: Sheet) -> None:
        sheet.frame(Box(20, 20, 40, 12))
        sheet.boxed(Box(20, 20, 40, 12), "党校", TYPE)

    assert trouble(printed(page)) == []


def test_a_character_over_an_upright_rule_is_found() -> None:
    def page(sheet: Sheet) -> None:
        sheet.frame(Box(20, 20, 10, 12))
        sheet.text(26, 28, "党", TYPE)

    assert trouble(printed(page)) == ["第1页“党”压线"]


def test_a_character_over_a_level_rule_is_found() -> None:
    def page(sheet: Sheet) -> None:
        sheet.line(20, 26, 60, 26)
        sheet.text(26, 28, "党", TYPE)

    assert trouble(printed(page)) == ["第1页“党”压线"]


def test_a_character_beyond_the_paper_is_found() -> None:
    def page(sheet: Sheet) -> None:
        sheet.text(205, 28, "党校", TYPE)

    assert trouble(printed(page)) == ["第1页“党”出了纸边", "第1页“校”出了纸边"]


def test_a_text_that_runs_into_another_is_found() -> None:
    def page(sheet: Sheet) -> None:
        sheet.text(20, 28, "党校", TYPE)
        sheet.text(31, 28, "年", TYPE)

    assert trouble(printed(page)) == ["第1页“年”压着字"]


def test_two_texts_on_one_line_never_meet() -> None:
    """The left one shrinks to its least size, then loses its end."""
    style = Style(Role.HEI, 12, least=7)
    for length in (5, 50, 70, 200):
        pdf = printed(lambda sheet, name="党" * length: sheet.pair(28, name, "2025年12月31日", style, margin=15))  # type: ignore[misc]
        assert trouble(pdf) == []
        assert "2025年12月31日" in text_of(pdf)
        assert ("…" in text_of(pdf)) == (length >= 70)


def test_a_slanting_or_curved_ornament_is_no_rule() -> None:
    def page(sheet: Sheet) -> None:
        sheet.line(20, 20, 60, 32)
        sheet.text(36, 28, "党", TYPE)

    assert trouble(printed(page)) == []
