"""培训通知 as .docx for WPS: red head, text and annexes in official layout, to be edited by the office."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx.shared import Pt, RGBColor

from partyschool.exchange.official_document import (
    FANG,
    HEI,
    KAI,
    TITLE,
    add_grid,
    add_line,
    add_run,
    add_signature,
    document_bytes,
    new_document,
    turn_landscape,
    write_document,
)
from partyschool.services.notice_text import NoticeText, notice_text
from partyschool.services.notice_words import NoticeWords
from partyschool.services.words import FORMS, clock, hours, short_day

RED = RGBColor(0xD7, 0x00, 0x0F)
REPLY_ROWS = 15


def save_notice_document(path: Path, words: NoticeWords) -> None:
    """Write the notice.

    :raises Trouble: the place cannot be written.
    """
    write_document(path, notice_document(words))


def notice_document(words: NoticeWords) -> bytes:
    """The file's bytes; its only time is the day of making."""
    text = notice_text(words)
    document = new_document(text.title, words.school.name, words.made)
    _write_text(document, text)
    document.add_page_break()
    _write_allotments(document, words)
    document.add_page_break()
    _write_reply(document)
    if words.detail.lessons:
        turn_landscape(document)
        _write_lessons(document, words)
    return document_bytes(document)


def _write_text(document: Any, text: NoticeText) -> None:
    add_line(document, text.issuer, TITLE, 26, center=True, color=RED)
    add_line(document, text.number, FANG, 16, center=True)
    add_line(document, "", FANG, 16)
    add_line(document, text.title, TITLE, 22, center=True)
    add_line(document, "", FANG, 16)
    for row in text.paragraphs:
        paragraph = add_line(document, "", FANG, 16)
        paragraph.paragraph_format.first_line_indent = Pt(16 * row.indent)
        if row.lead:
            add_run(paragraph, row.lead, KAI, 16)
        add_run(paragraph, row.text, HEI if row.is_heading else FANG, 16)
        paragraph.paragraph_format.keep_with_next = row.is_heading
    add_line(document, "", FANG, 16)
    for place, line in enumerate(text.annex_lines):
        add_line(document, line, FANG, 16).paragraph_format.first_line_indent = Pt(80 if place else 32)
    add_signature(document, text.issuer, text.day)
    if text.contact:
        add_line(document, text.contact, FANG, 16).paragraph_format.first_line_indent = Pt(32)


def _head(document: Any, mark: str, title: str) -> None:
    add_line(document, mark, HEI, 16)
    add_line(document, title, TITLE, 18, center=True)


def _write_allotments(document: Any, words: NoticeWords) -> None:
    _head(document, "附件1", "名额分配表")
    lines = [
        [str(place), row.village or "未定单位", str(row.members), str(row.people), "", ""]
        for place, row in enumerate(words.allotments, 1)
    ]
    lines.append(["", "合　计", str(sum(row.members for row in words.allotments)), str(words.people), "", ""])
    add_grid(document, ["序号", "村（社区）", "党员数", "分配名额", "带队人", "联系电话"], lines, size=12)


def _write_reply(document: Any) -> None:
    _head(document, "附件2", "报名回执")
    lines = [[str(place), *[""] * 6] for place in range(1, REPLY_ROWS + 1)]
    add_grid(document, ["序号", "姓名", "性别", "单位及职务", "身份", "联系电话", "备注"], lines, size=12)


def _write_lessons(document: Any, words: NoticeWords) -> None:
    _head(document, "附件3", f"{words.detail.row.title}课程安排表")
    lessons = sorted(words.detail.lessons, key=lambda row: (row.held_on, row.starts, row.position))
    lines = [
        [
            short_day(row.held_on), f"{clock(row.starts)}—{clock(row.ends)}", row.title, FORMS.get(row.form, row.form),
            row.module_title, row.teacher or row.host, row.place,
            hours(row.half_hours) if row.half_hours else "",
        ]
        for row in lessons
    ]  # fmt: skip
    titles = ["日期", "时间", "教学内容", "教学形式", "模块", "授课人", "地点", "学时"]
    add_grid(document, titles, lines, size=10.5)
