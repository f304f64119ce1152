"""Whom a class is for, in the words that schools use."""

import pytest

from partyschool.domain.audience import Group, fits_audience, is_for_all


@pytest.mark.parametrize(
    "audience",
    [
        "",
        "党员",
        "全体党员",
        "农村党员",
        "轮训时没有到课的党员",
        "农村党员（含流动党员）",
        "村级后备干部",
        "党员、积极分子",
    ],
)
def test_what_names_no_group_is_for_every_member(audience: str) -> None:
    assert is_for_all(audience)


@pytest.mark.parametrize(
    ("audience", "group"),
    [
        ("村“两委”成员", Group.TWO_COMMITTEES),
        ("流动党员", Group.FLOATING),
        ("返乡流动党员", Group.FLOATING),
        ("预备党员", Group.PROBATIONARY),
        ("村（社区）党组织书记", Group.LEADERSHIP),
        ("书记和班子成员", Group.LEADERSHIP),
    ],
)
def test_a_group_has_its_class_to_itself(audience: str, group: Group) -> None:
    assert [other for other in Group if fits_audience(audience, {other})] == [group]
    assert not is_for_all(audience)


def test_activists_are_no_members() -> None:
    assert not any(fits_audience("入党积极分子、发展对象", {group}) for group in Group if group != Group.FUTURE)


def test_one_of_several_audiences_is_enough() -> None:
    assert fits_audience("村“两委”成员、流动党员", {Group.FLOATING})
    assert not fits_audience("村“两委”成员、流动党员", {Group.PROBATIONARY})
