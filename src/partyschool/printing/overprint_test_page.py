"""套打测试页: laid on a bought blank and held against the light, it shows how far the words must be moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial

from partyschool.domain.certificate import CertificateWords
from partyschool.domain.certificate_faults import field_name
from partyschool.domain.certificate_template import Align, Field, FieldKind, Template
from partyschool.domain.overprint import Overprint
from partyschool.printing.certificate_drawing import Drawing, box_of, own_lines
from partyschool.printing.certificate_text import style_of
from partyschool.printing.fonts import Role
from partyschool.printing.sheet import Sheet, build_pdf
from partyschool.printing.styles import A4_LANDSCAPE, GREY, INK, MM, SECOND, Style, fitted

EDGE = 8.0  # millimetres: what most office printers reach
CROSS_FROM_EDGE, CROSS_ARM = 20.0, 4.0
_FIGURES = Style(Role.SMALL, 6, color=SECOND, align="center")
_LABEL = Style(Role.SMALL, 6, color=SECOND)
_WORDS = Style(Role.SMALL, 9, least=5, color=SECOND, align="center")
_FRAMED = frozenset({FieldKind.CODE, FieldKind.PHOTO})


def print_overprint_test(
    template: Template, words: CertificateWords, *, school: str, made: date, overprint: Overprint
) -> bytes:
    """One sheet: rulers and crosshairs where they are, fields and words moved as certificates would be.

    :raises Refusal: words that do not fit, as for a certificate.
    """
    page = partial(_page, template=template, words=words, overprint=overprint)
    title = f"套打测试页 {template.name}"
    return build_pdf([page], title=title, author=school, made=made, paper=A4_LANDSCAPE)


def _page(sheet: Sheet, *, template: Template, words: CertificateWords, overprint: Overprint) -> None:
    _rulers(sheet)
    _crosses(sheet)
    _advice(sheet, template, overprint)
    sheet.canvas.saveState()
    sheet.canvas.translate(overprint.right * MM, -overprint.down * MM)
    filling = Drawing(template, {}, overprint).filling(words, "补发 2025年6月3日")
    for field in template.shown():
        _frame(sheet, _where(field, filling.centre))
        if not field.is_fixed:
            for line in own_lines(field, style_of(field), filling):
                sheet.text(line.x, line.y, line.text, line.style)
    sheet.canvas.restoreState()


def _where(field: Field, centre: float) -> Field:
    """What follows the issuer's words stands about their middle."""
    return replace(field, x=centre - field.width / 2) if field.align == Align.UNDER else field


def _frame(sheet: Sheet, field: Field) -> None:
    if field.kind == FieldKind.SEAL:
        _seal(sheet, field)
        return
    sheet.canvas.setDash(1.5, 1.5)
    sheet.frame(box_of(field), weight=0.35, ink=GREY)
    sheet.canvas.setDash([])
    if field.kind in _FRAMED or field.is_fixed:
        words = f"{field_name(field)}（空白证书上已有）" if field.kind == FieldKind.TITLE else field_name(field)
        small = fitted(words, _WORDS, field.width)
        sheet.text(field.x + field.width / 2, field.y + field.height / 2 + 1.2, words, small)
    else:
        sheet.text(field.x + 0.4, field.y - 0.6, field_name(field).split("“")[0], _LABEL)


def _seal(sheet: Sheet, field: Field) -> None:
    radius = min(field.width, field.height) / 2
    centre_x, centre_y = field.x + field.width / 2, field.y + field.height / 2
    sheet.canvas.setDash(1.5, 1.5)
    sheet.canvas.setStrokeColorRGB(*GREY)
    sheet.canvas.setLineWidth(0.5)
    sheet.canvas.circle(centre_x * MM, (sheet.paper.height - centre_y) * MM, radius * MM)
    sheet.canvas.setDash([])
    sheet.text(centre_x, field.bottom - 4, "盖章处", _WORDS)


def _rulers(sheet: Sheet) -> None:
    """Millimetres from the paper's corner along the upper and the left edge."""
    for mark in range(10, int(sheet.paper.width) - 9):
        sheet.line(mark, EDGE, mark, EDGE + _tick(mark), weight=0.3)
        if mark % 10 == 0:
            sheet.text(mark, EDGE + 6.6, str(mark), _FIGURES)
    for mark in range(20, int(sheet.paper.height) - 9):
        sheet.line(EDGE, mark, EDGE + _tick(mark), mark, weight=0.3)
        if mark % 10 == 0:
            sheet.text(EDGE + 6.4, mark + 0.8, str(mark), _FIGURES)


def _tick(mark: int) -> float:
    return 4.0 if mark % 10 == 0 else 3.0 if mark % 5 == 0 else 1.8


def _cross_places(sheet: Sheet) -> Iterator[tuple[float, float]]:
    for x in (CROSS_FROM_EDGE, sheet.paper.width / 2, sheet.paper.width - CROSS_FROM_EDGE):
        for y in (CROSS_FROM_EDGE, sheet.paper.height / 2, sheet.paper.height - CROSS_FROM_EDGE):
            yield x, y


def _crosses(sheet: Sheet) -> None:
    for x, y in _cross_places(sheet):
        sheet.line(x - CROSS_ARM, y, x + CROSS_ARM, y, weight=0.4, ink=INK)
        sheet.line(x, y - CROSS_ARM, x, y + CROSS_ARM, weight=0.4, ink=INK)
        sheet.canvas.circle(x * MM, (sheet.paper.height - y) * MM, 2 * MM)


def _advice(sheet: Sheet, template: Template, overprint: Overprint) -> None:
    moved = f"现在{_moved('向右', '向左', overprint.right)}，{_moved('向下', '向上', overprint.down)}。"
    first = f"套打测试页　模板“{template.name}”　{moved}打印时选“实际大小”（100%），不要选“适合纸张”。"
    second = (
        "和空白证书叠齐对着光看：字偏左几毫米，就向右移几毫米；四角十字到纸边应是 20 毫米，不是就先调打印机的进纸。"
    )
    middle = sheet.paper.width / 2
    sheet.text(middle, sheet.paper.height - 13, first, _WORDS)
    sheet.text(middle, sheet.paper.height - 8.5, second, _WORDS)


def _moved(forward: str, back: str, value: float) -> str:
    return f"{forward if value >= 0 else back}移 {abs(value):g} 毫米"
