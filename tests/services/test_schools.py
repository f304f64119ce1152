import pytest
from sqlalchemy import select

from partyschool.domain.terms import Tier
from partyschool.errors import Refusal
from partyschool.services.requirements import (
    RequirementForm,
    end_requirement,
    list_requirements,
    save_requirement,
)
from partyschool.services.schools import (
    SchoolForm,
    find_home_school,
    home_school,
    init_school,
    list_schools,
    save_school,
    school_form,
)
from partyschool.services.units import list_units
from partyschool.storage.database import Database
from partyschool.storage.models import Unit
from tests.services.town import SCHOOL


@pytest.mark.both_databases
def test_a_new_school_stands_in_its_town_below_its_city(db: Database) -> None:
    school = init_school(db, name=SCHOOL, short="禹房", tier=Tier.TOWN, code="371482101", city="禹城市")
    assert (school.city, school.town) == ("禹城市", "房寺镇")
    units = list_units(db)
    assert [(unit.name, unit.kind, unit.depth) for unit in units] == [("禹城市", "city", 0), ("房寺镇", "town", 1)]
    assert units[1].id == school.unit_id
    assert units[1].code == "371482101"
    assert find_home_school(db) == home_school(db) == school == list_schools(db)[0]


def test_the_school_owns_what_was_founded_with_it(db: Database) -> None:
    school = init_school(db, name=SCHOOL, short="禹房", tier=Tier.TOWN)
    with db.read() as session:
        assert {unit.owner_uid for unit in session.scalars(select(Unit))} == {school.uid}


def test_a_second_school_is_refused(db: Database) -> None:
    init_school(db, name=SCHOOL, short="禹房", tier=Tier.TOWN)
    with pytest.raises(Refusal, match="这里已经有数据") as caught:
        init_school(db, name="房寺镇党校", short="房", tier=Tier.TOWN)
    assert caught.value.code == "exists"
    assert len(list_schools(db)) == 1


@pytest.mark.parametrize(
    ("name", "short", "tier", "code"),
    [("  ", "禹房", "town", "name_missing"), (SCHOOL, "", "town", "short_missing"), (SCHOOL, "禹房", "county", "tier")],
)
def test_a_school_without_name_short_name_or_tier_is_refused(
    db: Database, name: str, short: str, tier: str, code: str
) -> None:
    with pytest.raises(Refusal) as caught:
        init_school(db, name=name, short=short, tier=tier)
    assert caught.value.code == code
    assert find_home_school(db) is None


@pytest.mark.parametrize(
    ("name", "tier", "units"),
    [
        ("中共禹城市委党校", Tier.CITY, ["禹城市"]),
        ("房寺镇前庄村党校", Tier.VILLAGE, ["房寺镇", "前庄村"]),
        ("讲习所", Tier.TOWN, ["讲习所"]),
    ],
)
def test_a_school_of_any_tier_has_a_unit_of_its_own(db: Database, name: str, tier: Tier, units: list[str]) -> None:
    school = init_school(db, name=name, short="校", tier=tier)
    rows = list_units(db)
    assert [row.name for row in rows] == units
    assert rows[-1].id == school.unit_id


def test_before_the_first_start_there_is_no_school(db: Database) -> None:
    assert find_home_school(db) is None
    with pytest.raises(Refusal) as caught:
        home_school(db)
    assert caught.value.code == "no_school"


def test_a_renamed_town_renames_its_unit(db: Database) -> None:
    school = init_school(db, name=SCHOOL, short="禹房", tier=Tier.TOWN, city="禹城市")
    form = school_form(school)
    save_school(db, form=SchoolForm(form.name, "房", form.code, form.city, "房寺街道", principal="张立新"))
    changed = home_school(db)
    assert (changed.short, changed.town, changed.principal, changed.tier) == ("房", "房寺街道", "张立新", "town")
    assert [row.name for row in list_units(db)] == ["禹城市", "房寺街道"]


def test_a_new_school_starts_with_the_four_requirements_and_their_sources(db: Database) -> None:
    init_school(db, name=SCHOOL, short="禹房", tier=Tier.TOWN)
    rules = {row.form.code: row.form for row in list_requirements(db, year=2025)}
    assert {code: (rule.category, rule.quarter_days, rule.half_hours) for code, rule in rules.items()} == {
        "L1": ("member", 4, 0),
        "L2": ("two_committees", 8, 0),
        "N1": ("member", 0, 64),
        "N2": ("leadership", 0, 112),
    }
    assert all(rule.source for rule in rules.values())
    assert "32学时" in rules["N1"].source


def test_a_requirement_changes_from_a_year_on_and_leaves_the_years_before(db: Database) -> None:
    init_school(db, name=SCHOOL, short="禹房", tier=Tier.TOWN)
    old = next(row for row in list_requirements(db, year=2025) if row.form.code == "L1")
    end_requirement(db, requirement_id=old.id, last_year=2025)
    save_requirement(db, form=RequirementForm("L1", "member", 6, 0, 2026, source="镇党委〔2026〕1号"))
    assert [row.form.quarter_days for row in list_requirements(db, year=2025) if row.form.code == "L1"] == [4]
    assert [row.form.quarter_days for row in list_requirements(db, year=2026) if row.form.code == "L1"] == [6]
    assert len(list_requirements(db)) == 5


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (RequirementForm(" ", "member", 4, 0, 2025), "code_missing"),
        (RequirementForm("L9", "everybody", 4, 0, 2025), "category"),
        (RequirementForm("L9", "member", -4, 0, 2025), "range"),
        (RequirementForm("L9", "member", 0, 0, 2025), "empty"),
        (RequirementForm("L9", "member", 4, 0, 2025, 2024), "years"),
    ],
)
def test_a_requirement_that_cannot_be_is_refused(db: Database, form: RequirementForm, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        save_requirement(db, form=form)
    assert caught.value.code == code
    assert list_requirements(db) == []
