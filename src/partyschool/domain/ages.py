"""Full years of age or of Party membership on a day, from a partial ISO date."""

from datetime import date


def full_years(since: str, day: date) -> int | None:
    """Years completed on the day; None where the start is unknown or later.

    Somebody born on 29 February is a year older on 1 March of a common year. A month without a day counts as begun.
    """
    if len(since) < 7:
        return None
    today = f"{day:%m-%d}"
    years = day.year - int(since[:4]) - (today[: len(since) - 5] < since[5:])
    return years if years >= 0 else None
