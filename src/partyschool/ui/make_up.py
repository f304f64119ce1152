"""What somebody who is still short can do: the next class of the year, or other study."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from partyschool.services.quota_words import days, hours

if TYPE_CHECKING:
    from partyschool.services.class_rows import ClassRow
    from partyschool.services.coming import Outlook
    from partyschool.services.quota_rows import QuotaRow
    from partyschool.storage.database import Database

OPEN_PHASES = frozenset({"draft", "published"})


@dataclass(frozen=True, slots=True)
class MakeUp:
    """Sentences, and a coming class (code and what its button says) where there is one to join."""

    words: tuple[str, ...]
    class_code: str = ""
    class_words: str = ""


def next_class(db: Database, *, year: int, today: date) -> ClassRow | None:
    """The first class of the year that has not begun."""
    from partyschool.services.class_queries import list_classes

    coming = [row for row in list_classes(db, year=year) if row.starts_on > today and row.phase in OPEN_PHASES]
    return coming[-1] if coming else None


def make_up(person: QuotaRow, coming: ClassRow | None, outlook: Outlook) -> MakeUp:
    """In the words of the panel."""
    from partyschool.services.coming import Prospect

    if outlook.is_over:
        return MakeUp(
            ("这一年已经过去，不能再补了。",) if person.short_quarter_days or person.short_quarter_hours else ()
        )
    words: list[str] = []
    prospect = outlook.prospect_of(person)
    is_planned = prospect == Prospect.ENROLLED
    if is_planned:
        words.append(f"已经排进后面的班，到课就能补上 {days(outlook.enrolled[person.person_id])} 天。")
    elif person.short_quarter_days and coming is not None:
        words.append(f"还能补上：{coming.starts_on.month} 月 {coming.starts_on.day} 日 {coming.title}")
    elif person.short_quarter_days:
        words.append("今年没有排着的班了，天数要另外安排补训班。")
    if prospect == Prospect.UNREACHABLE and outlook.planned:
        words.append(f"后面排着的班全参加也只有 {days(outlook.planned)} 天，赶不上，要另外安排补训班。")
    if person.short_quarter_hours:
        words.append(f"学时还差 {hours(person.short_quarter_hours)}，可以用其他学习补足。")
    if coming is None or not person.short_quarter_days or is_planned:
        return MakeUp(tuple(words))
    return MakeUp(tuple(words), coming.code, join_words(coming))


def join_words(coming: ClassRow) -> str:
    """“加入 10 月班”."""
    return f"加入 {coming.starts_on.month} 月班"
