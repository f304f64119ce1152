"""任务清单: what is to be done by when and by whom; a click on the box is 已完成."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from partyschool.domain.plan import TaskState
from partyschool.ui.context import Context
from partyschool.ui.days import day_of, show_day
from partyschool.ui.exporting import export_list
from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_task_dialog import Ui_TaskDialog
from partyschool.ui.forms.ui_tasks_tab import Ui_TasksTab
from partyschool.ui.menu_actions import Entry, menu_actions
from partyschool.ui.plan_columns import TASK_STATES, task_columns
from partyschool.ui.table_model import TableModel
from partyschool.ui.undo_hint import UndoHint

if TYPE_CHECKING:
    from partyschool.services.tasks import TaskForm, TaskRow

STATES: dict[str, tuple[str, Callable[[TaskRow], bool]]] = {
    "open": ("没有办完的", lambda row: not row.is_done),
    "late": ("逾期", lambda row: row.is_late),
    "soon": ("七天内到期", lambda row: row.is_soon),
    "done": ("已完成", lambda row: row.is_done),
    "all": ("全部", lambda row: True),
}


class TasksTab(QWidget):
    """Lies in the page of plans."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.form = form = Ui_TasksTab()
        form.setupUi(self)
        self.hint = UndoHint(form.hint)
        self.model: TableModel[TaskRow] = TableModel(
            task_columns(context.today), self, key=lambda row: row.id, muted=lambda row: row.is_done,
            initials=lambda row: row.initials,
            searched=lambda row: [row.form.responsible, row.form.source, row.form.note],
        )  # fmt: skip
        form.table.install(self.model)
        form.table.when_empty(
            "清单里还没有事",
            "上级文件和年度要点里要求的事，写明责任人和期限；快到期和逾期的会列在首页。",
            [("新增任务", "plus", self.add)],
            picture="list",
        )
        form.table.when_filtered_empty("没有这样的任务")
        form.table.opened.connect(self.edit)
        form.table.checked.connect(self.turn)
        form.table.chosen.connect(lambda _: self._enable())
        form.table.clear_wanted.connect(lambda: self.choose_state("all"))
        form.table.export_wanted.connect(lambda: export_list(self, self.model, "任务清单"))
        form.table.add_menu_actions(self._menu_actions())
        form.states.changed.connect(self._keep)
        form.done.clicked.connect(lambda: self.turn(form.table.chosen_row()))

    def refresh(self) -> None:
        """Read the list anew."""
        from partyschool.services.tasks import list_tasks

        rows = list_tasks(self.context.db)
        self.model.set_rows(rows)
        self.form.states.set_segments(
            [(key, word, str(sum(map(fits, rows)))) for key, (word, fits) in STATES.items()]
        )  # fmt: skip
        self._keep(self.form.states.current())

    def choose_state(self, state: str) -> None:
        self.form.states.choose(state)
        self._keep(state)

    def _keep(self, state: str) -> None:
        self.model.keep(STATES[state][1])
        self._enable()

    def _enable(self) -> None:
        row = self.form.table.chosen_row()
        self.form.done.setVisible(bool(self.model.rows))
        self.form.done.setEnabled(row is not None)
        self.form.done.setText(" 改回未完成" if row is not None and row.is_done else " 记为已完成")

    def _menu_actions(self) -> list[QAction]:
        entries: list[Entry] = [
            ("pencil", "修改…", lambda: self.edit(self.form.table.chosen_row())),
            ("check", "已完成，或改回", lambda: self.turn(self.form.table.chosen_row())),
            ("trash", "删除", self.remove),
        ]
        return menu_actions(self, entries)

    def add(self) -> None:
        """A new entry."""
        TaskDialog(self.context, None, self).open()

    def edit(self, row: TaskRow | None) -> None:
        """Change an entry."""
        if row is not None:
            TaskDialog(self.context, row, self).open()

    def turn(self, row: TaskRow | None) -> None:
        """Done, or not after all."""
        from partyschool.services.tasks import mark_task

        if row is None:
            return
        mark = partial(mark_task, self.context.db, task_id=row.id)
        before = mark(state=TaskState.DOING if row.is_done else TaskState.DONE)
        words = "已改回未完成" if row.is_done else "已完成"
        self.hint.offer(f"{words}：{row.title}", lambda: mark(state=before))

    def remove(self) -> None:
        """Delete the chosen entry; one link writes it again."""
        from partyschool.services.tasks import remove_task, save_task

        row = self.form.table.chosen_row()
        if row is not None:
            form = remove_task(self.context.db, task_id=row.id)
            self.hint.offer(f"已删除“{row.title}”", partial(save_task, self.context.db, form=form))


class TaskDialog(FormDialog):
    """A new entry, or the given one."""

    def __init__(self, context: Context, row: TaskRow | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._db, self._row = context.db, row
        self.form = form = Ui_TaskDialog()
        form.setupUi(self)
        self.wire(form.save, form.cancel)
        form.title.setText("修改任务" if row else "新增任务")
        form.responsible.addItems(self._people())
        form.responsible.setCurrentText(str(context.settings["office.clerk"]))
        fill(form.progress, [(word, state) for state, (word, _) in TASK_STATES.items()])
        show_day(form.due, context.today)
        if row is not None:
            self._show(row.form)
        form.name.setFocus()

    def _people(self) -> list[str]:
        """Who holds a post in the school."""
        from partyschool.services.school_posts import list_school_posts

        return list(dict.fromkeys(row.form.name for row in list_school_posts(self._db, held_only=True)))

    def _show(self, known: TaskForm) -> None:
        form = self.form
        form.name.setText(known.title)
        form.responsible.setCurrentText(known.responsible)
        show_day(form.due, known.due_on)
        fill(form.progress, [(word, state) for state, (word, _) in TASK_STATES.items()], TaskState(known.state))
        form.source.setText(known.source)
        form.note.setPlainText(known.note)

    def accept(self) -> None:
        from partyschool.services.tasks import TaskForm, save_task

        form = self.form
        entered = TaskForm(
            form.name.text(),
            day_of(form.due),
            form.responsible.currentText(),
            form.progress.currentData(),
            form.source.text(),
            form.note.toPlainText(),
        )
        save_task(self._db, form=entered, task_id=self._row.id if self._row else None)
        super().accept()
