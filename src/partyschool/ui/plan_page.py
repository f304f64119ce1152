"""计划与课程: the yearly plan, the course library and the task list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from partyschool.ui.context import Context
from partyschool.ui.courses_tab import CoursesTab
from partyschool.ui.forms.ui_plan_page import Ui_PlanPage
from partyschool.ui.page import Page
from partyschool.ui.plan_tab import PlanTab
from partyschool.ui.table_model import TableModel
from partyschool.ui.tasks_tab import TasksTab

PLAN, COURSES, TASKS = "plan", "courses", "tasks"
TABS = {PLAN: "年度计划", COURSES: "课程库", TASKS: "任务清单"}
ADD = {PLAN: "新增一行", COURSES: "新增课程", TASKS: "新增任务"}
HINTS = {PLAN: "班次、对象、地点或责任人", COURSES: "题目、拼音首字母、教师或标签", TASKS: "要办的事或责任人"}


class PlanPage(Page):
    """Three lists with one search; each tab brings its own acts."""

    tables = frozenset(
        {
            "annual_plans", "plan_rows", "plan_courses", "courses", "course_teachers", "course_materials", "tasks",
            "training_classes", "class_sessions", "attendances", "teachers", "teaching_points", "lessons",
            "list_entries",
        }
    )  # fmt: skip

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.form = form = Ui_PlanPage()
        form.setupUi(self)
        self.plan, self.courses, self.tasks = PlanTab(context), CoursesTab(context), TasksTab(context)
        for tab in (self.plan, self.courses, self.tasks):
            form.stack.addWidget(tab)
        for table in (self.plan.form.table, self.courses.form.table):
            table.clear_wanted.connect(self._clear)
        self.dress()
        form.tabs.set_tabs([(key, title, "") for key, title in TABS.items()])
        form.tabs.over(form.stack)
        form.tabs.changed.connect(self._show_tab)
        form.search.searched.connect(self._search)
        form.module.changed.connect(self._filter)
        form.tag.changed.connect(self._filter)
        form.with_closed.toggled.connect(self._filter)
        form.add.clicked.connect(self._add)
        self.plan.shown.connect(self._say)
        self._show_tab(PLAN)

    def refresh(self) -> None:
        for tab in (self.plan, self.courses, self.tasks):
            tab.refresh()
        form = self.form
        form.module.set_choices("全部模块", self.courses.modules())
        form.tag.set_choices("全部标签", [(tag, tag) for tag in self.courses.tags()])
        self._filter()
        form.tabs.set_count(COURSES, str(sum(row.is_active for row in self.courses.model.rows) or ""))
        form.tabs.set_count(TASKS, str(sum(not row.is_done for row in self.tasks.model.rows) or ""))
        self._say()

    def _say(self) -> None:
        """The plan shown and the tasks that are late, in a line."""
        progress = self.plan.progress
        late = sum(row.is_late for row in self.tasks.model.rows)
        has_plan = progress is not None and bool(progress.rows)
        plan = f"{progress.year} 年计划 {progress.planned} 期，已办 {progress.done} 期" if progress and has_plan else ""
        tasks = f"{late} 项任务逾期" if late else ""
        self.form.head.set_caption(" · ".join(part for part in (plan, tasks) if part))
        self._show_add()

    def open(self, **context: object) -> None:
        """`tab` is plan, courses or tasks; `state` one of its filters; `year` of the plan; `add=True` a new row."""
        tab, year, state = context.get("tab"), context.get("year"), context.get("state")
        if isinstance(tab, str):
            self.form.tabs.choose(tab)
        if isinstance(year, int):
            self.plan.choose_year(year)
        if isinstance(state, str):
            (self.tasks if tab == TASKS else self.plan).choose_state(state)
        if context.get("add"):
            self._add()

    def _show_tab(self, key: str) -> None:
        form = self.form
        for widget in (form.module, form.tag, form.with_closed):
            widget.setVisible(key == COURSES)
        form.search.setPlaceholderText(HINTS[key])
        form.add.setText(f" {ADD[key]}")
        self._show_add()

    def _show_add(self) -> None:
        """An empty list has its own red button; the one in the head would be a second."""
        models: dict[str, TableModel[Any]] = {
            PLAN: self.plan.model, COURSES: self.courses.model, TASKS: self.tasks.model,
        }  # fmt: skip
        tab = self.form.tabs.current()
        self.form.add.setVisible(bool(models[tab].rows))
        self.form.add.setEnabled(tab != PLAN or self.plan.is_newest)

    def _search(self, text: str) -> None:
        for model in (self.plan.model, self.plan.outside, self.courses.model, self.tasks.model):
            model.search(text)

    def _filter(self) -> None:
        form = self.form
        self.courses.keep(form.module.value(), form.tag.value(), with_closed=form.with_closed.isChecked())

    def _clear(self) -> None:
        form = self.form
        form.search.clear()
        form.module.reset()
        form.tag.reset()
        form.with_closed.setChecked(True)
        self.plan.choose_state("all")

    def _add(self) -> None:
        acts: dict[str, Callable[[], None]] = {PLAN: self.plan.add, COURSES: self.courses.add, TASKS: self.tasks.add}
        acts[self.form.tabs.current()]()
