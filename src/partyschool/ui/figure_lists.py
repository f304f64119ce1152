"""Which list a figure of the year opens: people by pinyin, or classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partyschool.domain.terms import Structure
from partyschool.ui import people_columns
from partyschool.ui.beside import when_read
from partyschool.ui.context import Context
from partyschool.ui.list_dialog import Leading, ListDialog
from partyschool.ui.table_model import NOTHING, Column, Kind, TableModel

if TYPE_CHECKING:
    from partyschool.services.names_behind import BehindName, Wanted
    from partyschool.services.statistics_rows import ClassFigures

WORDS = {
    "members": "党员",
    "due": "应训",
    "exempt": "免训",
    "not_required": "当年不作要求",
    "trained": "已训",
    "untrained": "应训未训",
    "met": "达标",
    "behind": "没有达标",
    "hours_met": "学时达标",
    "floating": "流动党员",
    "cadres_due": "应训的村“两委”成员",
    "cadres_met": "达标的村“两委”成员",
    "rotated": "已轮训",
    "not_rotated": "还没有轮训",
    "attendances": "参训人次",
    "people": "参训的人",
}
VISITS = "attendances"


@dataclass(frozen=True, slots=True)
class Basis:
    """What the figure was counted on: its names are counted the same way."""

    year: int
    as_of: date | None = None
    with_provisional: bool = False
    structure: Structure = Structure.YEAR_END


def open_names(context: Context, where: str, wanted: Wanted, basis: Basis, parent: QWidget) -> None:
    """`where` stands before the word in the title: “前庄村 · 已训”."""
    from partyschool.services.names_behind import names_behind

    read = partial(
        names_behind,
        context.db,
        year=basis.year,
        wanted=wanted,
        as_of=basis.as_of,
        with_provisional=basis.with_provisional,
        structure=basis.structure,
    )
    title = f"{where} · {WORDS[wanted.word]}"
    when_read(
        parent,
        context,
        read,
        lambda names: _names_dialog(context, title, names, wanted.word == VISITS, parent).open(),
        title=f"正在列出“{title}”…",
    )


def _names_dialog(
    context: Context, title: str, names: Sequence[BehindName], is_visits: bool, parent: QWidget
) -> ListDialog:
    model: TableModel[BehindName] = TableModel(
        _visit_columns() if is_visits else _person_columns(),
        key=lambda name: (name.person.person_id, name.class_code),
        initials=lambda name: name.person.initials,
        searched=lambda name: [name.person.unit, "、".join(name.person.posts), name.class_title, name.class_code],
    )
    model.set_rows(names)
    leading = Leading(
        "人次" if is_visits else "人",
        lambda name: str(name.person.name),
        "人员页",
        "姓名、拼音首字母、党组织",
        lambda name: context.go("people", person=name.person.person_id),
        people_of=context,
    )
    return ListDialog(title, model, leading, parent)


def classes_dialog(context: Context, title: str, rows: Sequence[ClassFigures], parent: QWidget) -> ListDialog:
    """The classes that a figure of a month, a teacher or a teaching point counts."""
    from partyschool.ui.statistics_columns import CLASSES

    model: TableModel[ClassFigures] = TableModel(
        [column for column in CLASSES if column.title not in {"教学点", "认定"}],
        key=lambda row: row.code,
        searched=lambda row: [row.code, row.title, row.audience],
    )
    model.set_rows(rows)
    leading = Leading(
        "期", lambda row: str(row.title), "打开培训班", "班次、编号、对象", lambda row: context.go("class", id=row.code)
    )  # fmt: skip
    return ListDialog(title, model, leading, parent)


def _who() -> list[Column[BehindName]]:
    return [
        Column(
            "姓名", lambda name: name.person.name, Kind.NAME, width=120,
            tag=lambda name: people_columns.tag(name.person), sort=lambda name: name.person.sort_key,
        ),
        Column("党组织", lambda name: name.person.unit, width=150, stretch=True),
        Column("职务", lambda name: "、".join(name.person.posts) or NOTHING, width=110, stretch=True),
    ]  # fmt: skip


def _person_columns() -> list[Column[BehindName]]:
    year = people_columns.year_columns()
    return _who() + [people_columns.through(column, lambda name: name.person) for column in year]


def _visit_columns() -> list[Column[BehindName]]:
    return [
        *_who(),
        Column("班次", lambda name: name.class_title, width=190, stretch=True),
        Column("开班", lambda name: name.starts_on.isoformat() if name.starts_on else "", width=106),
    ]
