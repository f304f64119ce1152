"""核对后再写入: a file read and judged, row by row and cell by cell, before anything is written.

Texts are shown exactly as read. Every change (a cell mended, a row skipped, a decision, a column remapped) judges all
rows anew: rows depend on each other, and 20,000 take a quarter of a second.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from partyschool.exchange.catalogue import TABLE_KINDS
from partyschool.exchange.imports import list_issues, without_collector
from partyschool.exchange.kinds import Kind
from partyschool.exchange.layout import Table, read_tables
from partyschool.exchange.messages import level_of, words_of
from partyschool.exchange.preview_rows import Cause, CellMaker, PreviewColumn, PreviewRow
from partyschool.exchange.report import save_report
from partyschool.exchange.results import ImportResult, findings_of, result_of
from partyschool.services.import_rows import NEW_PERSON, Answer, Finding, Outcome, Progress, Record
from partyschool.storage.database import Database

ALL, NEW = "all", "new"
SKIPPED = Finding("", "row_skipped")


@dataclass(slots=True)
class _State:
    """What the clerk has done so far."""

    mended: dict[tuple[int, int, str], str] = field(default_factory=dict)
    skipped: set[int] = field(default_factory=set)
    decided: dict[int, int] = field(default_factory=dict)


class Preview:
    """The state of one import page. Not for several threads at once; reading and writing may run in a Task."""

    def __init__(self, db: Database, kind: Kind, path: Path, tables: Sequence[Table]) -> None:
        self.kind = kind
        self.source = path.name
        self._db = db
        self._tables = list(tables)
        self._today = db.now().date()
        self._state = _State()
        self._parts: list[list[Record]] = []
        self._answers: list[Answer] = []
        self._read()

    # -- what the page shows ----------------------------------------------------------------------------------------

    @property
    def columns(self) -> tuple[PreviewColumn, ...]:
        """The understood columns of the first sheet, in the file's order."""
        return tuple(column for column in self.all_columns if column.field)

    @property
    def all_columns(self) -> tuple[PreviewColumn, ...]:
        """Every column that has a title, those not imported with an empty field: for 调整对应的列."""
        header = self._tables[0].header
        fields = {index: key for key, index in header.columns.items()}
        return tuple(
            PreviewColumn(key := fields.get(index, ""), self.kind.label(key) if key else "", title, index)
            for index, title in enumerate(header.titles)
            if title or index in fields
        )

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """Field and name of everything that a column may mean."""
        return tuple((choice.key, choice.label) for choice in self.kind.fields)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Titles that are not imported because nothing is known of them."""
        header = self._tables[0].header
        return tuple(header.titles[column] for column in header.unknown)

    @property
    def header_words(self) -> str:
        """表头在第 3 行（两行表头），认出 11 列."""
        header = self._tables[0].header
        depth = header.last - header.first + 1
        rows = f"第 {header.first} 行" if depth == 1 else f"第 {header.first} 行（{'零一两三'[depth]}行表头）"
        sheets = f"，共 {len(self._tables)} 张表" if len(self._tables) > 1 else ""
        return f"表头在{rows}，认出 {len(header.columns)} 列{sheets}"

    @cached_property
    def rows(self) -> tuple[PreviewRow, ...]:
        """Every row that is a record; made anew after each change."""
        return tuple(self._rows())

    @property
    def counts(self) -> dict[str, int]:
        """Rows by outcome, and all."""
        counted = Counter(str(answer.outcome) for answer in self._answers)
        return {ALL: len(self._answers), **{str(outcome): counted[str(outcome)] for outcome in Outcome}}

    @property
    def writable(self) -> int:
        """How many rows 写入 would write."""
        return self.counts[Outcome.CREATED] + self.counts[Outcome.UPDATED]

    @property
    def causes(self) -> tuple[Cause, ...]:
        """What was found, errors first, by number of rows."""
        found = Counter(
            (finding.code, level_of(finding))
            for index, (record, answer) in enumerate(zip(self._records(), self._answers, strict=True))
            for finding in {one.code: one for one in self._findings(index, record, answer)}.values()
        )
        causes = [Cause(code, level, words_of(code), count) for (code, level), count in found.items()]
        return tuple(sorted(causes, key=lambda cause: (cause.level, -cause.count, cause.code)))

    # -- what the clerk does ----------------------------------------------------------------------------------------

    def mend(self, index: int, field_key: str, text: str) -> PreviewRow:
        """Write another text into a cell and judge anew; a decision on the row is asked for again."""
        sheet, row_index = self._place(index)
        self._state.mended[sheet, row_index, field_key] = text
        self._state.decided.pop(index, None)
        self._read(sheet)
        return self.rows[index]

    def skip(self, index: int, is_skipped: bool = True) -> PreviewRow:
        """Leave a row out, or take it in again."""
        (self._state.skipped.add if is_skipped else self._state.skipped.discard)(index)
        self._judge()
        return self.rows[index]

    def decide(self, index: int, answer: int | str | None) -> PreviewRow:
        """Say who an undecided row is: a person's id, `NEW` for somebody else, or None to leave it undecided."""
        if answer is None:
            self._state.decided.pop(index, None)
        else:
            self._state.decided[index] = NEW_PERSON if answer == NEW else int(answer)
        self._judge()
        return self.rows[index]

    def remap(self, column: int, field_key: str | None) -> None:
        """Let a column of every sheet with the same title mean another field, or nothing; decisions are asked anew."""
        title = self._tables[0].header.titles[column]
        self._tables = [
            table.remapped(self.kind.titles, place, field_key) if (place := _find(table, title, column)) >= 0 else table
            for table in self._tables
        ]
        self._state.skipped.clear()
        self._state.decided.clear()
        self._read()

    def write(self, progress: Progress | None = None) -> ImportResult:
        """Write what is neither in error nor undecided nor skipped, in one transaction.

        :param progress: what it raises before the writing begins leaves everything as it was.
        """
        records = list(self._records())
        if progress is not None:
            progress(0, len(records))
        answers = self.kind.write(self._db, self._to_judge(records), self._decisions(), self.source)
        self._answers = answers
        self._forget()
        issues = list_issues(self.kind, self._tables, self._parts, self._answers)
        return result_of(self.kind.key, self._answers, issues)

    def save_report(self, path: Path) -> int:
        """导出问题表: rows in error, undecided or skipped, with what was mended; returns how many.

        :raises Trouble: the place cannot be written.
        """
        return save_report(path, self.kind, self._tables, self._parts, self._answers, mended=self._state.mended)

    # -- inside -----------------------------------------------------------------------------------------------------

    def _read(self, only_sheet: int | None = None) -> None:
        if only_sheet is None:
            self._parts = [self._read_sheet(number) for number in range(len(self._tables))]
        else:
            self._parts[only_sheet] = self._read_sheet(only_sheet)
        self._judge()

    def _read_sheet(self, number: int) -> list[Record]:
        mends = {(index, key): text for (sheet, index, key), text in self._state.mended.items() if sheet == number}
        return self.kind.read(self._tables[number], self._today, mends)

    def _judge(self) -> None:
        self._answers = self.kind.check(self._db, self._to_judge(list(self._records())), self._decisions())
        self._forget()

    def _forget(self) -> None:
        self.__dict__.pop("rows", None)

    def _records(self) -> Iterator[Record]:
        return (record for part in self._parts for record in part)

    def _to_judge(self, records: list[Record]) -> list[Record]:
        """A skipped row is in error, so that it neither is written nor makes a later one a duplicate."""
        for index in self._state.skipped:
            record = records[index]
            records[index] = Record(record.row, record.values, (SKIPPED,))
        return records

    def _decisions(self) -> Mapping[int, int]:
        return self._state.decided

    def _place(self, index: int) -> tuple[int, int]:
        """Sheet and row index of a row of the preview."""
        for sheet, part in enumerate(self._parts):
            if index < len(part):
                return sheet, part[index].row - 1
            index -= len(part)
        raise IndexError(index)

    def _rows(self) -> Iterator[PreviewRow]:
        fields = tuple(column.field for column in self.columns)
        mends: dict[tuple[int, int], dict[str, str]] = {}
        for (sheet, row_index, key), text in self._state.mended.items():
            mends.setdefault((sheet, row_index), {})[key] = text
        answers = enumerate(self._answers)
        for sheet, (table, part) in enumerate(zip(self._tables, self._parts, strict=True)):
            name = table.sheet if len(self._tables) > 1 else ""
            for record, (index, answer) in zip(part, answers, strict=False):
                findings = self._findings(index, record, answer)
                mended = mends.get((sheet, record.row - 1), {})
                make = CellMaker(self.kind, table, name, record, findings, answer.changes, mended, fields)
                skipped = index in self._state.skipped
                yield PreviewRow(index, record.row, name, answer, findings, is_skipped=skipped, make=make)

    def _findings(self, index: int, record: Record, answer: Answer) -> tuple[Finding, ...]:
        found = findings_of(record, answer)
        return (*found, SKIPPED) if index in self._state.skipped else found


def _find(table: Table, title: str, column: int) -> int:
    titles = table.header.titles
    if column < len(titles) and titles[column] == title:
        return column
    return titles.index(title) if title in titles else -1


def open_preview(db: Database, kind: str, path: Path, *, progress: Progress | None = None) -> Preview:
    """Read and judge a file; nothing is written.

    :param kind: a key of `catalogue.TABLE_KINDS`.
    :raises Refusal: no header was found. Trouble: the file cannot be read.
    """
    if progress is not None:
        progress(0, 2)
    chosen = TABLE_KINDS[kind]
    tables = read_tables(path, chosen.titles, chosen.wanted)
    if progress is not None:
        progress(1, 2)
    with without_collector():
        return Preview(db, chosen, path, tables)
