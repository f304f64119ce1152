"""Whom a class is for (培训对象), read from the school's own words for it."""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import StrEnum
from functools import lru_cache


class Group(StrEnum):
    """People whom a class may be meant for alone."""

    TWO_COMMITTEES = "two_committees"
    LEADERSHIP = "leadership"
    FLOATING = "floating"
    PROBATIONARY = "probationary"
    FUTURE = "future"


# The first that is found decides.
_WORDS = (
    (Group.FUTURE, ("积极分子", "发展对象", "入党申请人")),
    (Group.FLOATING, ("流动",)),
    (Group.PROBATIONARY, ("预备党员",)),
    (Group.TWO_COMMITTEES, ("两委", "村委", "居委")),
    (Group.LEADERSHIP, ("书记", "班子")),
)
_REMARK = re.compile(r"[（(][^（()）]*[)）]")
_BETWEEN = re.compile(r"[、，,；;/\s和及与或]+")


def fits_audience(audience: str, groups: Collection[Group]) -> bool:
    """Whether a class with this audience is for a Party member of these groups.

    One part that fits is enough (流动党员、村“两委”成员); what stands in brackets only explains. No words, and words
    that name no group (农村党员, 全体党员), are for every member.
    """
    named = _named(audience)
    return not named or any(group is None or group in groups for group in named)


def is_for_all(audience: str) -> bool:
    """Whether every member fits."""
    return fits_audience(audience, ())


@lru_cache(maxsize=256)
def _named(audience: str) -> tuple[Group | None, ...]:
    return tuple(_group(part) for part in _BETWEEN.split(_REMARK.sub("", audience)) if part)


def _group(part: str) -> Group | None:
    return next((group for group, words in _WORDS if any(word in part for word in words)), None)
