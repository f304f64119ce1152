"""Titles over several lines in a balanced shape: broken between words, the longer line first."""

from __future__ import annotations

import re
from itertools import accumulate, pairwise
from math import ceil

from partyschool.printing.lines import NO_HEAD, NO_TAIL, Measure

# What must not be torn apart in the titles of a school's papers; there is no dictionary in the program.
_WORDS = re.compile(
    r"（[^）]*）|《[^》]*》|[0-9]+(?:年度|年|月|日|期|号)?|[A-Za-z]+|关于|举办|召开|印发|开展|村“两委”|党员|干部|轮训班|培训班|示范班|"
    r"培训|轮训|集中|农村|发展对象|积极分子|预备党员|工作|总结|通知|方案|计划|年度|党校|委员会|教育|统计表|成员|书记|的通知|.",
    re.DOTALL,
)
_EVEN = 1e-6


def balance(text: str, measure: Measure, width: float) -> list[str]:
    """Lines of nearly the same length, none longer than `width`, the first not shorter than the last."""
    pieces = _pieces(text)
    sizes = [measure(piece) for piece in pieces]
    fewest = max(1, ceil(sum(sizes) / width - 1e-9))
    for count in range(fewest, len(pieces) + 1):
        ends = _best_ends(sizes, count, width)
        if ends is not None:
            return ["".join(pieces[start:end]) for start, end in pairwise((0, *ends))]
    return [text]


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for word in _WORDS.findall(text):
        if pieces and (word[0] in NO_HEAD or pieces[-1][-1] in NO_TAIL):
            pieces[-1] += word
        else:
            pieces.append(word)
    return pieces


def _best_ends(sizes: list[float], count: int, width: float) -> tuple[int, ...] | None:
    """Where each of `count` lines ends so that all are as even as can be; None where they cannot all fit.

    A line that is longer than the one above it costs as much as a third of the width of unevenness.
    """
    mean = sum(sizes) / count
    until = list(accumulate(sizes, initial=0.0))
    best: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {(0, 0): (0.0, ())}
    for _ in range(count):
        found: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {}
        for (before, start), (cost, ends) in best.items():
            above = until[start] - until[before] if ends else width
            for end in range(start + 1, len(sizes) + 1):
                length = until[end] - until[start]
                if length > width + 1e-9:
                    break
                growth = (width / 3) ** 2 if length > above + _EVEN else 0.0
                total = cost + (length - mean) ** 2 + growth
                if (start, end) not in found or total < found[start, end][0]:
                    found[start, end] = (total, (*ends, end))
        best = found
    whole = [value for (_, end), value in best.items() if end == len(sizes)]
    return min(whole)[1] if whole else None
