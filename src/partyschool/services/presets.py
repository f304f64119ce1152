"""What ships as data: settings with their presets, the 5+1+N flow, requirements with their sources."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from partyschool.paths import resource


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resource(f"presets/{name}.toml").read_text(encoding="utf-8"))


@cache
def preset_settings() -> dict[str, Any]:
    """Each setting's preset by its dotted key."""
    return {f"{group}.{key}": value for group, values in _read("settings").items() for key, value in values.items()}


@dataclass(frozen=True, slots=True)
class StepPreset:
    """A step of the school's flow: how it is called, recognised in a timetable, and laid out on the first day."""

    key: str
    kind: str
    title: str
    lesson: str
    words: tuple[str, ...]
    minutes: int
    module: str


@cache
def preset_steps() -> tuple[StepPreset, ...]:
    """The steps of 5+1+N in their order."""
    return tuple(
        StepPreset(
            step["key"],
            step["kind"],
            step["title"],
            step.get("lesson", step["title"]),
            tuple(step["words"]),
            step["minutes"],
            step["module"],
        )
        for step in _read("flow")["step"]
    )


@dataclass(frozen=True, slots=True)
class RequirementPreset:
    """A yearly requirement as it ships: days in quarter days, hours in half hours, and the text it comes from."""

    code: str
    category: str
    quarter_days: int
    half_hours: int
    from_year: int
    source: str


@cache
def preset_requirements() -> tuple[RequirementPreset, ...]:
    """The requirements that a new school starts with."""
    return tuple(
        RequirementPreset(
            row["code"], row["category"], row["days"] * 4, row["hours"] * 2, row["from_year"], row["source"]
        )
        for row in _read("requirements")["requirement"]
    )


@dataclass(frozen=True, slots=True)
class RulePreset:
    """A rule's value as it ships; a switch has no range."""

    key: str
    value: Any
    from_year: int
    source: str
    least: float | None
    most: float | None


@cache
def preset_rules() -> dict[str, RulePreset]:
    """Every dated rule by its key, in the order in which they are shown."""
    return {
        row["key"]: RulePreset(
            row["key"], row["value"], row["from_year"], row["source"], row.get("least"), row.get("most")
        )
        for row in _read("rules")["rule"]
    }


@dataclass(frozen=True, slots=True)
class ListPreset:
    """A list of words as it ships: its name, the text it comes from, and (stored value, shown word) of each entry.

    `is_coded`: records hold the value, so a word can be changed without touching them.
    """

    key: str
    title: str
    source: str
    entries: tuple[tuple[str, str], ...]
    is_coded: bool


@cache
def preset_lists() -> dict[str, ListPreset]:
    """Every list that drop-downs offer, by its key, in the order in which the settings show them."""
    return {key: _list_preset(key, table) for key, table in _read("lists").items()}


def _list_preset(key: str, table: dict[str, Any]) -> ListPreset:
    is_coded = isinstance(table["entries"][0], dict)
    pairs = [(entry["value"], entry["title"]) if is_coded else (entry, entry) for entry in table["entries"]]
    return ListPreset(key, table["title"], table["source"], tuple(pairs), is_coded)
