"""村“两委”成员名单: posts with their terms, for people who are on the register already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.posts import classify
from partyschool.domain.terms import UnitKind
from partyschool.services.branches import BranchIndex
from partyschool.services.import_judge import (
    DUPLICATE,
    Deed,
    PeopleByNumber,
    changed_or_not,
    check_rows,
    rejected,
    stated,
    write_rows,
)
from partyschool.services.import_rows import Answer, Decisions, Finding, Outcome, Record
from partyschool.services.unit_tree import load_tree
from partyschool.storage.database import Database
from partyschool.storage.models import Post


def check_cadres(db: Database, records: Sequence[Record], _: Decisions | None = None) -> list[Answer]:
    """How each row would end; nothing is written."""
    return check_rows(db, records, _CadreJudge)


def write_cadres(db: Database, records: Sequence[Record], _: Decisions | None = None, source: str = "") -> list[Answer]:
    """Write the posts in one transaction. A post is the same one when person, unit, title and first day are."""
    return write_rows(db, records, _CadreJudge, action="posts.import", source=source)


Term = tuple[Post | None, date | None, date | None]  # the stored post, first and last day


class _CadreJudge:
    def __init__(self, session: Session, db: Database) -> None:
        self._session = session
        self._people = PeopleByNumber(session)
        self._units = BranchIndex(session)
        self._tree = load_tree(session)
        self._posts: dict[tuple[int, int, str], list[Post]] = {}
        self._terms: dict[tuple[int, int, str], list[Term]] = {}
        for post in session.scalars(select(Post)):
            self._posts.setdefault((post.person_id, post.unit_id, post.title), []).append(post)
        for key, posts in self._posts.items():
            self._terms[key] = [(post, post.start_on, post.end_on) for post in posts]
        self._seen: set[tuple[int, int, str, date | None]] = set()

    def judge(self, record: Record) -> tuple[Answer, Deed | None]:
        """Person, unit and term, then whether the post is known."""
        values = record.values
        person_id, findings = self._people.find(values)
        if person_id is None:
            return Answer(Outcome.REJECTED, findings), None
        unit_id = self._units.find(values["unit"])
        if unit_id is None:
            return rejected("unit", "unit_unknown", values["unit"])
        start = values.get("start_on")
        if start is None and "end_on" not in values:
            findings = (*findings, Finding("start_on", "post_open"))
        key = (person_id, unit_id, values["title"])
        if (*key, start) in self._seen:
            return DUPLICATE, None
        self._seen.add((*key, start))
        known = self._known(key, start)
        twice = rejected("start_on", "post_twice", str(start or ""))
        if known is None:
            if not self._fits_in(key, None, values):
                return twice
            return Answer(Outcome.CREATED, findings), lambda: self._session.add(self._post(key, values))
        answer, deed = changed_or_not(known, stated(values, "start_on", "end_on"), findings)
        return (answer, deed) if deed is None or self._fits_in(key, known, values) else twice

    def _fits_in(self, key: tuple[int, int, str], known: Post | None, values: dict[str, Any]) -> bool:
        """Whether nobody holds the post twice at a time, by the terms stored and those of the rows before."""
        start = values.get("start_on", known.start_on if known else None)
        end = values.get("end_on", known.end_on if known else None)
        others = [term for term in self._terms.get(key, []) if known is None or term[0] is not known]
        if any(
            (start or date.min) <= (last or date.max) and (first or date.min) <= (end or date.max)
            for _, first, last in others
        ):
            return False
        self._terms[key] = [*others, (known, start, end)]
        return True

    def _known(self, key: tuple[int, int, str], start: date | None) -> Post | None:
        """The post of this first day; a row without one means the only post of this title that is still held."""
        posts = self._posts.get(key, [])
        if start is None:
            held = [post for post in posts if post.end_on is None]
            return held[0] if len(held) == 1 else None
        same = [post for post in posts if post.start_on == start]
        return same[0] if same else None

    def _post(self, key: tuple[int, int, str], values: dict[str, Any]) -> Post:
        person_id, unit_id, title = key
        flags = classify(title, of_village=self._tree.nearest(unit_id, UnitKind.VILLAGE) is not None)
        return Post(
            person_id=person_id,
            unit_id=unit_id,
            title=title,
            in_two_committees=flags.in_two_committees,
            in_leadership=flags.in_leadership,
            start_on=values.get("start_on"),
            end_on=values.get("end_on"),
        )
