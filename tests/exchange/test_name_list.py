"""People of a list are found by number first, then by name and unit; nobody is guessed."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from partyschool.domain.identity import check_character
from partyschool.domain.terms import UnitKind
from partyschool.errors import Refusal
from partyschool.exchange.name_list import find_listed
from partyschool.services.people import create_person
from partyschool.services.person_form import PersonForm
from partyschool.services.schools import home_school, init_school
from partyschool.services.unit_rules import UnitForm
from partyschool.services.units import create_unit
from partyschool.storage.database import Database


def number(first: str) -> str:
    return first + check_character(first)


XU, WANG_EAST, WANG_FRONT = (number(first) for first in ("37148219680315002", "37148219590101001", "37148219900202003"))


@pytest.fixture
def people(db: Database) -> dict[str, int]:
    init_school(db, name="中共禹城市房寺镇委员会党校", short="禹房", tier="town")
    town = home_school(db).unit_id
    branches = {}
    for village in ("东街村", "前庄村"):
        unit = create_unit(db, form=UnitForm(village, UnitKind.VILLAGE, town))
        branches[village] = create_unit(db, form=UnitForm(f"{village}党支部", UnitKind.BRANCH, unit))
    people = (("许玉芳", XU, "东街村"), ("王杰", WANG_EAST, "东街村"), ("王杰", WANG_FRONT, "前庄村"))
    return {
        id_number: create_person(db, form=PersonForm(name, id_number, unit_id=branches[village]), confirmed=True)
        for name, id_number, village in people
    }


def write(path: Path, rows: list[list[str]]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_numbers_find_people_whatever_their_form(db: Database, people: dict[str, int], tmp_path: Path) -> None:
    rows = [["参训名单", ""], ["姓名", "身份证号"], ["许 玉芳", XU.lower()], ["王杰", f" {WANG_FRONT} "]]
    found = find_listed(db, write(tmp_path / "名单.xlsx", rows))
    assert (found.rows, found.person_ids, found.unknown) == (2, (people[XU], people[WANG_FRONT]), ())


def test_namesakes_are_told_apart_by_their_village_only(db: Database, people: dict[str, int], tmp_path: Path) -> None:
    rows = [["姓名", "单位"], ["王杰", "前庄村"], ["王杰", "张集村"], ["许玉芳", "西街村"]]
    found = find_listed(db, write(tmp_path / "名单.xlsx", rows))
    assert found.person_ids == (people[WANG_FRONT], people[XU])
    assert found.unknown == ("王杰",)


def test_a_number_of_somebody_else_finds_nobody(db: Database, people: dict[str, int], tmp_path: Path) -> None:
    rows = [["姓名", "身份证号"], ["李洋", XU], ["赵六", number("37148219700101004")]]
    found = find_listed(db, write(tmp_path / "名单.xlsx", rows))
    assert (found.person_ids, found.unknown) == ((), ("李洋", "赵六"))


def test_the_same_person_twice_is_one(db: Database, people: dict[str, int], tmp_path: Path) -> None:
    rows = [["姓名", "身份证号"], ["许玉芳", XU], ["许玉芳", XU]]
    assert find_listed(db, write(tmp_path / "名单.xlsx", rows)).person_ids == (people[XU],)


def test_a_file_without_a_header_is_refused_in_words(db: Database, people: dict[str, int], tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="表头"):
        find_listed(db, write(tmp_path / "名单.xlsx", [["许玉芳", "女"], ["王杰", "男"]]))
