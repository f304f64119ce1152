"""In a city two towns may have a village of one name: wherever both are listed, the town stands before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from partyschool.domain.terms import Tier, UnitChangeKind
from partyschool.domain.timetable import SessionPlan
from partyschool.services.branches import BranchIndex
from partyschool.services.call_up import call_up
from partyschool.services.class_rows import ClassForm
from partyschool.services.classes import create_class, update_class
from partyschool.services.enrolment import enrol, list_enrolments
from partyschool.services.notice_words import notice_words
from partyschool.services.quota import count_quota
from partyschool.services.schools import init_school
from partyschool.services.statistics import year_statistics
from partyschool.services.unit_changes import change_units
from partyschool.services.unit_plan import ChangeForm
from partyschool.services.unit_titles import titles_with_town
from partyschool.services.unit_tree import load_tree
from partyschool.storage.database import Database
from tests.services.town import add_person, found_town
from tests.shell import Shell

BRANCHES = ("房寺镇前庄村党支部", "伦镇前庄村党支部", "伦镇东街村党支部")


@pytest.fixture
def branches(db: Database) -> list[int]:
    init_school(db, name="中共禹城市委党校", short="禹", tier=Tier.CITY)
    with db.write() as session:
        index = BranchIndex(session)
        return [index.ensure(name).unit_id for name in BRANCHES]


def test_only_names_that_two_towns_have_get_their_town(db: Database, branches: list[int]) -> None:
    with db.read() as session:
        titles = titles_with_town(load_tree(session))
    assert [titles.get(branch) for branch in branches] == ["房寺镇前庄村党支部", "伦镇前庄村党支部", None]


def test_a_town_by_itself_needs_none(db: Database) -> None:
    found_town(db)
    with db.read() as session:
        assert titles_with_town(load_tree(session)) == {}


def test_lists_of_a_city_class_lines_and_calls_tell_the_towns_apart(db: Database, branches: list[int]) -> None:
    people = [add_person(db, f"人{number}", branch) for number, branch in enumerate(branches)]
    form = ClassForm("市级班", date(2025, 9, 1), date(2025, 9, 1))
    code = create_class(db, form=form)
    enrol(db, code=code, person_ids=people)
    assert [row.unit for row in list_enrolments(db, code=code)] == [*BRANCHES[:2], "东街村党支部"]
    when = (SessionPlan(1, date(2025, 9, 1), time(8, 30), time(11, 30), 8),)
    update_class(db, code=code, form=replace(form, sessions=when))
    allotted = notice_words(db, code=code).allotments
    assert [(row.village, row.members, row.people) for row in allotted] == [
        ("房寺镇前庄村", 1, 1),
        ("伦镇前庄村", 1, 1),
        ("东街村", 1, 1),
    ]
    found = year_statistics(db, year=2025)
    assert [line.name for line in found.units] == ["房寺镇前庄村", "伦镇前庄村", "东街村"]
    assert [part.village for part in call_up(db, year=2025).lists] == ["房寺镇前庄村", "伦镇前庄村", "东街村"]
    members = [count_quota(db, year=2025, unit=name).totals.members for name in ("前庄村", "房寺镇前庄村", "清河村")]
    assert members == [2, 1, 0]
    shell = Shell(db.folder.root)
    assert shell.json("quota", 2025, "--unit", "房寺镇前庄村")["totals"]["members"] == 1
    assert "没有名为“清河村”的单位" in shell("quota", 2025, "--unit", "清河村").sentence
    rename = ChangeForm(UnitChangeKind.RENAME, date(2025, 6, 1), (branches[1],), name="前庄中心支部")
    change_units(db, form=rename)
    assert [row.unit for row in list_enrolments(db, code=code)][1] == "伦镇前庄中心支部"
