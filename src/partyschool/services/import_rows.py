"""What every import speaks of: rows as read, what was found wrong with them, and how each one ended (rules.md 8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Progress = Callable[[int, int], None]


class Outcome(StrEnum):
    """Each row ends in exactly one of these."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    PENDING = "pending"
    REJECTED = "rejected"


WARNINGS = frozenset(
    {
        "sex_differs_from_id", "birth_differs_from_id", "id_upgraded_15", "id_missing", "phone_invalid",
        "same_name_same_branch", "column_unknown", "unit_new", "teacher_new", "teaching_point_new", "value_unknown",
        "name_changed", "name_differs", "date_ambiguous", "left_register", "post_open", "organiser_other",
        "course_teacher_unknown", "course_unknown", "point_unknown", "months_date", "above_differs", "closed_kept",
        "name_remark",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong or doubtful in one cell. `field` is the field's key, `value` the text as read."""

    field: str
    code: str
    value: str = ""

    @property
    def is_error(self) -> bool:
        """Errors keep the row out; warnings are told and the row is written."""
        return self.code not in WARNINGS


@dataclass(slots=True)
class Record:
    """A row of a file with its cells understood; blank cells say nothing and are not in `values`.

    :ivar row: as the spreadsheet numbers it.
    """

    row: int
    values: dict[str, Any]
    findings: tuple[Finding, ...] = ()

    @property
    def is_rejected(self) -> bool:
        """Whether a finding keeps the row out."""
        return bool(self.findings) and any(finding.is_error for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on the register whom a row without a number may mean."""

    person_id: int
    name: str
    birth_on: str
    unit: str
    id_number: str


@dataclass(frozen=True, slots=True)
class Answer:
    """How a row ended: what else was found while comparing, and the old values of what changes."""

    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    changes: Mapping[str, str] = field(default_factory=dict)
    candidates: tuple[Candidate, ...] = ()


NEW_PERSON = 0
# Position of a record in the list → id of the person it is, or NEW_PERSON.
Decisions = Mapping[int, int]
