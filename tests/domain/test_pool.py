"""Which adjustment of the pool fits between the years around it."""

from __future__ import annotations

import pytest

from partyschool.domain.pool import PoolAction, PoolFault, fault_of_action, fault_of_withdrawal

JOIN, RENEW, LEAVE = PoolAction.JOIN, PoolAction.RENEW, PoolAction.LEAVE


@pytest.mark.parametrize(
    ("action", "before", "now", "after", "fault"),
    [
        (JOIN, None, None, None, None),
        (JOIN, LEAVE, None, RENEW, None),
        (JOIN, RENEW, None, None, PoolFault.ALREADY_IN),
        (JOIN, None, None, JOIN, PoolFault.LATER_YEAR),
        (RENEW, None, None, None, None),
        (RENEW, JOIN, None, LEAVE, None),
        (RENEW, LEAVE, None, None, PoolFault.LEFT_BEFORE),
        (LEAVE, RENEW, None, None, None),
        (LEAVE, None, JOIN, None, None),
        (LEAVE, LEAVE, None, None, PoolFault.NOT_IN),
        (LEAVE, None, None, None, PoolFault.NOT_IN),
        (LEAVE, JOIN, None, RENEW, PoolFault.LATER_YEAR),
        (LEAVE, JOIN, None, LEAVE, None),
    ],
)
def test_an_action_fits_the_years_around_it_or_says_why_not(
    action: PoolAction,
    before: PoolAction | None,
    now: PoolAction | None,
    after: PoolAction | None,
    fault: PoolFault | None,
) -> None:
    assert fault_of_action(action, before=before, now=now, after=after) == fault


def test_somebody_marked_as_in_the_pool_may_leave_without_any_earlier_line() -> None:
    assert fault_of_action(LEAVE, before=None, now=None, after=None, is_flagged=True) is None


def test_a_line_is_struck_out_only_when_the_later_ones_still_make_sense() -> None:
    assert fault_of_withdrawal(before=RENEW, after=RENEW) is None
    assert fault_of_withdrawal(before=LEAVE, after=RENEW) == PoolFault.LATER_YEAR
    assert fault_of_withdrawal(before=RENEW, after=JOIN) == PoolFault.LATER_YEAR
    assert fault_of_withdrawal(before=None, after=RENEW) is None
