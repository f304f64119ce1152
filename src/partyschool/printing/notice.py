"""培训通知 in official layout with its annexes: allotment of places, reply slip, timetable."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from partyschool.printing.fonts import Role
from partyschool.printing.official import (
    LEFT,
    Blank,
    Block,
    Paragraph,
    RedHead,
    SignOff,
    draw_number,
    heading,
    official_pages,
)
from partyschool.printing.sheet import Page, Sheet, build_pdf, marked
from partyschool.printing.styles import A4, A4_LANDSCAPE, TEXT, TITLE, Style
from partyschool.printing.table import Cell, Column, Row, Table, TablePart
from partyschool.printing.timetable import timetable_pages
from partyschool.services.notice_text import NoticeText, notice_text
from partyschool.services.notice_words import NoticeWords

REPLY_ROWS = 15
TABLE_TOP, TABLE_LOWEST = 74.0, 262.0

_ANNEX = Style(Role.HEI, 16)
_CELL = replace(TEXT, size=12, least=8)


def print_notice(words: NoticeWords) -> bytes:
    """The notice and its annexes as one file."""
    title = notice_text(words).title
    return build_pdf(notice_pages(words), title=title, author=words.school.name, made=words.made, paper=A4)


def notice_pages(words: NoticeWords) -> list[Page]:
    """The pages by themselves, for the file of a class to take in."""
    text = notice_text(words)
    head = RedHead(text.issuer, text.number)
    pages: list[Page] = marked(official_pages(text.title, _blocks(text), head=head), "通知")
    pages += marked(_annex(1, "名额分配表", _allotment_table(words), len(pages)), "附件1 名额分配表")
    pages += marked(_annex(2, "报名回执", _reply_table(), len(pages)), "附件2 报名回执")
    if words.detail.lessons:
        lessons = timetable_pages(words.detail, issuer=text.issuer, signed=words.made)
        pages += marked(lessons, "附件3 课程安排表", A4_LANDSCAPE)
    return pages


def _blocks(text: NoticeText) -> list[Block]:
    """The text as the official layout takes it."""
    blocks: list[Block] = [
        heading(row.text) if row.is_heading else Paragraph(row.text, lead=row.lead, indent=row.indent)
        for row in text.paragraphs
    ]
    annexes = [Paragraph(line, indent=5 if place else 2, keeps=True) for place, line in enumerate(text.annex_lines)]
    contact = [Paragraph(text.contact)] if text.contact else []
    return [*blocks, Blank(), *annexes, SignOff(text.issuer, text.day), *contact]


def _allotment_table(words: NoticeWords) -> Table:
    columns = [Column(width, _CELL) for width in (14, 42, 20, 22, 24, 32)]
    head = Row(["序号", "村（社区）", "党员数", "分配名额", "带队人", "联系电话"], 11)
    rows = [
        Row([str(place), row.village or "未定单位", str(row.members), str(row.people), "", ""], 10)
        for place, row in enumerate(words.allotments, 1)
    ]
    members = str(sum(row.members for row in words.allotments))
    rows.append(Row([Cell("合　计", across=2), None, members, str(words.people), "", ""], 10, strong=True))
    return Table(columns, [head], rows)


def _reply_table() -> Table:
    columns = [Column(width, _CELL) for width in (13, 24, 13, 42, 20, 28, 14)]
    head = Row(["序号", "姓　名", "性别", "单位及职务", "身份", "联系电话", "备注"], 11)
    rows = [Row([str(place), *([""] * 6)], 11) for place in range(1, REPLY_ROWS + 1)]
    return Table(columns, [head], rows)


def _annex(place: int, title: str, table: Table, before: int) -> list[Page]:
    """Bound with the text, so that the pages' numbers go on (GB/T 9704-2012, 7.3)."""
    parts = table.split(TABLE_LOWEST - TABLE_TOP)
    return [partial(_annex_page, f"附件{place}", title, part, number) for number, part in enumerate(parts, before + 1)]


def _annex_page(mark: str, title: str, part: TablePart, number: int, sheet: Sheet) -> None:
    sheet.text(LEFT, 44, mark, _ANNEX)
    sheet.text(sheet.paper.width / 2, 62, title, replace(TITLE, size=22))
    part.draw(sheet, LEFT + 1, TABLE_TOP)
    draw_number(number, sheet)
