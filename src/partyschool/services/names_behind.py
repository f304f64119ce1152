"""The names behind a figure: every number of the year's tables opens the list that it counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.terms import Grouping, Structure
from partyschool.services.headcounts import Key
from partyschool.services.quota_rows import QuotaRow
from partyschool.services.quota_totals import words_of
from partyschool.services.statistics import CountedYear, count_year
from partyschool.services.year_credits import ClassCredits
from partyschool.storage.database import Database
from partyschool.storage.models import TrainingClass


@dataclass(frozen=True, slots=True)
class BehindName:
    """A person as a figure counts him; where it counts 人次, one line for each class with its code and title."""

    person: QuotaRow
    class_code: str = ""
    class_title: str = ""
    starts_on: date | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which figure: its word, and of which units, month or class it is.

    `word` is a word of `Totals` (due, trained, met, behind, rotated …), of `Headcount` (attendances, people,
    member_hours_met …), or one of what is missing: untrained, not_rotated.
    `units` are keys of lines by `grouping`: ids of villages and departments by preset, of towns or branches, or a
    domain; None among them stands for people outside of all, None instead of them means everywhere.
    """

    word: str
    units: Collection[Key] | None = None
    month: int | None = None
    class_code: str = ""
    grouping: Grouping = Grouping.UNIT


def names_behind(
    db: Database,
    *,
    year: int,
    wanted: Wanted,
    as_of: date | None = None,
    with_provisional: bool = False,
    structure: Structure = Structure.YEAR_END,
) -> list[BehindName]:
    """The names, by pinyin; as many lines as the figure says.

    :param as_of: the day that the figure was counted on, 31 December without one.
    :param structure: by which units it was counted.
    """
    with db.read() as session:
        counted = count_year(session, year, as_of or date(year, 12, 31), with_provisional, structure)
        key_of = counted.key_by(session, wanted.grouping)
        rows = [row for row in counted.board.rows if wanted.units is None or key_of(row) in wanted.units]
        if wanted.word in {"attendances", "people", "member_people"}:
            names = _attended(session, counted, wanted, rows)
        else:
            test = _test(counted, wanted.word)
            names = [BehindName(row) for row in rows if test(row)]
    return sorted(names, key=lambda name: (name.person.sort_key, name.person.person_id, name.starts_on or date.min))


def _test(counted: CountedYear, word: str) -> Callable[[QuotaRow], bool]:
    member_hours = 2 * counted.rules.member_half_hours
    special: dict[str, Callable[[QuotaRow], bool]] = {
        "member_hours_met": lambda row: row.is_due and row.earned_quarter_hours >= member_hours,
        "floating_due": lambda row: row.is_due and row.is_floating,
        "floating_met": lambda row: row.is_floating and row.met is True,
        "untrained": lambda row: row.is_due and not row.trained,
        "not_rotated": lambda row: row.is_member and not row.rotated,
    }
    return special.get(word, lambda row: word in words_of(row))


def _attended(session: Session, counted: CountedYear, wanted: Wanted, rows: Iterable[QuotaRow]) -> list[BehindName]:
    classes = {row.id: row for row in session.scalars(select(TrainingClass)) if wanted.class_code in ("", row.code)}
    credits = [
        row for row in counted.credits if row.class_id in classes and wanted.month in (None, row.month)
    ]  # fmt: skip
    people = {row.person_id: row for row in rows}
    if wanted.word == "attendances":
        return list(_lines(credits, people, classes))
    seen = Counter(person_id for row in credits for person_id in row.people)
    return [BehindName(row) for key, row in people.items() if seen[key] and (wanted.word == "people" or row.is_member)]


def _lines(
    credits: Iterable[ClassCredits], people: dict[int, QuotaRow], classes: dict[int, TrainingClass]
) -> Iterable[BehindName]:
    for credit in credits:
        found = classes[credit.class_id]
        for person_id in credit.people & people.keys():
            yield BehindName(people[person_id], found.code, found.title, found.starts_on)
