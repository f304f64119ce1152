"""党员教育培训学时登记表 (个人培训档案): one person's year on A4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from partyschool.domain.terms import QuotaState, StudyKind
from partyschool.errors import Refusal
from partyschool.printing.fonts import Role
from partyschool.printing.sheet import Page, Sheet, build_pdf
from partyschool.printing.styles import HEAD, HEAD_FILL, TEXT, TITLE, TOTAL_FILL, Box, Style
from partyschool.printing.table import Cell, Column, Row, Spot, Table, TablePart
from partyschool.services.quota_words import KINDS, STATES, STUDIES
from partyschool.services.record_words import SESSION, RecordLine, RecordWords
from partyschool.services.words import RESTRICTED, day_words, days, hours, number

MARGIN, TOP, LOWEST = 15.0, 36.0, 277.0
HEAD_ROW, LINE_HEIGHT, OPINION_HEIGHT, NOTE_HEIGHT = 9.0, 10.0, 34.0, 5.5
_PORTRAIT_WIDTH = 27.0  # a picture of 25 × 35 mm beside the four rows of facts

_LABEL = replace(HEAD, size=10.5)
_VALUE = replace(TEXT, size=11, least=8)
_CELL = replace(TEXT, size=9.5, least=0)
_LEFT = replace(_CELL, align="left")
_SONG = Style(Role.SONG, 10.5, least=8, align="center")
_SMALL = Style(Role.FANG, 11)
_TITLES = ("序号", "起止时间", "培训（学习）名称", "主要内容", "形式", "主办单位", "地点", "天数", "学时")
_WIDTHS = (9.0, 24.0, 38.0, 36.0, 15.0, 22.0, 18.0, 9.0, 9.0)
_STYLES = (_SONG, _CELL, _LEFT, _LEFT, _CELL, _CELL, _CELL, _SONG, _SONG)
_SEXES = {"male": "男", "female": "女"}
_FORMS = {StudyKind.ONLINE: "网络", StudyKind.XUEXI: "网络", StudyKind.HOME: "送学", StudyKind.HIGHER: "集中\n培训"}


@dataclass(frozen=True, slots=True)
class _RecordPage:
    """A page of one person's record; the last one carries the opinions."""

    words: RecordWords
    part: TablePart
    is_last: bool


def print_record(people: Sequence[RecordWords]) -> bytes:
    """The records one after another, each beginning on a page of its own.

    :raises Refusal: nobody is given, or a character that no font has.
    """
    if not people:
        raise Refusal("没有选人，没有学时登记表可印。请先选择人员。", code="nothing_to_print")
    pages: list[Page] = [partial(_page, page) for words in people for page in _pages(words)]
    first = people[0]
    title = f"{first.name}{first.year}年度学时登记表" if len(people) == 1 else f"{first.year}年度学时登记表"
    return build_pdf(pages, title=title, author=first.school, made=first.made)


def _pages(words: RecordWords) -> list[_RecordPage]:
    room = LOWEST - TOP - _head(words).height - OPINION_HEIGHT - NOTE_HEIGHT
    lines = [_line_row(place, line) for place, line in enumerate(words.lines, 1)]
    parts = _table([*lines, _total(words)]).split(room)
    if len(parts) == 1:
        empty = [Row([""] * len(_WIDTHS), LINE_HEIGHT)] * int((room - parts[0].height) / LINE_HEIGHT)
        parts = _table([*lines, *empty, _total(words)]).split(room)
    return [_RecordPage(words, part, part is parts[-1]) for part in parts]


def _table(rows: Sequence[Row]) -> Table:
    columns = [Column(width, style) for width, style in zip(_WIDTHS, _STYLES, strict=True)]
    return Table(columns, [Row(_TITLES, HEAD_ROW)], rows, row_height=LINE_HEIGHT, head_style=_LABEL)


def _line_row(place: int, line: RecordLine) -> Row:
    form = "集中\n培训" if line.kind == SESSION else _FORMS.get(StudyKind(line.kind), "集体\n学习")
    worth = [days(line.quarter_days) if line.quarter_days else "", number(line.quarter_hours / 4)]
    spots = [str(place), _dates(line), line_title(line), line.content, form, line.organiser, line.place, *worth]
    return Row(spots)


def line_title(line: RecordLine) -> str:
    """Other study with its kind before the title, once."""
    kind = "" if line.kind == SESSION else STUDIES[StudyKind(line.kind)]
    return line.title if line.title.startswith(kind) else f"{kind}：{line.title}"


def _dates(line: RecordLine) -> str:
    first = f"{line.first.month}月{line.first.day}日"
    return first if line.first == line.last else f"{first}至\n{line.last.month}月{line.last.day}日"


def _total(words: RecordWords) -> Row:
    verdict = STATES[words.state]
    if words.state == QuotaState.DUE:
        verdict = f"天数{_met(words.met)}，学时{_met(words.hours_met)}"
    figures = [days(words.quarter_days), number(words.quarter_hours / 4)]
    spots: list[Spot] = [
        Cell("合　计", _LABEL, across=2),
        None,
        Cell(verdict, _VALUE, across=5),
        *([None] * 4),
        *figures,
    ]
    return Row(spots, LINE_HEIGHT, strong=True, fill=TOTAL_FILL)


def _met(met: bool | None) -> str:
    return "达标" if met else "未达标"


def _head(words: RecordWords) -> TablePart:
    """The person's facts: four pairs in a row."""
    owed = f"{days(words.required_quarter_days)}天、{hours(words.required_half_hours)}学时"
    pairs = [
        ("姓　名", words.name, "性　别", _SEXES.get(words.sex, "")),
        ("出生年月", words.birth_on[:7].replace("-", "."), "入党时间", words.joined_on.replace("-", ".")),
        ("所在支部", words.unit, "职　务", "、".join(words.posts)),
        (
            "人员身份",
            KINDS.get(words.kind, words.kind),
            "年度要求",
            owed if words.state == QuotaState.DUE else STATES[words.state],
        ),
    ]
    label, value = (Column(22, _LABEL), 54.5) if words.portrait else (Column(26, _LABEL), 64.0)
    rows = [
        Row([Cell(a, _LABEL, fill=HEAD_FILL), b, Cell(c, _LABEL, fill=HEAD_FILL), d], HEAD_ROW) for a, b, c, d in pairs
    ]
    return Table([label, Column(value, _VALUE), label, Column(value, _VALUE)], [], rows).split(LOWEST)[0]


def _page(page: _RecordPage, sheet: Sheet) -> None:
    words, head = page.words, _head(page.words)
    middle = sheet.paper.width / 2
    sheet.text(middle, 22, "党员教育培训学时登记表", TITLE)
    sheet.text(middle, 30.5, f"（{words.year}年度）", replace(_SMALL, size=13, align="center"))
    head.draw(sheet, MARGIN, TOP)
    if words.portrait:
        box = Box(sheet.paper.width - MARGIN - _PORTRAIT_WIDTH, TOP, _PORTRAIT_WIDTH, head.height)
        sheet.picture(Box(box.x + 1, box.y + 0.5, box.width - 2, box.height - 1), words.portrait)
        sheet.frame(box, weight=1.2)
    top = TOP + head.height
    page.part.draw(sheet, MARGIN, top)
    if page.is_last:
        _opinions(words, top + page.part.height, sheet)
    sheet.footer(f"{words.school}　{RESTRICTED}", margin=MARGIN)


def _opinions(words: RecordWords, y: float, sheet: Sheet) -> None:
    half = (sheet.paper.width - 2 * MARGIN) / 2
    for place, title in enumerate(("党支部意见", "党校意见")):
        x = MARGIN + place * half
        sheet.frame(Box(x, y, half, OPINION_HEIGHT), weight=1.2)
        sheet.text(x + 3, y + 7, f"{title}：", _SMALL)
        sheet.text(x + half - 12, y + 22, "（盖章）", replace(_SMALL, align="right"))
        sheet.text(x + half - 6, y + 30, "年　　月　　日", replace(_SMALL, align="right"))
    waiting = (
        f"另有 {number(words.waiting_quarter_hours / 4)} 学时尚未认定，未计入。" if words.waiting_quarter_hours else ""
    )
    rotated = "五年轮训：已轮训。" if words.rotated else "五年轮训：未轮训。"
    sheet.text(
        MARGIN,
        y + OPINION_HEIGHT + NOTE_HEIGHT,
        f"{rotated}{waiting}打印日期：{day_words(words.made)}",
        replace(_SMALL, size=10),
    )
