"""Bringing a database to this program's tables: after a backup, in one transaction, checked before the commit.

An empty database gets today's tables at once and does not go through every step since the first version: a tenth of the
time. That both ways lead to the same tables is tested.
"""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from partyschool.errors import DataTrouble
from partyschool.paths import DataFolder
from partyschool.storage.migrations import HEAD

if TYPE_CHECKING:
    from alembic.config import Config

SCRIPTS = Path(__file__).parent / "migrations"
LOCK_NUMBER = 371482  # any number that only this program uses as an advisory lock


def migrate(engine: Engine, folder: DataFolder) -> None:
    """Create or upgrade the tables; nothing is written where they are up to date.

    :raises DataTrouble: the database was written by a newer program, or a step would break references.
    """
    with engine.connect() as connection:
        revision = revision_of(connection)
    if revision == HEAD:
        return
    _refuse_newer(revision)
    if revision is not None and engine.dialect.name == "sqlite":
        _keep_copy(engine, folder, revision)
    with engine.execution_options(begin="IMMEDIATE").connect() as connection:
        _switch_foreign_keys(connection, on=False)
        try:
            with connection.begin():
                _wait_for_others(connection)
                revision = revision_of(connection)
                if revision is None:
                    _create(connection)
                elif revision != HEAD:
                    _upgrade(connection)
                    _check_references(connection)
        finally:
            _switch_foreign_keys(connection, on=True)


def revision_of(connection: Connection) -> str | None:
    """The revision the tables are at; None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _refuse_newer(revision: str | None) -> None:
    known = {path.name[:4] for path in (SCRIPTS / "versions").glob("[0-9]*.py")}
    if revision is not None and revision not in known:
        raise DataTrouble(
            "这份数据是更新版本的程序写的，旧程序不能打开，以免损坏数据。请安装新版本后再打开。", code="newer"
        )


def _keep_copy(engine: Engine, folder: DataFolder, revision: str) -> None:
    folder.backups.mkdir(parents=True, exist_ok=True)
    target = folder.backups / f"升级前-{revision}-{datetime.now():%Y%m%d-%H%M%S}.db"
    with engine.connect() as connection:
        connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy2(folder.database, target)


def _switch_foreign_keys(connection: Connection, *, on: bool) -> None:
    """Off while tables are rebuilt: with them on, a batch silently deleted child rows (measured). SQLite only."""
    if connection.dialect.name == "sqlite":
        connection.connection.cursor().execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")


def _wait_for_others(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK_NUMBER})


def _create(connection: Connection) -> None:
    from alembic import command

    from partyschool.storage.models import all_tables

    all_tables().create_all(connection)
    command.stamp(_config(connection), "head")


def _upgrade(connection: Connection) -> None:
    from alembic import command

    command.upgrade(_config(connection), "head")


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _check_references(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise DataTrouble(
            f"数据升级没有完成：{len(broken)} 条记录之间的联系会断开。原数据没有改动，请把数据文件夹发给维护人员。",
            code="migration",
        )
