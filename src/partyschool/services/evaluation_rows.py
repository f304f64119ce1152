"""Rows about questionnaires (教学质量测评): what was asked, how it was answered, what teachers were told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from partyschool.domain import evaluation
from partyschool.domain.evaluation import Scale, Votes


@dataclass(frozen=True, slots=True)
class ItemVotes:
    """One question: its place in the questionnaire, its full points and the votes for each level."""

    position: int
    item: str
    votes: Votes

    def score(self, scale: Scale) -> float | None:
        """Of a hundred."""
        return evaluation.score([self.votes], scale)


@dataclass(frozen=True, slots=True)
class Part:
    """The questions about one lesson; `number` 0 is the class as a whole, without lesson and teacher."""

    number: int
    lesson: str
    teacher_id: int | None
    teacher: str
    items: tuple[ItemVotes, ...]

    def score(self, scale: Scale) -> float | None:
        """Of a hundred."""
        return evaluation.score((row.votes for row in self.items), scale)

    @property
    def satisfaction(self) -> float | None:
        """满意率 of this part in per cent."""
        return evaluation.satisfaction(row.votes for row in self.items)

    @property
    def ballots(self) -> int:
        """How many answered something about it, as far as the counts tell."""
        return max((row.votes.total for row in self.items), default=0)


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    """A teacher of the class and whether he or she was told the result; `given_on` None: not yet."""

    teacher_id: int
    teacher: str
    title: str
    opinions: str
    given_on: date | None
    given_by: str


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """A class's questionnaire with everything counted so far.

    `counted_returned` and `counted_valid` are the paper counted by hand; `returned` and `valid` add the ballots typed
    in. With fewer valid ballots than `least` no teacher's own figures may be shown (`shows_parts`).
    """

    code: str
    title: str
    school: str
    starts_on: date
    ends_on: date
    enrolled: int
    scale: Scale
    issued: int
    counted_returned: int
    counted_valid: int
    ballots: int
    valid_ballots: int
    least: int
    parts: tuple[Part, ...]
    remarks: tuple[str, ...]
    counted_remarks: str
    feedbacks: tuple[FeedbackRow, ...]
    counted: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    @property
    def lessons(self) -> tuple[Part, ...]:
        """The parts about a lesson."""
        return tuple(part for part in self.parts if part.number)

    @property
    def whole(self) -> Part | None:
        """The part about the class as a whole."""
        return next((part for part in self.parts if not part.number), None)

    @property
    def returned(self) -> int:
        """回收."""
        return self.counted_returned + self.ballots

    @property
    def valid(self) -> int:
        """有效票."""
        return self.counted_valid + self.valid_ballots

    @property
    def has_votes(self) -> bool:
        """Whether anything has been answered."""
        return any(row.votes.total for part in self.parts for row in part.items)

    @property
    def shows_parts(self) -> bool:
        """Few ballots would tell the single voter: then only the class as a whole is shown."""
        return self.valid >= self.least

    @property
    def score(self) -> float | None:
        """The mean of the parts' scores."""
        found = [part.score(self.scale) for part in self.parts]
        known = [value for value in found if value is not None]
        return sum(known) / len(known) if known else None

    @property
    def satisfaction(self) -> float | None:
        """满意率 of the class: over all answers."""
        return evaluation.satisfaction(row.votes for part in self.parts for row in part.items)

    @property
    def recovery(self) -> float | None:
        """回收率 in per cent."""
        return evaluation.recovery(self.returned, self.issued)


@dataclass(frozen=True, slots=True)
class CountsForm:
    """Paper counted by hand: `votes` has for each question's position how many chose each level."""

    issued: int
    returned: int
    valid: int
    votes: Mapping[int, tuple[int, ...]]
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class BallotForm:
    """One ballot typed in: the level (0 is the best) by the question's position; what is left blank is left out."""

    answers: Mapping[int, int]
    remark: str = ""
