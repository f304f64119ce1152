"""Columns that several kinds of import have."""

from __future__ import annotations

from typing import Any

from partyschool.domain.identity import normalise_id, upgrade_id
from partyschool.domain.terms import TeacherKind
from partyschool.exchange.cells import tidy
from partyschool.exchange.columns import Field
from partyschool.exchange.reading import Fault
from partyschool.exchange.spreadsheets import Cell

ID_TITLES = (
    "公民身份证号", "公民身份证号码", "身份证号", "身份证号码", "证件号码", "居民身份证号", "居民身份证号码", "身份证",
    "身份号码", "证件号", "身份证件号码", "公民身份证",
)  # fmt: skip
NAME = Field(
    "name",
    "姓名",
    ("党员姓名", "名字", "人员姓名", "学员姓名", "成员姓名"),
    r"^姓名",
    "必填",
    width=12,
    is_required=True,
)
ID_NUMBER = Field("id_number", "身份证号", ID_TITLES, r"身份证|身份号", "18 位，按文本填写", width=22, is_required=True)
NOTE = Field("note", "备注", ("备注说明", "说明"), "", width=16)
TEACHER_KINDS = {
    "领导干部": TeacherKind.LEADER,
    "领导": TeacherKind.LEADER,
    "专家教授": TeacherKind.EXPERT,
    "专家": TeacherKind.EXPERT,
    "教授": TeacherKind.EXPERT,
    "身边榜样": TeacherKind.ROLE_MODEL,
    "榜样": TeacherKind.ROLE_MODEL,
    "其他": TeacherKind.OTHER,
}
MODULES = ("通识教育", "专业教育", "专题教育")  # as shipped, for drop-downs; a school may have its own
NUMBERING = ("序号", "编号", "序", "NO", "问题", "结果")


def read_known_number(cell: Cell) -> Any:
    """A number by which somebody is looked up: tidied and upgraded, not checked, for the register tells enough."""
    if isinstance(cell, (int, float)) and abs(cell) >= 1e15:
        return Fault("id_truncated")
    number = normalise_id(tidy(cell))
    if number.upper().find("E+") > 0:
        return Fault("id_truncated")
    return upgrade_id(number) if len(number) == 15 and number.isascii() and number.isdigit() else number or None
