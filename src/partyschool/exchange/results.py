"""How an import ended, for scripts and for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from partyschool.exchange.messages import advice_of, level_of, message_of, words_of
from partyschool.services.import_rows import Answer, Finding, Outcome, Record


@dataclass(frozen=True, slots=True)
class Issue:
    """Something wrong (error) or doubtful (warning) in a row; `row` as the spreadsheet shows it."""

    row: int
    column: str
    value: str
    level: str
    code: str
    message: str
    sheet: str = ""

    @property
    def words(self) -> str:
        """The cause in a few words, where row and column are shown anyway."""
        return words_of(self.code)

    @property
    def advice(self) -> str:
        """What to do about it."""
        return advice_of(self.code)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The counts of the six outcomes and every issue, in the order of rows."""

    kind: str
    rows: int
    created: int
    updated: int
    unchanged: int
    duplicate: int
    pending: int
    rejected: int
    issues: tuple[Issue, ...]
    class_code: str = ""

    @property
    def written(self) -> int:
        """Rows that changed something."""
        return self.created + self.updated

    def as_json(self) -> dict[str, Any]:
        """The promised document."""
        counts = {key: getattr(self, key) for key in ("rows", *(str(outcome) for outcome in Outcome))}
        issues = [
            {
                "row": issue.row,
                "column": issue.column,
                "value": issue.value,
                "level": issue.level,
                "code": issue.code,
                "message": issue.message,
                **({"sheet": issue.sheet} if issue.sheet else {}),
            }
            for issue in self.issues
        ]
        return {**counts, "issues": issues, **({"class": self.class_code} if self.class_code else {})}


def issue_of(finding: Finding, row: int, label: str, sheet: str = "") -> Issue:
    """A finding in words, with the column's title."""
    message = message_of(finding.code, row, label, finding.value, sheet)
    return Issue(row, label, finding.value, level_of(finding), finding.code, message, sheet)


def result_of(kind: str, answers: Iterable[Answer], issues: Sequence[Issue], *, class_code: str = "") -> ImportResult:
    """Count the outcomes."""
    counts = Counter(answer.outcome for answer in answers)
    return ImportResult(
        kind=kind,
        rows=sum(counts.values()),
        created=counts[Outcome.CREATED],
        updated=counts[Outcome.UPDATED],
        unchanged=counts[Outcome.UNCHANGED],
        duplicate=counts[Outcome.DUPLICATE],
        pending=counts[Outcome.PENDING],
        rejected=counts[Outcome.REJECTED],
        issues=tuple(issues),
        class_code=class_code,
    )


def findings_of(record: Record, answer: Answer) -> tuple[Finding, ...]:
    """What reading and comparing found about a row."""
    return (*record.findings, *answer.findings)
