"""What somebody who is still short can do: the next class that is for him, or other study."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


def classes_ahead(db: Database, *, year: int, today: date) -> tuple[ClassRow, ...]:
    """The classes of the year that have not begun, the first one first."""
    from partyschool.services.class_queries import list_classes

    coming = [row for row in list_classes(db, year=year) if row.starts_on > today and row.phase in OPEN_PHASES]
    return tuple(reversed(coming))


def next_for_all(people: Sequence[QuotaRow], coming: Sequence[ClassRow], outlook: Outlook) -> ClassRow | None:
    """What a menu offers several people at once: the next class that is for each of them and that one still lacks."""

    def joins(person: QuotaRow, row: ClassRow) -> bool:
        return outlook.can_join(person, row.id)

    def is_in(person: QuotaRow, row: ClassRow) -> bool:
        return row.id in outlook.joined.get(person.person_id, ())

    return next(
        (
            row
            for row in coming
            if any(joins(person, row) for person in people)
            and all(joins(person, row) or is_in(person, row) for person in people)
        ),
        None,
    )


def make_up(person: QuotaRow, coming: Sequence[ClassRow], outlook: Outlook) -> MakeUp:
    """In the words of the panel; of the classes ahead only those that are for this person."""
    if outlook.is_over:
        return MakeUp(
            ("这一年已经过去，不能再补了。",) if person.short_quarter_days or person.short_quarter_hours else ()
        )
    left = person.short_quarter_days - outlook.enrolled[person.person_id]
    suited = next((row for row in coming if outlook.can_join(person, row.id)), None) if left > 0 else None
    words = [*_day_words(person, coming, suited, outlook)] if person.short_quarter_days else []
    if person.short_quarter_hours:
        words.append(f"学时还差 {hours(person.short_quarter_hours)}，可以用其他学习补足。")
    if suited is None:
        return MakeUp(tuple(words))
    return MakeUp(tuple(words), suited.code, join_words(suited))


def _day_words(
    person: QuotaRow, coming: Sequence[ClassRow], suited: ClassRow | None, outlook: Outlook
) -> Iterator[str]:
    from partyschool.services.coming import Prospect

    enrolled, reach = outlook.enrolled[person.person_id], outlook.within_reach(person)
    prospect = outlook.prospect_of(person)
    if enrolled:
        yield f"已经排进后面的班，到课就能补上 {days(enrolled)} 天。"
    if suited is not None:
        yield _class_words(suited, outlook.days_of(suited.id), person.short_quarter_days - enrolled)
    elif not enrolled:
        what = "后面没有本人能补天数的班" if coming else "今年没有排着的班了"
        yield f"{what}，天数要另外安排补训班。"
    if prospect == Prospect.UNREACHABLE and reach:
        yield f"本人能参加的班全参加也只有 {days(reach)} 天，赶不上，要另外安排补训班。"


def _class_words(suited: ClassRow, gives: int, left: int) -> str:
    which = f"{suited.starts_on.month} 月 {suited.starts_on.day} 日 {suited.title}"
    if gives >= left:
        return f"还能补上：{which}"
    return f"还能参加：{which}，只补 {days(gives)} 天，还差 {days(left - gives)} 天。"


def join_words(coming: ClassRow) -> str:
    """“加入 10 月班”."""
    return f"加入 {coming.starts_on.month} 月班"
