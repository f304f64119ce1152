"""Does print stay in its boxes? Characters and rules of a finished PDF, measured by another library than wrote them."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from itertools import pairwise, product

import pypdfium2
import pypdfium2.raw as pdfium

POINT_PER_MM = 72 / 25.4
CELL = 20  # pt: neighbours are looked for within
TOUCH = 0.8  # pt: side bearings let a character's advance touch a rule without its ink doing so


@dataclass(frozen=True, slots=True)
class Mark:
    """A character's box of ink, in points from the lower left."""

    character: str
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn line; upright ones have `left` == `right`."""

    left: float
    bottom: float
    right: float
    top: float


def trouble(pdf: bytes, *, margin: float = 4) -> list[str]:
    """What stands outside the paper's margin (mm), is crossed by a rule or lies over a neighbour, in words."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for number in range(len(document)):
        page = document[number]
        width, height = page.get_size()
        rules = list(_rules(page))
        marks = _marks(page)
        found += [f"第{number + 1}页“{mark.character}”压着字" for mark in _overprinted(marks)]
        for mark in marks:
            where = f"第{number + 1}页“{mark.character}”"
            edge = margin * POINT_PER_MM
            if mark.left < edge or mark.right > width - edge or mark.bottom < edge or mark.top > height - edge:
                found.append(f"{where}出了纸边")
            found += [f"{where}压线" for rule in rules if _crosses(mark, rule)]
    return found


def _marks(page: pypdfium2.PdfPage) -> list[Mark]:
    words = page.get_textpage()
    marks = []
    for index in range(words.count_chars()):
        character = words.get_text_range(index, 1)
        if character.strip() and character != "_":
            marks.append(Mark(character, *words.get_charbox(index)))
    return marks


def _overprinted(marks: list[Mark]) -> list[Mark]:
    """Characters of which more than a sixth lies on another one."""
    found, near = [], dict[tuple[int, int], list[Mark]]()
    for mark in marks:
        cells = product(
            range(int(mark.left // CELL), int(mark.right // CELL) + 1),
            range(int(mark.bottom // CELL), int(mark.top // CELL) + 1),
        )
        lists = [near.setdefault(cell, []) for cell in cells]
        if any(_share(mark, other) > 1 / 6 for others in lists for other in others):
            found.append(mark)
        for others in lists:
            others.append(mark)
    return found


def _share(one: Mark, other: Mark) -> float:
    """How much of the smaller of the two boxes both have."""
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.top, other.top) - max(one.bottom, other.bottom)
    smaller = min((mark.right - mark.left) * (mark.top - mark.bottom) for mark in (one, other))
    return across * down / smaller if across > 0 and down > 0 and smaller else 0.0


def _rules(page: pypdfium2.PdfPage) -> list[Rule]:
    """The straight strokes that run along the page, each side of a rectangle by itself."""
    rules = []
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH]):
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
        if stroke.value:
            corners = _corners(item)
            rules += [_rule(*first, *last) for first, last in pairwise(corners) if first and last]
    return [rule for rule in rules if rule.right - rule.left < 0.5 or rule.top - rule.bottom < 0.5]


def _rule(x1: float, y1: float, x2: float, y2: float) -> Rule:
    return Rule(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


def _corners(item: pypdfium2.PdfObject) -> list[tuple[float, float] | None]:
    """The points of a path on the page; None where a new part begins or a curve lies between."""
    matrix = item.get_matrix()
    points: list[tuple[float, float] | None] = []
    start: tuple[float, float] | None = None
    for place in range(pdfium.FPDFPath_CountSegments(item)):
        segment = pdfium.FPDFPath_GetPathSegment(item, place)
        x, y = ctypes.c_float(), ctypes.c_float()
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind != pdfium.FPDF_SEGMENT_LINETO:
            points.append(None)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
        points.append(point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(start)
    return points


def _crosses(mark: Mark, rule: Rule) -> bool:
    x, y = (rule.left + rule.right) / 2, (rule.bottom + rule.top) / 2
    if rule.right - rule.left < 3:  # upright
        inside = mark.left + TOUCH < x < mark.right - TOUCH
        return inside and rule.bottom < mark.top - TOUCH and rule.top > mark.bottom + TOUCH
    inside = mark.bottom + TOUCH < y < mark.top - TOUCH
    return inside and rule.left < mark.right - TOUCH and rule.right > mark.left + TOUCH
