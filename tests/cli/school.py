"""What the tests of commands share: the school they are tried on, and a look at its tables."""

from __future__ import annotations

import sqlite3

from tests.shell import Shell

CODE = "2025-01"
INIT = ("init", "--name", "中共禹城市房寺镇委员会党校", "--short", "禹房", "--tier", "town")


def rows_in(shell: Shell) -> dict[str, int]:
    """How many rows each table holds."""
    with sqlite3.connect(shell.folder / "school.db") as database:
        names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        counts = {name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}
    database.close()
    return counts
