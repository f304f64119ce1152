"""The rules of the yearly requirement (年度要求) as data: whom they fit, for which years, from which document."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from partyschool.domain.quota import LEADERSHIP, MEMBER, TWO_COMMITTEES
from partyschool.errors import Refusal
from partyschool.services.presets import preset_requirements
from partyschool.services.rule_changes import Changed, apply
from partyschool.storage.database import Database
from partyschool.storage.models import Requirement

CATEGORIES = frozenset({MEMBER, TWO_COMMITTEES, LEADERSHIP})
MOST_QUARTER_DAYS, MOST_HALF_HOURS = 366 * 4, 2000 * 2


@dataclass(frozen=True, slots=True)
class RequirementForm:
    """A requirement as entered; days in quarter days, hours in half hours, `to_year` None while it is valid.

    `since` lies in the first year: before it the earlier requirement of the same code goes on (自×月×日起).
    """

    code: str
    category: str
    quarter_days: int
    half_hours: int
    from_year: int
    to_year: int | None = None
    source: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """A stored requirement."""

    id: int
    form: RequirementForm


def seed_requirements(session: Session) -> None:
    """Give a new school the presets."""
    session.add_all(Requirement(**asdict(preset)) for preset in preset_requirements())


def list_requirements(db: Database, *, year: int | None = None) -> list[RequirementRow]:
    """Requirements valid in the year (every one without a year), by code and first year."""
    query = select(Requirement).order_by(Requirement.code, Requirement.from_year)
    if year is not None:
        lasts = or_(Requirement.to_year.is_(None), Requirement.to_year >= year)
        query = query.where(Requirement.from_year <= year, lasts)
    with db.read() as session:
        return [_row(rule) for rule in session.scalars(query)]


@dataclass(frozen=True, slots=True)
class SaveRequirement:
    """A new requirement, or the years and numbers of the one with this id set right."""

    form: RequirementForm
    requirement_id: int | None = None

    def __call__(self, session: Session) -> Changed:
        _check(self.form)
        rule = Requirement() if self.requirement_id is None else session.get_one(Requirement, self.requirement_id)
        for field, value in asdict(self.form).items():
            setattr(rule, field, value)
        session.add(rule)
        return Changed("requirement.save", self.form.code, _told(self.form))


@dataclass(frozen=True, slots=True)
class ReviseRequirement:
    """From the first year of the form on in place of the one with this id, which ends the year before."""

    requirement_id: int
    form: RequirementForm

    def __call__(self, session: Session) -> Changed:
        _check(self.form)
        old = session.get_one(Requirement, self.requirement_id)
        if self.form.from_year <= old.from_year:
            raise Refusal(
                f"这条要求从 {old.from_year} 年开始，新的要从更晚的一年起；要改它自己的数值请用“更正”。", code="years"
            )
        rule = Requirement(**asdict(self.form) | {"code": old.code, "to_year": old.to_year})
        old.to_year = self.form.from_year - 1
        session.add(rule)
        return Changed("requirement.revise", old.code, _told(self.form))


@dataclass(frozen=True, slots=True)
class EndRequirement:
    """Let a requirement hold up to and with a year."""

    requirement_id: int
    last_year: int

    def __call__(self, session: Session) -> Changed:
        rule = session.get_one(Requirement, self.requirement_id)
        if self.last_year < rule.from_year:
            raise Refusal(f"这条要求从 {rule.from_year} 年开始，不能在 {self.last_year} 年就结束。", code="years")
        rule.to_year = self.last_year
        return Changed("requirement.end", rule.code, {"last_year": self.last_year})


@dataclass(frozen=True, slots=True)
class DropRequirement:
    """Take a requirement away that was entered by mistake; the one before it goes on in its place."""

    requirement_id: int

    def __call__(self, session: Session) -> Changed:
        rule = session.get_one(Requirement, self.requirement_id)
        before = select(Requirement).where(Requirement.code == rule.code, Requirement.to_year == rule.from_year - 1)
        earlier = session.scalars(before).first()
        if earlier is not None:
            earlier.to_year = rule.to_year
        session.delete(rule)
        return Changed("requirement.drop", rule.code, {"from_year": rule.from_year})


def save_requirement(db: Database, *, form: RequirementForm, requirement_id: int | None = None) -> None:
    """Write a new requirement or set one right; this holds for all years of its validity, also past open ones.

    :raises Refusal: unknown category, numbers out of range, a gap or an overlap in the years, or a closed year.
    """
    apply(db, SaveRequirement(form, requirement_id))


def end_requirement(db: Database, *, requirement_id: int, last_year: int) -> None:
    """Let a requirement hold up to and with a year.

    :raises Refusal: the year lies before its first one, or is followed by a closed one that it held in.
    """
    apply(db, EndRequirement(requirement_id, last_year))


def _told(form: RequirementForm) -> dict[str, object]:
    return asdict(form) | {"since": form.since.isoformat() if form.since else None}


def _check(form: RequirementForm) -> None:
    if not form.code.strip():
        raise Refusal("请填写这条要求的代号，如 L1。", code="code_missing")
    if form.category not in CATEGORIES:
        raise Refusal(f"没有“{form.category}”这一类对象。请选全体党员、村“两委”党员干部或班子成员。", code="category")
    if not (0 <= form.quarter_days <= MOST_QUARTER_DAYS and 0 <= form.half_hours <= MOST_HALF_HOURS):
        raise Refusal("天数或学时超出了一年的范围，请改正。", code="range")
    if form.quarter_days == form.half_hours == 0:
        raise Refusal("天数和学时不能都是 0，请至少填写一个。", code="empty")
    if form.to_year is not None and form.to_year < form.from_year:
        raise Refusal(f"结束年度 {form.to_year} 早于起始年度 {form.from_year}，请改正。", code="years")
    if form.since is not None and form.since.year != form.from_year:
        raise Refusal(f"“自×月×日起”的日期要在起始年度 {form.from_year} 年里，请改正。", code="since")


def _row(rule: Requirement) -> RequirementRow:
    form = RequirementForm(
        rule.code, rule.category, rule.quarter_days, rule.half_hours, rule.from_year, rule.to_year, rule.source,
        rule.since,
    )  # fmt: skip
    return RequirementRow(rule.id, form)
