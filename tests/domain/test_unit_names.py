import pytest

from partyschool.domain.unit_names import SchoolPlace, UnitName, domain_of, place_of_school, take_apart

TOWNS = frozenset({"房寺镇"})


@pytest.mark.parametrize(
    "written",
    [
        "前庄村党支部",
        "前庄村支部",
        "前庄村 党支部",
        "房寺镇前庄村党支部",
        "中共前庄村支部委员会",
        "中共房寺镇前庄村支部委员会",
        "中国共产党禹城市房寺镇前庄村党支部委员会",
    ],
)
def test_spellings_of_one_branch_mean_the_same(written: str) -> None:
    name = take_apart(written, city="禹城市", towns=TOWNS)
    assert (name.stem, name.level, name.village, name.written) == ("前庄村", "支部", "前庄村", "前庄村党支部")


def test_a_general_branch_and_a_second_branch_of_a_village_are_others() -> None:
    assert take_apart("前庄村党总支").level == "总支"
    second = take_apart("前庄村第二党支部")
    assert (second.stem, second.village) == ("前庄村第二", "前庄村")


def test_an_office_keeps_the_town_in_its_name_and_lies_in_no_village() -> None:
    name = take_apart("中共房寺镇机关支部委员会", towns=TOWNS)
    assert (name.town, name.stem, name.village, name.written) == ("房寺镇", "机关", "", "房寺镇机关党支部")


@pytest.mark.parametrize("written", ["前庄村委会", "前庄村村委会", "前庄村村民委员会", "房寺镇前庄村"])
def test_a_village_is_found_under_the_names_of_its_committee(written: str) -> None:
    name = take_apart(written, towns=TOWNS)
    assert (name.stem, name.level) == ("前庄村", "")


def test_a_village_that_begins_like_a_town_is_not_cut() -> None:
    assert take_apart("小镇街村党支部", towns=TOWNS).stem == "小镇街村"


def test_the_committee_of_the_town_itself_keeps_the_name_of_the_town() -> None:
    assert take_apart("中共房寺镇委员会", towns=TOWNS) == UnitName("", "房寺镇", "党委")


def test_a_city_splits_off_towns_that_it_does_not_know_yet() -> None:
    name = take_apart("辛店镇大杨村党支部", any_town=True)
    assert (name.town, name.stem) == ("辛店镇", "大杨村")


@pytest.mark.parametrize(
    ("school", "place"),
    [
        ("中共禹城市房寺镇委员会党校", SchoolPlace("禹城市", "房寺镇")),
        ("房寺镇党校", SchoolPlace("", "房寺镇")),
        ("中共市中街道工作委员会党校", SchoolPlace("", "市中街道")),
        ("中共禹城市委党校", SchoolPlace("禹城市")),
        ("房寺镇前庄村党校", SchoolPlace("", "房寺镇", "前庄村")),
        ("开发区党校", SchoolPlace("开发区")),
        ("讲习所", SchoolPlace()),
    ],
)
def test_the_name_of_a_school_tells_where_it_stands(school: str, place: SchoolPlace) -> None:
    assert place_of_school(school) == place


def test_a_given_city_is_split_off_before_the_town() -> None:
    assert place_of_school("中共禹城市市中街道党工委党校", city="禹城市") == SchoolPlace("禹城市", "市中街道")


@pytest.mark.parametrize(
    ("name", "kind", "domain"),
    [
        ("前庄村", "village", "rural"),
        ("东街社区", "village", "community"),
        ("房寺镇机关", "department", "office"),
        ("房寺镇中心小学", "department", "school"),
        ("禹城市视界牧业有限公司", "department", "two_new"),
        ("驻外流动", "department", ""),
        ("前庄村党支部", "branch", ""),
    ],
)
def test_a_name_tells_the_domain_where_it_can(name: str, kind: str, domain: str) -> None:
    assert domain_of(name, kind) == domain
