"""What falls due for a member, and on which day."""

from datetime import date

import pytest

from partyschool.domain.membership_terms import MatterKind, later, matter_of
from partyschool.domain.person_history import Status

TODAY = date(2025, 6, 16)
LOST = Status(is_lost=True, lost_on=date(2024, 12, 16))
SUSPENDED = Status(left_reason="suspended", left_on=date(2023, 6, 16))
PROBATION = Status("probationary")


@pytest.mark.parametrize(
    ("status", "joined_on", "kind"),
    [
        (LOST, "", MatterKind.LOST),
        (Status(is_lost=True, lost_on=date(2024, 12, 17)), "", None),
        (Status(is_lost=True), "", None),
        (SUSPENDED, "", MatterKind.SUSPENDED),
        (Status(left_reason="suspended", left_on=date(2023, 6, 17)), "", None),
        (Status(left_reason="suspended"), "", None),
        (Status(left_reason="death", left_on=date(2020, 1, 1), is_lost=True, lost_on=date(2019, 1, 1)), "", None),
        (PROBATION, "2024-06-16", MatterKind.PROBATION),
        (PROBATION, "2024-06", MatterKind.PROBATION),
        (PROBATION, "2024-06-17", None),
        (PROBATION, "", None),
        (Status("probationary", probation_until=date(2025, 12, 1)), "2024-03-01", None),
        (Status("full"), "2020-01-01", None),
    ],
)
def test_a_matter_falls_due_on_its_day_and_not_before(status: Status, joined_on: str, kind: MatterKind | None) -> None:
    matter = matter_of(status, joined_on, TODAY)
    assert (matter.kind if matter else None) == kind


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 8, 31), 1, date(2025, 9, 30)),
        (date(2025, 12, 15), 6, date(2026, 6, 15)),
    ],
)
def test_case_19_a_month_that_is_too_short_ends_on_its_last_day(day: date, months: int, found: date) -> None:
    assert later(day, months) == found
