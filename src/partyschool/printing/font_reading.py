"""Reads a font's characters, widths and places of outlines a table at a time instead of a number at a time.

The PDF engine asks for each of a Chinese font's 150,000 numbers by itself, 0.1 s a font; a first paper needs up to six.
And it keeps the whole file in memory, 15 MB a font; here the file is mapped, and only what is printed is ever read.
"""

from __future__ import annotations

import struct
import sys
from array import array
from itertools import repeat
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

from reportlab.pdfbase import ttfonts

# A cmap's platform and encoding → the only form that is read here; any other is left to the engine.
_FORMS = {(3, 1): 4, (3, 10): 12}


class _Outlines:
    """The font's table of outlines, of which only pieces are taken: a paper prints 300 of 30,000."""

    def __init__(self, file: mmap, start: int, end: int) -> None:
        self._file, self._start, self._end = file, start, end

    def __getitem__(self, piece: slice) -> bytes:
        return self._file[self._start + piece.start : min(self._start + piece.stop, self._end)]


class QuickFace(ttfonts.TTFontFace):  # type: ignore[misc]  # the engine has no types
    """Knows the same of a font as the engine's own face."""

    def __init__(self, filename: str, **how: int) -> None:
        """:raises TTFError: not a font that can be printed with, or a damaged one."""
        try:
            super().__init__(filename, **how)
        except (struct.error, LookupError, ValueError) as error:
            raise ttfonts.TTFError(f'TTF file "{filename}": damaged: {error}') from error

    def readFile(self, f: Any) -> None:
        if isinstance(f, str) and not hasattr(self, "_ttf_data"):
            with Path(f).open("rb") as file:
                self._ttf_data = mmap(file.fileno(), 0, access=ACCESS_READ)
            self.filename = f
        super().readFile(f)

    def get_table(self, tag: str) -> bytes | _Outlines:
        if tag == "glyf" and isinstance(self._ttf_data, mmap):
            start, length = self.get_table_pos(tag)
            return _Outlines(self._ttf_data, start, start + length)
        table: bytes = super().get_table(tag)
        return table

    def extractInfo(self, charInfo: int = 1) -> None:  # noqa: N803 - the engine's name
        table = self._character_table() if charInfo else None
        super().extractInfo(charInfo if table is None else 0)
        if table is not None:
            self._read_characters(*table)

    def _read_characters(self, start: int, form: int) -> None:
        self.charToGlyph = (self._by_groups if form == 12 else self._by_segments)(start)
        self._read_widths()
        self._read_places()
        # A blank that does not break is the blank.
        for given, missing in ((0x20, 0xA0), (0xA0, 0x20)):
            if given in self.charToGlyph:
                self.charToGlyph[missing] = self.charToGlyph[given]
                self.charWidths[missing] = self.charWidths[given]
                break

    def _character_table(self) -> tuple[int, int] | None:
        """Where the table of Windows' characters is that the engine would take (the last one), and its form."""
        start = self.get_table_pos("cmap")[0]
        count = self.get_ushort(start + 2)
        found = None
        for place in range(start + 4, start + 4 + 8 * count, 8):
            platform, encoding, offset = struct.unpack_from(">HHI", self._ttf_data, place)
            if platform == 3 or (platform == 0 and encoding != 5):
                found = platform, encoding, start + offset
        if found is None:
            return None
        platform, encoding, place = found
        form = self.get_ushort(place)
        return (place, form) if _FORMS.get((platform, encoding)) == form else None

    def _by_groups(self, start: int) -> dict[int, int]:
        """Format 12: runs of characters with runs of glyphs."""
        glyphs: dict[int, int] = {}
        (count,) = struct.unpack_from(">I", self._ttf_data, start + 12)
        numbers = self._numbers("I", start + 16, 3 * count)
        for first, last, glyph in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True):
            glyphs.update(zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True))
        return glyphs

    def _by_segments(self, start: int) -> dict[int, int]:
        """Format 4: as groups, or each character's glyph in a list; a place beyond the table's end means none."""
        length, _, doubled = struct.unpack_from(">HHH", self._ttf_data, start + 2)
        count = doubled // 2
        lasts, firsts, deltas, offsets = (
            self._numbers("H", start + 14 + place, count)
            for place in (0, 2 + doubled, 2 + 2 * doubled, 2 + 3 * doubled)
        )
        glyphs: dict[int, int] = {}
        listed = start + 16 + 3 * doubled
        for place, (first, last, delta, offset) in enumerate(zip(firsts, lasts, deltas, offsets, strict=True)):
            if not offset:
                found = [(char + delta) & 0xFFFF for char in range(first, last + 1)]
            else:
                begin = listed + 2 * place + offset
                here = max(0, min(last + 1 - first, (start + length - begin + 1) // 2))
                found = [glyph and (glyph + delta) & 0xFFFF for glyph in self._numbers("H", begin, here)]
                found += repeat(0, last + 1 - first - here)
            glyphs.update(zip(range(first, last + 1), found, strict=True))
        return glyphs

    def _read_widths(self) -> None:
        """Advance and left bearing of each glyph; those after the last advance share it."""
        count = self.get_ushort(self.get_table_pos("hhea")[0] + 34)
        start = self.get_table_pos("hmtx")[0]
        pairs = self._numbers("H", start, 2 * count)
        more = self.numGlyphs - count
        advances = [*pairs[::2], *repeat(pairs[-2], more)]
        bearings = [*pairs[1::2], *self._numbers("H", start + 4 * count, more)]
        self.hmetrics = list(zip(advances, bearings, strict=True))
        widths = [self._pdfScale(advance) for advance in advances]
        self.defaultWidth = widths[0]
        known = range(len(widths))
        self.charWidths = {char: widths[glyph] for char, glyph in self.charToGlyph.items() if glyph in known}

    def _read_places(self) -> None:
        """Where each glyph's outline begins in the font's table of outlines."""
        start = self.get_table_pos("loca")[0]
        if self.get_ushort(self.get_table_pos("head")[0] + 50):
            self.glyphPos = self._numbers("I", start, self.numGlyphs + 1).tolist()
        else:
            self.glyphPos = [half << 1 for half in self._numbers("H", start, self.numGlyphs + 1)]

    def _numbers(self, kind: str, start: int, count: int) -> array[Any]:
        """`count` big-endian numbers, of two bytes (H) or four (I)."""
        numbers = array(kind)
        numbers.frombytes(self._ttf_data[start : start + count * numbers.itemsize])
        if sys.byteorder == "little":
            numbers.byteswap()
        return numbers
