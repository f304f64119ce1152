"""Ruled tables: heads on every page, merged cells cut at the page's end, rows that grow, fields that never overflow."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

import pytest

from partyschool.errors import Refusal
from partyschool.printing.fonts import Role
from partyschool.printing.sheet import Sheet, build_pdf
from partyschool.printing.styles import TOTAL_FILL, Style
from partyschool.printing.table import Cell, Column, Row, Table, TablePart
from tests.printing.boxes import trouble
from tests.printing.pages import check_file, ink, letters, picture_of, text_of

NAME = Style(Role.KAI, 14, least=12, align="center")
FIGURE = Style(Role.SONG, 11, align="right")
COLUMNS = [Column(30, NAME), Column(40), Column(20, FIGURE)]
HEAD = [Row(["姓名", "单位", "学时"], height=8)]


def table(*rows: Row, height: float = 10) -> Table:
    return Table(COLUMNS, HEAD, rows, row_height=height)


def printed(parts: list[TablePart]) -> bytes:
    def page(sheet: Sheet, part: TablePart) -> None:
        part.draw(sheet, 20, 30)

    return build_pdf([partial(page, part=part) for part in parts], title="表", author="党校", made=date(2025, 3, 14))


def test_the_head_stands_on_every_page_and_no_row_is_lost(tmp_path: Path) -> None:
    rows = [Row([f"学员{number}", "前庄村党支部", str(number)]) for number in range(1, 48)]
    parts = table(*rows).split(108, 208)
    assert [len(part.rows) for part in parts] == [10, 20, 17]
    assert [part.height for part in parts] == [108, 208, 178]
    pdf = printed(parts)
    seen = "".join("".join(text_of(pdf, page).split()) for page in range(3))
    assert seen.count("姓名单位学时") == 3
    assert all(f"学员{number}前庄村" in seen for number in range(1, 48))
    check_file(pdf, tmp_path)


def test_an_empty_table_still_has_its_head() -> None:
    (part,) = table().split(100)
    assert part.height == 8
    assert "姓名" in text_of(printed([part]))


def test_a_merged_cell_is_cut_at_the_end_of_the_page_and_goes_on_with_its_text() -> None:
    rows = [Row(["甲", Cell("前庄村", down=4), "1"]), *(Row(["乙", None, "2"]) for _ in range(3))]
    parts = table(*rows).split(28)
    assert [text_of(printed(parts), page).count("前庄村") for page in (0, 1)] == [1, 1]
    first = next(letter for letter in letters(printed(parts)) if letter.character == "前")
    assert first.y == pytest.approx(30 + 8 + 10 + 2, abs=1)  # in the middle of the two rows above the cut


def test_no_rule_runs_through_a_merged_cell() -> None:
    rows = [Row([Cell("", across=2, down=2), None, "1"]), Row([None, None, "2"])]
    pdf = printed(table(*rows).split(100))
    assert ink(pdf, (20.5, 38.8, 89.5, 57)) is None
    assert ink(pdf, (90.5, 47, 109, 49)) is not None


def test_a_row_grows_with_its_text_and_keeps_its_size() -> None:
    long = "基层党员教育培训示范班学习研讨与现场教学安排" * 2
    (part,) = table(Row(["甲", long, "1"]), Row(["乙", "短", "2"])).split(200)
    assert part.rows[0].height > 10
    assert part.rows[1].height == 10
    pdf = printed([part])
    cell = ink(pdf, (51, 38.5, 89, 38 + part.rows[0].height - 0.5))
    assert cell is not None
    assert cell[3] < 38 + part.rows[0].height - 0.5


def test_in_a_row_of_fixed_height_text_shrinks_and_at_last_the_row_grows() -> None:
    (fixed,) = table(Row(["买买提·吐尔逊江", "前庄村", "1"], height=9.8)).split(100)
    assert "买买提·" in text_of(printed([fixed]))
    assert fixed.rows[0].height == 9.8
    (grown,) = table(Row(["甲", "很长的单位名称" * 30, "1"], height=9.8)).split(200)
    assert grown.rows[0].height > 40
    assert trouble(printed([grown])) == []


def test_a_row_higher_than_a_page_is_refused() -> None:
    with pytest.raises(Refusal, match="比整页还高"):
        table(Row(["甲", "很长的单位名称" * 30, "1"])).split(30)


def test_figures_stand_under_each_other_at_the_right() -> None:
    pdf = printed(table(Row(["甲", "乙", "5"]), Row(["丙", "丁", "128"])).split(100))
    ends = [letter.right for letter in letters(pdf) if letter.character in "58"]
    assert ends == pytest.approx([109, 109], abs=0.2)


def test_a_total_is_tinted_and_the_line_above_it_is_stronger() -> None:
    rows = [Row(["甲", "乙", "5"]), Row(["合计", "", "5"], strong=True, fill=TOTAL_FILL)]
    picture = picture_of(printed(table(*rows).split(100)), 600).convert("RGB")

    def dark(y: float) -> int:
        column = [
            picture.getpixel((round(70 / 25.4 * 600), round((y + step / 100) / 25.4 * 600))) for step in range(-60, 61)
        ]
        return sum(isinstance(pixel, tuple) and sum(pixel) < 380 for pixel in column)

    assert dark(48) > dark(38) * 0.8
    assert picture.getpixel((round(60 / 25.4 * 600), round(53 / 25.4 * 600))) == (245, 236, 234)
