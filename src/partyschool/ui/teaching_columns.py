"""What the lists of teachers, teaching points and rooms say of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from partyschool.ui.table_model import Align, Column, Kind
from partyschool.ui.teaching_words import POINT_TONES, TEACHER_KINDS
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.rooms import RoomRow
    from partyschool.services.teachers import TeacherRow
    from partyschool.services.teaching_points import PointRow


def teacher_columns() -> list[Column[TeacherRow]]:
    return [
        Column("姓名", lambda row: row.form.name, Kind.NAME, width=130, sort=lambda row: row.sort_key),
        Column("类别", _teacher_kind, Kind.CHIP, tone=lambda row: TEACHER_KINDS[row.form.kind][1], width=110),
        Column("职务或职称", lambda row: row.form.title or "—", width=200),
        Column("能讲的内容", lambda row: row.form.subjects or "—", width=220, stretch=True),
        Column("师资库", lambda row: "在库" if row.form.in_pool else "库外", width=80),
        Column("电话", lambda row: row.form.phone or "—", width=130),
        Column("讲过", lambda row: f"{row.lessons} 节", align=Align.RIGHT, width=80, sort=lambda row: row.lessons),
        Column("学时", _taught_hours, align=Align.RIGHT, width=80, sort=lambda row: row.half_hours),
        *_state_column(),
    ]


def point_columns() -> list[Column[PointRow]]:
    return [
        Column("名称", lambda row: row.form.name, Kind.NAME, width=220, stretch=True),
        Column("类型", lambda row: row.kind_title or "—", Kind.CHIP, tone=_point_tone, width=110),
        Column("所在", lambda row: row.unit or "—", width=120),
        Column("建设单位", lambda row: row.form.builder or "—", width=150),
        Column("可容", lambda row: _people(row.form.capacity), align=Align.RIGHT, width=90, sort=_capacity),
        Column("联系人", lambda row: row.form.contact or "—", width=100),
        Column("电话", lambda row: row.form.phone or "—", width=130),
        Column("上过课", lambda row: f"{row.lessons} 节", align=Align.RIGHT, width=90, sort=lambda row: row.lessons),
        *_state_column(),
    ]


def room_columns() -> list[Column[RoomRow]]:
    return [
        Column("名称", lambda row: row.form.name, Kind.NAME, width=260, stretch=True),
        Column("类型", lambda row: row.form.kind or "—", width=200),
        Column(
            "座位", lambda row: _people(row.form.seats), align=Align.RIGHT, width=100, sort=lambda row: row.form.seats
        ),
        *_state_column(),
    ]


def _state_column() -> list[Column[Any]]:
    return [
        Column(
            "状态",
            lambda row: "在用" if row.is_active else "已停用",
            Kind.CHIP,
            tone=lambda row: Tone.DONE if row.is_active else Tone.MUTED,
            width=90,
        )
    ]


def _teacher_kind(row: TeacherRow) -> str:
    return TEACHER_KINDS[row.form.kind][0]


def _point_tone(row: PointRow) -> Tone:
    return POINT_TONES.get(row.form.kind, Tone.PLAIN)


def _taught_hours(row: TeacherRow) -> str:
    return f"{row.half_hours / 2:g}" if row.half_hours else "—"


def _capacity(row: PointRow) -> int | None:
    return row.form.capacity


def _people(count: int | None) -> str:
    return f"{count:,} 人" if count else "—"
