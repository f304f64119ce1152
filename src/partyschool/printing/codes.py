"""Square codes as vectors: laid out by the qrcode library, drawn as one path of run-length rectangles."""

from __future__ import annotations

import re
from functools import cache

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import MODE_ALPHA_NUM, QRData

from partyschool.printing.code_layout import MASK, capitals_symbol

_CAPITALS = re.compile(r"[0-9A-Z $%*+\-./:]+")
_DARK = re.compile(r"1+")

Symbol = list[str]


def symbol(text: str, *, version: int | None = None) -> Symbol:
    """Rows of `0` and `1` (dark) without the quiet zone, level M.

    :param text: ASCII; capitals, figures and ` $%*+-./:` alone take 5½ bits each, other characters 8.
    :param version: the size is 17 + 4 × version modules; None takes the smallest that holds the text.
    """
    capitals = _CAPITALS.fullmatch(text) is not None
    if capitals and version is not None:
        return capitals_symbol(text, version)
    maker = qrcode.QRCode(version=version, error_correction=ERROR_CORRECT_M, border=0, mask_pattern=MASK)
    maker.add_data(QRData(text.encode("ascii"), mode=MODE_ALPHA_NUM if capitals else None), optimize=0)
    maker.make(fit=version is None)
    return ["".join(["1" if dark else "0" for dark in row]) for row in maker.modules]


@cache
def _rectangle(x: int, y: int, width: int) -> str:
    return f"{x} {y} {width} 1 re"


def path_operators(rows: Symbol) -> str:
    """PDF operators that draw the dark modules as unit squares from (0, 0) down, each run one rectangle."""
    runs = [(y, *run.span()) for y, row in enumerate(rows) for run in _DARK.finditer(row)]
    return "\n".join([_rectangle(start, y, end - start) for y, start, end in runs])
