"""What the import page shows of a file: columns, rows with their cells, causes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from partyschool.exchange.cells import cell_text
from partyschool.exchange.imports import label_in
from partyschool.exchange.kinds import Kind
from partyschool.exchange.layout import Table
from partyschool.exchange.messages import level_of
from partyschool.exchange.results import Issue, issue_of
from partyschool.exchange.stored_words import shown_value
from partyschool.services.import_rows import Answer, Candidate, Finding, Record


@dataclass(frozen=True, slots=True)
class PreviewColumn:
    """A column: the field (empty where not imported), what the program calls it, its title and place in the file."""

    field: str
    label: str
    title: str
    index: int


@dataclass(frozen=True, slots=True)
class PreviewCell:
    """Text as read; `state` is error, warning, changed (then `note` is the old value) or empty."""

    text: str
    state: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody on the register whom an undecided row may mean."""

    person_id: int
    words: str


class PreviewRow:
    """A row of the file; its cells and issues are put together when they are first asked for.

    Measured: 20,000 rows with all their cells take 0.6 s, a page shows thirty of them.

    :ivar index: its place in the preview; `row` its number in the spreadsheet.
    :ivar codes: what was found about it.
    """

    __slots__ = ("_cells", "_issues", "_make", "codes", "index", "is_skipped", "matches", "outcome", "row", "sheet")

    def __init__(
        self, index: int, row: int, sheet: str, answer: Answer, findings: Sequence[Finding], *, is_skipped: bool,
        make: CellMaker,
    ) -> None:  # fmt: skip
        self.index = index
        self.row = row
        self.sheet = sheet
        self.outcome = str(answer.outcome)
        self.is_skipped = is_skipped
        self.codes = frozenset(finding.code for finding in findings)
        self.matches = tuple(Match(one.person_id, _words_of_person(one)) for one in answer.candidates)
        self._make = make
        self._cells: tuple[PreviewCell, ...] | None = None
        self._issues: tuple[Issue, ...] | None = None if findings else ()

    @property
    def cells(self) -> tuple[PreviewCell, ...]:
        """One for each column of the preview."""
        if self._cells is None:
            self._cells = self._make.cells()
        return self._cells

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What is wrong or doubtful, in words."""
        if self._issues is None:
            self._issues = self._make.issues()
        return self._issues


@dataclass(frozen=True, slots=True)
class CellMaker:
    """What cells and issues of one row are made of."""

    kind: Kind
    table: Table
    sheet: str
    record: Record
    findings: tuple[Finding, ...]
    changes: Mapping[str, str]
    mended: Mapping[str, str]
    fields: tuple[str, ...]

    def cells(self) -> tuple[PreviewCell, ...]:
        frames = {finding.field: level_of(finding) for finding in sorted(self.findings, key=lambda one: one.is_error)}
        return tuple(self._cell(key, frames.get(key, "")) for key in self.fields)

    def _cell(self, key: str, frame: str) -> PreviewCell:
        text = self.mended.get(key)
        if text is None:
            place = self.table.header.columns.get(key)
            text = cell_text(self.table.rows[self.record.row - 1][place]) if place is not None else ""
        if key not in self.changes:
            return PreviewCell(text, frame)
        return PreviewCell(text, frame or "changed", shown_value(key, self.changes[key]))

    def issues(self) -> tuple[Issue, ...]:
        return tuple(
            issue_of(finding, self.record.row, label_in(self.kind, self.table, finding.field), self.sheet)
            for finding in self.findings
        )


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause in a few words with the number of rows that have it; the errors come first."""

    code: str
    level: str
    words: str
    count: int


def _words_of_person(one: Candidate) -> str:
    """张伟 1968-07 前庄村党支部 尾号 005X."""
    tail = f"尾号 {one.id_number[-4:]}" if one.id_number else "没有身份证号"
    return " ".join(part for part in (one.name, one.birth_on, one.unit, tail) if part)
