"""The pool of teachers (师资库) over the years: who may be taken in, kept on or let go, given the years around."""

from __future__ import annotations

from enum import StrEnum


class PoolAction(StrEnum):
    """What a year's adjustment did with a teacher: 入库, 续聘 or 出库."""

    JOIN = "join"
    RENEW = "renew"
    LEAVE = "leave"


class PoolFault(StrEnum):
    """Why an action does not fit the years around it."""

    ALREADY_IN = "already_in"
    LEFT_BEFORE = "left_before"
    NOT_IN = "not_in"
    LATER_YEAR = "later_year"


STAYS = frozenset({PoolAction.JOIN, PoolAction.RENEW})


def fault_of_action(
    action: PoolAction,
    *,
    before: PoolAction | None,
    now: PoolAction | None,
    after: PoolAction | None,
    is_flagged: bool = False,
) -> PoolFault | None:
    """What is wrong with recording `action` for a year, or None.

    :param before: the last action of an earlier year; None when nothing was recorded, which lets both 入库 and 续聘
        begin the record: a school that starts with this program has teachers of longer standing.
    :param now: the action that this one replaces.
    :param after: the first action of a later year.
    :param is_flagged: the teacher counts as in the pool though no year was ever recorded.
    """
    if action == PoolAction.JOIN and before in STAYS:
        return PoolFault.ALREADY_IN
    if action == PoolAction.RENEW and before == PoolAction.LEAVE:
        return PoolFault.LEFT_BEFORE
    if action == PoolAction.LEAVE and before not in STAYS and now is None and not (before is None and is_flagged):
        return PoolFault.NOT_IN
    return PoolFault.LATER_YEAR if _contradicts(action in STAYS, after) else None


def fault_of_withdrawal(*, before: PoolAction | None, after: PoolAction | None) -> PoolFault | None:
    """What is wrong with striking out the action between these two."""
    return None if before is None else PoolFault.LATER_YEAR if _contradicts(before in STAYS, after) else None


def _contradicts(stays: bool, after: PoolAction | None) -> bool:
    """Nobody in the pool is taken in again, nobody outside is kept on; leaving may follow a return in its own year."""
    return after == (PoolAction.JOIN if stays else PoolAction.RENEW)
