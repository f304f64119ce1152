"""A row of the yearly plan, and the small dialogs around the plan: approving it, counting a class to a row."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partyschool.domain.plan import months_words, read_months
from partyschool.errors import Refusal
from partyschool.ui.days import day_of, show_day
from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_approve_dialog import Ui_ApproveDialog
from partyschool.ui.forms.ui_link_class_dialog import Ui_LinkClassDialog
from partyschool.ui.forms.ui_plan_row_dialog import Ui_PlanRowDialog

if TYPE_CHECKING:
    from partyschool.services.plan_progress import PlannedClass
    from partyschool.services.plan_rows import PlannedRow, PlanRowForm
    from partyschool.services.plans import PlanEdit
    from partyschool.ui.context import Context


class PlanRowDialog(FormDialog):
    """A new row of the year, or the given one; `saved(edit)` is called when it is written."""

    def __init__(
        self, context: Context, year: int, row: PlannedRow | None, parent: QWidget, saved: Callable[[PlanEdit], object]
    ) -> None:
        super().__init__(parent)
        self._db, self._year, self._row, self._saved = context.db, year, row, saved
        self.form = form = Ui_PlanRowDialog()
        form.setupUi(self)
        self.wire(form.save, form.cancel)
        form.title.setText(f"修改 {year} 年计划的一行" if row else f"{year} 年计划新增一行")
        self._offer()
        if row is None:
            form.audience.setCurrentIndex(-1)
            form.category.setCurrentIndex(-1)
            form.classes.setValue(1)
            form.days.setValue(1)
            form.hours.setValue(8)
        else:
            self._show(row.form)
        form.search.textChanged.connect(form.courses.search)
        form.courses.itemChanged.connect(lambda _: self._say_hours())
        form.name.setFocus()

    def _offer(self) -> None:
        from partyschool.services.courses import list_courses
        from partyschool.services.rooms import list_rooms
        from partyschool.services.teaching_points import list_points
        from partyschool.services.word_lists import offered_words

        form, db, known = self.form, self._db, self._row.form if self._row else None
        for combo, key in ((form.audience, "audiences"), (form.category, "class_kinds")):
            combo.addItems([title for title, _ in offered_words(db, key)])
        module = known.module if known else ""
        fill(form.module, [("不分模块", ""), *offered_words(db, "course_modules", always=[module])], module)
        form.place.addItems(["", *(room.name for room in list_rooms(db, active_only=True))])
        point = known.teaching_point_id if known else None
        points = [row for row in list_points(db) if row.is_active or row.id == point]
        fill(form.point, [("不在教学点", None), *((row.name, row.id) for row in points)], point)
        ticked = known.course_ids if known else ()
        courses = [row for row in list_courses(db) if row.is_active or row.id in ticked]
        form.courses.set_choices([(row.title, row.id, row.initials) for row in courses], ticked)
        self._hours = {row.id: row.form.half_hours for row in courses}
        form.teachers.addItems(["", *self._teachers()])

    def _teachers(self) -> list[str]:
        from partyschool.services.teachers import list_teachers

        return [row.name for row in list_teachers(self._db, active_only=True)]

    def _show(self, known: PlanRowForm) -> None:
        form = self.form
        form.name.setText(known.title)
        form.classes.setValue(known.classes)
        form.people.setValue(known.people_each)
        form.days.setValue(known.quarter_days / 4)
        form.hours.setValue(known.half_hours / 2)
        form.months.setText(months_words(known.months))
        form.content.setPlainText(known.content)
        form.responsible.setText(known.responsible)
        form.note.setText(known.note)
        for combo, text in (
            (form.audience, known.audience), (form.category, known.category), (form.place, known.place),
            (form.teachers, known.teachers),
        ):  # fmt: skip
            combo.setCurrentText(text)
        self._say_hours()

    def _say_hours(self) -> None:
        hours = sum(self._hours.get(key, 0) for key in self.form.courses.ticked()) / 2
        self.form.courses_label.setText(
            f"课程（从课程库勾选，共 {hours:g} 学时）" if hours else "课程（从课程库勾选）"
        )  # fmt: skip

    def accept(self) -> None:
        from partyschool.services.plan_rows import PlanRowForm
        from partyschool.services.plans import save_plan_row

        form = self.form
        entered = PlanRowForm(
            form.name.text(),
            form.audience.currentText(),
            self._months(),
            form.classes.value(),
            form.people.value(),
            round(form.days.value() * 4),
            round(form.hours.value() * 2),
            form.category.currentText(),
            form.module.currentData(),
            form.content.toPlainText(),
            tuple(form.courses.ticked()),
            form.place.currentText(),
            form.point.currentData(),
            form.teachers.currentText(),
            form.responsible.text(),
            form.note.text(),
        )
        edit = save_plan_row(
            self._db, year=self._year, form=entered, thread=self._row.thread if self._row else ""
        )  # fmt: skip
        super().accept()
        self._saved(edit)

    def _months(self) -> tuple[int, ...]:
        typed = self.form.months.text()
        months = read_months(typed)
        if months is None:
            raise Refusal(f"“{typed}”认不出是哪几个月。请写成 3月、5—6月、上半年、二季度这样，月份是 1 到 12。")
        return months


class ApproveDialog(FormDialog):
    """审定: who and when; afterwards the version is fixed."""

    def __init__(self, context: Context, year: int, words: str, parent: QWidget, done: Callable[[int], object]) -> None:
        super().__init__(parent)
        self._db, self._year, self._done = context.db, year, done
        self.form = form = Ui_ApproveDialog()
        form.setupUi(self)
        self.wire(form.save, form.cancel)
        form.title.setText(f"审定 {year} 年度计划")
        form.lead.setText(f"{words}。审定以后这一版固定下来；再要改，会另起调整稿，这一版照样留着可以对比。")
        show_day(form.day, context.today)
        form.approver.setFocus()

    def accept(self) -> None:
        from partyschool.services.plans import approve_plan

        form = self.form
        version = approve_plan(
            self._db, year=self._year, approved_by=form.approver.text(), approved_on=day_of(form.day),
            note=form.note.text(),
        )  # fmt: skip
        super().accept()
        self._done(version)


class LinkClassDialog(FormDialog):
    """算进计划: which row an unplanned class belongs to."""

    def __init__(
        self,
        context: Context,
        found: PlannedClass,
        rows: list[tuple[str, str]],
        parent: QWidget,
        done: Callable[[], object],
    ) -> None:
        super().__init__(parent)
        self._db, self._class, self._done = context.db, found, done
        self.form = form = Ui_LinkClassDialog()
        form.setupUi(self)
        self.wire(form.save, form.cancel)
        form.lead.setText(f"“{found.title}”不是从计划开的班。算进哪一行？")
        fill(form.row, rows)

    def accept(self) -> None:
        from partyschool.services.plan_classes import link_class

        thread = self.form.row.currentData()
        if not thread:
            raise Refusal("计划里还没有班次，请先编制计划。")
        link_class(self._db, code=self._class.code, thread=thread)
        super().accept()
        self._done()
