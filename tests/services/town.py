"""A small town for tests of records: 房寺镇 with two villages and an office, and people with real check digits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from partyschool.domain.identity import check_character
from partyschool.domain.terms import Tier, UnitChangeKind
from partyschool.services.branches import BranchIndex
from partyschool.services.people import create_person
from partyschool.services.person_form import PersonForm
from partyschool.services.schools import find_home_school, init_school
from partyschool.services.unit_plan import ChangeForm
from partyschool.storage.database import Database

SCHOOL = "中共禹城市房寺镇委员会党校"
MAY = date(2025, 5, 1)


@dataclass(frozen=True, slots=True)
class Town:
    """Ids of the units."""

    city: int
    town: int
    front_village: int
    front_branch: int
    back_branch: int
    office: int
    office_branch: int


def found_town(db: Database) -> Town:
    """The home school and its units; a second call answers with the same."""
    if find_home_school(db) is None:
        init_school(db, name=SCHOOL, short="禹房", tier=Tier.TOWN, code="371482101", city="禹城市")
    with db.write() as session:
        index = BranchIndex(session)
        branches = [index.ensure(f"{name}党支部").unit_id for name in ("前庄村", "后庄村", "房寺镇机关")]
        found = {name: index.find(name) or 0 for name in ("禹城市", "房寺镇", "前庄村", "房寺镇机关")}
    return Town(
        found["禹城市"], found["房寺镇"], found["前庄村"], branches[0], branches[1], found["房寺镇机关"], branches[2]
    )  # fmt: skip


def id_number(serial: int, birth: str = "19650321") -> str:
    """A citizen number with a right check character; odd serials are men."""
    first_17 = f"371482{birth}{serial:03}"
    return first_17 + check_character(first_17)


def add_person(db: Database, name: str, unit_id: int, serial: int | None = None) -> int:
    """A full member of the unit."""
    number = "" if serial is None else id_number(serial)
    return create_person(db, form=PersonForm(name, id_number=number, unit_id=unit_id), confirmed=True)


def merge_back_into_front(town: Town, **more: Any) -> ChangeForm:
    """后庄村党支部 into 前庄村党支部 on 1 May 2025."""
    return ChangeForm(UnitChangeKind.MERGE, MAY, (town.back_branch,), town.front_branch, **more)
