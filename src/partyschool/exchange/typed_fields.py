"""Frozen rows as plain JSON and back: every field there, of its type, and no longer than the tables take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime, time
from typing import Any, TypeVar

Row = TypeVar("Row")

LONGEST = 200
_READ: dict[str, Callable[[str], Any]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
}
_EMPTY = " | None"


def plain(value: Any) -> Any:
    """What `asdict` gives, with days and times as ISO text."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date | time) else value


def typed(kind: type[Row], facts: Any, longest: Mapping[str, int], **parts: Any) -> Row:
    """The row of a dataclass; its fields that are rows themselves are given as `parts`.

    :param longest: characters that a text may have, by field; `LONGEST` for the others.
    :raises ValueError: or TypeError or KeyError, where a field is missing, of another type or too long.
    """
    values = {
        field.name: _value(facts[field.name], str(field.type), longest.get(field.name, LONGEST))
        for field in fields(kind)  # type: ignore[arg-type]  # every kind is a dataclass
        if field.name not in parts
    }
    return kind(**values, **parts)


def _value(value: Any, kind: str, longest: int) -> Any:
    if value is None and kind.endswith(_EMPTY):
        return None
    read = _READ.get(kind.removesuffix(_EMPTY))
    if read is not None:
        return read(value)
    if type(value) is not {"int": int, "bool": bool, "str": str}[kind]:
        raise ValueError(kind)
    if isinstance(value, str) and len(value) > longest:
        raise ValueError(value[:longest])
    return value
