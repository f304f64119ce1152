"""师资培训: the trainings and study visits of the teachers, year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from partyschool.ui import icons
from partyschool.ui.context import Context
from partyschool.ui.exporting import export_list
from partyschool.ui.form_dialog import fill
from partyschool.ui.forms.ui_teacher_trainings_tab import Ui_TeacherTrainingsTab
from partyschool.ui.table_model import Align, Column, Kind, TableModel
from partyschool.ui.teacher_training_dialog import TeacherTrainingDialog
from partyschool.ui.teaching_words import TRAINING_FORMS
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.teacher_trainings import TrainingRow

YEARS_BACK = 6


def training_columns() -> list[Column[TrainingRow]]:
    return [
        Column("姓名", lambda row: row.name, Kind.NAME, width=130, sort=lambda row: row.sort_key),
        Column("方式", lambda row: TRAINING_FORMS[row.form.form], Kind.CHIP, tone=lambda _: Tone.PLAIN, width=90),
        Column("名称", lambda row: row.form.title, width=300, stretch=True),
        Column("地点", lambda row: row.form.place or "—", width=180),
        Column("时间", _days, width=220, sort=lambda row: row.form.start_on.toordinal()),
        Column(
            "学时", lambda row: f"{row.form.half_hours / 2:g}" if row.form.half_hours else "—", align=Align.RIGHT,
            width=80, sort=lambda row: row.form.half_hours,
        ),
    ]  # fmt: skip


def _days(row: TrainingRow) -> str:
    last = f" 至 {row.form.end_on:%Y-%m-%d}" if row.form.end_on else ""
    return f"{row.form.start_on:%Y-%m-%d}{last}"


class TeacherTrainingsTab(QWidget):
    """Lies in the page of teachers; a double click corrects."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.form = form = Ui_TeacherTrainingsTab()
        form.setupUi(self)
        self.model: TableModel[TrainingRow] = TableModel(
            training_columns(), self, key=lambda row: row.id, initials=lambda row: row.initials,
            searched=lambda row: [row.form.title, row.form.place],
        )  # fmt: skip
        form.table.install(self.model)
        form.table.when_empty(
            "这一年还没有师资培训",
            "请上级党校教师来讲课、组织骨干教师外出考察，都可以登记；名册上会写明各人参加了几次。",
            [("登记培训", "plus", self.ask)],
            picture="book",
        )
        form.table.when_filtered_empty("没有符合条件的培训")
        form.table.opened.connect(self._open)
        form.table.export_wanted.connect(lambda: export_list(self, self.model, f"{self.year}年师资培训"))
        remove = QAction(icons.icon("trash"), "删除", self)
        remove.triggered.connect(self.remove)
        form.table.add_menu_actions([remove])
        this_year = context.today.year
        fill(form.year, [(f"{this_year - back} 年", this_year - back) for back in range(YEARS_BACK)])
        form.year.currentIndexChanged.connect(lambda _: self.refresh())

    @property
    def year(self) -> int:
        """Whose trainings are shown."""
        return int(self.form.year.currentData())

    def refresh(self) -> None:
        """Read the trainings of the year."""
        from partyschool.services.teacher_trainings import list_trainings

        rows = list_trainings(self.context.db, year=self.year)
        self.model.set_rows(rows)
        events = {(row.form.title, row.form.start_on) for row in rows}
        people = {row.teacher_id for row in rows}
        self.form.words.setText(f"{len(events)} 次，{len(people)} 名教师、{len(rows)} 人次参加" if rows else "")

    def keep(self, kind: str | None) -> None:
        """Show only teachers of one kind."""
        self.model.keep(lambda row: kind is None or row.kind == kind)

    def ask(self) -> None:
        """A new training."""
        TeacherTrainingDialog(self.context, None, self).open()

    def _open(self, row: TrainingRow | None) -> None:
        if row is not None:
            TeacherTrainingDialog(self.context, row, self).open()

    def remove(self) -> None:
        """Take the chosen ones back."""
        from partyschool.services.teacher_trainings import remove_training

        for row in self.form.table.chosen_rows():
            remove_training(self.context.db, training_id=row.id)
