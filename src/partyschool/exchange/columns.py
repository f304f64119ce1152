"""Finding the header of a table and which column means what, in any order and under any of its usual titles."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from partyschool.exchange.cells import tidy
from partyschool.exchange.spreadsheets import Row

SEARCHED_ROWS = 40
DEEPEST_HEADER = 3
_PARENTHESES = re.compile(r"[(\[【〔<].*?[)\]】〕>]")
_ITEM = re.compile(r"^\s*\d{1,2}\s*[.、)]\s*(?=\D)")  # forms number their columns: 1.姓名
_MARKS = re.compile(r"[\s*★※:：、,，。/\\|_\-—·.“”\"']+")
_DATA_LIKE = re.compile(r"\d{6,}|^\d+([./年-]\d+.*)?$")


@dataclass(frozen=True, slots=True)
class Field:
    """Something that a row of an import may tell.

    :ivar titles: headers that mean it, the surest first.
    :ivar pattern: searched in a header that is no exact title; empty: exact ones only.
    :ivar note: for the clerk who fills in the template.
    """

    key: str
    label: str
    titles: tuple[str, ...] = ()
    pattern: str = ""
    note: str = ""
    choices: tuple[str, ...] = ()
    width: int = 12
    in_template: bool = True
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands and what its columns mean.

    :ivar first: and `last`: row numbers as the spreadsheet shows them.
    :ivar columns: field key → index of its column; `titles` are the headers of all columns as read.
    """

    first: int
    last: int
    columns: Mapping[str, int]
    titles: tuple[str, ...]
    ignored: frozenset[int] = frozenset()

    @property
    def unknown(self) -> tuple[int, ...]:
        """Columns with a title that is not understood."""
        known = set(self.columns.values()) | self.ignored
        return tuple(index for index, title in enumerate(self.titles) if title and index not in known)

    def remapped(self, column: int, field: str | None) -> "Header":
        """The same header with one column meaning something else, or nothing."""
        columns = {key: index for key, index in self.columns.items() if index != column and key != field}
        if field is not None:
            columns[field] = column
        ignored = self.ignored | {column} if field is None else self.ignored - {column}
        return replace(self, columns=columns, ignored=ignored)


@lru_cache(maxsize=4096)
def plain_title(text: str) -> str:
    """A header without blanks, marks and the hints in parentheses."""
    folded = _ITEM.sub("", unicodedata.normalize("NFKC", text).upper())
    return _MARKS.sub("", _PARENTHESES.sub("", folded)) or _MARKS.sub("", folded)


class Titles:
    """The titles of one kind of import, ready to be recognised."""

    def __init__(self, fields: Sequence[Field], ignored: Sequence[str] = ()) -> None:
        self._exact = {
            plain_title(title): (field.key, rank)
            for field in reversed(fields)
            for rank, title in reversed(list(enumerate((field.label, *field.titles))))
        }
        self._patterns = [(re.compile(field.pattern), field.key) for field in fields if field.pattern]
        self._ignored = frozenset(map(plain_title, ignored))
        self.required = frozenset(field.key for field in fields if field.is_required)

    def field_of(self, title: str) -> tuple[str, int] | None:
        """Field key and rank (0 is surest) of a header, None where it is not understood or not wanted."""
        plain = plain_title(title)
        if not plain or plain in self._ignored:
            return None
        if plain in self._exact:
            return self._exact[plain]
        if len(plain) > 16:
            return None
        return next(((key, 100) for pattern, key in self._patterns if pattern.search(plain)), None)

    def is_ignored(self, title: str) -> bool:
        """A column that is known and not kept (序号, 党龄)."""
        return plain_title(title) in self._ignored

    def is_title(self, text: str) -> bool:
        """Whether the text is a header of this kind, by its exact words."""
        plain = plain_title(text)
        return plain in self._exact or plain in self._ignored

    def find_header(self, rows: Sequence[Row]) -> Header | None:
        """The header with the most understood columns among the first rows; the upper and flatter one of equals."""
        best: tuple[tuple[int, int], Header] | None = None
        for top in range(min(len(rows), SEARCHED_ROWS)):
            for depth in range(1, DEEPEST_HEADER + 1):
                found = self._header_at(rows, top, depth)
                if found is None:
                    break
                score = (len(found.columns), -depth)
                if best is None or score > best[0]:
                    best = (score, found)
        if best is None or best[0][0] < 2 or not (self.required & best[1].columns.keys()):
            return None
        return best[1]

    def _header_at(self, rows: Sequence[Row], top: int, depth: int) -> Header | None:
        block = [[tidy(cell) for cell in row] for row in rows[top : top + depth]]
        if len(block) < depth or not any(block[-1]) or _looks_like_data(block[-1]):
            return None
        if depth > 1 and self._contradicts(block[-2], block[-1]):
            return None
        titles = _joined(block)
        candidates = [self._best_reading(parts) for parts in titles]
        ranked: dict[str, tuple[int, int]] = {}
        for column, reading in enumerate(candidates):
            if reading is not None:
                key, rank = reading
                ranked[key] = min(ranked.get(key, (rank, column)), (rank, column))
        shown = tuple(parts[0] for parts in titles)
        surplus = {column for column, reading in enumerate(candidates) if reading and ranked[reading[0]][1] != column}
        ignored = surplus | {column for column, parts in enumerate(titles) if any(map(self.is_ignored, parts))}
        columns = {key: column for key, (_, column) in ranked.items()}
        return Header(top + 1, top + depth, columns, shown, frozenset(ignored - set(columns.values())))

    def _contradicts(self, upper: list[str], lower: list[str]) -> bool:
        """A row of people below a header: something that is no title stands under a title."""
        return any(
            below and self.is_title(above) and not self.is_title(below)
            for above, below in zip(upper, lower, strict=False)
        )

    def _best_reading(self, parts: tuple[str, ...]) -> tuple[str, int] | None:
        readings = [reading for part in parts if (reading := self.field_of(part))]
        return min(readings, key=lambda reading: reading[1]) if readings else None


def _looks_like_data(texts: list[str]) -> bool:
    filled = [text for text in texts if text]
    return len(filled) > 1 and sum(bool(_DATA_LIKE.search(text)) for text in filled) >= 2


def _joined(block: list[list[str]]) -> list[tuple[str, ...]]:
    """For each column its own lowest title first, then what a merged title above makes of it."""
    width = max(map(len, block))
    padded = [row + [""] * (width - len(row)) for row in block]
    found = []
    for column in range(width):
        own = [row[column] for row in padded]
        spread = [_spread(row, column) if level < len(padded) - 1 else row[column] for level, row in enumerate(padded)]
        lowest = next((text for text in reversed(own) if text), "")
        joined = "".join(dict.fromkeys(filter(None, spread))) if own[-1] else lowest
        found.append(tuple(dict.fromkeys((lowest, joined))))
    return found


def _spread(row: list[str], column: int) -> str:
    """A merged cell keeps its text in its first column only."""
    return next((row[index] for index in range(column, -1, -1) if row[index]), "")
