"""Every rule on one list: requirements and dated values with their years, source, and what they do now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from partyschool.services.presets import preset_rules
from partyschool.services.quota import board_of
from partyschool.services.requirements import RequirementForm, list_requirements
from partyschool.services.rule_effects import reach_of_requirement, reach_of_values
from partyschool.services.rule_values import ValueRow, list_values
from partyschool.services.rule_words import (
    CATEGORIES,
    TITLES,
    effect_words,
    reach_words,
    requirement_words,
    value_words,
    years_words,
)
from partyschool.storage.database import Database

REQUIREMENT, VALUE = "requirement", "value"


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A version of a rule. `kind` is requirement or value; `id` 0 is a preset that the school has not touched.

    :ivar key: the code of a requirement, the key of a value.
    :ivar is_current: holds in the year that was asked for; only then `effect` says something.
    """

    kind: str
    id: int
    key: str
    title: str
    words: str
    years: str
    source: str
    is_current: bool
    effect: str
    from_year: int
    to_year: int | None
    form: RequirementForm | None = None
    value: Any = None


def list_rule_lines(db: Database, *, year: int) -> list[RuleLine]:
    """Requirements first, then the values, each with its versions by year."""
    with db.read() as session:
        board = board_of(session, year=year, day=date(year, 12, 31))
        reaches = reach_of_values(session, board)
    lines = []
    for row in list_requirements(db):
        form = row.form
        current = form.from_year <= year and (form.to_year is None or year <= form.to_year)
        reach = reach_words(reach_of_requirement(board, form.code, form.category), year) if current else ""
        lines.append(_requirement(row.id, form, current, reach))
    for value in list_values(db, year=year):
        effect = effect_words(value.key, reaches[value.key], year) if value.is_current else ""
        lines.append(_value(value, effect))
    return lines


def _requirement(key: int, form: RequirementForm, is_current: bool, effect: str) -> RuleLine:
    since = f"，{form.since.month}月{form.since.day}日起" if form.since else ""
    return RuleLine(
        REQUIREMENT,
        key,
        form.code,
        f"{form.code} {CATEGORIES[form.category]}",
        requirement_words(form),
        years_words(form.from_year, form.to_year) + since,
        form.source,
        is_current,
        effect,
        form.from_year,
        form.to_year,
        form,
    )


def _value(row: ValueRow, effect: str) -> RuleLine:
    return RuleLine(
        VALUE,
        row.id,
        row.key,
        TITLES[row.key],
        value_words(row.key, row.value),
        years_words(row.from_year, row.to_year),
        row.source,
        row.is_current,
        effect,
        row.from_year,
        row.to_year,
        value=row.value,
    )


def bounds_of(key: str) -> tuple[float, float] | None:
    """The least and the most that a value may be; None for a switch."""
    preset = preset_rules()[key]
    return None if preset.least is None or preset.most is None else (preset.least, preset.most)


def is_whole(key: str) -> bool:
    """Whether the value is a whole number."""
    return isinstance(preset_rules()[key].value, int)
