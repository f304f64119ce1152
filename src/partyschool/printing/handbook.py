"""学员手册: one sheet of A4 for a class of a day, an A5 booklet with list, oath and room for notes for longer ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby

from partyschool.printing.balanced import balance
from partyschool.printing.booklet import A5, filled, imposed
from partyschool.printing.fonts import Role, width
from partyschool.printing.sections import LARGE_NOTE, MARGIN, Frame, Section, section_pages
from partyschool.printing.sheet import Page, PageOn, Sheet, build_pdf
from partyschool.printing.styles import A4, A4_LANDSCAPE, FIGURE, HEAD, MM, NAME, RED, TEXT, TITLE, Box, Style
from partyschool.printing.table import Cell, Column, Row, Table
from partyschool.services.class_rows import LessonRow
from partyschool.services.handbook_words import HandbookWords
from partyschool.services.words import (
    NOTHING,
    clock,
    day_words,
    days,
    half_day,
    hours,
    short_day,
    span,
    weekday,
)

FORMS = ("auto", "sheet", "a5", "booklet")
BOOK_WIDTH = A5.width - 2 * MARGIN
TOP, LOWEST = 18.0, 190.0
BALLOT_SIDE = 68.0
BALLOT_STEPS = (
    "班主任说“开始测评”后再扫，手机要连党校的无线网。",
    "微信打不开时，点右上角 ⋯ → 在浏览器打开。",
    "不记名，一部手机交一张。打不开的，扫大屏幕上的测评码，或者填纸质测评表。",
)

_SMALL = replace(TEXT, size=9.5, least=0)
_LEFT = replace(_SMALL, align="left")
_FIGURE = replace(FIGURE, size=9.5, least=7)
_HEADS = replace(HEAD, size=9.5, least=7)


def print_handbook(words: HandbookWords, *, form: str = "auto") -> bytes:
    """One of the forms: sheet (A4), a5 (pages in order), booklet (A5 two by two on A4); auto goes by the days.

    :raises Refusal: text that does not fit, or a character that no font has.
    """
    if form == "sheet" or (form == "auto" and words.days <= 1):
        pages, paper = _sheet_pages(words), A4
    else:
        pages, paper = _book_pages(words), A5
        if form != "a5":
            pages, paper = imposed(pages), A4_LANDSCAPE
    title = f"{words.title}学员手册"
    return build_pdf(pages, title=title, author=words.school.name, made=words.made, paper=paper)


# One sheet


def _sheet_pages(words: HandbookWords) -> list[Page]:
    """Days, rules and oath; what is longer goes on to the back."""
    frame = Frame(A4, 40, 272, f"{words.school.name}　学员须知随身携带　{day_words(words.made)}印")
    table = _lesson_table(words, 180, 11)
    sections = [
        Section("一、培训安排", table, (_place_words(words),)),
        Section("二、学员须知", None, _numbered(words.texts.rules), LARGE_NOTE),
        Section("三、入党誓词", None, _paragraphs(words.texts.oath.splitlines()), LARGE_NOTE),
    ]
    found = section_pages(sections, frame)
    return [PageOn(partial(_titled, words, page), A4, "" if place else "学员手册") for place, page in enumerate(found)]


def _titled(words: HandbookWords, page: Page, sheet: Sheet) -> None:
    middle, room = sheet.paper.width / 2, sheet.paper.width - 2 * MARGIN
    sheet.boxed(Box(MARGIN, 12, room, 15), words.title, replace(TITLE, size=18, least=11))
    sheet.text(middle, 34, "学　员　手　册", replace(TITLE, size=15, color=RED))
    page(sheet)


# The booklet


def _book_pages(words: HandbookWords) -> list[Page]:
    chapters = [(title, _chapter(words, sections)) for title, sections in _chapters(words)]
    contents: list[tuple[str, int]] = []
    number = 3
    for title, pages in chapters:
        contents.append((title, number))
        number += len(pages)
    if words.ballot_url:
        chapters.append(("教学质量测评", [partial(_ballot, words)]))
        contents.append(("教学质量测评", number))
        number += 1
    contents.append(("学习笔记", number))
    notes: Page = partial(_notes, words)
    pages = [partial(_cover, words), partial(_contents, words, contents)]
    pages += [page for _, chapter in chapters for page in chapter]
    return filled([*pages, notes, notes], notes)


def _chapter(words: HandbookWords, sections: Sequence[Section]) -> list[Page]:
    return section_pages(sections, Frame(A5, TOP, LOWEST, _footer(words)))


def _footer(words: HandbookWords) -> str:
    return words.title if len(words.title) <= 24 else f"{words.title[:23]}…"


def _ballot(words: HandbookWords, sheet: Sheet) -> None:
    """The code of the questionnaire, for whoever sits too far from the one on the wall."""
    middle, room = A5.width / 2, A5.width - 2 * MARGIN
    sheet.text(MARGIN, 24, "教学质量测评", Style(Role.HEI, 14))
    sheet.code(middle - BALLOT_SIDE / 2, 36, BALLOT_SIDE, words.ballot_url)
    sheet.fitted_text(middle, 114, words.ballot_url.lower(), replace(FIGURE, size=11, least=7, align="center"), room)
    y = 126.0
    for place, text in enumerate(BALLOT_STEPS, 1):
        y = sheet.paragraph(MARGIN, y, f"{place}．{text}", replace(_LEFT, size=12), room) + 1.5
    sheet.footer(_footer(words), margin=MARGIN, y=A5.height - 8.5)


def _chapters(words: HandbookWords) -> list[tuple[str, list[Section]]]:
    texts = words.texts
    found = [
        ("办班说明", [Section("办班说明", None, (*_paragraphs(texts.about), *_facts(words)), LARGE_NOTE)]),
        ("培训日程", [Section("培训日程", _lesson_table(words, BOOK_WIDTH, 9.5), (_place_words(words),))]),
        ("学员须知", [Section("学员须知", None, _numbered(texts.rules), LARGE_NOTE)]),
    ]
    if words.groups:
        found.append(("分组名单", [Section("分组名单", _group_table(words), ("组长和讨论地点由班主任指定。",))]))
    found.append((f"学员名册（{len(words.people)}人）", [Section("学员名册", _people_table(words))]))
    oath = Section("入党誓词", None, _paragraphs(texts.oath.splitlines()), LARGE_NOTE)
    anthem = Section("中华人民共和国国歌", None, _paragraphs(texts.anthem), LARGE_NOTE)
    found.append(("入党誓词　国歌", [oath, anthem]))
    duties = (texts.duties_source, *_paragraphs(texts.duties))
    return [*found, ("党章节选", [Section("党章节选", None, duties)])]


def _facts(words: HandbookWords) -> tuple[str, ...]:
    detail = words.detail
    row = detail.row
    modules: dict[str, int] = {}
    for lesson in detail.lessons:
        if lesson.half_hours:
            key = lesson.module_title or "其他"
            modules[key] = modules.get(key, 0) + lesson.half_hours
    half_hours = sum(session.half_hours for session in detail.sessions)
    facts = [
        ("主办", row.school),
        ("协办", detail.co_organisers),
        ("时间", f"{row.starts_on.year}年{span(row.starts_on, row.ends_on)}"),
        ("学制", f"{days(2 * len(detail.sessions))}天，{hours(half_hours)}学时"),
        ("地点", row.place),
        ("对象", f"{row.audience or '各村（社区）党员'}，共{row.enrolled}人"),
        ("内容", "、".join(f"{name}{hours(worth)}学时" for name, worth in modules.items())),
        ("班主任", f"{row.responsible}　{detail.phone or words.school.phone}".strip()),
        ("结业", "发给结业证书" if detail.gives_certificates else "记入学时，不发证书"),
    ]
    return tuple(f"{name}：{text}" for name, text in facts if text)


def _place_words(words: HandbookWords) -> str:
    row = words.detail.row
    contact = f"班主任{row.responsible} {words.detail.phone or words.school.phone}" if row.responsible else ""
    return "　".join(part for part in (f"集中授课地点：{row.place}" if row.place else "", contact) if part) or NOTHING


def _paragraphs(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"　　{line}" for line in lines)


def _numbered(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{place}．{text}" for place, text in enumerate(texts, 1))


def _lesson_table(words: HandbookWords, room: float, size: float) -> Table:
    cell = replace(TEXT, size=size, least=0)
    widths = [room * share for share in (0.17, 0.17, 0.40, 0.26)]
    styles = [cell, replace(FIGURE, size=size, least=7), replace(cell, align="left"), cell]
    columns = [Column(width, style) for width, style in zip(widths, styles, strict=True)]
    lessons = sorted(words.detail.lessons, key=lambda row: (row.held_on, row.starts, row.position))
    rows: list[Row] = []
    for _, of_half in groupby(lessons, lambda row: row.session):
        rows += _half_rows(list(of_half), words)
    head = Row(["日期", "时间", "内容", "授课人、地点"], 8)
    return Table(columns, [head], rows, row_height=8, head_style=replace(HEAD, size=size), padding=0.8)


def _half_rows(lessons: Sequence[LessonRow], words: HandbookWords) -> list[Row]:
    first = lessons[0]
    starts = next((row.starts for row in words.detail.sessions if row.number == first.session), first.starts)
    dated = Cell(f"{short_day(first.held_on)}\n{weekday(first.held_on)}\n{half_day(starts)}", down=len(lessons))
    least = 14 / len(lessons) if len(lessons) < 2 else 0
    return [
        Row(
            [
                dated if place == 0 else None, f"{clock(row.starts)}—{clock(row.ends)}", row.title,
                "\n".join(part for part in (row.teacher or row.host, row.place) if part),
            ],
            strong=place == 0, height=max(least, _height(row)) if least else 0,
        )
        for place, row in enumerate(lessons)
    ]  # fmt: skip


def _height(row: LessonRow) -> float:
    """A half-day's only lesson must be as high as its three words of date."""
    return 14 + 4.5 * (len(row.title) // 10 + len(row.place) // 8)


def _group_table(words: HandbookWords) -> Table:
    columns = [Column(22, _SMALL), Column(20, _SMALL), Column(28, _SMALL), Column(BOOK_WIDTH - 70, _LEFT)]
    rows = [Row([group, "", "", "、".join(names)]) for group, names in words.groups]
    head = Row(["组别", "组长", "讨论地点", "组员"], 8)
    return Table(columns, [head], rows, row_height=10, head_style=_HEADS, padding=0.8)


def _people_table(words: HandbookWords) -> Table:
    columns = [
        Column(9, _FIGURE), Column(21, replace(NAME, size=11, least=7)), Column(9, _SMALL),
        Column(BOOK_WIDTH - 66, _LEFT), Column(27, _FIGURE),
    ]  # fmt: skip
    rows = [
        Row([str(place), row.name, row.sex, "　".join(part for part in (row.unit, row.posts) if part), row.phone])
        for place, row in enumerate(words.people, 1)
    ]
    head = Row(["序号", "姓名", "性别", "单位及职务", "电话"], 8)
    return Table(columns, [head], rows, row_height=8, head_style=_HEADS, padding=0.8)


def _cover(words: HandbookWords, sheet: Sheet) -> None:
    middle, room = A5.width / 2, A5.width - 30
    frame = Box(9, 9, A5.width - 18, A5.height - 18)
    sheet.frame(frame, weight=1.6, ink=RED)
    sheet.frame(Box(10.4, 10.4, A5.width - 20.8, A5.height - 20.8), weight=0.4, ink=RED)
    style = Style(Role.TITLE, 20, align="center")
    lines = balance(words.title, lambda text: width(Role.TITLE, 20, text) / MM, room)
    if len(lines) > 4:
        sheet.boxed(Box(15, 40, room, 46), words.title, style)
    else:
        for place, line in enumerate(lines):
            sheet.text(middle, 62 + (place - (len(lines) - 1) / 2) * 11, line, style)
    sheet.text(middle, 108, "学　员　手　册", Style(Role.TITLE, 26, align="center", color=RED))
    row = words.detail.row
    dates = f"{row.starts_on.year}年{span(row.starts_on, row.ends_on)}"
    for place, caption in enumerate(("姓　名", "单　位")):
        y = 136 + place * 12
        sheet.text(44, y, caption, Style(Role.FANG, 13))
        sheet.line(62, y + 1.2, 112, y + 1.2, weight=0.5)
    sheet.boxed(Box(15, 172, room, 10), words.school.issuer or words.school.name, Style(Role.FANG, 13, align="center"))
    sheet.text(middle, 189, dates, Style(Role.FANG, 12, align="center"))


def _contents(words: HandbookWords, contents: Sequence[tuple[str, int]], sheet: Sheet) -> None:
    sheet.text(A5.width / 2, 28, "目　　录", replace(TITLE, size=18))
    style = Style(Role.FANG, 12.5)
    for place, (title, number) in enumerate(contents):
        y = 44 + place * 11
        right = A5.width - MARGIN
        sheet.text(MARGIN, y, title, style)
        end = MARGIN + width(style.role, style.size, title) / MM
        sheet.dotted(end + 2, y - 1, right - 8, y - 1)
        sheet.text(right, y, str(number), replace(style, align="right"))
    sheet.footer(words.school.name if len(words.school.name) < 26 else "", margin=MARGIN, y=A5.height - 8.5)


def _notes(words: HandbookWords, sheet: Sheet) -> None:
    sheet.text(MARGIN, 20, "学习笔记", Style(Role.HEI, 12))
    y = 32.0
    while y < LOWEST:
        sheet.line(MARGIN, y, A5.width - MARGIN, y, weight=0.35)
        y += 9.5
    sheet.footer(_footer(words), margin=MARGIN, y=A5.height - 8.5)
