"""培训台账 on A4 landscape: the running list of a school's classes of a year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from partyschool.printing.sheet import Page, Sheet, build_pdf
from partyschool.printing.styles import A4_LANDSCAPE, FIGURE, HEAD, TEXT, TITLE, TOTAL_FILL
from partyschool.printing.table import Cell, Column, Row, Spot, Table, TablePart
from partyschool.services.classes import titles_of
from partyschool.services.report_tables import EXCEPTIONS
from partyschool.services.statistics_rows import ClassFigures, YearStatistics
from partyschool.services.summary_text import short_name
from partyschool.services.words import NOT_HELD, NOTHING, RESTRICTED, day_words, days, hours, rate, span

MARGIN, TOP, LOWEST = 10.0, 32.0, 192.0

_CELL = replace(TEXT, size=9, least=0)
_LEFT = replace(_CELL, align="left")
_FIGURE = replace(FIGURE, size=10, least=7)
_HEADS = replace(HEAD, size=9, least=7)
_TALL = (
    "序号", "班次名称", "期次", "培训时间", "天数", "学时", "地点", "培训对象", "应训\n人数", "实训\n人数", "到课率",
    "主要课程", "授课人", "教学点", "5+1+N", "满意率",
)  # fmt: skip
_FILED = ("通知", "签到", "课表", "照片", "测评", "总结")
_WIDTHS = (8.0, 30.0, 8.0, 21.0, 8.0, 8.0, 18.0, 15.0, 10.0, 10.0, 11.0, 30.0, 14.0, 18.0, 13.0, 11.0)
_STYLES = (
    _FIGURE, _LEFT, _FIGURE, _CELL, _FIGURE, _FIGURE, _CELL, _CELL, _FIGURE, _FIGURE, _FIGURE, _LEFT, _CELL, _CELL,
    _CELL, _FIGURE,
)  # fmt: skip
_COLUMNS = (
    *(Column(width, style) for width, style in zip(_WIDTHS, _STYLES, strict=True)),
    *(Column(4, _CELL) for _ in _FILED),
    Column(20, _LEFT),
)


def print_ledger(statistics: YearStatistics, *, made: date) -> bytes:
    """The list of the year's classes; a √ stands for what the program itself holds of a class's file.

    :param statistics: with provisional credit, since the list is kept while the year runs.
    """
    title = f"{short_name(statistics)}{statistics.year}年度培训台账"
    parts = _table(statistics).split(LOWEST - TOP)
    pages: list[Page] = [partial(_page, statistics, title, made, part) for part in parts]
    return build_pdf(pages, title=title, author=statistics.school, made=made, paper=A4_LANDSCAPE)


def _table(statistics: YearStatistics) -> Table:
    upper: list[Spot] = [*(Cell(text, down=2) for text in _TALL), Cell("资料归档", across=6), *([None] * 5)]
    lower: list[Spot] = [*(None for _ in _TALL), *("\n".join(word) for word in _FILED), None]
    head = [Row([*upper, Cell("备注", down=2)], 7), Row(lower, 9)]
    notes = _notes(statistics)
    numbers = statistics.class_numbers
    rows = [
        _row(place, row, numbers.get(row.code), notes.get(row.code, ""))
        for place, row in enumerate(statistics.classes, 1)
    ]
    sums = statistics.sums
    total: list[Spot] = [
        Cell("合　计", _HEADS, across=2), None, "", "", "", hours(sums.half_hours), "", "",
        str(sum(row.enrolled for row in statistics.held_classes)), str(sums.count.attendances),
        rate(sums.attendance_rate), Cell(f"共{sums.classes}期", _HEADS), *([""] * 3), rate(statistics.satisfaction),
        *([""] * 7),
    ]  # fmt: skip
    rows.append(Row(total, 8, strong=True, fill=TOTAL_FILL))
    return Table(_COLUMNS, head, rows, row_height=9, head_style=_HEADS, padding=0.7)


def _notes(statistics: YearStatistics) -> dict[str, str]:
    """What did not go by the rule, with the typed reason."""
    notes: dict[str, list[str]] = {}
    for row in statistics.exceptions:
        notes.setdefault(row.code, []).append(f"{EXCEPTIONS[row.kind]}：{row.reason}")
    return {code: "；".join(texts) for code, texts in notes.items()}


def _row(place: int, row: ClassFigures, number: int | None, note: str) -> Row:
    counts = [str(row.enrolled), str(row.people) if row.is_counted and row.is_held else NOTHING]
    complete = NOTHING if not row.is_held else "完成" if not row.missing else f"缺{titles_of(row.missing)}"
    dates = span(row.starts_on, row.ends_on).replace("至", "至\n")
    filed = {"签到": row.is_held, "课表": row.sessions > 0, "照片": row.photos > 0, "测评": row.votes > 0}
    held: list[Spot] = [days(row.quarter_days), hours(row.half_hours)]
    spots: list[Spot] = [
        str(place), row.title, "" if number is None else str(number), dates,
        *([Cell(NOT_HELD, _CELL, across=2), None] if number is None else held), row.place, row.audience, *counts,
        rate(row.attendance_rate),
        "；".join(row.courses), "\n".join(row.teachers), "、".join(row.points), complete, rate(row.satisfaction),
        *("√" if filed.get(word) else "" for word in _FILED), note,
    ]  # fmt: skip
    return Row(spots)


def _page(statistics: YearStatistics, title: str, made: date, part: TablePart, sheet: Sheet) -> None:
    sheet.headline(21, title, replace(TITLE, size=20), margin=MARGIN)
    fact = replace(TEXT, size=11, least=7)
    sheet.pair(29, f"单位：{statistics.school}", f"截至{day_words(statistics.as_of)}", fact, margin=MARGIN)
    part.draw(sheet, MARGIN, TOP)
    sheet.footer(f"培训台账　{RESTRICTED}　打印日期 {day_words(made)}", margin=MARGIN, y=202)
