"""Units that an older program closed get their line of history, and stand in past years as before."""

from datetime import date
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine

from partyschool.paths import DataFolder
from partyschool.services.unit_story import unit_story
from partyschool.storage.database import open_database
from tests.storage.test_migrate import config, put

AUGUST = date(2024, 8, 1)


def test_a_unit_closed_by_an_older_program_tells_where_it_went(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "old")
    folder.root.mkdir()
    engine = create_engine(f"sqlite:///{folder.database}")
    with engine.begin() as connection:
        settings = config()
        settings.attributes["connection"] = connection
        command.upgrade(settings, "0002")
        put(connection, "units", uid="a" * 32, name="房寺镇", kind="town")
        put(connection, "units", uid="b" * 32, name="前庄村", kind="village", parent_id=1)
        put(
            connection,
            "units",
            uid="d" * 32,
            name="后庄村",
            kind="village",
            parent_id=1,
            closed_on=AUGUST,
            successor_id=2,
        )
        put(connection, "units", uid="e" * 32, name="空村", kind="village", parent_id=1, closed_on=AUGUST)
    engine.dispose()
    db = open_database(folder)
    told = {
        unit_id: [(event.kind, event.on, event.is_source, event.others, event.can_undo) for event in story.events]
        for unit_id in (2, 3, 4)
        if (story := unit_story(db, unit_id))
    }
    db.close()
    assert told == {
        2: [("merge", AUGUST, False, ("后庄村",), False)],
        3: [("merge", AUGUST, True, ("前庄村",), False)],
        4: [("close", AUGUST, True, (), False)],
    }
