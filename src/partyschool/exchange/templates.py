"""The empty spreadsheet for each kind of import: header, notes on the columns, drop-downs, text cells for numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from partyschool.errors import Refusal
from partyschool.exchange.catalogue import KIND_TITLES, TABLE_KINDS
from partyschool.exchange.class_timetable import LESSON_FIELDS
from partyschool.exchange.class_workbook import FACT_FIELDS, TRAINEE_FIELDS
from partyschool.exchange.columns import Field
from partyschool.exchange.tables import FONT, new_workbook, sheet_name

FILLED_ROWS = 2000
ADVICE = {
    "roster": "一人一行。身份证号按文本填写；没有的党支部会一并建立；空着的格子不改动已有的内容。",
    "cadres": "一个职务一行。同一人在几个村任职就写几行；在任的离任日期留空。",
    "attendance": "一人一场一行。没有签退的留空；请假的不填时间，在备注写“请假”。",
    "hours": "一人一次学习一行。天数只有上级调训填写。",
    "teachers": "一位教师一行。同名的请写明不同的职务。",
    "sites": "一处教学点一行。所属镇街和建设单位填一个。",
    "courses": "一门课一行。标签、教师、材料有几个时用“、”隔开。",
    "plan": "一个班次一行，培训对象和时间安排必填。多期的写期数；在表题里写年度，或填年度一列。",
    "exemptions": "一人一年一行。原因只写类别，不写病名。",
    "organizations": "一个单位一行，上级写在前面。",
}


def save_template(kind: str, path: Path) -> None:
    """Write the empty spreadsheet of a kind.

    :raises Refusal: there is no such kind. Trouble: the place cannot be written.
    """
    if kind not in KIND_TITLES:
        raise Refusal(f"没有“{kind}”这种导入。可以是：{'、'.join(KIND_TITLES)}。", code="kind")
    with new_workbook(path) as book:
        formats = _formats(book)
        if kind == "class":
            _write_facts(book, formats)
            _write_columns(book, formats, "课程表", LESSON_FIELDS, "")
            _write_columns(book, formats, "学员", TRAINEE_FIELDS, "")
            _write_notes(book, formats, [*FACT_FIELDS, *LESSON_FIELDS, *TRAINEE_FIELDS])
        else:
            fields = [field for field in TABLE_KINDS[kind].fields if field.in_template]
            _write_columns(book, formats, KIND_TITLES[kind], fields, ADVICE[kind])
            _write_notes(book, formats, fields)


def _formats(book: Any) -> dict[str, Any]:
    head = {**FONT, "bold": True, "border": 1, "align": "center", "text_wrap": True}
    return {
        "head": book.add_format({**head, "bg_color": "#FAF8F6"}),
        "must": book.add_format({**head, "bg_color": "#FAEFED", "font_color": "#A8201A"}),
        "text": book.add_format({**FONT, "num_format": "@"}),
        "advice": book.add_format({**FONT, "font_color": "#625A53"}),
    }


def _write_columns(book: Any, formats: dict[str, Any], name: str, fields: Iterable[Field], advice: str) -> None:
    """The advice in row 1 where there is one, then the header; the columns are text, so that numbers stay whole."""
    page = book.add_worksheet(sheet_name(name))
    shown = [field for field in fields if field.in_template]
    row = 1 if advice else 0
    if advice:
        page.write_string(0, 0, advice, formats["advice"])
    for index, field in enumerate(shown):
        page.set_column(index, index, field.width, formats["text"])
        page.write_string(row, index, field.label, formats["must" if _is_must(field) else "head"])
        if field.note:
            page.write_comment(row, index, field.note, {"x_scale": 1.2, "y_scale": 0.6})
        if field.choices:
            offer = {"validate": "list", "source": list(field.choices), "error_type": "warning"}
            page.data_validation(row + 1, index, row + FILLED_ROWS, index, {**offer, "error_title": field.label})
    page.freeze_panes(row + 1, 0)
    page.set_row(row, 28)


def _is_must(field: Field) -> bool:
    return field.note.startswith("必填") or field.is_required


def _write_facts(book: Any, formats: dict[str, Any]) -> None:
    """Name and value side by side, one below the other."""
    page = book.add_worksheet("班次")
    page.set_column(0, 0, 16)
    page.set_column(1, 1, 50, formats["text"])
    for row, field in enumerate(FACT_FIELDS):
        page.write_string(row, 0, field.label, formats["must" if _is_must(field) else "head"])
        page.write_blank(row, 1, None, formats["text"])
        if field.note:
            page.write_comment(row, 1, field.note, {"x_scale": 1.2, "y_scale": 0.6})
        if field.choices:
            page.data_validation(row, 1, row, 1, {"validate": "list", "source": list(field.choices)})


def _write_notes(book: Any, formats: dict[str, Any], fields: Sequence[Field]) -> None:
    """A sheet of its own: what each column is for and which other titles are understood."""
    page = book.add_worksheet("填写说明")
    page.set_column(0, 0, 18)
    page.set_column(1, 1, 40)
    page.set_column(2, 2, 70)
    page.write_row(0, 0, ["列", "怎么填", "也认得的列名"], formats["head"])
    for row, field in enumerate(dict.fromkeys(fields), 1):
        choices = f"（{'、'.join(field.choices)}）" if field.choices else ""
        page.write_row(row, 0, [field.label, f"{field.note}{choices}", "、".join(field.titles)], formats["text"])
