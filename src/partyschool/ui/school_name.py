"""How the school and the last backup are called in the window."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from partyschool.services.schools import SchoolRow

TIERS = {"city": "市委党校", "town": "镇街党校", "village": "村级党校"}


def short_title(school: SchoolRow) -> str:
    """“房寺镇党校”: what people say, not the full name that stands on certificates."""
    place = {"city": school.city, "town": school.town}.get(school.tier, "")
    return f"{place}党校" if place else school.name


def backup_words(at: datetime | None, today: date) -> str:
    """“今天 12:00 已备份”."""
    if at is None:
        return "还没有备份"
    days = (today - at.date()).days
    if days <= 0:
        return f"今天 {at:%H:%M} 已备份"
    return f"昨天 {at:%H:%M} 已备份" if days == 1 else f"{days} 天前已备份"
