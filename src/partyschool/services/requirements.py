"""The rules of the yearly requirement (年度要求) as data: whom they fit, for which years, from which document."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from partyschool.domain.quota import LEADERSHIP, MEMBER, TWO_COMMITTEES
from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.presets import preset_requirements
from partyschool.storage.database import Database
from partyschool.storage.models import Requirement

CATEGORIES = frozenset({MEMBER, TWO_COMMITTEES, LEADERSHIP})
MOST_QUARTER_DAYS, MOST_HALF_HOURS = 366 * 4, 2000 * 2


@dataclass(frozen=True, slots=True)
class RequirementForm:
    """A requirement as entered; days in quarter days, hours in half hours, `to_year` None while it is valid."""

    code: str
    category: str
    quarter_days: int
    half_hours: int
    from_year: int
    to_year: int | None = None
    source: str = ""


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


def save_requirement(db: Database, *, form: RequirementForm, requirement_id: int | None = None) -> int:
    """Write a new requirement or change one; a change holds for all years of its validity, also past ones.

    For a new number from some year on: end the old one with `end_requirement` and write a new one.

    :raises Refusal: unknown category, numbers out of range, or years that contradict each other.
    """
    _check(form)
    with db.write() as session:
        rule = Requirement() if requirement_id is None else session.get_one(Requirement, requirement_id)
        for field, value in asdict(form).items():
            setattr(rule, field, value)
        session.add(rule)
        session.flush()
        audit.record(session, db, "requirement.save", form.code, **asdict(form))
        return rule.id


def end_requirement(db: Database, *, requirement_id: int, last_year: int) -> None:
    """Let a requirement hold up to and with a year; closed years keep it.

    :raises Refusal: the year lies before its first one.
    """
    with db.write() as session:
        rule = session.get_one(Requirement, requirement_id)
        if last_year < rule.from_year:
            raise Refusal(f"这条要求从 {rule.from_year} 年开始，不能在 {last_year} 年就结束。", code="years")
        rule.to_year = last_year
        audit.record(session, db, "requirement.end", rule.code, last_year=last_year)


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


def _row(rule: Requirement) -> RequirementRow:
    form = RequirementForm(
        rule.code, rule.category, rule.quarter_days, rule.half_hours, rule.from_year, rule.to_year, rule.source
    )
    return RequirementRow(rule.id, form)
