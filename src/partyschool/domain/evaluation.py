"""Scores of a questionnaire (教学质量测评): votes by level, coefficients, weights; nothing of who voted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

SATISFIED_LEVELS = 2  # 满意率 counts the two highest levels (非常满意、满意)


@dataclass(frozen=True, slots=True)
class Scale:
    """The levels from the best down, and what each is worth in hundredths of an item's points."""

    levels: tuple[str, ...]
    hundredths: tuple[int, ...]

    def to_record(self) -> dict[str, Any]:
        """As it is frozen with a questionnaire."""
        return {"levels": list(self.levels), "hundredths": list(self.hundredths)}

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Scale:
        """From the frozen record."""
        return cls(tuple(record["levels"]), tuple(record["hundredths"]))


@dataclass(frozen=True, slots=True)
class Votes:
    """Votes on one item: how many for each level; `weight` is the item's full points."""

    weight: int
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """Everybody who answered this item."""
        return sum(self.counts)


def score(votes: Iterable[Votes], scale: Scale) -> float | None:
    """Points of a hundred: the mean of each answered item by its weight; None where nobody answered.

    Where every ballot answers every item this is the mean over the ballots of Σ points × coefficient. An item left
    blank on a ballot neither helps nor harms.
    """
    answered = [row for row in votes if row.total]
    whole = sum(row.weight for row in answered)
    if not whole:
        return None
    points = sum(row.weight * _mean(row.counts, scale) for row in answered)
    return points / whole


def _mean(counts: Sequence[int], scale: Scale) -> float:
    return sum(count * worth for count, worth in zip(counts, scale.hundredths, strict=True)) / sum(counts)


def satisfaction(votes: Iterable[Votes]) -> float | None:
    """满意率 in per cent: answers of the two highest levels among all valid answers; None without any."""
    rows = list(votes)
    whole = sum(row.total for row in rows)
    return 100 * sum(sum(row.counts[:SATISFIED_LEVELS]) for row in rows) / whole if whole else None


def recovery(returned: int, issued: int) -> float | None:
    """回收率 in per cent; None where nothing was handed out."""
    return 100 * returned / issued if issued else None


def item_of(text: str) -> tuple[str, int] | None:
    """“教学内容 25” → the item and its points; None where the points are missing or not 1–100."""
    title, _, points = text.strip().rpartition(" ")
    return (title.strip(), int(points)) if title.strip() and points.isdecimal() and 1 <= int(points) <= 100 else None
