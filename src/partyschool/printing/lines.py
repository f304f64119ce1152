"""Breaking Chinese text into lines: no closing mark at the head of a line, no opening mark at its end (避头尾)."""

from __future__ import annotations

import re
from collections.abc import Callable

NO_HEAD = frozenset("，。、；：！？）》〉】〕」』”’…—·％%℃,.;:!?)]}々〃")
OPENING = frozenset("（《〈【〔「『“‘([{")
NO_TAIL = OPENING | frozenset("￥$第")

# Figures, foreign words, phone numbers and file names stay whole, likewise the two halves of a dash and of an ellipsis.
_ATOM = re.compile(r"[0-9A-Za-z*]+(?:[.:/\-'_@][0-9A-Za-z*]+)*|——|……|.", re.DOTALL)

_ROUNDING = 1e-6

Measure = Callable[[str], float]


def break_lines(text: str, measure: Measure, width: float, *, indent: float = 0.0, hang: float = 0.0) -> list[str]:
    """The lines of a paragraph; a line break in the text ends a line.

    :param measure: advance of a piece of text in the unit of `width`; of two pieces together it must be the sum.
    :param indent: what the first line is shorter.
    :param hang: what a line that begins with an opening mark may be longer, because the mark hangs out by as much.
    """
    lines = []
    room = width - indent
    for paragraph in text.split("\n"):
        lines += _fill(_boxes(paragraph, measure, width), room, width, hang)
        room = width
    return lines


def _boxes(text: str, measure: Measure, width: float) -> list[tuple[str, float]]:
    """What must stay together, with its advance; a box wider than a line falls back into its characters."""
    boxes: list[str] = []
    for atom in _ATOM.findall(text):
        if boxes and (atom[0] in NO_HEAD or boxes[-1][-1] in NO_TAIL):
            boxes[-1] += atom
        else:
            boxes.append(atom)
    sized = [(box, measure(box)) for box in boxes]
    if all(size <= width for _, size in sized):
        return sized
    parts = [part for box, size in sized for part in ([box] if size <= width else box)]
    return [(part, measure(part)) for part in parts]


def _fill(boxes: list[tuple[str, float]], room: float, width: float, hang: float) -> list[str]:
    lines = []
    line, used = "", 0.0
    for box, size in boxes:
        limit = room + (hang if line[:1] in OPENING else 0.0)
        if line and used + size > limit + _ROUNDING:
            lines.append(line)
            line, used, room = box, size, width
        else:
            line += box
            used += size
    return [*lines, line]
