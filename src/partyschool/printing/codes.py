"""Square codes as vectors: made with the qrcode library, drawn as one path of run-length rectangles."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import MODE_ALPHA_NUM, QRData

# Trying all eight masks takes five of six parts of the time; any mask is valid and this one spreads dark evenly.
_MASK = 2
_CAPITALS = re.compile(r"[0-9A-Z $%*+\-./:]+")
_DARK = re.compile(r"1+")

Symbol = list[str]


def symbol(text: str, *, version: int | None = None) -> Symbol:
    """Rows of `0` and `1` (dark) without the quiet zone, level M.

    :param text: ASCII; capitals, figures and ` $%*+-./:` alone take 5½ bits each, other characters 8.
    :param version: the size is 17 + 4 × version modules; None takes the smallest that holds the text.
    """
    maker: Any = qrcode.QRCode(version=version, error_correction=ERROR_CORRECT_M, border=0, mask_pattern=_MASK)
    content = text.encode("ascii")
    mode = MODE_ALPHA_NUM if _CAPITALS.fullmatch(text) else None
    maker.add_data(QRData(content, mode=mode), optimize=0)
    maker.make(fit=version is None)
    return ["".join(["1" if dark else "0" for dark in row]) for row in maker.modules]


@cache
def _rectangle(x: int, y: int, width: int) -> str:
    return f"{x} {y} {width} 1 re"


def path_operators(rows: Symbol) -> str:
    """PDF operators that draw the dark modules as unit squares from (0, 0) down, each run one rectangle."""
    return "\n".join(
        [
            _rectangle(run.start(), y, run.end() - run.start())
            for y, row in enumerate(rows)
            for run in _DARK.finditer(row)
        ]
    )
