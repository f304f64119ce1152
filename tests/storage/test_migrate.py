"""Steps between shapes of the tables: nothing lost, copied aside first, a newer database refused."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, create_engine, inspect, text

from partyschool.errors import DataTrouble
from partyschool.paths import DataFolder
from partyschool.services.person_events import list_events
from partyschool.storage.database import Database, open_database
from partyschool.storage.migrate import SCRIPTS
from partyschool.storage.migrations import HEAD
from partyschool.storage.models import Enrolment, TrainingClass, all_tables


def config() -> Config:
    made = Config()
    made.set_main_option("script_location", str(SCRIPTS))
    made.set_main_option("path_separator", "os")
    return made


def put(connection: Connection, to: str, **values: object) -> None:
    """A row in a table as it was then; what must not be empty and is not given gets its type's zero."""
    table = Table(to, MetaData(), autoload_with=connection)
    for column in table.columns:
        if not column.nullable and not column.primary_key and column.name not in values:
            kind = column.type.python_type
            values[column.name] = datetime(2025, 1, 1) if kind is datetime else kind()
    connection.execute(table.insert().values(**values))


@pytest.fixture
def old_folder(tmp_path: Path) -> DataFolder:
    """A data folder as the first version of the program left it, with a class and somebody on its list."""
    folder = DataFolder(tmp_path / "old")
    folder.root.mkdir()
    engine = create_engine(f"sqlite:///{folder.database}")
    with engine.begin() as connection:
        settings = config()
        settings.attributes["connection"] = connection
        command.upgrade(settings, "0001")
        put(connection, "schools", uid="s", name="党校", is_home=True)
        put(connection, "people", uid="p", name="张三")
        left = {"left_reason": "death", "left_on": date(2025, 5, 1), "changed_at": datetime(2025, 5, 2)}
        put(connection, "people", uid="q", name="李四", **left)
        day = date(2025, 3, 3)
        put(
            connection,
            "training_classes",
            uid="c",
            code="2025-01",
            title="第1期",
            school_id=1,
            starts_on=day,
            ends_on=day,
        )
        put(connection, "enrolments", uid="e", class_id=1, person_id=1)
    engine.dispose()
    return folder


def test_an_old_database_keeps_every_row_and_gets_a_copy(old_folder: DataFolder) -> None:
    db = open_database(old_folder)
    with db.read() as session:
        training_class = session.query(TrainingClass).one()
        assert (training_class.title, training_class.plan_thread) == ("第1期", "")
        assert session.query(Enrolment).one().class_id == 1
        assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []
    db.close()
    assert [path.name[:8] for path in old_folder.backups.iterdir()] == ["升级前-0001"]


def test_who_had_left_keeps_the_day_as_an_event(old_folder: DataFolder) -> None:
    db = open_database(old_folder)
    [event] = list_events(db)
    assert (event.name, event.on, event.words) == ("李四", date(2025, 5, 1), "减少：死亡")
    db.close()


def test_of_two_current_portraits_the_newer_stays(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'school.db'}")
    with engine.begin() as connection:
        settings = config()
        settings.attributes["connection"] = connection
        command.upgrade(settings, "0013")
        put(connection, "people", uid="p", name="张三")
        put(connection, "people", uid="q", name="李四")
        for uid, person, day in (("a", 1, 3), ("b", 1, 5), ("c", 1, 4), ("d", 2, 1)):
            put(connection, "portraits", uid=uid, person_id=person, crop={}, made_at=datetime(2026, 5, day))
        command.upgrade(settings, "head")
        rows = connection.execute(text("SELECT uid, removed_at FROM portraits ORDER BY uid")).all()
    engine.dispose()
    assert [(row.uid, (row.removed_at or "")[:10]) for row in rows] == [
        ("a", "2026-05-05"), ("b", ""), ("c", "2026-05-05"), ("d", ""),
    ]  # fmt: skip


def test_opening_again_changes_nothing(old_folder: DataFolder) -> None:
    open_database(old_folder).close()
    open_database(old_folder).close()
    assert len(list(old_folder.backups.iterdir())) == 1


def take_every_step(connection: Connection) -> None:
    """From nothing to today's tables, as a database of the first version goes."""
    settings = config()
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")


def words(options: Mapping[str, object]) -> list[str]:
    return sorted(f"{name}: {value}" for name, value in options.items())


def anatomy(connection: Connection) -> dict[str, object]:
    """What a database knows of its tables, whatever the order in which it came to be."""
    found = inspect(connection)
    return {
        table: (
            sorted((column["name"], str(column["type"]), column["nullable"]) for column in found.get_columns(table)),
            sorted(str(sorted(key.items(), key=str)) for key in found.get_foreign_keys(table)),
            sorted(
                str((index["name"], index["column_names"], index["unique"], words(index.get("dialect_options", {}))))
                for index in found.get_indexes(table)
            ),
            sorted(str((rule["name"], rule["column_names"])) for rule in found.get_unique_constraints(table)),
            sorted(str(rule["sqltext"]) for rule in found.get_check_constraints(table)),
        )
        for table in found.get_table_names()
    }


@pytest.mark.both_databases
def test_a_new_database_has_the_tables_as_they_are_declared(db: Database) -> None:
    with db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), all_tables()) == []


@pytest.mark.both_databases
def test_the_steps_lead_to_the_tables_that_a_new_database_gets(db: Database) -> None:
    with db.engine.begin() as connection:
        created = anatomy(connection)
        everything = MetaData()
        everything.reflect(connection)
        everything.drop_all(connection)
        take_every_step(connection)
        assert compare_metadata(MigrationContext.configure(connection), all_tables()) == []
        assert anatomy(connection) == created


def test_the_last_step_is_the_one_the_program_expects() -> None:
    assert ScriptDirectory.from_config(config()).get_heads() == [HEAD]


def test_a_database_of_a_newer_program_is_refused_and_not_touched(folder: DataFolder) -> None:
    db = open_database(folder)
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    db.close()
    before = folder.database.read_bytes()
    with pytest.raises(DataTrouble, match="更新版本的程序"):
        open_database(folder)
    assert folder.database.read_bytes() == before
