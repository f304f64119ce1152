"""Where a trainee is in the questionnaire: all of it travels in the form, without script and session."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from partyschool.services.evaluation_rows import BallotForm
from partyschool.services.phone_ballots import Questionnaire
from partyschool.signin.fields import BadRequest

BLANK = "0"
WHOLE, SINGLE = "all", "one"
MOST_ON_A_PAGE = 24
REMARK_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Question:
    """One item with the lesson that it is about; `lesson` empty: the class as a whole."""

    position: int
    item: str
    part: int
    lesson: str
    teacher: str


@dataclass(frozen=True, slots=True)
class Paper:
    """The questions as they are asked now. `mark` tells this paper from one with other questions."""

    questions: tuple[Question, ...]
    levels: tuple[str, ...]
    pages: tuple[tuple[int, ...], ...]
    mark: str


def paper_of(found: Questionnaire) -> Paper:
    """Questions in their order, cut into pages between lessons."""
    questions = tuple(
        Question(row.position, row.item, part.number, part.lesson, part.teacher)
        for part in found.parts
        for row in part.items
    )
    mark = zlib.crc32(repr((questions, found.scale.levels)).encode())
    return Paper(questions, found.scale.levels, _pages(questions), f"{mark:08x}")


def _pages(questions: Sequence[Question]) -> tuple[tuple[int, ...], ...]:
    pages: list[tuple[int, ...]] = []
    parts: dict[int, list[int]] = {}
    for place, question in enumerate(questions):
        parts.setdefault(question.part, []).append(place)
    for places in parts.values():
        if pages and len(pages[-1]) + len(places) <= MOST_ON_A_PAGE:
            pages[-1] += tuple(places)
        else:
            pages.append(tuple(places))
    return tuple(pages)


@dataclass(frozen=True, slots=True)
class Progress:
    """What was answered so far: a figure for each question, 1 the best level, 0 blank; and the page that is shown."""

    given: str
    mode: str = WHOLE
    at: int = 0
    remark: str = ""

    @property
    def blanks(self) -> list[int]:
        """Places of the questions that are not answered."""
        return [place for place, figure in enumerate(self.given) if figure == BLANK]

    @property
    def is_empty(self) -> bool:
        """Nothing was said at all."""
        return len(self.blanks) == len(self.given) and not self.remark

    def form(self, paper: Paper) -> BallotForm:
        """As the box takes it."""
        answers = {
            question.position: int(figure) - 1
            for question, figure in zip(paper.questions, self.given, strict=True)
            if figure != BLANK
        }
        return BallotForm(answers, self.remark)


def blank(paper: Paper) -> Progress:
    """The first page of an empty ballot."""
    return Progress(BLANK * len(paper.questions))


def read_progress(paper: Paper, fields: Mapping[str, str]) -> Progress:
    """What the form brings, with the answers of its page laid over those of earlier ones.

    :raises BadRequest: not what our form sends.
    """
    given, mode, at = fields.get("given", ""), fields.get("mode", ""), fields.get("at", "")
    figures = BLANK + "".join(str(place) for place in range(1, len(paper.levels) + 1))
    if len(given) != len(paper.questions) or not set(given) <= set(figures) or mode not in (WHOLE, SINGLE):
        raise BadRequest
    written = list(given)
    for place in range(len(paper.questions)):
        answer = fields.get(f"q{place + 1}", "")
        if answer:
            if answer not in figures:
                raise BadRequest
            written[place] = answer
    last = len(paper.questions) if mode == SINGLE else len(paper.pages) - 1
    if not (at.isascii() and at.isdecimal()) or int(at) > last:
        raise BadRequest
    remark = " ".join(fields.get("remark", "").split())[:REMARK_LIMIT]
    return Progress("".join(written), mode, int(at), remark)


def step(paper: Paper, progress: Progress, wish: str) -> Progress:
    """The page that is shown next: next, back, one (question by question), all, or the first blank.

    :raises BadRequest: none of these.
    """
    last = len(paper.questions) if progress.mode == SINGLE else len(paper.pages) - 1
    first_blank = next(iter(progress.blanks), len(paper.questions))
    match wish:
        case "" | "next":
            return replace(progress, at=min(progress.at + 1, last))
        case "back":
            return replace(progress, at=max(progress.at - 1, 0))
        case "one":
            return replace(progress, mode=SINGLE, at=first_blank)
        case "all":
            return replace(progress, mode=WHOLE, at=0)
        case "blanks" if progress.mode == SINGLE:
            return replace(progress, at=first_blank)
        case "blanks":
            page = next((at for at, places in enumerate(paper.pages) if first_blank in places), 0)
            return replace(progress, at=page)
    raise BadRequest
