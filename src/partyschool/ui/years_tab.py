"""年度结转: which years are closed, by whom and when, closing one after its checks, and opening one again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partyschool.ui import icons, problems, tokens
from partyschool.ui.beside import is_large, when_read
from partyschool.ui.context import Context
from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_close_year_dialog import Ui_CloseYearDialog
from partyschool.ui.forms.ui_years_tab import Ui_YearsTab
from partyschool.ui.hours_columns import rate
from partyschool.ui.reason_dialog import ReasonDialog
from partyschool.ui.table_model import NOTHING, Align, Column, Kind, TableModel
from partyschool.ui.tasks import Task
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.closed_years import CheckLine, YearRow
    from partyschool.services.quota_rows import Totals
    from partyschool.storage.database import Database

YEARS_BACK = 6
CHECKS = {
    "year_over": ("这一年已经过完", "过完才能结转"),
    "unconfirmed": ("有签到的班次都认定了学时", "到“培训班”里认定学时"),
    "reviews": ("登记的其他学习和免训都审核了", "到“学时 → 学习与免训”里通过或退回"),
    "open_classes": ("发布的班次都办结了", "没有办结的班次照样结转"),
    "drafts": ("没有留着的草稿班次", "草稿不计算，可以取消"),
    "certificates": ("没有待复核的证书", "到“证书”里确认或撤销"),
    "without_unit": ("每个党员都有所在党组织", "没有单位的人单列一行"),
}


def year_columns() -> list[Column[YearRow]]:
    return [
        Column("年度", lambda row: f"{row.year} 年", width=90, sort=lambda row: row.year),
        Column("状态", lambda row: "已结转" if row.reopened_at is None else "又打开过", Kind.CHIP, width=100,
               tone=lambda row: Tone.DONE if row.reopened_at is None else Tone.WATCH),
        Column("党员", lambda row: f"{row.totals.members:,}" if row.totals else NOTHING, align=Align.RIGHT, width=80),
        Column("应训", lambda row: f"{row.totals.due:,}" if row.totals else NOTHING, align=Align.RIGHT, width=80),
        Column("达标", lambda row: f"{row.totals.met:,}" if row.totals else NOTHING, align=Align.RIGHT, width=80),
        Column("达标率", lambda row: rate(row.totals.met_rate) if row.totals else NOTHING, align=Align.RIGHT, width=86),
        Column("结转", lambda row: f"{row.closed_at:%Y-%m-%d %H:%M}　{row.closed_by}" if row.closed_at else NOTHING,
               width=210),
        Column("备注", _note, width=260, stretch=True, tip=lambda row: _note(row)),
    ]  # fmt: skip


def _note(row: YearRow) -> str:
    if row.reopened_at is None:
        return row.note or NOTHING
    return f"{row.reopened_at:%Y-%m-%d} {row.reopened_by}重新打开：{row.reopen_reason}"


class YearsTab(QWidget):
    """Lies in 设置; a double click opens the frozen names."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.form = form = Ui_YearsTab()
        form.setupUi(self)
        icons.give_buttons(self)
        self.model: TableModel[YearRow] = TableModel(
            year_columns(),
            self,
            key=lambda row: (row.year, row.closed_at),
            muted=lambda row: row.reopened_at is not None,
        )
        form.years.install(self.model)
        form.years.when_empty(
            "还没有结转过的年度",
            "每年一月，上一年的班次都认定学时以后，在这里结转：年度结果冻结下来，以后改规则、改名单都不会变。",
            [("结转一个年度", "lock", self.ask_close)],
            picture="calendar",
        )
        form.years.chosen.connect(lambda _: self._offer())
        form.years.opened.connect(self._show_names)
        form.close_year.clicked.connect(self.ask_close)
        form.reopen.clicked.connect(self.ask_reopen)
        form.names.clicked.connect(lambda: self._show_names(form.years.chosen_row()))
        self._offer()

    def refresh(self) -> None:
        """Read the closed years."""
        from partyschool.services.closed_years import list_years

        self.model.set_rows(list_years(self.context.db))
        self._offer()

    def _offer(self) -> None:
        row = self.form.years.chosen_row()
        stands = row is not None and row.reopened_at is None
        self.form.reopen.setEnabled(stands)
        self.form.names.setEnabled(stands)

    def _show_names(self, row: YearRow | None) -> None:
        if row is not None and row.reopened_at is None:
            self.context.go("hours", year=row.year, state="due")

    def ask_close(self) -> None:
        """The guided dialog."""
        CloseYearDialog(self.context, self).open()

    def ask_reopen(self) -> None:
        """Needs a reason, which stays in the list and in the log."""
        from partyschool.services.closed_years import reopen_year

        year = self.form.years.chosen_row().year
        ReasonDialog(
            self, title=f"重新打开 {year} 年度",
            lead=f"打开以后 {year} 年的数字会重新计算，已经上报的可能对不上。原因会记在这里和操作记录里。",
            button="重新打开", act=lambda reason: reopen_year(self.context.db, year=year, reason=reason),
        ).open()  # fmt: skip


def check_columns() -> list[Column[CheckLine]]:
    return [
        Column("检查", lambda line: CHECKS[line.check][0], Kind.ICON, width=250, tone=_check_tone,
               icon=lambda line: "x" if line.blocks else "warning" if line.found else "check"),
        Column("发现", lambda line: f"{len(line.found):,} 项" if line.found else "没有问题", width=90),
        Column("是哪些", lambda line: "、".join(line.found) or NOTHING, width=200, stretch=True,
               tip=lambda line: "\n".join(line.found[:30])),
        Column("怎么办", lambda line: CHECKS[line.check][1] if line.found else NOTHING, width=220, stretch=True),
    ]  # fmt: skip


def _check_tone(line: CheckLine) -> Tone:
    return Tone.ERROR if line.blocks else Tone.WATCH if line.found else Tone.DONE


@dataclass(frozen=True, slots=True)
class Checked:
    """What must be settled before a year is closed, and the result that would be frozen."""

    year: int
    lines: list[CheckLine]
    totals: Totals


class CloseYearDialog(FormDialog):
    """Checks of the year first; what must be settled keeps 结转 from being pressed, with the reason beside it."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self.form = form = Ui_CloseYearDialog()
        form.setupUi(self)
        self.wire(form.save, form.cancel)
        self.checks: TableModel[CheckLine] = TableModel(check_columns(), self, key=lambda line: line.check)
        form.checks.install(self.checks, row_height=tokens.ROW_DENSE)
        fill(form.year, [(f"{year} 年", year) for year in self._open_years()])
        form.year.currentIndexChanged.connect(lambda _: self.check())
        form.again.clicked.connect(self.check)
        form.sure.toggled.connect(lambda _: self._offer())
        self.check()

    def _open_years(self) -> list[int]:
        from partyschool.services.closed_years import closed_years

        last = self.context.today.year - 1
        closed = closed_years(self.context.db)
        return [year for year in range(last, last - YEARS_BACK, -1) if year not in closed] or [last]

    def check(self) -> None:
        """Look again, after something was settled elsewhere."""
        year = int(self.form.year.currentData())
        self.checks.set_rows([])
        self.form.result.setText("正在检查，请稍候…")
        for button in (self.form.sure, self.form.save):
            button.setEnabled(False)
        when_read(self, self.context, partial(_read_checks, self.context.db, year), self._show_checks)

    def _show_checks(self, found: Checked) -> None:
        if found.year != self.form.year.currentData():  # another year was chosen meanwhile
            return
        totals = found.totals
        self.checks.set_rows(found.lines)
        self.form.result.setText(
            f"将冻结的 {found.year} 年结果：党员 {totals.members:,}，应训 {totals.due:,}，已训 {totals.trained:,}"
            f"（覆盖率 {rate(totals.coverage)}），达标 {totals.met:,}（达标率 {rate(totals.met_rate)}），"
            f"免训 {totals.exempt:,}。"
        )
        self._offer()

    def _offer(self) -> None:
        blocked = [line for line in self.checks.rows if line.blocks]
        self.form.sure.setEnabled(not blocked)
        self.form.save.setEnabled(not blocked and self.form.sure.isChecked())
        names = "、".join(f"“{CHECKS[line.check][0]}”" for line in blocked)
        self.form.save.setToolTip(f"先办好：{names}" if blocked else "")

    def accept(self) -> None:
        from partyschool.services.closed_years import close_year

        year = int(self.form.year.currentData())
        close = partial(close_year, self.context.db, year=year, note=self.form.note.text())
        if not is_large(self.context):
            self._tell(close())
            return
        self.context.db.know_all_tables()  # from now on two threads ask
        Task(self, lambda _: close(), title=f"正在结转 {year} 年度…", waits_ms=0, can_stop=False).then(self._tell)

    def _tell(self, closed: YearRow) -> None:
        super().accept()
        problems.say(f"{closed.year} 年度已结转，{closed.people:,} 人的结果已冻结。", Tone.DONE)


def _read_checks(db: Database, year: int) -> Checked:
    from partyschool.services.closed_years import check_year
    from partyschool.services.quota import count_quota

    return Checked(year, check_year(db, year=year), count_quota(db, year=year, with_provisional=False).totals)
