"""Call-up lists (补训叫训名单): who still has to come, by village, for its secretary; on paper or as text to paste."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from partyschool.domain.audience import fits_audience, is_for_all
from partyschool.services.class_queries import list_classes
from partyschool.services.class_rows import ClassRow
from partyschool.services.coming import OPEN_STATES, Outlook, Prospect, groups_of, year_outlook
from partyschool.services.quota import count_quota
from partyschool.services.quota_rows import QuotaBoard, QuotaRow
from partyschool.services.quota_words import days, hours
from partyschool.services.schools import home_school
from partyschool.storage.database import Database

LineOf = Callable[[QuotaRow], "CallUpLine"]
PROSPECTS = {
    Prospect.ENROLLED: "已排班",
    Prospect.POSSIBLE: "可参加后面的班",
    Prospect.UNREACHABLE: "要另外安排补训",
}


@dataclass(frozen=True, slots=True)
class CallUpLine:
    """One person: who he is, what is missing in words, and how it can still be made up."""

    name: str
    role: str
    unit: str
    short: str
    note: str


@dataclass(frozen=True, slots=True)
class CallUpList:
    """The people of one village or department."""

    village: str
    lines: tuple[CallUpLine, ...]


@dataclass(frozen=True, slots=True)
class CallUpWords:
    """Everything that the paper and the text say. `coming`: the classes that some can still join, as sentences."""

    school: str
    year: int
    as_of: date
    purpose: str
    lists: tuple[CallUpList, ...]
    coming: tuple[str, ...]
    made: date
    phone: str


def call_up(db: Database, *, year: int, as_of: date | None = None, unit: str = "") -> CallUpWords:
    """Everybody who is due and has not met the days, by village in the order of the board."""
    board = count_quota(db, year=year, as_of=as_of, unit=unit)
    return call_up_of(db, board, [row for row in board.rows if row.met is False], year_outlook(db, year=year))


def call_up_of(db: Database, board: QuotaBoard, rows: Sequence[QuotaRow], outlook: Outlook) -> CallUpWords:
    """The lists of these people of a board."""
    return _words(db, board, "年度要求还差", rows, lambda row: _behind_line(row, outlook))


def rotation_call_up(db: Database, board: QuotaBoard, rows: Sequence[QuotaRow], first: int, last: int) -> CallUpWords:
    """The lists of people who have not been to a Party school in the period."""
    purpose = f"{first}–{last} 年轮训还没有参加"
    return _words(db, board, purpose, rows, _rotation_line)


def _words(db: Database, board: QuotaBoard, purpose: str, rows: Sequence[QuotaRow], line: LineOf) -> CallUpWords:
    school, today = home_school(db), db.now().date()
    lists = _by_village(board, rows, line)
    kinds = {groups_of(row) for row in rows}
    coming = [row for row in list_classes(db, year=board.year) if row.starts_on > today and _is_open(row)]
    suited = [row for row in reversed(coming) if any(fits_audience(row.audience, groups) for groups in kinds)]
    sentences = tuple(map(_class_words, suited))
    return CallUpWords(school.name, board.year, board.as_of, purpose, lists, sentences, today, school.phone)


def _is_open(row: ClassRow) -> bool:
    return row.phase in {str(state) for state in OPEN_STATES}


def _class_words(row: ClassRow) -> str:
    when = f"{row.starts_on.month}月{row.starts_on.day}日"
    if row.ends_on != row.starts_on:
        when += f"至{row.ends_on.month}月{row.ends_on.day}日"
    where = f"，{row.place}" if row.place else ""
    is_said = is_for_all(row.audience) or row.audience in row.title
    whom = "" if is_said else f"（{row.audience}）"
    return f"{when} {row.title}{whom}{where}"


def _by_village(board: QuotaBoard, rows: Iterable[QuotaRow], line: LineOf) -> tuple[CallUpList, ...]:
    places = {unit.unit_id: (place, unit.name) for place, unit in enumerate(board.units)}
    grouped: dict[int | None, list[QuotaRow]] = {}
    for row in sorted(rows, key=lambda row: (not row.in_two_committees, row.sort_key, row.person_id)):
        grouped.setdefault(row.village_id, []).append(row)
    order = sorted(grouped, key=lambda key: places[key][0])
    return tuple(
        CallUpList(places[key][1] or "没有单位的党员", tuple(line(row) for row in grouped[key])) for key in order
    )


def _behind_line(row: QuotaRow, outlook: Outlook) -> CallUpLine:
    missing = [f"{days(row.short_quarter_days)} 天"] if row.short_quarter_days else []
    if row.short_quarter_hours:
        missing.append(f"{hours(row.short_quarter_hours)} 学时")
    prospect = outlook.prospect_of(row)
    return _line(row, "、".join(missing), PROSPECTS[prospect] if prospect else "")


def _rotation_line(row: QuotaRow) -> CallUpLine:
    return _line(row, "轮训", "")


def _line(row: QuotaRow, short: str, note: str) -> CallUpLine:
    floating = "流动党员" if row.is_floating else ""
    role = "、".join(part for part in (*row.posts[:2], floating) if part) or "党员"
    return CallUpLine(row.name, role, row.unit, short, note)


def call_up_text(words: CallUpWords) -> str:
    """For a message to the village: short lines, no numbers of people, nothing that a phone would fold badly."""
    parts = []
    for village in words.lists:
        lines = [f"【{village.village}】{words.purpose}的党员 {len(village.lines)} 人："]
        lines += [_text_line(place, line) for place, line in enumerate(village.lines, 1)]
        parts.append("\n".join(lines))
    ending = ["后面可以参加的班：", *words.coming] if words.coming else []
    contact = f"，联系电话 {words.phone}" if words.phone else ""
    ending.append(f"{words.school}（截至 {words.as_of.month}月{words.as_of.day}日{contact}）")
    return "\n\n".join([*parts, "\n".join(ending)])


def _text_line(place: int, line: CallUpLine) -> str:
    told = "，".join(part for part in (f"差 {line.short}" if line.short != "轮训" else "", line.note) if part)
    return f"{place}. {line.name}（{told}）" if told else f"{place}. {line.name}"
