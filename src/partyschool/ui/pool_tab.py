"""年度名册: the pool of teachers in a year, with what each taught; 续聘, 入库, 出库, the roll on paper."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from partyschool.domain.pool import PoolAction
from partyschool.ui import problems
from partyschool.ui.context import Context
from partyschool.ui.exporting import ask_path, note_export
from partyschool.ui.form_dialog import fill
from partyschool.ui.forms.ui_pool_tab import Ui_PoolTab
from partyschool.ui.list_dialog import Leading, ListDialog
from partyschool.ui.menu_actions import Entry, menu_actions
from partyschool.ui.pool_dialog import PoolDialog
from partyschool.ui.preview import show_preview
from partyschool.ui.table_model import Align, Column, Kind, TableModel
from partyschool.ui.tasks import Report
from partyschool.ui.teaching_words import POOL_ACTIONS, TEACHER_KINDS, WAITING
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.taught_lessons import TaughtLesson
    from partyschool.services.teacher_pool import PoolRoll, PoolRow


def pool_columns() -> list[Column[PoolRow]]:
    return [
        Column("姓名", lambda row: row.name, Kind.NAME, width=130, sort=lambda row: row.sort_key),
        Column(
            "类别", lambda row: TEACHER_KINDS[row.kind][0], Kind.CHIP, tone=lambda row: TEACHER_KINDS[row.kind][1],
            width=110,
        ),
        Column("职务或职称", lambda row: row.title or "—", width=190, stretch=True),
        Column("入库情况", lambda row: _state(row)[0], Kind.CHIP, tone=lambda row: _state(row)[1], width=100),
        Column("登记日期", lambda row: f"{row.noted_on:%Y-%m-%d}" if row.noted_on else "—", width=120),
        Column("原因", lambda row: row.reason or "—", width=170, tip=lambda row: row.reason),
        Column("授课", lambda row: f"{row.lessons} 节", align=Align.RIGHT, width=80, sort=lambda row: row.lessons,
               opens="lessons"),
        Column("学时", lambda row: f"{row.half_hours / 2:g}" if row.half_hours else "—", align=Align.RIGHT, width=80,
               sort=lambda row: row.half_hours),
        Column("参加培训", lambda row: f"{row.trainings} 次" if row.trainings else "—", align=Align.RIGHT, width=100,
               sort=lambda row: row.trainings),
    ]  # fmt: skip


def _state(row: PoolRow) -> tuple[str, Tone]:
    return WAITING if row.action is None else POOL_ACTIONS[row.action]


class PoolTab(QWidget):
    """Lies in the page of teachers; `year` is the one chosen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.roll: PoolRoll | None = None
        self.form = form = Ui_PoolTab()
        form.setupUi(self)
        self.model: TableModel[PoolRow] = TableModel(
            pool_columns(), self, key=lambda row: row.id, initials=lambda row: row.initials,
            searched=lambda row: [row.title, row.reason], muted=lambda row: row.action == PoolAction.LEAVE,
        )  # fmt: skip
        form.table.install(self.model)
        form.table.when_empty(
            "这一年的师资库还没有登记",
            "每年一次：上年在库的教师续聘，新聘的入库，不再聘请的写明原因出库。",
            [("登记", "plus", lambda: self.ask(PoolAction.JOIN))],
            picture="cap",
        )
        form.table.when_filtered_empty("没有符合条件的师资")
        form.table.opened.connect(self.show_lessons)
        form.table.figure_opened.connect(lambda row, _: self.show_lessons(row))
        form.table.export_wanted.connect(self.export)
        form.table.add_menu_actions(self._menu_actions())
        fill(form.year, [(f"{context.today.year} 年", context.today.year)])
        form.year.currentIndexChanged.connect(lambda _: self._show_roll())
        form.renew.clicked.connect(self.renew)
        form.print.clicked.connect(self.print)
        form.assess.clicked.connect(self.print_assessment)
        form.export.clicked.connect(self.export)

    @property
    def year(self) -> int:
        """Of the roll shown."""
        return int(self.form.year.currentData())

    def refresh(self) -> None:
        """Read the years and the roll anew; the chosen year stays."""
        from partyschool.services.teacher_pool import list_pool_years

        combo, chosen = self.form.year, self.year
        combo.blockSignals(True)
        fill(combo, [(f"{year} 年", year) for year in list_pool_years(self.context.db)], chosen)
        combo.blockSignals(False)
        self._show_roll()

    def _show_roll(self) -> None:
        from partyschool.services.teacher_pool import pool_roll

        self.roll = roll = pool_roll(self.context.db, year=self.year)
        self.model.set_rows([*roll.waiting, *roll.rows])
        counts = roll.counts
        kinds = "，".join(f"{word} {counts[kind]}" for kind, (word, _) in TEACHER_KINDS.items() if counts[kind])
        moves = "，".join(f"{POOL_ACTIONS[action][0]} {count}" for action, count in roll.changes.items())
        parts = [f"在库 {counts.total()} 人" + (f"：{kinds}" if kinds else ""), moves]
        parts.append(f"待登记 {len(roll.waiting)} 人" if roll.waiting else "")
        self.form.words.setText(" · ".join(part for part in parts if part))
        self.form.renew.setVisible(bool(roll.waiting))
        for button in (self.form.print, self.form.export):
            button.setEnabled(bool(roll.rows))

    def keep(self, kind: str | None) -> None:
        """Show only one kind."""
        self.model.keep(lambda row: kind is None or row.kind == kind)

    def _menu_actions(self) -> list[QAction]:
        entries: list[Entry] = [
            ("check", "续聘…", lambda: self.ask(PoolAction.RENEW, self._chosen())),
            ("plus", "入库…", lambda: self.ask(PoolAction.JOIN, self._chosen())),
            ("minus", "出库…", lambda: self.ask(PoolAction.LEAVE, self._chosen())),
            ("undo", "撤销登记", self.withdraw),
            ("list", "这一年讲了什么", lambda: self.show_lessons(self.form.table.chosen_row())),
        ]
        return menu_actions(self, entries)

    def _chosen(self) -> set[int]:
        return {row.id for row in self.form.table.chosen_rows()}

    def ask(self, action: PoolAction, ticked: Collection[int] = ()) -> None:
        """The dialog with these teachers ticked."""
        PoolDialog(self.context, self.year, action, ticked, self).open()

    def renew(self) -> None:
        """全部续聘."""
        from partyschool.services.teacher_pool import renew_all

        joined, renewed = renew_all(self.context.db, year=self.year)
        words = [f"{word} {count} 人" for word, count in (("续聘", renewed), ("入库", joined)) if count]
        problems.say(f"{self.year} 年度已登记：{'，'.join(words)}", Tone.DONE)

    def withdraw(self) -> None:
        """Strike out the chosen lines."""
        from partyschool.services.teacher_pool import withdraw_pool

        for row in self.form.table.chosen_rows():
            withdraw_pool(self.context.db, teacher_id=row.id, year=self.year)

    def show_lessons(self, row: PoolRow | None) -> None:
        """The lessons of the year; one of them leads to its class."""
        from partyschool.services.taught_lessons import list_taught

        if row is None:
            return
        model: TableModel[TaughtLesson] = TableModel(
            lesson_columns(), key=lambda lesson: lesson.id, searched=lambda lesson: [lesson.class_title, lesson.title]
        )
        model.set_rows(list_taught(self.context.db, year=self.year, teacher_id=row.id))
        go = self.context.go
        leading = Leading(
            "节", lambda lesson: lesson.title, "打开培训班", "课程或班次",
            lambda lesson: go("class", id=lesson.class_code),
        )  # fmt: skip
        ListDialog(f"{row.name} · {self.year} 年讲课", model, leading, self).open()

    def print(self) -> None:
        """年度师资库名册 in the preview window."""
        db, year = self.context.db, self.year
        name = f"{year}年度师资库名册"

        def make(_: Report) -> bytes:
            from partyschool.printing.teacher_roll import print_teacher_roll
            from partyschool.services.paper_log import record_paper
            from partyschool.services.roll_words import roll_words

            pdf = print_teacher_roll(roll_words(db, year=year))
            record_paper(db, kind="teachers", subject=name)
            return pdf

        show_preview(self, name, make, f"{name}.pdf")

    def print_assessment(self) -> None:
        """年度师资评估表 in the preview window."""
        db, name = self.context.db, f"{self.year}年度师资评估表"
        year = self.year

        def make(_: Report) -> bytes:
            from partyschool.printing.teacher_assessment import print_teacher_assessment
            from partyschool.services.teacher_assessment import assess_teachers

            return print_teacher_assessment(assess_teachers(db, year=year))

        show_preview(self, name, make, f"{name}.pdf")

    def export(self) -> None:
        """The roll, the lessons and the trainings as a workbook."""
        from partyschool.exchange.teacher_roll import save_teacher_roll
        from partyschool.services.roll_words import roll_words

        name = f"{self.year}年度师资库名册"
        path = ask_path(self, "导出 Excel", f"{name}.xlsx")
        if path is not None:
            words = roll_words(self.context.db, year=self.year)
            save_teacher_roll(path, words)
            note_export(self.context, name, len(words.roll.rows))
            problems.say(f"已导出 {len(words.roll.rows)} 人到“{path}”", Tone.DONE)


def lesson_columns() -> list[Column[TaughtLesson]]:
    return [
        Column("日期", lambda lesson: f"{lesson.held_on:%Y-%m-%d}", width=120),
        Column("课程", lambda lesson: lesson.title, width=220, stretch=True),
        Column("班次", lambda lesson: lesson.class_title, width=240),
        Column("学时", lambda lesson: f"{lesson.half_hours / 2:g}", align=Align.RIGHT, width=70,
               sort=lambda lesson: lesson.half_hours),
    ]  # fmt: skip
