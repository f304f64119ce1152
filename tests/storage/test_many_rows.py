"""Many rows at once: on both kinds of database they arrive as they were given, or none of them."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Column, DateTime, Integer, MetaData, String, Table, select
from sqlalchemy.exc import IntegrityError

from partyschool.domain.terms import Way
from partyschool.storage.database import Database
from partyschool.storage.many_rows import insert_many

WORDS = Table(
    "words",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("word", String(50), unique=True),
    Column("at", DateTime),
    Column("number", Integer),
)
ROWS: list[dict[str, Any]] = [
    {"word": "𰻝龥·'\"\\{}", "at": datetime(2025, 2, 28, 23, 59, 59, 123_456), "number": -7},
    {"word": Way.PHONE, "at": datetime(2025, 6, 16, 8), "number": None},
    {"word": "", "at": None, "number": 2**31 - 1},
]


@pytest.mark.both_databases
def test_rows_arrive_as_they_were_given_and_the_last_id_is_told(db: Database) -> None:
    with db.write() as session:
        connection = session.connection()
        WORDS.create(connection)
        for number, row in enumerate(ROWS, start=1):
            assert insert_many(connection, WORDS, [row]) == number
        assert insert_many(connection, WORDS, [{**row, "word": f"{row['word']}2"} for row in ROWS]) == 6
        found = [dict(row) for row in connection.execute(select(WORDS).order_by(WORDS.c.id)).mappings()]
    assert found[:3] == [{"id": number, **row} for number, row in enumerate(ROWS, start=1)]
    assert [row["word"] for row in found[3:]] == ["𰻝龥·'\"\\{}2", "phone2", "2"]


@pytest.mark.both_databases
def test_a_row_that_is_there_already_keeps_all_of_them_out(db: Database) -> None:
    with db.write() as session:
        WORDS.create(session.connection())
        insert_many(session.connection(), WORDS, ROWS)
    with pytest.raises(IntegrityError), db.write() as session:
        insert_many(session.connection(), WORDS, [{"word": "新", "at": None, "number": 1}, ROWS[0]])
    with db.read() as session:
        assert len(session.connection().execute(select(WORDS)).all()) == len(ROWS)
