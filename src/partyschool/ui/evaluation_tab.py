"""测评 of a class: the result lesson by lesson; the buttons by which ballots come in and teachers are told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from partyschool.errors import Refusal
from partyschool.ui.table_model import Align, Column, Kind
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.evaluation_rows import EvaluationReport, Part
    from partyschool.ui.class_page import ClassPage

WHOLE, ALL = "班次整体", "综合"
GOOD, FAIR = 90.0, 75.0


@dataclass(frozen=True, slots=True)
class EvaluationLine:
    """A lesson, the class as a whole, or everything together. `feedback` is empty where nobody is to be told."""

    key: int
    lesson: str
    teacher: str
    items: str
    ballots: int
    score: float | None
    satisfaction: float | None
    feedback: str
    is_given: bool


def evaluation_lines(found: EvaluationReport) -> list[EvaluationLine]:
    """Nothing is told of single teachers while there are too few ballots."""
    lines = [_part_line(part, found) for part in found.parts]
    if found.has_votes:
        sums = f"发放 {found.issued}，回收 {found.returned}，有效 {found.valid}，回收率 {_rate(found.recovery)}"
        lines.append(
            EvaluationLine(-1, ALL, "", sums, found.valid, found.score, found.satisfaction, "", is_given=False)
        )
    return lines


def _part_line(part: Part, found: EvaluationReport) -> EvaluationLine:
    shown = found.shows_parts or not part.number
    told = next((row for row in found.feedbacks if row.teacher_id == part.teacher_id), None)
    feedback = ""
    if told is not None:
        feedback = f"{told.given_on:%m-%d} {told.given_by}" if told.given_on else "未反馈"
    if found.has_votes and not shown:
        items = f"有效票不足 {found.least} 张，不单列"
    else:
        items = "　".join(f"{row.item} {_rate(row.score(found.scale), '')}" for row in part.items)
    return EvaluationLine(
        part.number, part.lesson or WHOLE, part.teacher, items, part.ballots,
        part.score(found.scale) if shown else None, part.satisfaction if shown else None, feedback,
        told is not None and told.given_on is not None,
    )  # fmt: skip


def _rate(value: float | None, unit: str = "%") -> str:
    return "—" if value is None else f"{value:.1f}{unit}"


def _tone(value: float | None) -> Tone | None:
    if value is None:
        return None
    return Tone.DONE if value >= GOOD else Tone.WATCH if value >= FAIR else Tone.ACCENT


def evaluation_columns() -> list[Column[EvaluationLine]]:
    """The list under 测评."""
    return [
        Column("课程", lambda line: line.lesson, width=230, stretch=True),
        Column("授课人", lambda line: line.teacher, width=84),
        Column("各项得分", lambda line: line.items, width=380, stretch=True),
        Column("票数", lambda line: str(line.ballots) if line.ballots else "", align=Align.RIGHT, width=60,
               sort=lambda line: line.ballots),
        Column("得分", lambda line: "" if line.score is None else f"{line.score:.1f}", align=Align.RIGHT, width=70,
               sort=lambda line: line.score),
        Column("满意率", lambda line: "" if line.satisfaction is None else f"{line.satisfaction:.1f}%", Kind.BAR,
               fraction=lambda line: None if line.satisfaction is None else line.satisfaction / 100,
               tone=lambda line: _tone(line.satisfaction), width=128, sort=lambda line: line.satisfaction),
        Column("反馈", lambda line: line.feedback, Kind.CHIP,
               tone=lambda line: Tone.DONE if line.is_given else Tone.WATCH, width=128),
    ]  # fmt: skip


class EvaluationActs:
    """What the buttons over the list do."""

    def __init__(self, page: ClassPage) -> None:
        self._page = page

    def _found(self) -> EvaluationReport:
        from partyschool.services.evaluation_queries import get_evaluation

        found = get_evaluation(self._page.context.db, self._page.code)
        if not found.parts:
            raise Refusal("课程表上还没有授课人，没有可测评的。请先排课程表、选授课人。")
        return found

    def open_phones(self) -> None:
        """The questionnaire on the trainees' phones."""
        from partyschool.services.phone_ballots import get_questionnaire
        from partyschool.ui.phone_pages_dialog import PhonePagesDialog

        self._found()
        found = get_questionnaire(self._page.context.db, self._page.code)
        PhonePagesDialog(self._page.context, self._page, found).open()

    def enter_counts(self) -> None:
        """Paper counted by hand."""
        from partyschool.ui.evaluation_counts_dialog import EvaluationCountsDialog

        EvaluationCountsDialog(self._page.context, self._found(), self._page).open()

    def enter_ballots(self) -> None:
        """Ballot by ballot."""
        from partyschool.ui.evaluation_ballot_dialog import EvaluationBallotDialog

        EvaluationBallotDialog(self._page.context, self._found(), self._page).open()

    def give_feedback(self, line: EvaluationLine | None) -> None:
        """To the teacher of the chosen lesson, else the first who was not told."""
        from partyschool.ui.evaluation_feedback_dialog import EvaluationFeedbackDialog

        found = self._found()
        if not found.has_votes:
            raise Refusal("还没有录入测评票数。请先“录入票数”，或“逐张录入”。")
        part = next((part for part in found.lessons if line is not None and part.number == line.key), None)
        EvaluationFeedbackDialog(self._page.context, found, self._page, part.teacher_id if part else None).open()

    def change_items(self) -> None:
        """Which items are asked."""
        from partyschool.ui.evaluation_items_dialog import EvaluationItemsDialog

        EvaluationItemsDialog(self._page.context, self._page).open()
