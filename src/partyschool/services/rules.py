"""The rules that a count is made by, read from the tables: requirements and dated values with their sources."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.quota import Rule
from partyschool.domain.rulebook import RuleBook, Version
from partyschool.services.presets import preset_rules
from partyschool.storage.database import Database
from partyschool.storage.models import DatedRule, Requirement

LATE = "credit.late_minutes"
HOURS_A_HALF_DAY = "credit.hours_per_half_day"
HIGHER_COUNTS = "credit.higher_counts_as_days"
ROTATION_START, ROTATION_YEARS = "rotation.start_year", "rotation.years"
SUGGEST_AGE = "exemption.suggest_age"
NEEDS_REVIEW = "study.needs_review"
WEAK_COVERAGE, WEAK_MET = "weak.coverage", "weak.met"


def load_book(session: Session) -> RuleBook:
    """Requirements and values as they stand; a rule that the school never touched has its preset."""
    return RuleBook(tuple(load_requirements(session)), tuple(load_versions(session)))


def load_requirements(session: Session) -> list[Rule]:
    """The requirements as stored."""
    return [
        Rule(
            row.code, row.category, row.quarter_days, row.half_hours, row.from_year, row.to_year, row.source, row.since
        )
        for row in session.scalars(select(Requirement).order_by(Requirement.id))
    ]


def load_versions(session: Session) -> list[Version]:
    """The values of every key by their years."""
    found: dict[str, list[Version]] = {key: [] for key in preset_rules()}
    for row in session.scalars(select(DatedRule).order_by(DatedRule.from_year, DatedRule.id)):
        found[row.key].append(
            Version(row.key, row.value, row.from_year, row.to_year, row.source or preset_source(row.key))
        )
    return [version for key, own in found.items() for version in own or [preset_version(key)]]


def preset_version(key: str) -> Version:
    """What the program ships, as if it were stored."""
    preset = preset_rules()[key]
    return Version(key, preset.value, preset.from_year, None, preset.source)


def preset_source(key: str) -> str:
    """Where the preset comes from; a school that changed only the number is shown the same text."""
    return preset_rules()[key].source


def value_of(session: Session, key: str, year: int) -> Any:
    """The value that holds in the year."""
    return load_book(session).value(key, year)


def rule_value(db: Database, key: str, year: int) -> Any:
    """The same with a transaction of its own."""
    with db.read() as session:
        return value_of(session, key, year)
