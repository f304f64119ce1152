"""结业证书 on A4 landscape; every measure in millimetres from the top left, base lines for text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from partyschool.domain.certificate import CertificateWords
from partyschool.domain.certificate_code import SYMBOL_VERSION
from partyschool.errors import Refusal
from partyschool.printing import fonts, guilloche
from partyschool.printing.fonts import Role
from partyschool.printing.lines import OPENING, break_lines
from partyschool.printing.sheet import Progress, Sheet, build_pdf
from partyschool.printing.styles import A4_LANDSCAPE, GREY, INK, MM, RED, SECOND, Box, Style

_NUMBER = Style(Role.FANG, 12, align="right")
_NOTE = Style(Role.FANG, 10.5, align="right")
_TITLE = Style(Role.TITLE, 52, color=RED, align="center", spacing=16)
_BODY = Style(Role.KAI, 21, leading=36)
_SIGNED = Style(Role.KAI, 18)
_ISSUER = Style(Role.KAI, 18, least=13, align="right")
_CAPTION = Style(Role.SMALL, 8.5, color=SECOND, align="center")

_PHOTO = Box(30, 70, 25, 35)
_BODY_TOP, _BODY_LOWEST = 80.0, 137.5
_BODY_SIZES = (21, 20, 19, 18)
_HANG = 0.42  # of the size: how far a mark at the head or the end of a line hangs out, so that the edges look flush
_HALF_EMPTY = frozenset("，。、；：）》〉】〕」』")
_ISSUER_WIDTH = 92.0
_CODE_LEFT, _CODE_TOP, CODE_SIDE = 30.0, 147.0, 28.0


@dataclass(frozen=True, slots=True)
class CertificateCopy:
    """Words as frozen in the register, and what marks a later copy: `补发 2025年6月3日`."""

    words: CertificateWords
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the body, ready to be drawn."""

    x: float
    y: float
    text: str
    style: Style


def print_certificates(
    copies: Sequence[CertificateCopy],
    *,
    school: str,
    made: date,
    photo_box: bool = False,
    progress: Progress | None = None,
) -> bytes:
    """One page for each copy, in their order; the same arguments give the same bytes.

    :param photo_box: leave a framed place for a photograph of 25 × 35 mm.
    :raises Refusal: a name or a class too long for the sheet, or a character that no font has, named with the person.
    """
    pages = [partial(_page, copy=copy, photo_box=photo_box) for copy in copies]
    title = copies[0].words.title if copies else ""
    if len(copies) == 1:
        title = f"{title} {copies[0].words.number}"
    return build_pdf(pages, title=title, author=school, made=made, paper=A4_LANDSCAPE, progress=progress)


def _page(sheet: Sheet, *, copy: CertificateCopy, photo_box: bool) -> None:
    words = copy.words
    try:
        sheet.shared(_frame_name(words, photo_box), partial(_frame, title=words.title, photo_box=photo_box))
        sheet.text(265, 30, f"编号：{words.number}", _NUMBER)
        if copy.note:
            sheet.text(265, 36, f"（{copy.note}）", _NOTE)
        for line in _body(words.paragraphs, photo_box):
            sheet.text(line.x, line.y, line.text, line.style)
        _signature(sheet, words)
        sheet.code(_CODE_LEFT, _CODE_TOP, CODE_SIDE, words.code, version=SYMBOL_VERSION)
    except Refusal as refusal:
        message = f"{words.name}的证书（{words.number}）印不了：{refusal.message}"
        raise Refusal(message, code=refusal.code) from refusal


def _frame_name(words: CertificateWords, photo_box: bool) -> str:
    return f"certificate-{words.title.encode().hex()}-{'photo' if photo_box else 'plain'}"


def _frame(sheet: Sheet, *, title: str, photo_box: bool) -> None:
    """What all certificates of a file have in common."""
    guilloche.border(sheet)
    sheet.text(148.5, 54, title, _TITLE)
    if photo_box:
        sheet.frame(_PHOTO, weight=0.5, ink=GREY)
        middle = _PHOTO.y + _PHOTO.height / 2
        sheet.text(
            _PHOTO.x + _PHOTO.width / 2, middle + 1.3, "照 片", Style(Role.SMALL, 10, color=GREY, align="center")
        )
    sheet.text(100.2, 164, "校　长：", _SIGNED)
    sheet.line(123.4, 165, 160, 165, weight=0.5, ink=INK)
    sheet.text(_CODE_LEFT + CODE_SIDE / 2, 180.6, "核验码", _CAPTION)


def _signature(sheet: Sheet, words: CertificateWords) -> None:
    """Issuer and date; the circle of 45 mm about them stays free of anything else, for the seal."""
    if words.principal:
        sheet.fitted_text(141.7, 164, words.principal, replace(_SIGNED, align="center", least=12), 36)
    issuer = _fit_issuer(words.issuer)
    sheet.text(255, 164, words.issuer, issuer)
    centre = 255 - fonts.width(issuer.role, issuer.size, words.issuer) / MM / 2
    sheet.text(centre, 175.5, words.dated, replace(_SIGNED, align="center"))


def _fit_issuer(issuer: str) -> Style:
    size = _ISSUER.size
    while fonts.width(_ISSUER.role, size, issuer) > _ISSUER_WIDTH * MM:
        size -= 0.5
        if size < _ISSUER.least:
            raise Refusal(f"落款“{issuer}”太长。请在设置里把证书落款改短。", code="too_long")
    return replace(_ISSUER, size=size)


def _body(paragraphs: str, photo_box: bool) -> list[_Line]:
    """The text at the largest of four sizes that leaves the seal and the code their place."""
    left, right = (75.0, 265.0) if photo_box else (40.0, 257.0)
    for size in _BODY_SIZES:
        lines = _set(paragraphs, _BODY.resized(size), left, right)
        if lines[-1].y <= _BODY_LOWEST:
            return lines
    message = f"正文太长，最小 {_BODY_SIZES[-1]} 磅也排不下。请把培训班名称改短，或不留照片位置。"
    raise Refusal(message, code="too_long")


def _set(paragraphs: str, style: Style, left: float, right: float) -> list[_Line]:
    width, hang = (right - left) * MM, _HANG * style.size
    indent = 2 * style.size

    def measure(part: str) -> float:
        return fonts.width(style.role, style.size, part)

    lines: list[_Line] = []
    y = _BODY_TOP
    for paragraph in paragraphs.split("\n"):
        texts = break_lines(paragraph, measure, width, indent=indent, hang=hang)
        for number, text in enumerate(texts):
            out = hang if number and text[0] in OPENING else 0.0
            inset = -out if number else indent
            over = hang if text[-1] in _HALF_EMPTY else 0.0
            room = 0.0 if number == len(texts) - 1 else width - inset + over
            lines.append(_Line(left + inset / MM, y, text, _flush(text, style, room)))
            y += style.pitch / MM
    return lines


def _flush(text: str, style: Style, room: float) -> Style:
    """The same style spaced so that `text` fills `room` points; 0 leaves it as it is."""
    gaps = len(text) - 1
    if not room or gaps < 1:
        return style
    return replace(style, spacing=(room - fonts.width(style.role, style.size, text)) / gaps)
