"""The kinds of import that are one table of rows: their columns, how a sheet is read, and who judges and writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from partyschool.exchange.columns import Field, Titles
from partyschool.exchange.layout import Table
from partyschool.services.import_rows import Answer, Decisions, Progress, Record
from partyschool.storage.database import Database

Mends = Mapping[tuple[int, str], str]


class ReadTable(Protocol):
    """Makes records of a sheet."""

    def __call__(
        self, table: Table, today: date, mended: Mends, progress: Progress | None = None, /
    ) -> list[Record]: ...


Check = Callable[[Database, Sequence[Record], Decisions], list[Answer]]
Write = Callable[[Database, Sequence[Record], Decisions, str], list[Answer]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of import.

    :ivar wanted: titles without which nothing can be read, for the sentence that says so.
    :ivar needed: fields without whose columns a file is not of this kind.
    :ivar unit: what is counted: 人, 条.
    """

    key: str
    title: str
    fields: tuple[Field, ...]
    titles: Titles
    wanted: str
    read: ReadTable
    check: Check
    write: Write
    needed: frozenset[str] = frozenset({"name"})
    unit: str = "条"

    def label(self, key: str) -> str:
        """A field's name as the program calls it."""
        return next((field.label for field in self.fields if field.key == key), key)
