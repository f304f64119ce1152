"""Thousands of records at once, as a flush would have written them."""

import pytest
from sqlalchemy import select

from partyschool.services.bulk import Same, insert_columns, update_rows
from partyschool.services.schools import init_school
from partyschool.storage.database import Database
from partyschool.storage.models import Teacher

pytestmark = pytest.mark.both_databases


@pytest.fixture(autouse=True)
def _school(db: Database) -> None:
    init_school(db, name="中共清河市河湾镇委员会党校", short="清河", tier="town")


def teachers(db: Database) -> list[Teacher]:
    with db.read() as session:
        return list(session.scalars(select(Teacher).order_by(Teacher.id)))


def test_rows_get_ids_uids_owner_and_defaults(db: Database) -> None:
    with db.write() as session:
        session.add(Teacher(name="零"))
        session.flush()
        columns: dict[str, list[str] | Same] = {
            "name": ["100%", "二's", "叁"],
            "kind": Same("leader"),
            "title": Same("局长 50%"),
            "in_pool": Same(True),
        }
        rest = {"is_active": Same(True), "phone": Same(""), "subjects": Same("")}
        ids = insert_columns(session, Teacher, 3, {**columns, **rest})
    rows = teachers(db)
    assert [row.id for row in rows[1:]] == list(ids)
    assert [row.name for row in rows] == ["零", "100%", "二's", "叁"]
    assert {row.title for row in rows[1:]} == {"局长 50%"}
    assert len({row.uid for row in rows}) == 4 and {len(row.uid) for row in rows} == {32}
    assert len({row.owner_uid for row in rows}) == 1 and rows[1].revision == 1


def test_a_record_flushed_afterwards_gets_a_free_id(db: Database) -> None:
    columns = {"kind": Same("other"), "title": Same(""), "in_pool": Same(True), "is_active": Same(True)}
    with db.write() as session:
        insert_columns(session, Teacher, 2, {"name": ["甲", "乙"], "phone": Same(""), "subjects": Same(""), **columns})
        session.add(Teacher(name="丙"))
    assert [row.name for row in teachers(db)] == ["甲", "乙", "丙"]


def test_listeners_hear_of_bulk_writing_too(db: Database) -> None:
    heard: list[frozenset[str]] = []
    db.on_change(heard.append)
    columns = {"kind": Same("other"), "title": Same(""), "in_pool": Same(True), "is_active": Same(True)}
    with db.write() as session:
        insert_columns(session, Teacher, 1, {"name": ["甲"], "phone": Same(""), "subjects": Same(""), **columns})
    assert "teachers" in heard[0]


def test_updates_count_the_revision_up(db: Database) -> None:
    with db.write() as session:
        session.add_all([Teacher(name="甲"), Teacher(name="乙")])
    first, second = teachers(db)
    with db.write() as session:
        update_rows(session, Teacher, [(first.id, {"title": "书记"}), (second.id, {"phone": "1", "name": "丙"})])
    first, second = teachers(db)
    assert (first.title, first.revision, second.name, second.revision) == ("书记", 2, "丙", 2)


def test_nothing_is_no_statement(db: Database) -> None:
    with db.write() as session:
        assert list(insert_columns(session, Teacher, 0, {})) == []
        update_rows(session, Teacher, [])
