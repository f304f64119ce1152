"""Documents for WPS in official layout (公文): faces, pitch and margins of GB/T 9704, tables with repeated heads."""

from __future__ import annotations

import io
from collections.abc import Sequence
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

# The faces that GB/T 9704 names; WPS has them or takes its own of the same kind.
TITLE, HEI, KAI, FANG, SONG = "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312", "宋体"
LINE = Pt(28.99)


def new_document(title: str, author: str, made: date) -> Any:
    """An empty document on A4 with the official margins; its only time is `made`."""
    document = Document()
    facts = document.core_properties
    facts.title, facts.author, facts.language = title, author, "zh-CN"
    facts.created = facts.modified = datetime(made.year, made.month, made.day)
    facts.last_modified_by, facts.comments = author, ""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    return document


def turn_landscape(document: Any) -> None:
    """What follows stands on pages of A4 landscape, for tables."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(15)
    section.top_margin = section.bottom_margin = Mm(18)


def add_line(document: Any, text: str, face: str, size: float, *, center: bool = False, color: Any = None) -> Any:
    """A paragraph with the official line pitch; empty ones are empty lines."""
    paragraph = document.add_paragraph()
    layout = paragraph.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    if center:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if text:
        add_run(paragraph, text, face, size, color=color)
    return paragraph


def add_run(paragraph: Any, text: str, face: str, size: float, *, color: Any = None) -> None:
    """Text in a face; Word keeps the face of Chinese characters apart from that of Latin ones."""
    run = paragraph.add_run(text)
    run.font.name, run.font.size = face, Pt(size)
    if color is not None:
        run.font.color.rgb = color
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)


def add_signature(document: Any, issuer: str, day: str) -> None:
    """Issuer and date at the right with room for the seal."""
    add_line(document, "\n", FANG, 16)
    for words in (issuer, day):
        signed = add_line(document, words, FANG, 16)
        signed.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        signed.paragraph_format.right_indent = Pt(64 if words == day else 32)


def add_grid(document: Any, titles: Sequence[str], lines: Sequence[Sequence[str]], *, size: float = 9) -> None:
    """A table with rules whose head repeats on every page."""
    grid = document.add_table(rows=1 + len(lines), cols=len(titles), style="Table Grid")
    # All cells at once: asking each row for its cells looks through the whole table every time.
    cells = grid._cells
    texts = [*titles, *(text for line in lines for text in line)]
    for place, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        paragraph = cell.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        add_run(paragraph, text, HEI if place < len(titles) else SONG, size)
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    grid.rows[0]._tr.get_or_add_trPr().append(mark)


def document_bytes(document: Any) -> bytes:
    """The file with the parts' times taken out, so that the same words give the same bytes."""
    packed, target = io.BytesIO(), io.BytesIO()
    document.save(packed)
    with ZipFile(packed) as source, ZipFile(target, "w", ZIP_DEFLATED) as copy:
        for name in source.namelist():
            copy.writestr(ZipInfo(name), source.read(name), ZIP_DEFLATED)
    return target.getvalue()


def write_document(path: Path, content: bytes) -> None:
    """Write the file.

    :raises Trouble: the place cannot be written.
    """
    try:
        path.write_bytes(content)
    except OSError as error:
        message = f"写不了“{path.name}”。它可能正在 WPS 或 Word 里打开，或者文件夹不能写。请关闭它，或换个位置再试。"
        raise Trouble(message, code="not_written") from error
