"""Does print stay in its boxes? Characters and rules of a finished PDF, measured by another library than wrote them."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

POINT_PER_MM = 72 / 25.4
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
    """What stands outside the paper's margin (mm) or is crossed by a rule, on any page, in words."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for number in range(len(document)):
        page = document[number]
        width, height = page.get_size()
        rules = list(_rules(page))
        for mark in _marks(page):
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


def _rules(page: pypdfium2.PdfPage) -> list[Rule]:
    rules = []
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH]):
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
        if not stroke.value:
            continue
        left, bottom, right, top = item.get_bounds()
        if right - left < 3 or top - bottom < 3:
            rules.append(Rule(left, bottom, right, top))
        elif pdfium.FPDFPath_CountSegments(item) <= 5:
            rules += [Rule(left, bottom, left, top), Rule(right, bottom, right, top)]
            rules += [Rule(left, bottom, right, bottom), Rule(left, top, right, top)]
    return rules


def _crosses(mark: Mark, rule: Rule) -> bool:
    x, y = (rule.left + rule.right) / 2, (rule.bottom + rule.top) / 2
    if rule.right - rule.left < 3:  # upright
        inside = mark.left + TOUCH < x < mark.right - TOUCH
        return inside and rule.bottom < mark.top - TOUCH and rule.top > mark.bottom + TOUCH
    inside = mark.bottom + TOUCH < y < mark.top - TOUCH
    return inside and rule.left < mark.right - TOUCH and rule.right > mark.left + TOUCH
