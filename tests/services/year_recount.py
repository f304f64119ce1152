"""The annual statistics counted again, slowly and by the letter of the rules, from the bare rows of the tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlalchemy import select

from partyschool.domain.terms import Tier
from partyschool.storage.database import Database
from partyschool.storage.models import (
    Attendance,
    Base,
    ClassSession,
    CreditEntry,
    Enrolment,
    Exemption,
    Membership,
    OtherStudy,
    Person,
    Post,
    School,
    TrainingClass,
    Unit,
)

Row = TypeVar("Row", bound=Base)


@dataclass
class Counted:
    """What the report must say; every set holds ids of people."""

    attendances: set[tuple[int, int]] = field(default_factory=set)
    classes: set[int] = field(default_factory=set)
    shares: int = 0
    possible: int = 0
    groups: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    village: dict[int, str] = field(default_factory=dict)


class Recount:
    """All rows in memory, looked through again for every question."""

    def __init__(self, db: Database, year: int, day: date, with_provisional: bool) -> None:
        self.year, self.day, self.with_provisional = year, day, with_provisional
        self._shares: dict[int, dict[int, int]] = {}
        with db.read() as session:

            def everything(table: type[Row]) -> Sequence[Row]:
                return session.scalars(select(table)).all()

            self.people = everything(Person)
            self.units = {row.id: row for row in everything(Unit)}
            self.memberships = everything(Membership)
            self.posts = everything(Post)
            self.exemptions = everything(Exemption)
            self.studies = everything(OtherStudy)
            self.schools = {row.id: row for row in everything(School)}
            self.classes = {row.id: row for row in everything(TrainingClass)}
            self.sessions = {row.id: row for row in everything(ClassSession)}
            self.enrolments = everything(Enrolment)
            self.attendances = [row for row in everything(Attendance) if row.voided_at is None]
            self.entries = everything(CreditEntry)

    def count(self) -> Counted:
        """Everything at once."""
        found = Counted()
        for person in self.people:
            found.village[person.id] = self.village_of(person.id)
            for key in self.state_words(person):
                found.groups[key].add(person.id)
        for person in self.people:
            for session_id, share in self.final_shares(person.id).items():
                self._add(found, person.id, session_id, share)
        for row in self.sessions.values():
            if self.is_own(row) and self.is_held(row):
                found.classes.add(row.class_id)
                if self.is_counted(row):
                    found.possible += 2 * self.enrolled(row.class_id)
        return found

    def _add(self, found: Counted, person_id: int, session_id: int, share: int) -> None:
        row = self.sessions[session_id]
        if share > 0 and self.is_own(row):
            found.attendances.add((person_id, row.class_id))
            found.shares += share

    def is_own(self, row: ClassSession) -> bool:
        training_class = self.classes[row.class_id]
        tier = self.schools[training_class.school_id].tier
        return training_class.starts_on.year == self.year and tier == Tier.TOWN and self.in_time(row)

    def in_time(self, row: ClassSession) -> bool:
        return self.day >= date(self.year, 12, 31) or row.held_on <= self.day

    def is_held(self, row: ClassSession) -> bool:
        return row.state != "cancelled" and any(seen.session_id == row.id for seen in self.attendances)

    def is_counted(self, row: ClassSession) -> bool:
        return self.with_provisional or self.classes[row.class_id].confirmed_at is not None

    def enrolled(self, class_id: int) -> int:
        return sum(row.class_id == class_id and row.withdrawn_at is None for row in self.enrolments)

    def own_shares(self, person_id: int) -> list[tuple[ClassSession, int, datetime]]:
        """(session, share, sign-in) before the same clock time is counted once."""
        entries = [row for row in self.entries if row.person_id == person_id]
        attendances = [row for row in self.attendances if row.person_id == person_id]
        found = []
        for row in self.sessions.values():
            if row.state == "cancelled":
                continue
            if self.classes[row.class_id].confirmed_at is not None:
                locked = [entry for entry in entries if entry.session_id == row.id]
                if locked:
                    found.append((row, sum(e.share for e in locked), min(e.sign_in_at for e in locked)))
            elif self.with_provisional:
                seen = [attendance for attendance in attendances if attendance.session_id == row.id]
                found += [(row, share_by_rule(row, one), one.sign_in_at) for one in seen]
        return found

    def final_shares(self, person_id: int) -> dict[int, int]:
        """Shares after it: the largest of overlapping sessions counts, of equal ones the earlier sign-in."""
        if person_id in self._shares:
            return self._shares[person_id]
        ranked = sorted(
            self.own_shares(person_id), key=lambda part: (-part[1], part[2], starts_of(part[0]), part[0].id)
        )
        kept: list[ClassSession] = []
        shares: dict[int, int] = {}
        for row, share, _ in ranked:
            is_free = all(ends_of(row) <= starts_of(other) or ends_of(other) <= starts_of(row) for other in kept)
            shares[row.id] = share if is_free else 0
            if share and is_free:
                kept.append(row)
        self._shares[person_id] = shares
        return shares

    def village_of(self, person_id: int) -> str:
        rows = [row for row in self.memberships if row.person_id == person_id]
        on_day = [row for row in rows if (row.start_on or date.min) <= self.day <= (row.end_on or date.max)]
        if not (on_day or rows):
            return ""
        unit: Unit | None = self.units[(on_day or rows)[0].unit_id]
        assert unit is not None
        start = unit
        while unit is not None and unit.kind not in {"village", "department"}:
            unit = self.units.get(unit.parent_id or 0)
        return (unit or start).name

    def state_words(self, person: Person) -> list[str]:
        """The totals in which somebody counts, by section 3 of the rules."""
        if person.left_reason and (person.left_on is None or person.left_on <= self.day):
            return ["left"]
        if person.kind not in {"full", "probationary"} or person.joined_on[:4] > str(self.year):
            return ["not_members"]
        words = ["members", *(["floating"] if person.is_floating else [])]
        if any(
            row.person_id == person.id and row.year == self.year and row.review == "approved" for row in self.exemptions
        ):
            return [*words, "exempt"]
        if person.kind == "probationary" and f"{self.year}-07" <= person.joined_on[:7] <= f"{self.year}-12":
            return [*words, "not_required"]
        return [*words, "due", *self._due_words(person)]

    def _due_words(self, person: Person) -> list[str]:
        days, hours = self.earned(person.id)
        held = [row for row in self.posts if row.person_id == person.id and self.counts(row)]
        cadre, leader = any(row.in_two_committees for row in held), any(row.in_leadership for row in held)
        met = days >= (2 if cadre else 1)
        words = ["met" if met else "behind"]
        words += ["trained"] * (days > 0) + ["hours_met"] * (hours >= (56 if leader else 32))
        words += ["member_hours_met"] * (hours >= 32)
        words += ["cadres_due"] * cadre + ["cadres_met"] * (cadre and met)
        words += ["leaders_due"] * leader + ["leaders_hours_met"] * (leader and hours >= 56)
        words += ["floating_trained"] * (person.is_floating and days > 0)
        return words

    def counts(self, post: Post) -> bool:
        """Held on any day of the first half of the year, or on the day itself."""
        first, last = post.start_on or date.min, post.end_on or date.max
        in_first_half = first <= date(self.year, 6, 30) and last >= date(self.year, 1, 1)
        return in_first_half or first <= self.day <= last

    def earned(self, person_id: int) -> tuple[float, float]:
        days = hours = 0.0
        for session_id, share in self.final_shares(person_id).items():
            row = self.sessions[session_id]
            if row.held_on.year == self.year and row.held_on <= self.day:
                tier = self.schools[self.classes[row.class_id].school_id].tier
                days += share * 0.25 if tier == Tier.TOWN else 0
                hours += share * row.half_hours / 4
        for study in self.studies:
            counts = study.review == "approved" and study.voided_at is None
            if counts and study.person_id == person_id and date(self.year, 1, 1) <= study.studied_on <= self.day:
                hours += study.half_hours / 2
        return days, hours


def starts_of(row: ClassSession) -> datetime:
    return datetime.combine(row.held_on, row.starts)


def ends_of(row: ClassSession) -> datetime:
    return datetime.combine(row.held_on, row.ends)


def share_by_rule(row: ClassSession, seen: Attendance) -> int:
    """Section 1: full within 15 minutes at both ends, half when half of the time was sat through."""
    if seen.manual_share is not None:
        return seen.manual_share
    late = max(timedelta(), seen.sign_in_at - starts_of(row))
    early = max(timedelta(), ends_of(row) - (seen.sign_out_at or ends_of(row)))
    if max(late, early) <= timedelta(minutes=15):
        return 2
    length = ends_of(row) - starts_of(row)
    return 1 if length - late - early >= length / 2 else 0
