"""How words come to stand in the fields of a certificate, before anything is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from partyschool.domain.certificate_faults import field_name
from partyschool.domain.certificate_template import Align, Field
from partyschool.errors import Refusal
from partyschool.printing import fonts
from partyschool.printing.fonts import Role
from partyschool.printing.lines import OPENING, break_lines
from partyschool.printing.styles import MM, Style, color, fits, fitted, wrap

_HANG = 0.42  # of the size: how far a mark at the head or the end of a line hangs out, so that the edges look flush
_HALF_EMPTY = frozenset("，。、；：）》〉】〕」』")
_MIDDLE = 0.38  # of the size: the visual middle of Chinese type above its base line
_ALIGNED: dict[Align, Literal["left", "center", "right"]] = {
    Align.LEFT: "left",
    Align.CENTER: "center",
    Align.RIGHT: "right",
    Align.JUSTIFY: "left",
    Align.UNDER: "center",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line ready to be drawn: millimetres, `x` as the style aligns it, y the base line."""

    x: float
    y: float
    text: str
    style: Style


def style_of(field: Field) -> Style:
    """The type of a field."""
    return Style(
        Role(field.role), field.size, field.least, color(field.color), _ALIGNED[field.align], field.spacing,
        field.leading,
    )  # fmt: skip


def anchor(field: Field, centre: float) -> float:
    """Where the words of a field are fastened; `centre` is the middle of the issuer's, for what stands under them."""
    if field.align == Align.UNDER:
        return centre
    return {"left": field.x, "center": field.x + field.width / 2, "right": field.right}[_ALIGNED[field.align]]


def one_line(field: Field, text: str, style: Style, centre: float, *, free: float = 0.0) -> list[Line]:
    """Shrunk to the field's width less `free` millimetres.

    :raises Refusal: it does not fit at the smallest size, with the field.
    """
    room = field.width - free
    small = fitted(text, style, room)
    if not fits(text, small, room):
        raise _too_long(field, text, small)
    return [Line(anchor(field, centre), field.base, text, small)]


def issuer_line(field: Field, issuer: str, style: Style) -> Line:
    """The issuer's words; date and seal follow their middle.

    :raises Refusal: too long, with the way out.
    """
    small = fitted(issuer, style, field.width)
    if not fits(issuer, small, field.width):
        raise Refusal(f"落款“{issuer}”太长。请在设置里把证书落款改短。", code="too_long")
    return Line(anchor(field, field.x + field.width / 2), field.base, issuer, small)


def issuer_centre(field: Field, issuer: str, style: Style) -> float:
    """The middle of the issuer's words in millimetres.

    :raises Refusal: as `issuer_line`.
    """
    line = issuer_line(field, issuer, style)
    if line.style.align == "center":
        return line.x
    half = fonts.width(line.style.role, line.style.size, issuer, line.style.spacing) / MM / 2
    return line.x - half if line.style.align == "right" else line.x + half


def free_lines(field: Field, text: str, style: Style, centre: float) -> list[Line]:
    """Free words: on one line, shrunk, and then on several lines about the field's middle.

    :raises Refusal: they do not fit at the smallest size.
    """
    small = fitted(text, style, field.width)
    if "\n" not in text and fits(text, small, field.width):
        return [Line(anchor(field, centre), field.base, text, small)]
    for size in _sizes(style, 0.5):
        small = style.resized(size)
        texts = wrap(text, small, field.width)
        if small.pitch * (len(texts) - 1) + size <= field.height * MM and all(
            fits(part, small, field.width) for part in texts
        ):
            return list(_stacked(field, texts, small, centre))
    raise _too_long(field, text, small)


def _stacked(field: Field, texts: list[str], style: Style, centre: float) -> Iterator[Line]:
    step = style.pitch / MM
    y = field.y + field.height / 2 - step * (len(texts) - 1) / 2 + _MIDDLE * style.size / MM
    for number, text in enumerate(texts):
        yield Line(anchor(field, centre), y + number * step, text, style)


def _too_long(field: Field, text: str, style: Style) -> Refusal:
    place = f"{field_name(field)}（{field.width:g}×{field.height:g} 毫米）"
    message = f"“{text}”太长，{place}里最小 {style.size:g} 磅也放不下。请改短，或把这个字段加大后再印。"
    return Refusal(message, code="too_long")


def _sizes(style: Style, step: float) -> Iterator[float]:
    """From the style's size down to its least."""
    size = style.size
    yield size
    while style.least and size > style.least:
        size = max(style.least, size - step)
        yield size


def body_lines(field: Field, paragraphs: str, style: Style) -> list[Line]:
    """The text at the largest size, in whole points, that its field holds; the first lines begin two characters in.

    :raises Refusal: the smallest is too large.
    """
    size = style.size
    for size in _sizes(style, 1):
        lines = _set(field, paragraphs, style.resized(size))
        if lines[-1].y <= field.last_base:
            return lines
    message = f"正文太长，最小 {size:g} 磅也排不下。请把培训班名称改短，或在模板里把正文加大、不留照片位置。"
    raise Refusal(message, code="too_long")


def _set(field: Field, paragraphs: str, style: Style) -> list[Line]:
    width, hang = field.width * MM, _HANG * style.size
    indent = 2 * style.size
    flush = field.align == Align.JUSTIFY

    def measure(part: str) -> float:
        return fonts.width(style.role, style.size, part) + style.spacing * len(part)

    lines: list[Line] = []
    y = field.first_base
    for paragraph in paragraphs.split("\n"):
        texts = break_lines(paragraph, measure, width, indent=indent, hang=hang)
        for number, text in enumerate(texts):
            out = hang if number and text[0] in OPENING else 0.0
            inset = -out if number else indent
            over = hang if text[-1] in _HALF_EMPTY else 0.0
            room = 0.0 if not flush or number == len(texts) - 1 else width - inset + over
            lines.append(_placed(field, y, text, _flush(text, style, room), inset))
            y += style.pitch / MM
    return lines


def _placed(field: Field, y: float, text: str, style: Style, inset: float) -> Line:
    if style.align == "left":
        return Line(field.x + inset / MM, y, text, style)
    return Line(anchor(field, 0.0), y, text, style)


def _flush(text: str, style: Style, room: float) -> Style:
    """The same style spaced so that `text` fills `room` points; 0 leaves it as it is."""
    gaps = len(text) - 1
    if not room or gaps < 1:
        return style
    return replace(style, spacing=(room - fonts.width(style.role, style.size, text)) / gaps)
