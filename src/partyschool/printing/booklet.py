"""Booklets: A5 pages laid two by two on A4 so that the folded sheets read through (骑马订拼版)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from partyschool.printing.sheet import Page, PageOn, Sheet
from partyschool.printing.styles import A4_LANDSCAPE, MM, Paper

A5 = Paper(148.5, 210)
LEAF = 4  # pages of a folded sheet


def filled(pages: Sequence[Page], blank: Page) -> list[Page]:
    """With as many `blank` pages before the last one as make whole sheets."""
    missing = -len(pages) % LEAF
    return [*pages[:-1], *[blank] * missing, *pages[-1:]]


def imposed(pages: Sequence[Page]) -> list[Page]:
    """Sides to print on both sides, flipped on the short edge, folded together in the middle.

    The number of pages must be a multiple of four. Each page keeps the number that it has in the booklet.
    """
    total = len(pages)
    sides = []
    for place in range(total // 2):
        low, high = place, total - 1 - place
        left, right = (high, low) if place % 2 == 0 else (low, high)
        sides.append(PageOn(partial(_side, pages, left, right), A4_LANDSCAPE))
    return [*sides]


def _side(pages: Sequence[Page], left: int, right: int, sheet: Sheet) -> None:
    for place, number in enumerate((left, right)):
        page = pages[number]
        sheet.canvas.saveState()
        sheet.canvas.translate(place * A5.width * MM, 0)
        page(Sheet(sheet.canvas, A5, number + 1, len(pages)))
        sheet.canvas.restoreState()
