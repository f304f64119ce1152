"""上级调训: a spreadsheet for each town, as the town's program takes in other study."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from partyschool.exchange.people_records import HOURS_FIELDS
from partyschool.exchange.tables import Column, save_table
from partyschool.services.higher_training import HigherTraining

NO_TOWN = "未归镇街"
KIND = "上级调训"
NUMBERS = ("half_hours", "quarter_days")
_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')


def write_higher_training(folder: Path, rows: Sequence[HigherTraining]) -> list[Path]:
    """One file a town into the folder, from rows in the order of towns.

    :raises Trouble: the folder cannot be written.
    """
    columns = [Column(field.label, field.width, "number" if field.key in NUMBERS else "text") for field in HOURS_FIELDS]
    written = []
    for town, of_town in groupby(rows, key=lambda row: row.town or NO_TOWN):
        lines = list(of_town)
        path = folder / _FORBIDDEN.sub(" ", f"{KIND}-{lines[0].proof}-{town}.xlsx")
        save_table(path, sheet=KIND, title=f"{lines[0].title} {town}参训人员", columns=columns, rows=map(_cells, lines))
        written.append(path)
    return written


def _cells(row: HigherTraining) -> list[object]:
    facts: dict[str, object] = {
        "name": row.name,
        "id_number": row.id_number,
        "kind": KIND,
        "title": row.title,
        "studied_on": row.starts_on.isoformat(),
        "ended_on": row.ends_on.isoformat() if row.ends_on > row.starts_on else "",
        "half_hours": row.half_hours / 2,
        "quarter_days": row.quarter_days / 4,
        "organiser": row.organiser,
        "proof": row.proof,
    }
    return [facts[field.key] for field in HOURS_FIELDS]
