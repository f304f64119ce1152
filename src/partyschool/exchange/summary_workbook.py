"""The annual summary's tables as a plain .xlsx, one sheet each, for WPS: no macros, no formulas."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from partyschool.exchange.tables import Column, add_table, new_workbook
from partyschool.services.report_tables import ReportColumn, Value, report_tables
from partyschool.services.statistics_rows import YearStatistics
from partyschool.services.summary_text import short_name
from partyschool.services.words import day_words, structure_words

_WIDE = frozenset({"班次名称", "原因", "单位及职务", "基层教学点", "教学点"})
_TEXT_WIDTH, _WIDE_WIDTH, _NUMBER_WIDTH = 14.0, 32.0, 9.0


def save_summary(path: Path, statistics: YearStatistics) -> None:
    """Write every table of the year, the facts of the count in the first sheet's title.

    :raises Trouble: the place cannot be written.
    """
    name = f"{short_name(statistics)}{statistics.year}年度"
    credit = "含未认定学时" if statistics.with_provisional else "只计已认定学时"
    structure = structure_words(statistics.structure, statistics.as_of)
    basis = f"截至{day_words(statistics.as_of)}，{structure}，{credit}"
    with new_workbook(path) as book:
        book.set_properties({"title": name, "author": statistics.school, "created": statistics.made_at})
        for table in report_tables(statistics):
            title = f"{name}培训统计：{table.heading}（{basis}）"
            columns = [_column(column) for column in table.columns]
            rows = [_row(row, columns) for row in table.rows]
            add_table(book, sheet=table.heading.split("（")[0], title=title, columns=columns, rows=rows)


def _column(column: ReportColumn) -> Column:
    width = _NUMBER_WIDTH if column.kind != "text" else _WIDE_WIDTH if column.title in _WIDE else _TEXT_WIDTH
    kind = "number" if column.kind == "figure" else column.kind
    return Column(column.title, max(width, 2.0 * min(len(column.title), 9)), kind)


def _row(row: Sequence[Value], columns: Sequence[Column]) -> list[Value]:
    """Rates as fractions, which a spreadsheet shows as per cent and can go on counting with."""
    return [
        value / 100 if column.kind == "percent" and isinstance(value, (int, float)) else value
        for value, column in zip(row, columns, strict=True)
    ]
