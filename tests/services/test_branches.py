from datetime import date

import pytest

from partyschool.domain.terms import Tier
from partyschool.errors import Refusal
from partyschool.services.branches import BranchIndex, EnsuredBranch, ensure_branch
from partyschool.services.schools import init_school
from partyschool.services.unit_changes import close_unit
from partyschool.services.unit_rules import UnitForm
from partyschool.services.unit_tree import load_tree
from partyschool.services.units import create_unit
from partyschool.storage.database import Database
from tests.services.town import found_town


def paths(db: Database) -> set[str]:
    with db.read() as session:
        tree = load_tree(session)
        return {"/".join(tree.path(unit_id)) for unit_id in tree.units}


@pytest.mark.both_databases
def test_a_branch_of_a_roll_is_founded_under_its_village_in_the_town(db: Database) -> None:
    town = found_town(db)
    with db.write() as session:
        answer = ensure_branch(session, "高寨村党支部")
        tree = load_tree(session)
        assert tree.path(answer.unit_id) == ("禹城市", "房寺镇", "高寨村", "高寨村党支部")
    assert answer.created == ("高寨村", "高寨村党支部")
    with db.write() as session:
        assert ensure_branch(session, "中共房寺镇高寨村支部委员会") == EnsuredBranch(answer.unit_id)
    assert town.front_branch != answer.unit_id


def test_an_office_branch_lies_directly_in_its_office(db: Database) -> None:
    town = found_town(db)
    with db.write() as session:
        index = BranchIndex(session)
        assert index.ensure("机关党支部") == EnsuredBranch(town.office_branch)
        assert index.ensure("视界牧业有限公司党支部").created == ("视界牧业有限公司", "视界牧业有限公司党支部")
    assert "禹城市/房寺镇/房寺镇机关/房寺镇机关党支部" in paths(db)
    assert "禹城市/房寺镇/视界牧业有限公司/视界牧业有限公司党支部" in paths(db)


def test_what_would_be_founded_is_told_before(db: Database) -> None:
    town = found_town(db)
    with db.read() as session:
        index = BranchIndex(session)
        assert index.planned("桂庄村党支部") == ("桂庄村", "桂庄村党支部")
        assert index.planned("前庄村第二党支部") == ("前庄村第二党支部",)
        assert index.planned("前庄村支部") == ()
        assert index.find("桂庄村党支部") is None
        assert index.find("前庄村") == town.front_village
        assert index.find_branch("前庄村") == town.front_branch
    assert not any("桂庄" in path for path in paths(db))


def test_one_index_keeps_up_with_what_it_founds(db: Database) -> None:
    found_town(db)
    with db.write() as session:
        index = BranchIndex(session)
        first = index.ensure("桂庄村党支部")
        assert index.ensure("房寺镇桂庄村支部") == EnsuredBranch(first.unit_id)
        assert index.ensure("桂庄村第二党支部").created == ("桂庄村第二党支部",)


def test_a_village_that_the_clerk_wrote_without_its_last_character_is_found(db: Database) -> None:
    town = found_town(db)
    village = create_unit(db, form=UnitForm("桂庄", "village", town.town))
    with db.write() as session:
        answer = ensure_branch(session, "桂庄村党支部")
        assert load_tree(session).units[answer.unit_id].parent_id == village
    assert answer.created == ("桂庄村党支部",)


def test_a_closed_branch_answers_with_its_successor(db: Database) -> None:
    town = found_town(db)
    close_unit(db, unit_id=town.back_branch, on=date(2025, 6, 1), successor_id=town.front_branch)
    with db.write() as session:
        assert ensure_branch(session, "后庄村党支部") == EnsuredBranch(town.front_branch)


def test_an_empty_name_is_refused(db: Database) -> None:
    found_town(db)
    with db.write() as session, pytest.raises(Refusal) as caught:
        ensure_branch(session, " 　")
    assert caught.value.code == "unit_unknown"


def test_a_city_founds_the_town_too_and_asks_where_two_towns_have_the_same_village(db: Database) -> None:
    init_school(db, name="中共禹城市委党校", short="禹", tier=Tier.CITY)
    with db.write() as session:
        index = BranchIndex(session)
        first = index.ensure("房寺镇前庄村党支部")
        assert first.created == ("房寺镇", "前庄村", "前庄村党支部")
        second = index.ensure("辛店镇前庄村党支部")
        assert second.created == ("辛店镇", "前庄村", "前庄村党支部")
        assert first.unit_id != second.unit_id
        assert index.find("前庄村党支部") is None
        with pytest.raises(Refusal, match="写上镇街名"):
            index.ensure("前庄村党支部")
        assert index.ensure("禹城市辛店镇前庄村支部") == EnsuredBranch(second.unit_id)
    assert "禹城市/辛店镇/前庄村/前庄村党支部" in paths(db)


def test_a_citys_towns_have_their_own_branches_beside_those_of_their_villages(db: Database) -> None:
    init_school(db, name="中共清河市委党校", short="清", tier="city")
    names = ["河东镇党委", "河东镇", "河东镇党总支", "河东镇前庄村党支部", "河西乡前庄村党支部", "河东镇机关党支部"]
    with db.write() as session:
        BranchIndex(session).ensure_all(names)
    assert paths(db) >= {
        "清河市/河东镇/河东镇党委",
        "清河市/河东镇/河东镇党支部",
        "清河市/河东镇/河东镇机关/河东镇机关党支部",
        "清河市/河东镇/前庄村/前庄村党支部",
        "清河市/河西乡/前庄村/前庄村党支部",
    }


def test_a_name_read_differently_once_its_town_is_known_is_refused_instead_of_founded_for_ever(db: Database) -> None:
    init_school(db, name="中共清河市委党校", short="清", tier="city")
    with pytest.raises(Refusal, match="认不出是哪个党支部"), db.write() as session:
        BranchIndex(session).ensure_all(["居民委员会城关街道临南镇"])
