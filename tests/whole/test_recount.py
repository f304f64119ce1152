"""Invented towns at the edges of the rules come out of the command line as a second, slow count has them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from partyschool.paths import DataFolder
from tests.shell import Shell
from tests.whole.invented import Invented, invent, save
from tests.whole.recount import Line, recount, share_of

KEYS = Line.__dataclass_fields__
DAYS = (date(2025, 12, 31), date(2025, 7, 4), date(2026, 12, 31), date(2024, 12, 31))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_person_of_an_invented_town_comes_out_as_counted_by_hand(
    seed: int, folder: DataFolder, tmp_path: Path
) -> None:
    check_town(invent(seed), Shell(folder.root), tmp_path)


@pytest.mark.both_databases
def test_an_invented_town_comes_out_the_same_on_a_server(
    folder: DataFolder, database_url: str | None, tmp_path: Path
) -> None:
    check_town(invent(4), Shell(folder.root, database_url), tmp_path)


def check_town(town: Invented, shell: Shell, tmp_path: Path) -> None:
    save(town, tmp_path)
    bring_in(town, shell, tmp_path)
    *confirmed, provisional = town.codes
    for code in confirmed:
        shell.json("class", "confirm", code)
    for day in DAYS:
        board = shell.json("quota", day.year, "--as-of", day.isoformat(), "--full-ids")
        compare(board, recount(town, day.year, day, town.codes if board["includes_provisional"] else confirmed))
    summary = shell.json("summary", 2025, "--format", "json")
    compare_totals(summary, recount(town, 2025, DAYS[0], confirmed))
    count_classes(town, summary, provisional)
    assert shell("check").code == 0


def bring_in(town: Invented, shell: Shell, folder: Path) -> None:
    shell.json("init", "--name", "中共禹城市房寺镇委员会党校", "--short", "禹房", "--tier", "town")
    assert shell.json("import", "roster", folder / "roster.xlsx")["created"] == len(town.people)
    shell.json("import", "cadres", folder / "cadres.xlsx")
    for code in town.codes:
        shell.json("import", "class", folder / f"class-{code}.xlsx")
        written = shell.json("import", "attendance", folder / f"attendance-{code}.xlsx")
        assert written["created"] == written["rows"] == sum(row.half.code == code for row in town.came)
    for kind, rows in (("hours", town.studies), ("exemptions", town.exempt)):
        assert shell.json("import", kind, folder / f"{kind}.xlsx")["created"] == len(rows)


def compare(board: dict[str, Any], wanted: dict[str, Line]) -> None:
    """Every person and every figure; all differences at once."""
    found = {row["id_number"]: Line(**{key: row[key] for key in KEYS}) for row in board["people"]}
    differ = {number: (found.get(number), line) for number, line in wanted.items() if found.get(number) != line}
    assert not differ, (board["as_of"], differ)
    assert found.keys() == wanted.keys()
    compare_totals(board["totals"], wanted)


def compare_totals(totals: dict[str, Any], wanted: dict[str, Line]) -> None:
    states = Counter(line.state for line in wanted.values())
    due = [line for line in wanted.values() if line.state == "应训"]
    sums = {
        "due": len(due),
        "exempt": states["免训"],
        "not_required": states["当年不作要求"],
        "left": states["减少"],
        "not_members": states["非党员"],
        "members": len(due) + states["免训"] + states["当年不作要求"],
        "trained": sum(line.earned_days > 0 for line in due),
        "met": sum(bool(line.met) for line in due),
        "hours_met": sum(bool(line.hours_met) for line in due),
    }
    assert {key: totals[key] for key in sums} == sums
    rate = round(100 * sums["trained"] / len(due), 1)
    assert abs(totals["coverage"] - rate) < 0.051


def count_classes(town: Invented, summary: dict[str, Any], provisional: str) -> None:
    """期数, 人次 and 人数 of the year: a class counts in the year it starts, once for each person credited."""
    counted = [row for row in town.came if row.half.code != provisional]
    pairs = {(row.who.number, row.half.code) for row in counted if share_of(row) > 0}
    alone = {pair for pair in pairs if is_credited(town, *pair)}
    assert summary["classes"] == len(town.codes)
    assert (summary["attendances"], summary["persons"]) == (len(alone), len({number for number, _ in alone}))
    assert summary["adds_up"] is True


def is_credited(town: Invented, number: str, code: str) -> bool:
    """Whether something of the class is left when each clock time is counted once."""
    from tests.whole.recount import credited

    rows = credited(row for row in town.came if row.who.number == number)
    return any(row.half.code == code and share > 0 for row, share in rows)
