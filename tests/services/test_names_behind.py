"""Every figure of the year opens as many names as it says."""

from dataclasses import fields
from datetime import date
from random import Random

import pytest

from partyschool.domain.terms import Grouping, Structure, UnitChangeKind
from partyschool.services.headcounts import checks_of
from partyschool.services.names_behind import Wanted, names_behind
from partyschool.services.quota_rows import Totals
from partyschool.services.statistics import year_lines, year_statistics
from partyschool.services.unit_changes import change_units
from partyschool.services.unit_plan import ChangeForm
from partyschool.services.unit_rules import UnitForm
from partyschool.services.units import create_unit, list_units, save_unit
from partyschool.storage.database import Database
from tests.services.random_year import YEAR, fill_year

TOTALS = [field.name for field in fields(Totals)]
HEADS = ["attendances", "people", "member_people", "member_hours_met", "floating_due", "floating_met"]


@pytest.mark.parametrize("seed", range(3))
def test_every_figure_of_every_unit_opens_as_many_names(db: Database, seed: int) -> None:
    fill_year(db, Random(seed))
    for with_provisional in (False, True):
        whole = year_statistics(db, year=YEAR, with_provisional=with_provisional)
        for line in whole.units:
            for word in (*TOTALS, *HEADS):
                holder = line.count.totals if word in TOTALS else line.count
                wanted = Wanted(word, [line.unit_id])
                names = names_behind(db, year=YEAR, wanted=wanted, with_provisional=with_provisional)
                assert len(names) == getattr(holder, word), (line.name, word)


def test_what_is_missing_is_the_rest_of_those_due(db: Database) -> None:
    fill_year(db, Random(7))
    totals = year_statistics(db, year=YEAR).sums.count.totals
    assert len(names_behind(db, year=YEAR, wanted=Wanted("untrained"))) == totals.due - totals.trained
    assert len(names_behind(db, year=YEAR, wanted=Wanted("not_rotated"))) == totals.members - totals.rotated


def test_a_month_and_a_class_open_their_own_attendances(db: Database) -> None:
    fill_year(db, Random(11), classes=9)
    whole = year_statistics(db, year=YEAR, with_provisional=True)
    assert any(row.attendances for row in whole.months)
    for month in whole.months:
        wanted = Wanted("attendances", month=month.month)
        found = names_behind(db, year=YEAR, wanted=wanted, with_provisional=True)
        assert len(found) == month.attendances
        assert {name.starts_on.month for name in found if name.starts_on} <= {month.month}
    for row in whole.classes:
        wanted = Wanted("attendances", class_code=row.code)
        found = names_behind(db, year=YEAR, wanted=wanted, with_provisional=True)
        assert (len(found), {name.class_title for name in found} <= {row.title}) == (row.people, True)


def test_names_are_as_of_the_day_of_the_figure(db: Database) -> None:
    fill_year(db, Random(3))
    day = date(YEAR, 6, 30)
    whole = year_statistics(db, year=YEAR, as_of=day, with_provisional=True).sums.count
    for word, figure in (("due", whole.totals.due), ("attendances", whole.attendances)):
        assert len(names_behind(db, year=YEAR, wanted=Wanted(word), as_of=day, with_provisional=True)) == figure


@pytest.mark.parametrize("grouping", [Grouping.TOWN, Grouping.JOINT, Grouping.BRANCH, Grouping.DOMAIN])
def test_every_grouping_adds_up_and_opens_its_names(db: Database, grouping: Grouping) -> None:
    fill_year(db, Random(3))
    villages = [row for row in list_units(db) if row.kind == "village"]
    joint = create_unit(db, form=UnitForm("东片联村党委", "joint", villages[0].parent_id))
    change_units(db, form=ChangeForm(UnitChangeKind.MOVE, date(YEAR, 5, 1), (villages[-1].id,), joint))
    first = villages[-2]
    save_unit(db, unit_id=first.id, form=UnitForm(first.name, first.kind, first.parent_id, domain="rural"))
    whole = year_statistics(db, year=YEAR, with_provisional=True).sums.count
    lines = year_lines(
        db, year=YEAR, grouping=grouping, with_provisional=True, structure=Structure.YEAR_END
    )  # fmt: skip
    assert len(lines) >= 2 or grouping == Grouping.TOWN
    assert not [check for check in checks_of(whole, lines) if not check.agrees]
    for line in lines:
        key = line.unit_id if grouping != Grouping.DOMAIN else line.name or None
        wanted = Wanted("members", [key], grouping=grouping)
        assert len(names_behind(db, year=YEAR, wanted=wanted, with_provisional=True)) == line.count.totals.members
