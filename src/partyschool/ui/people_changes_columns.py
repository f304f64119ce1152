"""The lists of the page of changes: their columns, and how each finds its person."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from partyschool.ui.table_model import NOTHING, Align, Column, Kind
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.contacts import AwayRow
    from partyschool.services.member_matters import MatterRow
    from partyschool.services.merging import Duplicate, MergeRow
    from partyschool.services.people_rows import PersonRow
    from partyschool.services.person_events import EventRow

SILENT_TOO_LONG = 180  # half a year, after which the rules speak of lost contact


@dataclass(frozen=True, slots=True)
class ChangesList:
    """One tab: `person` gives the id that a line leads to."""

    title: str
    columns: list[Column[Any]]
    key: Callable[[Any], Hashable]
    person: Callable[[Any], int]
    initials: Callable[[Any], str]
    searched: Callable[[Any], list[str]]
    muted: Callable[[Any], bool]
    nothing: str


EVENTS: list[Column[EventRow]] = [
    Column("日期", lambda row: row.on.isoformat(), width=104),
    Column("姓名", lambda row: row.name, Kind.NAME, sort=lambda row: row.sort_key, width=116),
    Column("党组织", lambda row: row.unit or NOTHING, width=170, stretch=True),
    Column("变动", lambda row: row.words, width=280, stretch=True),
    Column("备注", lambda row: row.note or NOTHING, width=150, stretch=True),
    Column("登记人", lambda row: row.recorded_by or NOTHING, width=90),
]
AWAY: list[Column[AwayRow]] = [
    Column("姓名", lambda row: row.person.name, Kind.NAME, tag=lambda row: "失联" if row.person.is_lost else "",
           sort=lambda row: row.person.sort_key, width=132),
    Column("党组织", lambda row: row.person.unit or NOTHING, width=150, stretch=True),
    Column("外出流向", lambda row: row.place or NOTHING, width=160, stretch=True),
    Column("从哪天起", lambda row: row.since.isoformat() if row.since else NOTHING, width=104),
    Column("手机", lambda row: _phone(row.person), width=116),
    Column("上次联系", lambda row: row.last_on.isoformat() if row.last_on else "没有", width=104),
    Column("情况、资料", lambda row: row.last_words or NOTHING, width=160, stretch=True),
    Column("今年联系", lambda row: f"{row.contacts} 次", align=Align.RIGHT, sort=lambda row: row.contacts, width=88),
    Column("多久没联系", lambda row: _silence(row), Kind.CHIP, tone=lambda row: _silence_tone(row),
           sort=lambda row: row.days_silent, width=116),
]  # fmt: skip
MATTERS: list[Column[MatterRow]] = [
    Column("姓名", lambda row: row.person.name, Kind.NAME, sort=lambda row: row.person.sort_key, width=116),
    Column("党组织", lambda row: row.person.unit or NOTHING, width=160, stretch=True),
    Column("到期", lambda row: row.matter.on.isoformat(), width=104),
    Column("事项", lambda row: row.words, width=270, stretch=True),
    Column("怎么办", lambda row: row.advice, width=340, stretch=True),
]
DUPLICATES: list[Column[Duplicate]] = [
    Column("姓名", lambda row: row.first.name, Kind.NAME, sort=lambda row: row.first.sort_key, width=116),
    Column("一条记录", lambda row: _record(row.first), width=320, stretch=True),
    Column("另一条记录", lambda row: _record(row.second), width=320, stretch=True),
]
MERGES: list[Column[MergeRow]] = [
    Column("时间", lambda row: f"{row.at:%Y-%m-%d %H:%M}", width=140),
    Column("保留的记录", lambda row: row.kept, width=140, stretch=True),
    Column("并入的记录", lambda row: f"{row.merged} {row.merged_number}".strip(), width=220, stretch=True),
    Column("办理人", lambda row: row.by or NOTHING, width=110),
    Column(
        "状态", lambda row: "已撤销" if row.undone_at else "有效", Kind.CHIP, width=96,
        tone=lambda row: Tone.PLAIN if row.undone_at else Tone.DONE,
    ),
]  # fmt: skip


def _phone(person: PersonRow) -> str:
    from partyschool.domain.identity import mask_phone

    return mask_phone(person.phone) or NOTHING


def _silence(row: AwayRow) -> str:
    if row.days_silent is None:
        return "没有联系过"
    return f"{row.days_silent} 天" if row.days_silent < SILENT_TOO_LONG else f"{row.days_silent // 30} 个月"


def _silence_tone(row: AwayRow) -> Tone:
    return Tone.WATCH if row.days_silent is None or row.days_silent >= SILENT_TOO_LONG else Tone.DONE


def _record(person: PersonRow) -> str:
    from partyschool.domain.identity import mask_id

    number = mask_id(person.id_number) if person.id_number else "没有身份证号"
    left = "，已减少" if person.is_left else ""
    return f"{person.unit or '没有单位'}，{person.birth_on or '出生日期不详'}，{number}{left}"


LISTS: dict[str, ChangesList] = {
    "events": ChangesList(
        "变动登记", EVENTS, lambda row: row.id, lambda row: row.person_id, lambda row: row.initials,
        lambda row: [row.unit, row.words], lambda row: row.withdrawn,
        "这一年没有登记过变动。转入转出、去世、停止党籍、转正、流动、失联，都在这个人的页面“登记变动”。",
    ),
    "away": ChangesList(
        "流动、失联党员", AWAY, lambda row: row.person.id, lambda row: row.person.id, lambda row: row.person.initials,
        lambda row: [row.person.unit, row.place], lambda row: False,
        "没有流动、失联的党员。",
    ),
    "matters": ChangesList(
        "到期事项", MATTERS, lambda row: row.person.id, lambda row: row.person.id, lambda row: row.person.initials,
        lambda row: [row.person.unit], lambda row: False,
        "没有到期的事项：预备期满、失联满 6 个月、停止党籍满 2 年的会列在这里。",
    ),
    "duplicates": ChangesList(
        "疑似重复", DUPLICATES, lambda row: (row.first.id, row.second.id), lambda row: row.first.id,
        lambda row: row.first.initials, lambda row: [row.first.unit, row.second.unit], lambda row: False,
        "没有同名、出生日期也对得上的两条记录。身份证号不同的同名人不算重复。",
    ),
    "merges": ChangesList(
        "合并记录", MERGES, lambda row: row.id, lambda row: row.kept_id, lambda row: "",
        lambda row: [row.kept, row.merged], lambda row: row.undone_at is not None,
        "还没有合并过记录。",
    ),
}  # fmt: skip
