"""课程库: the courses of the modules, with tags, who can give them and their materials."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from partyschool.ui import problems
from partyschool.ui.context import Context
from partyschool.ui.course_dialog import CourseDialog
from partyschool.ui.exporting import ask_path
from partyschool.ui.forms.ui_courses_tab import Ui_CoursesTab
from partyschool.ui.menu_actions import Entry, menu_actions
from partyschool.ui.plan_columns import course_columns
from partyschool.ui.table_model import TableModel
from partyschool.ui.tokens import Tone
from partyschool.ui.undo_hint import UndoHint

if TYPE_CHECKING:
    from partyschool.services.courses import CourseRow


class CoursesTab(QWidget):
    """Lies in the page of plans; a double click edits, the context menu retires and deletes."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.form = form = Ui_CoursesTab()
        form.setupUi(self)
        self.hint = UndoHint(form.hint)
        self.model: TableModel[CourseRow] = TableModel(
            course_columns(), self, key=lambda row: row.id, initials=lambda row: row.initials,
            searched=lambda row: [*row.form.tags, *row.teachers, row.form.summary, row.module_title],
            muted=lambda row: not row.is_active,
        )  # fmt: skip
        form.table.install(self.model)
        form.table.when_empty(
            "课程库还没有课",
            "把常讲的课登记下来：属于哪个模块、讲几个学时、谁能讲、讲稿在哪里。做计划和排课时直接选。",
            [("新增课程", "plus", self.add), ("从 Excel 导入", "upload", lambda: context.go("import", kind="courses"))],
            picture="book",
        )
        form.table.when_filtered_empty("没有符合条件的课程")
        form.table.opened.connect(self.edit)
        form.table.export_wanted.connect(self.export)
        form.table.add_menu_actions(self._menu_actions())
        form.from_file.clicked.connect(lambda: context.go("import", kind="courses"))
        form.export.clicked.connect(self.export)

    def refresh(self) -> None:
        """Read the library anew."""
        from partyschool.services.courses import list_courses

        rows = list_courses(self.context.db)
        self.model.set_rows(rows)
        active = [row for row in rows if row.is_active]
        modules = Counter(row.module_title or "不分模块" for row in active)
        named = "，".join(f"{title} {count}" for title, count in modules.items())
        self.form.words.setText(f"{len(active)} 门课：{named}" if active else "")
        self.form.from_file.setVisible(bool(rows))
        self.form.export.setVisible(bool(rows))

    def tags(self) -> list[str]:
        """Every tag that a course has."""
        return sorted({tag for row in self.model.rows for tag in row.form.tags})

    def modules(self) -> list[tuple[str, str]]:
        """Word and value of every module that a course has."""
        return sorted({(row.module_title, row.form.module) for row in self.model.rows if row.module_title})

    def keep(self, module: str | None, tag: str | None, *, with_closed: bool) -> None:
        """Show only some."""
        self.model.keep(
            lambda row: (
                (with_closed or row.is_active)
                and module in (None, row.form.module)
                and (tag is None or tag in row.form.tags)
            )
        )

    def _menu_actions(self) -> list[QAction]:
        entries: list[Entry] = [
            ("pencil", "修改…", lambda: self.edit(self.form.table.chosen_row())),
            ("undo", "停用或恢复", self.switch),
            ("trash", "删除", self.remove),
        ]
        return menu_actions(self, entries)

    def add(self) -> None:
        """A new course."""
        CourseDialog(self.context, None, self).open()

    def edit(self, row: CourseRow | None) -> None:
        """Change a course."""
        if row is not None:
            CourseDialog(self.context, row, self).open()

    def switch(self) -> None:
        """Take the chosen course off the choices, or back on."""
        from partyschool.services.courses import set_course_active

        row = self.form.table.chosen_row()
        if row is None:
            return
        switch = partial(set_course_active, self.context.db, course_id=row.id)
        switch(is_active=not row.is_active)
        words = "已停用" if row.is_active else "已恢复"
        self.hint.offer(f"{words}《{row.title}》", lambda: switch(is_active=row.is_active))

    def remove(self) -> None:
        """Delete the chosen course; one link writes it again."""
        from partyschool.services.courses import remove_course, save_course

        row = self.form.table.chosen_row()
        if row is not None:
            remove_course(self.context.db, course_id=row.id)
            self.hint.offer(f"已删除《{row.title}》", partial(save_course, self.context.db, form=row.form))

    def export(self) -> None:
        """The library as a workbook that can be imported again."""
        from partyschool.exchange.plan_lists import save_courses

        path = ask_path(self, "导出 Excel", "课程库.xlsx")
        if path is not None:
            save_courses(path, self.model.shown)
            problems.say(f"已导出 {len(self.model.shown)} 门课到“{path}”", Tone.DONE)
