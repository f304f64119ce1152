"""An older database keeps the school's own numbers as rules, and what was counted stays counted."""

from datetime import date
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine, text

from partyschool.paths import DataFolder
from partyschool.services.rule_values import list_values
from partyschool.services.rules import HIGHER_COUNTS, LATE, rule_value
from partyschool.storage.database import open_database
from partyschool.storage.models import Exemption, OtherStudy, Room, School, Setting
from tests.storage.test_migrate import config, put


def test_settings_become_rules_and_entries_are_approved(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "old")
    folder.root.mkdir()
    engine = create_engine(f"sqlite:///{folder.database}")
    with engine.begin() as connection:
        settings = config()
        settings.attributes["connection"] = connection
        command.upgrade(settings, "0002")
        put(connection, "schools", uid="s", name="党校", is_home=True)
        put(connection, "rooms", uid="r", name="报告厅")
        put(connection, "people", uid="p", name="张三")
        put(
            connection, "other_studies", uid="o", person_id=1, kind="meeting", title="党课", studied_on=date(2025, 3, 3)
        )
        put(connection, "exemptions", uid="e", person_id=1, year=2025, granted_on=date(2025, 1, 5), reason="年老体弱")
        for key, value in (
            ("credit.late_minutes", "20"),
            ("credit.higher_counts_as_days", "true"),
            ("office.clerk", '"李"'),
        ):
            connection.execute(
                text("INSERT INTO settings (key, value) VALUES (:key, :value)"), {"key": key, "value": value}
            )
    engine.dispose()
    db = open_database(folder)
    assert (rule_value(db, LATE, 2019), rule_value(db, HIGHER_COUNTS, 2030)) == (20, True)
    [row] = [row for row in list_values(db, year=2025) if row.key == LATE]
    assert row.source  # the preset's text stands beside the school's own number
    with db.read() as session:
        assert [setting.key for setting in session.query(Setting)] == ["office.clerk"]
        assert session.query(Room).one().school_id == session.query(School).one().id  # the rooms were the home school's
        assert session.query(OtherStudy).one().review == session.query(Exemption).one().review == "approved"
    db.close()
