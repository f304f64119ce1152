"""The annual summary as .docx for WPS: the text in official layout, to be edited, and the tables on landscape pages."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from docx.shared import Pt

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
from partyschool.services.report_tables import ReportTable, report_tables, value_text
from partyschool.services.statistics_rows import YearStatistics
from partyschool.services.summary_text import SummaryText, summary_text


def save_summary_document(path: Path, statistics: YearStatistics, made: date) -> None:
    """Write the summary.

    :raises Trouble: the place cannot be written.
    """
    write_document(path, summary_document(statistics, made))


def summary_document(statistics: YearStatistics, made: date) -> bytes:
    """The file's bytes; apart from the text its only time is `made`."""
    text = summary_text(statistics, made)
    document = new_document(text.title, statistics.school, made)
    _write_text(document, text)
    turn_landscape(document)
    add_line(document, text.annex, TITLE, 18, center=True)
    for table in report_tables(statistics):
        _write_table(document, table)
    return document_bytes(document)


def _write_text(document: Any, text: SummaryText) -> None:
    add_line(document, text.title, TITLE, 22, center=True)
    add_line(document, "", FANG, 16)
    for row in text.paragraphs:
        paragraph = add_line(document, "", FANG, 16)
        paragraph.paragraph_format.first_line_indent = Pt(32)
        if row.lead:
            add_run(paragraph, row.lead, KAI, 16)
        add_run(paragraph, row.text, HEI if row.is_heading else FANG, 16)
        paragraph.paragraph_format.keep_with_next = row.is_heading
    add_line(document, "", FANG, 16)
    add_line(document, f"附件：{text.annex}", FANG, 16).paragraph_format.first_line_indent = Pt(32)
    add_signature(document, text.issuer, text.day)


def _write_table(document: Any, table: ReportTable) -> None:
    heading = add_line(document, table.heading, HEI, 12)
    heading.paragraph_format.space_before = Pt(12)
    heading.paragraph_format.keep_with_next = True
    if table.rows:
        kinds = [column.kind for column in table.columns]
        lines = [[value_text(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in table.rows]
        add_grid(document, [column.title for column in table.columns], lines)
    for note in table.notes:
        add_line(document, note, FANG, 10.5)
