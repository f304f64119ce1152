"""The three lists of 换届: posts held with their fate, newcomers, and the changes in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from partyschool.ui.table_model import NOTHING, Column, Kind
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.elections import ElectionLine, HeldPost

FATES = {"leaves": "离任", "stays": "连任", "changes": "改任", "goes_on": "任期不变", "new": "新任"}
TONES = {"leaves": Tone.WATCH, "stays": Tone.DONE, "changes": Tone.BETWEEN, "goes_on": Tone.PLAIN, "new": Tone.DONE}


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody elected, as the page shows it before it is done."""

    person_id: int
    person: str
    unit_id: int
    unit: str
    title: str


def held_columns(fates: Mapping[int, str], titles: Mapping[int, str]) -> list[Column[HeldPost]]:
    """Columns that show what has been decided; who is not decided on leaves."""

    def fate(row: HeldPost) -> str:
        return fates.get(row.id, "leaves")

    def words(row: HeldPost) -> str:
        title = titles.get(row.id, "")
        return f"改任{title}" if fate(row) == "changes" and title else FATES[fate(row)]

    return [
        Column("单位", lambda row: row.unit, width=120, stretch=True),
        Column("姓名", lambda row: row.person, Kind.NAME, width=96),
        Column("职务", lambda row: row.title, width=130, stretch=True),
        Column("任职", lambda row: row.start_on.isoformat() if row.start_on else NOTHING, width=100),
        Column("换届后", words, Kind.CHIP, tone=lambda row: TONES[fate(row)], width=150),
    ]


NEW: list[Column[Newcomer]] = [
    Column("姓名", lambda row: row.person, Kind.NAME, width=96),
    Column("单位", lambda row: row.unit, width=130, stretch=True),
    Column("职务", lambda row: row.title, width=130, stretch=True),
]
LINES: list[Column[ElectionLine]] = [
    Column("村（单位）", lambda row: row.unit, width=150),
    Column("", lambda row: FATES[row.what], Kind.CHIP, tone=lambda row: TONES[row.what], width=96),
    Column("变化", lambda row: row.words, width=500, stretch=True),
]
