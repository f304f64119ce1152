from datetime import date

import pytest

from partyschool.domain.ages import full_years


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        ("1965-03-21", date(2025, 3, 20), 59),
        ("1965-03-21", date(2025, 3, 21), 60),
        ("2004-02-29", date(2025, 2, 28), 20),
        ("2004-02-29", date(2025, 3, 1), 21),
        ("1965-03", date(2025, 2, 28), 59),
        ("1965-03", date(2025, 3, 1), 60),
        ("2026-01-01", date(2025, 3, 1), None),
        ("", date(2025, 3, 1), None),
        ("1965", date(2025, 3, 1), None),
    ],
)
def test_case_19_years_are_full_on_the_day_also_of_somebody_born_on_29_february(
    born: str, day: date, years: int | None
) -> None:
    assert full_years(born, day) == years
