"""What belongs to both of two records of one person, and which of the two holds: a rule each, and words for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from partyschool.domain.terms import CertificateState, Review
from partyschool.services.ledger import late_limit, session_times, share_of
from partyschool.services.merge_steps import Steps, tables_of_people, unique_beside
from partyschool.services.words import day_words, hours
from partyschool.storage.database import Database
from partyschool.storage.models import (
    Absence,
    Attendance,
    Certificate,
    ClassSession,
    CreditEntry,
    Enrolment,
    Exemption,
    OtherStudy,
    TrainingClass,
)
from partyschool.storage.models.photographs import Portrait

REASON = "合并重复记录，同一项只计一次"
# Memberships and events follow the chosen unit and standing; a closed year and the merges stay what they are, and the
# last four of a number that a list brought belong to that very record.
ELSEWHERE = frozenset({"memberships", "person_events", "person_merges", "frozen_results", "listed_tails"})


@dataclass(frozen=True, slots=True)
class Pair:
    """The record that lives on, and the one that goes into it."""

    kept: int
    merged: int


class Clashes:
    """Resolves what both records have, then moves the rest; `told` says every decision."""

    def __init__(self, session: Session, db: Database, steps: Steps, pair: Pair) -> None:
        self._session, self._db, self._steps, self._pair = session, db, steps, pair
        self.told: list[str] = []
        self._staying: set[tuple[str, int]] = set()

    def move_all(self) -> None:
        """Everything of the merged record goes to the kept one, each clash by its rule."""
        self._attendances()
        self._absences()
        self._studies()
        self._enrolments()
        self._exemptions()
        self._certificates()
        self._portraits()
        for table, column in tables_of_people():
            if table.name not in ELSEWHERE:
                self._move_rest(table, column)

    def _both(self, model: Any, *conditions: Any) -> tuple[list[Any], list[Any]]:
        query = select(model).where(model.person_id.in_((self._pair.kept, self._pair.merged)), *conditions)
        rows = self._session.scalars(query.order_by(model.id)).all()
        return tuple([row for row in rows if row.person_id == key] for key in (self._pair.kept, self._pair.merged))  # type: ignore[return-value]

    def _set(self, row: Any, **values: Any) -> None:
        self._steps.set(row.__table__, row.id, values)

    def _attendances(self) -> None:
        """Of two sign-ins to one session the larger share holds, of equal ones the earlier; the other is void."""
        kept, merged = self._both(Attendance, Attendance.voided_at.is_(None))
        by_session = {row.session_id: row for row in merged}
        entries = self._standing_entries()
        for row in kept:
            other = by_session.get(row.session_id)
            if other is None:
                continue
            held = self._session.get_one(ClassSession, row.session_id)
            winner, loser = self._ranked(held, row, other, entries)
            self._set(loser, voided_at=self._db.now(), voided_by=self._db.actor, void_reason=REASON)
            for entry in entries.get((loser.person_id, held.id), ()):
                if (winner.person_id, held.id) in entries:
                    self._steps.reverse_credit(entry, reason=REASON, at=self._db.now(), by=self._db.actor)
            self.told.append(
                f"两条记录都参加了{self._class_title(held)}第 {held.number} 场（{day_words(held.held_on)}）："
                f"保留 {winner.sign_in_at:%H:%M} 的签到，另一条作废，只计一次。"
            )

    def _ranked(
        self, held: ClassSession, one: Attendance, other: Attendance, entries: dict[tuple[int, int], list[CreditEntry]]
    ) -> tuple[Attendance, Attendance]:
        limit = late_limit(self._session, held.held_on.year)
        times = session_times(held)

        def rank(row: Attendance) -> tuple[int, datetime, int]:
            locked = entries.get((row.person_id, held.id))
            share = sum(entry.share for entry in locked) if locked else share_of(times, row, limit).share
            return (-1 if locked else 0) * 4 - share, row.sign_in_at, row.id

        first, second = sorted((one, other), key=rank)
        return first, second

    def _standing_entries(self) -> dict[tuple[int, int], list[CreditEntry]]:
        kept, merged = self._both(CreditEntry)
        reversed_ids = {row.reverses_id for row in (*kept, *merged)}
        found: dict[tuple[int, int], list[CreditEntry]] = defaultdict(list)
        for row in (*kept, *merged):
            if row.reverses_id is None and row.id not in reversed_ids:
                found[row.person_id, row.session_id].append(row)
        return dict(found)

    def _class_title(self, held: ClassSession) -> str:
        return f"“{self._session.get_one(TrainingClass, held.class_id).title}”"

    def _absences(self) -> None:
        """Somebody who came under one record was not absent under the other; that line stays with the merged one."""
        kept, merged = self._both(Absence)
        came = {row.session_id for rows in self._both(Attendance, Attendance.voided_at.is_(None)) for row in rows}
        for row in (*kept, *merged):
            if row.session_id in came:
                self._set(row, person_id=self._pair.merged)
                self._staying.add(("absences", row.id))
                held = self._session.get_one(ClassSession, row.session_id)
                self.told.append(
                    f"{self._class_title(held)}第 {held.number} 场一条记录写着缺席，另一条有签到：按到课计。"
                )

    def _studies(self) -> None:
        """The same kind, title and day is one entry; what is approved holds, then the one with more hours."""
        kept, merged = self._both(OtherStudy, OtherStudy.voided_at.is_(None))
        known = {(row.kind, row.title, row.studied_on): row for row in kept}
        for row in merged:
            same = known.get((row.kind, row.title, row.studied_on))
            if same is None:
                continue
            loser, winner = sorted((row, same), key=_worth)
            self._set(loser, voided_at=self._db.now())
            self.told.append(
                f"{day_words(row.studied_on)}的“{row.title}”两条记录都有：只计一次，{hours(winner.half_hours)} 学时。"
            )

    def _enrolments(self) -> None:
        """On the list of a class once; being on it holds against having been taken off."""
        kept, merged = self._both(Enrolment)
        by_class = {row.class_id: row for row in kept}
        for row in merged:
            same = by_class.get(row.class_id)
            if same is None:
                continue
            if same.withdrawn_at is not None and row.withdrawn_at is None:
                self._set(same, withdrawn_at=None)
            if row.withdrawn_at is None:
                self._set(row, withdrawn_at=self._db.now())
            if row.group_name and not same.group_name:
                self._set(same, group_name=row.group_name)
            title = self._session.get_one(TrainingClass, row.class_id).title
            self.told.append(f"两条记录都在“{title}”的名单里：只留一条。")

    def _exemptions(self) -> None:
        kept, merged = self._both(Exemption, Exemption.withdrawn_on.is_(None))
        by_year = {row.year: row for row in kept}
        for row in merged:
            same = by_year.get(row.year)
            if same is not None:
                loser = same if row.review == Review.APPROVED != same.review else row
                self._set(loser, withdrawn_on=loser.granted_on)
                self.told.append(f"{row.year} 年两条记录都有免训：保留一条。")

    def _certificates(self) -> None:
        """Numbers are never taken away by the program; the clerk voids the one too many."""
        valid = (CertificateState.VALID, CertificateState.REVIEW)
        kept, merged = self._both(Certificate, Certificate.state.in_(valid))
        numbers = {(row.class_id, row.kind): row.number for row in kept}
        for row in merged:
            if (row.class_id, row.kind) in numbers:
                told = f"{numbers[row.class_id, row.kind]} 和 {row.number}"
                self.told.append(f"同一个班发过两张证书：{told}。两张都保留，请在证书页作废其中一张。")

    def _portraits(self) -> None:
        """The kept record's own picture stays the current one; the other can be had back by choosing it again."""
        kept, merged = self._both(Portrait, Portrait.removed_at.is_(None))
        if kept and merged:
            for row in merged:
                self._set(row, removed_at=self._db.now())
            self.told.append("两条记录都有照片：用保留下来那条的照片。")

    def _move_rest(self, table: Table, column: str) -> None:
        pair, person = self._pair, table.c[column]
        uniques = unique_beside(table, column)
        taken = [set(self._keys(table, column, pair.kept, beside).values()) for beside in uniques]
        mine = [self._keys(table, column, pair.merged, beside) for beside in uniques]
        ids: Sequence[int] = self._session.scalars(
            select(table.c.id).where(person == pair.merged).order_by(table.c.id)
        ).all()
        for row_id in ids:
            if (table.name, row_id) in self._staying:
                continue
            if not any(keys[row_id] in known for keys, known in zip(mine, taken, strict=True)):
                self._steps.move(table, row_id, column, pair.kept)
            elif table.name == "posts":
                self.told.append("两条记录有同一职务、同一任职日期：只留一条。")

    def _keys(self, table: Table, column: str, person_id: int, beside: Iterable[str]) -> dict[int, tuple[Any, ...]]:
        """What the unique rule compares, by row; with an empty value nothing is the same as anything."""
        columns = [table.c[name] for name in beside]
        rows = self._session.execute(select(table.c.id, *columns).where(table.c[column] == person_id)).all()
        return {row[0]: tuple(row[1:]) if None not in row[1:] else (row[0], None) for row in rows}


def _worth(entry: OtherStudy) -> tuple[bool, int]:
    return entry.review == Review.APPROVED, entry.half_hours
