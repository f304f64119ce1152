"""村“两委”成员名单 onto the register."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from partyschool.errors import Refusal
from partyschool.storage.database import Database
from partyschool.storage.models import Post
from tests.exchange.sheets import number_of
from tests.exchange.town import codes, found_school, import_rows, outcomes

HEAD = ("序号", "村", "姓名", "身份证号", "职务", "任职日期", "离任日期")


@pytest.fixture(autouse=True)
def _town(db: Database, tmp_path: Path) -> None:
    found_school(db)
    people = [
        ("姓名", "身份证号", "所在党支部"),
        ("甲", number_of(1), "桥头村党支部"),
        ("乙", number_of(2), "前庄村党支部"),
    ]
    import_rows(db, tmp_path, people)


def line(**cells: Any) -> list[Any]:
    return list(
        {
            "serial": 1,
            "village": "桥头村",
            "name": "甲",
            "number": number_of(1),
            "title": "村党支部书记",
            "from": "2021-01-10",
            "to": "",
            **cells,
        }.values()
    )


def posts(db: Database) -> list[Post]:
    with db.read() as session:
        return list(session.scalars(select(Post).order_by(Post.id)))


@pytest.mark.both_databases
def test_posts_get_their_flags_and_terms(db: Database, tmp_path: Path) -> None:
    rows = [HEAD, line(), line(name="乙", number=number_of(2), village="前庄村", title="村委会委员", to="2025.06")]
    assert outcomes(import_rows(db, tmp_path, rows, "cadres")) == {"created": 2}
    secretary, member = posts(db)
    assert (secretary.in_two_committees, secretary.in_leadership) == (True, True)
    assert (member.in_two_committees, member.in_leadership) == (True, False)
    assert (secretary.start_on, secretary.end_on) == (date(2021, 1, 10), None)
    assert member.end_on == date(2025, 6, 30)


def test_the_same_list_twice_changes_nothing(db: Database, tmp_path: Path) -> None:
    rows = [HEAD, line(), line(village="前庄村")]
    assert outcomes(import_rows(db, tmp_path, rows, "cadres")) == {"created": 2}
    assert outcomes(import_rows(db, tmp_path, rows, "cadres")) == {"unchanged": 2}


@pytest.mark.parametrize(
    ("first", "second", "ends"),
    [
        (("2021-01-10", ""), ("2024-06-01", "2025-01-01"), ["created", "rejected"]),  # the first is still held
        (("2021-01-10", "2024-06-01"), ("2024-06-01", ""), ["created", "rejected"]),  # one day too many
        (("2021-01-10", "2024-05-31"), ("2024-06-01", ""), ["created", "created"]),
        (("", ""), ("2024-06-01", ""), ["created", "rejected"]),
    ],
)
def test_nobody_holds_one_post_twice_at_a_time(
    db: Database, tmp_path: Path, first: tuple[str, str], second: tuple[str, str], ends: list[str]
) -> None:
    rows = [HEAD, *(line(**{"from": start, "to": end}) for start, end in (first, second))]
    answer = import_rows(db, tmp_path, rows, "cadres")
    assert outcomes(answer) == Counter(ends)
    assert ("post_twice" in codes(answer)) == ("rejected" in ends)
    assert outcomes(import_rows(db, tmp_path, rows, "cadres"))["unchanged"] == ends.count("created")


def test_the_end_of_a_term_is_written_later(db: Database, tmp_path: Path) -> None:
    import_rows(db, tmp_path, [HEAD, line()], "cadres")
    assert outcomes(import_rows(db, tmp_path, [HEAD, line(to="2025-03-31")], "cadres")) == {"updated": 1}
    assert posts(db)[0].end_on == date(2025, 3, 31)
    assert outcomes(import_rows(db, tmp_path, [HEAD, line()], "cadres")) == {"unchanged": 1}


def test_a_row_twice_is_a_duplicate(db: Database, tmp_path: Path) -> None:
    assert outcomes(import_rows(db, tmp_path, [HEAD, line(), line()], "cadres")) == {"created": 1, "duplicate": 1}


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"number": number_of(9)}, "person_unknown"),
        ({"number": ""}, "person_unknown"),
        ({"number": 371482196807150000.0}, "id_truncated"),
        ({"village": "西洼村"}, "unit_unknown"),
        ({"title": ""}, "title_missing"),
        ({"from": "去年"}, "date_unreadable"),
        ({"to": "2020-01-01"}, "term_reversed"),
    ],
)
def test_rows_in_error_are_left_out(db: Database, tmp_path: Path, cells: dict[str, Any], code: str) -> None:
    result = import_rows(db, tmp_path, [HEAD, line(**cells)], "cadres")
    assert outcomes(result) == {"rejected": 1}
    assert code in codes(result)
    assert posts(db) == []


def test_a_village_written_once_holds_for_the_rows_below(db: Database, tmp_path: Path) -> None:
    rows = [HEAD, line(), line(village="", title="村委会主任")]
    assert outcomes(import_rows(db, tmp_path, rows, "cadres")) == {"created": 2}


def test_a_name_that_is_not_the_registered_one_is_told(db: Database, tmp_path: Path) -> None:
    assert codes(import_rows(db, tmp_path, [HEAD, line(name="丙")], "cadres")) == {"name_differs": 1}


def test_a_roll_is_no_list_of_posts(db: Database, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="“职务”") as caught:
        import_rows(db, tmp_path, [("姓名", "身份证号", "村"), ("甲", number_of(1), "桥头村")], "cadres")
    assert caught.value.code == "columns_missing"
