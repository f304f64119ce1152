"""Sheets, fonts and lines: where text stands, what it is printed in, and files that repeat."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from partyschool.errors import Refusal, Trouble
from partyschool.printing import fonts, preview
from partyschool.printing.fonts import Role
from partyschool.printing.lines import NO_HEAD, OPENING, break_lines
from partyschool.printing.sheet import Sheet, build_pdf
from partyschool.printing.styles import A4, A4_LANDSCAPE, Box, Style, fits, fitted, set_in_box
from tests.printing.pages import check_file, ink, letters, text_of

RARE = "𠮷㛃䶮喆堃犇昇頔·—𫖯𬱟𬴂媱淏玥祎"
MADE = date(2025, 3, 14)


def pdf_of(draw: Callable[[Sheet], None]) -> bytes:
    return build_pdf([draw], title="试印", author="房寺镇党校", made=MADE)


@pytest.mark.parametrize("role", list(Role))
def test_rare_characters_are_printed_and_read_back_in_every_role(role: Role, tmp_path: Path) -> None:
    pdf = pdf_of(lambda sheet: sheet.text(20, 50, f"张{RARE}〔2025〕", Style(role, 14)))
    assert text_of(pdf).replace("\n", "") == f"张{RARE}〔2025〕"
    check_file(pdf, tmp_path)


def test_a_character_that_no_font_has_stops_the_print_and_is_named() -> None:
    with pytest.raises(Refusal) as refused:
        pdf_of(lambda sheet: sheet.text(20, 50, "张\U0003ffff三", Style(Role.KAI, 14)))
    assert "“张\U0003ffff三”里的“\U0003ffff”（U+3FFFF）" in refused.value.message
    assert refused.value.code == "glyph_missing"


@pytest.mark.parametrize(
    ("align", "left", "right"), [("left", 50, 74.7), ("center", 37.65, 62.35), ("right", 25.3, 50)]
)
def test_text_stands_where_it_was_put(align: str, left: float, right: float) -> None:
    style = Style(Role.KAI, 14, align=align)  # type: ignore[arg-type]  # three words, checked by the style's type
    row = letters(pdf_of(lambda sheet: sheet.text(50, 80, "马明艳吴庆", style)))
    assert row[0].left == pytest.approx(left, abs=0.1)
    assert row[-1].right == pytest.approx(right, abs=0.1)


def test_the_base_line_is_where_it_was_put() -> None:
    found = ink(pdf_of(lambda sheet: sheet.text(50, 80, "HHH", Style(Role.SONG, 20))), (40, 60, 100, 100))
    assert found is not None
    assert found[3] == pytest.approx(80, abs=0.2)


def test_the_same_arguments_give_the_same_bytes_and_another_date_others() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(20, 50, f"张{RARE}", Style())
        sheet.code(20, 100, 24, "PS1:8K2M4T7W-5", version=1)
        sheet.footer("内部资料")

    first = build_pdf([draw, draw], title="甲", author="乙", made=datetime(2025, 3, 14, 9, 30))
    assert first == build_pdf([draw, draw], title="甲", author="乙", made=datetime(2025, 3, 14, 9, 30))
    assert first != build_pdf([draw, draw], title="甲", author="乙", made=datetime(2025, 3, 14, 9, 31))


def test_the_file_says_in_chinese_what_it_is() -> None:
    pdf = build_pdf([lambda sheet: None], title="签到表𠮷", author="房寺镇党校", made=datetime(2025, 3, 14, 9, 30))
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("签到表𠮷", "房寺镇党校")
    assert str(reader.metadata["/CreationDate"]) == "D:20250314093000+08'00'"
    assert str(reader.root_object["/Lang"]) == "zh-CN"


def test_pages_are_numbered_and_counted() -> None:
    pdf = build_pdf([lambda sheet: sheet.footer("附注")] * 3, title="甲", author="乙", made=MADE)
    assert [text_of(pdf, page).split() for page in range(3)] == [
        ["附注", "第", str(page), "页", "共", "3", "页"] for page in (1, 2, 3)
    ]


def test_nothing_to_print_is_said() -> None:
    with pytest.raises(Refusal, match="没有可以打印的内容"):
        build_pdf([], title="甲", author="乙", made=MADE)


def test_progress_is_told_after_each_page() -> None:
    told: list[tuple[int, int]] = []
    build_pdf([lambda sheet: None] * 3, title="甲", author="乙", made=MADE, progress=lambda *step: told.append(step))
    assert told == [(1, 3), (2, 3), (3, 3)]


HAN_OR_MARK = st.text("党员培训房寺镇，。、；：！？（）《》“”…—2025年ABC·第%", max_size=80)


@settings(max_examples=300, deadline=None)
@given(HAN_OR_MARK, st.integers(4, 30))
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(text: str, width: int) -> None:
    lines = break_lines(text, len, width)
    assert "".join(lines) == text
    for line in lines[1:]:
        forced = any(len(part) >= width for part in _glued(text))
        assert forced or line[0] not in NO_HEAD
    for line in lines[:-1]:
        assert any(len(part) >= width for part in _glued(text)) or line[-1] not in OPENING


def _glued(text: str) -> list[str]:
    """Runs that must stay together; where one fills a whole line it has to be cut somewhere."""
    parts: list[str] = []
    for character in text:
        together = parts and (
            character in NO_HEAD
            or parts[-1][-1] in OPENING | {"第"}
            or (character.isascii() and parts[-1][-1].isascii())
        )
        if together:
            parts[-1] += character
        else:
            parts.append(character)
    return parts


def test_figures_and_words_are_not_cut() -> None:
    assert break_lines("电话053470001234联系", len, 13) == ["电话", "053470001234联", "系"]
    assert break_lines("共计24学时——合格", len, 8) == ["共计24学时——", "合格"]


def test_the_first_line_is_shorter_by_the_indent_and_a_hanging_bracket_gains_room() -> None:
    assert break_lines("甲乙丙丁戊己", len, 3, indent=2) == ["甲", "乙丙丁", "戊己"]
    assert break_lines("甲乙（丙丁）", len, 3, hang=1) == ["甲乙", "（丙丁）"]


def test_text_shrinks_to_its_limit_and_then_is_refused() -> None:
    style = Style(Role.KAI, 14, least=10)
    assert fitted("马明艳", style, 30) == style
    assert fitted("买买提·吐尔逊江", style, 30).size == 11.5
    assert not fits("买买提·吐尔逊江", fitted("买买提·吐尔逊江", style, 20), 20)
    with pytest.raises(Refusal, match="最小 10 磅也放不下"):
        pdf_of(lambda sheet: sheet.fitted_text(20, 50, "买买提·吐尔逊江", style, 20))


def test_a_long_name_breaks_after_its_point() -> None:
    lines, style = set_in_box("买买提·吐尔逊江", Style(Role.KAI, 14, least=12), 23, 9.8)
    assert lines == ["买买提·", "吐尔逊江"]
    assert len(lines) * style.size * 1.18 <= 9.8 * 72 / 25.4


def test_boxed_text_stands_in_the_middle_and_within_its_box() -> None:
    box = Box(50, 100, 40, 12)
    found = ink(
        pdf_of(lambda sheet: sheet.boxed(box, "国国国", Style(Role.HEI, 14, align="center"))), (40, 90, 100, 120)
    )
    assert found is not None
    assert (found[0] + found[2]) / 2 == pytest.approx(70, abs=0.3)
    assert (found[1] + found[3]) / 2 == pytest.approx(106, abs=0.5)


def test_text_that_fits_no_size_of_a_box_is_refused() -> None:
    with pytest.raises(Refusal, match="格子放不下"):
        set_in_box("很长的班次名称" * 20, Style(size=11, least=9), 20, 8)


def test_a_preview_shows_the_page_as_a_picture() -> None:
    pdf = build_pdf([lambda sheet: None] * 2, title="甲", author="乙", made=MADE, paper=A4_LANDSCAPE)
    assert preview.page_count(pdf) == 2
    picture = preview.page_png(pdf, 1, dots_per_inch=25.4)
    assert picture.startswith(b"\x89PNG")
    from PIL import Image

    assert Image.open(io.BytesIO(picture)).size == pytest.approx((297, 210), abs=1)
    with pytest.raises(Trouble, match="打不开"):
        preview.page_count(b"%PDF broken")


def test_fonts_of_the_computer_are_taken_where_they_are(tmp_path: Path) -> None:
    from partyschool.paths import resource

    (tmp_path / "simfang.ttf").write_bytes(resource("fonts/RareHan-Serif.ttf").read_bytes())
    (tmp_path / "simkai.ttf").write_bytes(b"no font at all")
    try:
        assert set(fonts.use_computer_fonts([tmp_path])) == {Role.FANG}
        # That little font knows beyond-BMP characters only: the rest still comes out, from the shipped one.
        pdf = pdf_of(lambda sheet: sheet.text(20, 50, f"张{RARE}", Style(Role.FANG, 14)))
        assert text_of(pdf).replace("\n", "") == f"张{RARE}"
        assert [font for font, _ in fonts.runs(Role.FANG, "张𠮷")] == ["fang-shipped", "fang"]
    finally:
        fonts.use_shipped_fonts()


def test_a_shared_drawing_is_stored_once() -> None:
    def picture(sheet: Sheet) -> None:
        for step in range(2000):
            sheet.line(step % 200, step / 10, step % 190, step / 7)

    def size(pages: int) -> int:
        return len(
            build_pdf(
                [lambda sheet: sheet.shared("net", picture)] * pages, title="甲", author="乙", made=MADE, paper=A4
            )
        )

    assert size(20) < size(1) * 1.5
