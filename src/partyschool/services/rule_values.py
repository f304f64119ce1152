"""Dated values (迟到界限、折算、抵顶、轮训周期、薄弱线…): listing them with their years, and changing them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.errors import Refusal
from partyschool.services.presets import RulePreset, preset_rules
from partyschool.services.rule_changes import Changed, apply
from partyschool.services.rule_words import TITLES
from partyschool.services.rules import preset_version
from partyschool.storage.database import Database
from partyschool.storage.models import DatedRule

EARLIEST, LATEST = 1990, 2100
SOURCE_LIMIT = 500


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A version of a value; `id` is 0 for a preset that the school has not touched."""

    id: int
    key: str
    value: Any
    from_year: int
    to_year: int | None
    source: str
    is_current: bool


def list_values(db: Database, *, year: int) -> list[ValueRow]:
    """Every version of every value, in the order in which rules are shown; `is_current`: holds in the year."""
    with db.read() as session:
        stored = session.scalars(select(DatedRule).order_by(DatedRule.from_year)).all()
    found = []
    for key, preset in preset_rules().items():
        own = [row for row in stored if row.key == key]
        if not own:
            found.append(ValueRow(0, key, preset.value, preset.from_year, None, preset.source, is_current=True))
        for row in own:
            current = row.from_year <= year and (row.to_year is None or year <= row.to_year)
            source = row.source or preset.source
            found.append(ValueRow(row.id, key, row.value, row.from_year, row.to_year, source, current))
    return found


@dataclass(frozen=True, slots=True)
class SetValue:
    """From a year on this value; the one before ends the year before. The same year again sets it right."""

    key: str
    value: Any
    from_year: int
    source: str = ""

    def __call__(self, session: Session) -> Changed:
        preset = preset_rules()[self.key]
        value = _checked(preset, self.value)
        _check_year(self.from_year)
        rows = _stored(session, self.key)
        same = next((row for row in rows if row.from_year == self.from_year), None)
        if same is not None:
            same.value, same.source = value, self.source.strip()
        else:
            _insert(session, rows, DatedRule(key=self.key, value=value, from_year=self.from_year), self.source.strip())
        return Changed("rule.set", TITLES[self.key], {"value": value, "from_year": self.from_year})


@dataclass(frozen=True, slots=True)
class SaveValue:
    """The value and the years of one version set right; years that overlap or leave a gap are refused."""

    version_id: int
    value: Any
    from_year: int
    to_year: int | None
    source: str = ""

    def __call__(self, session: Session) -> Changed:
        row = session.get_one(DatedRule, self.version_id)
        row.value = _checked(preset_rules()[row.key], self.value)
        _check_year(self.from_year)
        row.from_year, row.to_year, row.source = self.from_year, self.to_year, self.source.strip()
        session.flush()
        if all(other.to_year is not None for other in _stored(session, row.key)):
            raise Refusal(
                "这条规则的最后一段不能有结束年度，不然以后就没有数值了。请把结束年度留空。", code="years_end"
            )
        return Changed(
            "rule.save", TITLES[row.key], {"value": row.value, "from_year": row.from_year, "to_year": row.to_year}
        )


@dataclass(frozen=True, slots=True)
class DropValue:
    """Take a version away that was entered by mistake; the one before it goes on in its place."""

    version_id: int

    def __call__(self, session: Session) -> Changed:
        row = session.get_one(DatedRule, self.version_id)
        earlier = next((other for other in _stored(session, row.key) if other.to_year == row.from_year - 1), None)
        if earlier is not None:
            earlier.to_year = row.to_year
        session.delete(row)
        return Changed("rule.drop", TITLES[row.key], {"from_year": row.from_year})


def set_value(db: Database, *, key: str, value: Any, from_year: int, source: str = "") -> None:
    """From a year on this value.

    :raises Refusal: out of range, or a closed year would be counted otherwise.
    """
    apply(db, SetValue(key, value, from_year, source))


def _stored(session: Session, key: str) -> list[DatedRule]:
    return list(session.scalars(select(DatedRule).where(DatedRule.key == key).order_by(DatedRule.from_year)))


def _insert(session: Session, rows: list[DatedRule], new: DatedRule, source: str) -> None:
    """Between the versions before and after it; the first change writes down the preset that held so far."""
    if not rows:
        preset = preset_version(new.key)
        first = DatedRule(key=new.key, value=preset.value, from_year=preset.from_year, source=preset.source)
        session.add(first)
        rows = [first]
    before = [row for row in rows if row.from_year < new.from_year]
    after = [row for row in rows if row.from_year > new.from_year]
    new.to_year = after[0].from_year - 1 if after else None
    if before:
        before[-1].to_year = new.from_year - 1
    new.source = source
    if new.from_year == rows[0].from_year:  # the preset itself set right
        rows[0].value, rows[0].source = new.value, source
        return
    session.add(new)


def _checked(preset: RulePreset, value: Any) -> Any:
    if isinstance(preset.value, bool):
        return bool(value)
    least, most = preset.least or 0, preset.most or 0
    if not least <= value <= most:
        raise Refusal(f"这个数值要在 {least:g} 到 {most:g} 之间，读到 {value:g}。", code="range")
    return type(preset.value)(value)


def _check_year(year: int) -> None:
    if not EARLIEST <= year <= LATEST:
        raise Refusal(f"起始年度要在 {EARLIEST} 到 {LATEST} 之间，读到 {year}。", code="years")
