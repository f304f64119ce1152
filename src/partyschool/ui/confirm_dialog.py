"""学时认定: the doubtful ones first, then the whole list, then it is locked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partyschool.ui import problems, tokens
from partyschool.ui.class_tables import SHARES
from partyschool.ui.context import Context
from partyschool.ui.form_dialog import FormDialog
from partyschool.ui.forms.ui_confirm_dialog import Ui_ConfirmDialog
from partyschool.ui.table_model import Align, Column, Kind, TableModel
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.class_rows import ClassDetail
    from partyschool.services.doubts import Doubt

FULL = 2
DOUBTS = {
    "same_phone": "同一部手机",
    "phone_refused": "借手机签到",
    "other_phone": "换手机签退",
    "same_address": "可能同一部手机",
    "two_places": "两处签到",
    "place_refused": "两处签到",
    "not_listed": "不在名单",
    "paper": "纸质与扫码不一致",
    "walk_in": "临时参训",
    "late": "迟到早退",
    "no_sign_out": "没有签退",
}


@dataclass(frozen=True, slots=True)
class CreditLine:
    """A person of the class: shares of all sessions in halves, and what should be looked at."""

    person_id: int
    name: str
    initials: str
    sort_key: str
    unit: str
    shares: tuple[int, ...]
    doubts: tuple[str, ...]


class ConfirmDialog(FormDialog):
    """Credit as it will be locked; a click on a line with a doubt leads to the session where it can be mended."""

    def __init__(self, context: Context, detail: ClassDetail, parent: QWidget) -> None:
        super().__init__(parent)
        self.context, self._detail = context, detail
        self.form = Ui_ConfirmDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        self.lines = credit_lines(context, detail)
        model = TableModel(_columns(), self, key=lambda line: line.person_id, initials=lambda line: line.initials)
        self.form.people.install(model, row_height=tokens.ROW_DENSE)
        model.set_rows(self.lines)
        doubtful = sum(bool(line.doubts) for line in self.lines)
        credited = sum(sum(line.shares) > 0 for line in self.lines)
        look = f"其中 {doubtful} 人需要看一看，排在前面。" if doubtful else "没有需要核对的。"
        self.form.lead.setText(f"“{detail.row.title}”有 {credited} 人到课，{look}")
        self.form.consequence.setText(
            "认定后写入学时台账并锁定，签到不能再改；以后要更正，只能写明原因冲销。要改的先取消，到“签到”页签里改。"
        )
        self.form.save.setText(f"认定 {credited} 人的学时")
        self.resize(820, 600)

    def accept(self) -> None:
        from partyschool.services.classes import confirm_class

        entries = confirm_class(self.context.db, code=self._detail.row.code)
        super().accept()
        problems.say(f"已认定，写入学时台账 {entries} 条。可以发结业证书了。", Tone.DONE)


def credit_lines(context: Context, detail: ClassDetail) -> list[CreditLine]:
    """Everybody of the class, those with doubts first."""
    from partyschool.services.attendance import list_attendance
    from partyschool.services.doubts import list_doubtful

    shares: dict[int, list[int]] = {}
    people = {}
    doubts: dict[int, list[str]] = {}
    live = [row for row in detail.sessions if row.state != "cancelled"]
    for place, session in enumerate(live):
        rows = list_attendance(context.db, session.id)
        for row in rows:
            people[row.person_id] = row
            shares.setdefault(row.person_id, [0] * len(live))[place] = row.share
        for doubt in list_doubtful(context.db, session.id, rows):
            if doubt.checked_by:
                continue
            _note_doubt(doubts, doubt, session.number)
    lines = [
        CreditLine(key, row.name, row.initials, row.sort_key, row.unit, tuple(shares[key]), tuple(doubts.get(key, ())))
        for key, row in people.items()
    ]
    return sorted(lines, key=lambda line: (not line.doubts, line.sort_key, line.person_id))


def _note_doubt(doubts: dict[int, list[str]], doubt: Doubt, number: int) -> None:
    for row in doubt.rows:
        doubts.setdefault(row.person_id, []).append(f"第 {number} 场{DOUBTS[doubt.kind]}")


def _columns() -> list[Column[CreditLine]]:
    return [
        Column("姓名", lambda line: line.name, Kind.NAME, width=110, sort=lambda line: line.sort_key),
        Column("单位", lambda line: line.unit, width=150, stretch=True),
        Column("各场", lambda line: " ".join(SHARES[share] for share in line.shares), width=150),
        Column("天数", lambda line: f"{sum(line.shares) / 4:g}", align=Align.RIGHT, width=64,
               sort=lambda line: sum(line.shares)),
        Column("需要看的", lambda line: "、".join(line.doubts), Kind.ICON, width=230, stretch=True,
               icon=lambda line: "warning" if line.doubts else "check",
               tone=lambda line: Tone.WATCH if line.doubts else Tone.DONE),
    ]  # fmt: skip
