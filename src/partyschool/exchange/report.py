"""The report of an import: the rows that were not written, as they were read, with a 问题 column in front.

It keeps the file's own header, so that it can be corrected and imported again as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from partyschool.exchange.cells import cell_text
from partyschool.exchange.kinds import Kind
from partyschool.exchange.layout import Table
from partyschool.exchange.messages import advice_of, words_of
from partyschool.exchange.results import Issue, findings_of
from partyschool.exchange.spreadsheets import Row
from partyschool.exchange.tables import FONT, Column, new_workbook, save_table, sheet_name
from partyschool.services.import_rows import Answer, Finding, Outcome, Record

NOT_WRITTEN = (Outcome.REJECTED, Outcome.PENDING)
COLOURS = {"error": "#FCEBE0", "warning": "#FBF1DA"}


def save_report(
    path: Path,
    kind: Kind,
    tables: Sequence[Table],
    parts: Sequence[Sequence[Record]],
    answers: Iterable[Answer],
    *,
    mended: dict[tuple[int, int, str], str] | None = None,
) -> int:
    """Write the rows in error and undecided; returns how many.

    :param mended: texts typed in the window, by sheet, row index and field; they stand in the report too.
    :raises Trouble: the place cannot be written.
    """
    waiting = iter(answers)
    written = 0
    with new_workbook(path) as book:
        formats = {
            "head": book.add_format({**FONT, "bold": True, "border": 1, "bg_color": "#FAF8F6", "text_wrap": True}),
            "text": book.add_format({**FONT, "border": 1, "num_format": "@"}),
            "error": book.add_format({**FONT, "border": 1, "num_format": "@", "bg_color": COLOURS["error"]}),
            "warning": book.add_format({**FONT, "border": 1, "num_format": "@", "bg_color": COLOURS["warning"]}),
            "problem": book.add_format({**FONT, "border": 1, "text_wrap": True, "font_color": "#B8430B"}),
        }
        for number, (table, records) in enumerate(zip(tables, parts, strict=True)):
            mends = {(index, key): text for (sheet, index, key), text in (mended or {}).items() if sheet == number}
            left_out = [
                (record, findings_of(record, answer))
                for record, answer in zip(records, waiting, strict=False)
                if answer.outcome in NOT_WRITTEN
            ]
            if left_out or number == 0:
                written += _write_sheet(book, formats, table, left_out, mends)
    return written


def _write_sheet(
    book: Any,
    formats: dict[str, Any],
    table: Table,
    left_out: Sequence[tuple[Record, tuple[Finding, ...]]],
    mends: dict[tuple[int, str], str],
) -> int:
    page = book.add_worksheet(sheet_name(table.sheet))
    columns = [column for column, title in enumerate(table.header.titles) if title and not _is_own(title)]
    fields = {column: key for key, column in table.header.columns.items()}
    page.write_row(0, 0, ["问题", *(table.header.titles[column] for column in columns)], formats["head"])
    page.set_column(0, 0, 46)
    page.set_column(1, len(columns), 14)
    page.freeze_panes(1, 1)
    for line, (record, findings) in enumerate(left_out, 1):
        page.write_string(line, 0, problem_words(record.row, findings), formats["problem"])
        row = table.rows[record.row - 1]
        marks = {finding.field: "error" if finding.is_error else "warning" for finding in reversed(findings)}
        for place, column in enumerate(columns, 1):
            key = fields.get(column, "")
            text = mends.get((record.row - 1, key)) or _text_at(row, column)
            page.write_string(line, place, text, formats[marks.get(key, "text")])
    return len(left_out)


def _is_own(title: str) -> bool:
    """The 问题 column of an earlier report is written anew."""
    return title.strip() == "问题"


def _text_at(row: Row, column: int) -> str:
    return cell_text(row[column]) if column < len(row) else ""


def problem_words(row: int, findings: Iterable[Finding]) -> str:
    """Everything that is wrong with a row, in one cell."""
    words = [f"{words_of(finding.code)}。{advice_of(finding.code)}" for finding in findings]
    return f"原第 {row} 行：" + " ".join(dict.fromkeys(words))


def save_issue_list(path: Path, title: str, issues: Sequence[Issue]) -> None:
    """A plain list of issues, for imports that are more than one table.

    :raises Trouble: the place cannot be written.
    """
    columns = [
        Column("表", 10), Column("行", 6, "number"), Column("列", 14), Column("读到的内容", 24), Column("程度", 8),
        Column("问题", 60),
    ]  # fmt: skip
    rows = [
        [issue.sheet, issue.row, issue.column, issue.value, "错误" if issue.level == "error" else "提醒", issue.message]
        for issue in issues
    ]
    save_table(path, sheet="问题", title=f"{title} 的问题", columns=columns, rows=rows)
