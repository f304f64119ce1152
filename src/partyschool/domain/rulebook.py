"""The rules of the counting as data: requirements and dated values, each for a span of years.

Of one rule exactly one version holds in a year: versions neither overlap nor leave a year out. The newest one may be
ended (a requirement that is dropped), a value never is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any

from partyschool.domain.quota import Rule, in_force


@dataclass(frozen=True, slots=True)
class Version:
    """The value of a rule for a span of years; `to_year` None: until further notice."""

    key: str
    value: Any
    from_year: int
    to_year: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Everything that a count is made by. `versions` holds the values of every key, in the order of their years."""

    requirements: tuple[Rule, ...]
    versions: tuple[Version, ...]

    def value(self, key: str, year: int) -> Any:
        """The value that holds in the year; before the first version its own, so that old records count too."""
        own = sorted((row for row in self.versions if row.key == key), key=lambda row: row.from_year)
        holding = [row for row in own if row.from_year <= year]
        return (holding[-1] if holding else own[0]).value

    def owed(self, year: int, day: date) -> list[Rule]:
        """The requirements that hold in the year as of the day."""
        return in_force(self.requirements, year, day)

    def same_in(self, other: RuleBook, year: int) -> bool:
        """Whether both books count the year alike."""
        keys = {row.key for row in self.versions}
        values = all(self.value(key, year) == other.value(key, year) for key in keys)
        return values and set(_of_year(self.requirements, year)) == set(_of_year(other.requirements, year))


def _of_year(rules: Sequence[Rule], year: int) -> list[tuple[str, str, int, int, date | None]]:
    """What the rules of a year ask; the years before and after, and the words of the source, change no count."""
    return [
        (rule.code, rule.category, rule.quarter_days, rule.half_hours, rule.since if rule.from_year == year else None)
        for rule in rules
        if rule.from_year <= year and (rule.to_year is None or year <= rule.to_year)
    ]


class SpanFault(StrEnum):
    """What can be wrong with the years of a rule's versions."""

    BACKWARDS = "backwards"
    OVERLAP = "overlap"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Span:
    """The years of one version."""

    from_year: int
    to_year: int | None


@dataclass(frozen=True, slots=True)
class SpanProblem:
    """The fault and the years it is about: counted twice (overlap), not at all (gap), or the wrong way round."""

    fault: SpanFault
    first: int
    last: int


def problem_of(spans: Iterable[Span]) -> SpanProblem | None:
    """The first fault of a rule's years, None where every year has one version."""
    ordered = sorted(spans, key=lambda span: (span.from_year, span.to_year or 9999))
    for span in ordered:
        if span.to_year is not None and span.to_year < span.from_year:
            return SpanProblem(SpanFault.BACKWARDS, span.from_year, span.to_year)
    for before, after in pairwise(ordered):
        last = 9999 if before.to_year is None else before.to_year
        if after.from_year <= last:
            return SpanProblem(SpanFault.OVERLAP, after.from_year, min(last, after.to_year or 9999))
        if after.from_year > last + 1:
            return SpanProblem(SpanFault.GAP, last + 1, after.from_year - 1)
    return None
