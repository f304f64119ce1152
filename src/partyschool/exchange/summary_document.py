"""The annual summary as .docx for WPS: the text in official layout, to be edited, and the tables on landscape pages."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from partyschool.errors import Trouble
from partyschool.services.report_tables import ReportTable, report_tables, value_text
from partyschool.services.statistics_rows import YearStatistics
from partyschool.services.summary_text import SummaryText, summary_text

# The faces that GB/T 9704 names; WPS has them or takes its own of the same kind.
TITLE, HEI, KAI, FANG, SONG = "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312", "宋体"
LINE = Pt(28.99)


def save_summary_document(path: Path, statistics: YearStatistics, made: date) -> None:
    """Write the summary.

    :raises Trouble: the place cannot be written.
    """
    content = summary_document(statistics, made)
    try:
        path.write_bytes(content)
    except OSError as error:
        message = f"写不了“{path.name}”。它可能正在 WPS 或 Word 里打开，或者文件夹不能写。请关闭它，或换个位置再试。"
        raise Trouble(message, code="not_written") from error


def summary_document(statistics: YearStatistics, made: date) -> bytes:
    """The file's bytes; apart from the text its only time is `made`."""
    document = Document()
    text = summary_text(statistics, made)
    _label(document, text, statistics, made)
    _page_setup(document.sections[0])
    _write_text(document, text)
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(15)
    section.top_margin = section.bottom_margin = Mm(18)
    _line(document, text.annex, TITLE, 18, center=True)
    for table in report_tables(statistics):
        _write_table(document, table)
    target = io.BytesIO()
    document.save(target)
    return _without_clock(target)


def _without_clock(packed: io.BytesIO) -> bytes:
    """The same file with the parts' times taken out, so that the same year gives the same bytes."""
    target = io.BytesIO()
    with ZipFile(packed) as source, ZipFile(target, "w", ZIP_DEFLATED) as copy:
        for name in source.namelist():
            copy.writestr(ZipInfo(name), source.read(name), ZIP_DEFLATED)
    return target.getvalue()


def _label(document: Any, text: SummaryText, statistics: YearStatistics, made: date) -> None:
    facts = document.core_properties
    facts.title, facts.author, facts.language = text.title, statistics.school, "zh-CN"
    facts.created = facts.modified = datetime(made.year, made.month, made.day)
    facts.last_modified_by, facts.comments = statistics.school, ""


def _page_setup(section: Any) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)


def _write_text(document: Any, text: SummaryText) -> None:
    _line(document, text.title, TITLE, 22, center=True)
    _line(document, "", FANG, 16)
    for row in text.paragraphs:
        paragraph = _line(document, "", FANG, 16)
        paragraph.paragraph_format.first_line_indent = Pt(32)
        if row.lead:
            _run(paragraph, row.lead, KAI, 16)
        _run(paragraph, row.text, HEI if row.is_heading else FANG, 16)
        paragraph.paragraph_format.keep_with_next = row.is_heading
    _line(document, "", FANG, 16)
    _line(document, f"附件：{text.annex}", FANG, 16).paragraph_format.first_line_indent = Pt(32)
    _line(document, "\n", FANG, 16)
    for words in (text.issuer, text.day):
        signed = _line(document, words, FANG, 16)
        signed.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        signed.paragraph_format.right_indent = Pt(64 if words == text.day else 32)


def _line(document: Any, text: str, face: str, size: float, *, center: bool = False) -> Any:
    paragraph = document.add_paragraph()
    layout = paragraph.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    if center:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if text:
        _run(paragraph, text, face, size)
    return paragraph


def _run(paragraph: Any, text: str, face: str, size: float) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = face, Pt(size)
    # Word keeps the face of Chinese characters apart from that of Latin ones.
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)


def _write_table(document: Any, table: ReportTable) -> None:
    heading = _line(document, table.heading, HEI, 12)
    heading.paragraph_format.space_before = Pt(12)
    heading.paragraph_format.keep_with_next = True
    if table.rows:
        kinds = [column.kind for column in table.columns]
        lines = [[value_text(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in table.rows]
        _write_grid(document, [column.title for column in table.columns], lines)
    for note in table.notes:
        _line(document, note, FANG, 10.5)


def _write_grid(document: Any, titles: list[str], lines: list[list[str]]) -> None:
    grid = document.add_table(rows=1 + len(lines), cols=len(titles), style="Table Grid")
    # All cells at once: asking each row for its cells looks through the whole table every time.
    cells = grid._cells
    texts = [*titles, *(text for line in lines for text in line)]
    for place, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        paragraph = cell.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(paragraph, text, HEI if place < len(titles) else SONG, 9)
    _repeat(grid.rows[0])


def _repeat(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
