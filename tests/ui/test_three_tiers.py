"""The same program for a city, a town and a village: each sees what lies below it first."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from partyschool.domain.terms import Grouping, Tier
from partyschool.services.branches import BranchIndex
from partyschool.services.home_figures import home_figures
from partyschool.services.schools import init_school
from partyschool.storage.database import Database
from partyschool.ui.changes import Changes
from partyschool.ui.context import Context
from partyschool.ui.home_page import HomePage
from partyschool.ui.list_dialog import ListDialog
from partyschool.ui.statistics_page import StatisticsPage
from partyschool.ui.units_page import UnitsPage
from partyschool.ui.welcome_page import WelcomePage
from tests.services.town import add_person
from tests.ui.conftest import Ways

NAMES = {
    Tier.CITY: "中共禹城市委党校",
    Tier.TOWN: "中共禹城市房寺镇委员会党校",
    Tier.VILLAGE: "中共禹城市房寺镇前庄村党支部党校",
}
BRANCHES = {
    Tier.CITY: ("房寺镇前庄村党支部", "房寺镇后庄村党支部", "伦镇东街村党支部"),
    Tier.TOWN: ("前庄村党支部", "后庄村党支部", "马坊村党支部"),
    Tier.VILLAGE: ("前庄村第一党支部", "前庄村第二党支部"),
}


@pytest.fixture
def found(db: Database, ways: Ways, qapp: Any) -> Iterator[Callable[[Tier], Context]]:
    made: list[Changes] = []

    def make(tier: Tier) -> Context:
        init_school(db, name=NAMES[tier], short="禹", tier=tier)
        with db.write() as session:
            index = BranchIndex(session)
            branches = [index.ensure(name).unit_id for name in BRANCHES[tier]]
        for number, branch in enumerate(branches):
            add_person(db, f"人{number}", branch)
        made.append(Changes(db))
        return Context(db, made[0], go=ways)

    yield make
    for changes in made:
        changes.stop()


@pytest.mark.parametrize(
    ("tier", "title", "ranked", "listed"),
    [
        (Tier.CITY, "各镇街达标率", ["房寺镇", "伦镇"], Grouping.TOWN),
        (Tier.TOWN, "各村达标率", ["前庄村", "后庄村", "马坊村"], Grouping.UNIT),
        (Tier.VILLAGE, "各党支部达标率", ["前庄村第一党支部", "前庄村第二党支部"], Grouping.BRANCH),
    ],
)
def test_each_tier_sees_first_what_lies_below_it(
    qtbot: QtBot, found: Callable[[Tier], Context], tier: Tier, title: str, ranked: list[str], listed: Grouping
) -> None:
    context = found(tier)
    figures = home_figures(context.db, year=context.today.year, as_of=context.today)
    assert [line.name for line in figures.ranks] == ranked
    home = HomePage(context)
    qtbot.addWidget(home)
    home.show_counted(figures)
    assert home.form.ranks_title.text() == title
    statistics = StatisticsPage(context)
    qtbot.addWidget(statistics)
    statistics.refresh()
    assert statistics.grouping == listed
    assert {line.name for line in statistics.lists["units"].rows} == set(ranked)
    units = UnitsPage(context)
    qtbot.addWidget(units)
    units.refresh()
    marked = units.form.tree.chosen_row()
    assert marked is not None
    assert marked.kind == tier
    tree = units.form.tree
    assert [tree.isExpanded(tree.units.index_of(row.id)) for row in units.rows if row.depth <= marked.depth] == [
        row.id in {marked.id, *_above(units, marked.id)} for row in units.rows if row.depth <= marked.depth
    ]


def _above(page: UnitsPage, unit_id: int) -> set[int]:
    parents = {row.id: row.parent_id for row in page.rows}
    found: set[int] = set()
    above = parents[unit_id]
    while above is not None:
        found.add(above)
        above = parents[above]
    return found


def test_a_towns_rank_opens_the_names_of_its_villages(qtbot: QtBot, found: Callable[[Tier], Context]) -> None:
    context = found(Tier.CITY)
    home = HomePage(context)
    qtbot.addWidget(home)
    home.show_counted(home_figures(context.db, year=context.today.year, as_of=context.today))
    home.show()
    figures = home._figures
    assert figures is not None
    home._open_rank(figures.ranks[0].unit_id)
    (dialog,) = home.findChildren(ListDialog)
    assert len(dialog.model.rows) == 2
    dialog.reject()
    QApplication.processEvents()


@pytest.mark.parametrize("tier", list(Tier))
def test_the_full_name_tells_the_tier_until_somebody_chooses_one(qtbot: QtBot, db: Database, tier: Tier) -> None:
    page = WelcomePage(db)
    qtbot.addWidget(page)
    page.form.name.textEdited.emit(NAMES[tier])
    assert page.tier() == tier
    page.form.town_tier.click()
    page.form.name.textEdited.emit(NAMES[Tier.CITY])
    assert page.tier() == Tier.TOWN


def test_the_year_is_told_by_every_grouping(qtbot: QtBot, found: Callable[[Tier], Context]) -> None:
    page = StatisticsPage(found(Tier.TOWN))
    qtbot.addWidget(page)
    page.refresh()
    told = {}
    for place in range(page.form.grouping.count()):
        page.form.grouping.setCurrentIndex(place)
        told[page.grouping] = [line.name for line in page.lists["units"].rows]
    assert told == {
        Grouping.UNIT: ["前庄村", "后庄村", "马坊村"],
        Grouping.TOWN: ["房寺镇"],
        Grouping.JOINT: ["不在联村党委"],
        Grouping.BRANCH: ["前庄村党支部", "后庄村党支部", "马坊村党支部"],
        Grouping.DOMAIN: ["农村"],
    }
