"""Official layout measured on the finished page: 22 lines of 28 characters, edges, page numbers, signature."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partyschool.printing.balanced import balance
from partyschool.printing.lines import NO_HEAD
from partyschool.printing.official import (
    CHARACTER,
    LEFT,
    LINES,
    PITCH,
    TOP,
    WIDTH,
    Block,
    Paragraph,
    RedHead,
    SignOff,
    heading,
    official_pages,
)
from partyschool.printing.sheet import build_pdf
from tests.printing.pages import Letter, letters, text_of

RIGHT = LEFT + WIDTH


def printed(*blocks: Block, title: str = "通知", head: RedHead | None = None) -> bytes:
    return build_pdf(official_pages(title, blocks, head=head), title=title, author="党校", made=date(2025, 4, 8))


def lines_of(pdf: bytes, page: int) -> list[list[Letter]]:
    """The characters of a page's type area by base line, from the top."""
    # The box of a character reaches down to its font's descent: letters of one line differ by a millimetre.
    found = [row for row in letters(pdf, page) if row.character.strip() and row.y < TOP + LINES * PITCH + 1]
    rows: list[list[Letter]] = []
    for letter in sorted(found, key=lambda letter: letter.y):
        if rows and letter.y - rows[-1][0].y < PITCH / 2:
            rows[-1].append(letter)
        else:
            rows.append([letter])
    return [sorted(row, key=lambda letter: letter.left) for row in rows]


def test_a_full_page_has_22_lines_of_28_characters() -> None:
    pdf = printed(Paragraph("党" * 1500))
    rows = lines_of(pdf, 1)
    assert len(rows) == 22
    assert {len(row) for row in rows} == {28}
    assert rows[0][0].left == pytest.approx(LEFT, abs=0.2)
    assert rows[0][1].left - rows[0][0].left == pytest.approx(CHARACTER, abs=0.02)
    assert rows[0][-1].right == pytest.approx(RIGHT, abs=0.3)
    assert rows[1][0].y - rows[0][0].y == pytest.approx(PITCH, abs=0.02)
    assert rows[-1][0].y < TOP + 225


def test_lines_with_figures_are_flush_at_both_edges() -> None:
    pdf = printed(Paragraph("2025年4月16日，房寺镇党校举办第3期农村党员轮训班，共128人参加，计8学时。" * 8))
    for row in lines_of(pdf, 0)[2:-1]:
        assert row[0].left == pytest.approx(LEFT, abs=0.3)
        assert row[-1].right == pytest.approx(RIGHT, abs=0.6)


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet="党员培训2025（）《》，。、；：！？”“—…ab ", min_size=1, max_size=300))
def test_no_line_begins_with_a_closing_mark_or_leaves_the_type_area(text: str) -> None:
    rows = lines_of(printed(Paragraph(f"各村{text}")), 0)
    for row in rows[1:]:
        assert row[-1].right <= RIGHT + 0.6
        assert row[0].character not in NO_HEAD or len({letter.character for letter in row} - NO_HEAD) == 0


def test_odd_pages_are_numbered_at_the_right_and_even_ones_at_the_left() -> None:
    pdf = printed(Paragraph("党" * 1500))
    for page, is_right in ((0, True), (1, False), (2, True)):
        row = [letter for letter in letters(pdf, page) if letter.y > TOP + 225 and letter.character.strip()]
        assert "".join(letter.character for letter in row) == f"—{page + 1}—"
        assert TOP + 225 + 6 < row[0].y < TOP + 225 + 11
        if is_right:
            assert row[-1].right == pytest.approx(RIGHT - CHARACTER, abs=0.3)
        else:
            assert row[0].left == pytest.approx(LEFT + CHARACTER, abs=0.3)


def test_the_date_ends_four_characters_from_the_right_with_the_issuer_centred_over_it() -> None:
    pdf = printed(Paragraph("正文。"), SignOff("房寺镇党校", "2025年4月8日"))
    *_, text, issuer, day = lines_of(pdf, 0)
    assert day[-1].right == pytest.approx(RIGHT - 4 * CHARACTER, abs=0.3)
    middle = (day[0].left + day[-1].right) / 2
    assert (issuer[0].left + issuer[-1].right) / 2 == pytest.approx(middle, abs=0.3)
    assert issuer[0].y - text[0].y == pytest.approx(3 * PITCH, abs=0.8)  # two empty lines for the seal


def test_a_long_issuer_stays_inside_the_type_area() -> None:
    pdf = printed(SignOff("中共禹城市房寺镇委员会党校暨新时代文明实践培训中心", "2025年4月8日"))
    issuer = lines_of(pdf, 0)[-2]
    assert issuer[0].left >= LEFT - 0.1
    assert issuer[-1].right <= RIGHT


def test_an_issuer_longer_than_a_line_stands_on_two_over_the_date() -> None:
    name = "中共山东省德州市禹城市房寺镇委员会党校暨新时代文明实践所干部教育培训中心"
    *_, first, second, day = lines_of(printed(SignOff(name, "2025年4月8日")), 0)
    assert "".join(one.character for one in [*first, *second]) == name
    for line in (first, second):
        assert line[0].left >= LEFT - 0.1
        assert line[-1].right <= RIGHT
    assert day[0].y > second[0].y > first[0].y


def test_a_heading_never_stands_alone_at_the_foot_of_a_page() -> None:
    for lines in range(14, 24):
        pdf = printed(
            *(Paragraph("一行字。") for _ in range(lines)), heading("一、培训时间"), Paragraph("四月十六日。")
        )
        page = next(page for page in range(3) if "一、培训时间" in text_of(pdf, page))
        assert "四月十六日" in text_of(pdf, page)


def test_a_signature_takes_its_last_paragraph_along() -> None:
    for lines in range(12, 24):
        blocks = [*(Paragraph("一行字。") for _ in range(lines)), Paragraph("最后一句。", keeps=True)]
        pdf = printed(*blocks, SignOff("房寺镇党校", "2025年4月8日"))
        page = next(page for page in range(3) if "最后一句" in text_of(pdf, page))
        assert "2025年4月8日" in text_of(pdf, page)


def test_the_red_head_puts_mark_number_title_and_text_on_their_lines() -> None:
    head = RedHead("中共禹城市房寺镇委员会党校", "禹房党校发〔2025〕3号")
    title = "关于举办2025年房寺镇农村党员轮训班（第3期）的通知"
    rows = lines_of(printed(Paragraph("各村（社区）党组织：", indent=0), title=title, head=head), 0)
    words = ["".join(letter.character for letter in row) for row in rows]
    assert words == [
        "中共禹城市房寺镇委员会党校",
        "禹房党校发〔2025〕3号",
        "关于举办2025年房寺镇农村党员",
        "轮训班（第3期）的通知",
        "各村（社区）党组织：",
    ]
    assert rows[1][0].y == pytest.approx(TOP + 7.5 * PITCH + 3, abs=1)  # the 8th line
    assert rows[4][0].y == pytest.approx(TOP + 13.5 * PITCH + 3, abs=1)  # the 14th
    assert rows[0][0].left >= LEFT
    assert rows[0][-1].right <= RIGHT


@given(st.text(alphabet="关于举办党员轮训班（第3期）的通知2025年房寺镇", min_size=1, max_size=120))
def test_a_title_keeps_every_character_and_fits_its_width(title: str) -> None:
    lines = balance(title, lambda text: float(len(text)), 20)
    assert "".join(lines) == title
    assert all(len(line) <= 20 for line in lines) or "（" in title


def test_of_two_lines_the_longer_comes_first() -> None:
    for title in ("关于举办2025年房寺镇农村党员轮训班（第3期）的通知", "关于举办2025年发展对象培训班（第2期）的通知"):
        first, second = balance(title, lambda text: float(len(text)), 20)
        assert len(first) >= len(second)
