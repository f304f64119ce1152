"""The measure of print in its boxes finds what it is there to find."""

from datetime import date

from partyschool.printing.fonts import Role
from partyschool.printing.sheet import Page, Sheet, build_pdf
from partyschool.printing.styles import Box, Style
from tests.printing.boxes import trouble

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


def test_a_slanting_or_curved_ornament_is_no_rule() -> None:
    def page(sheet: Sheet) -> None:
        sheet.line(20, 20, 60, 32)
        sheet.text(36, 28, "党", TYPE)

    assert trouble(printed(page)) == []
