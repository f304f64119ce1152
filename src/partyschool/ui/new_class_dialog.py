"""The guided dialog of a class in five steps; it can be left as a draft at any of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from partyschool.domain.timetable import LessonPlan
from partyschool.domain.timetable_moves import in_order
from partyschool.errors import Refusal
from partyschool.ui import class_words as words
from partyschool.ui import icons, problems
from partyschool.ui.class_draft import ClassDraft
from partyschool.ui.context import Context
from partyschool.ui.forms.ui_new_class_dialog import Ui_NewClassDialog
from partyschool.ui.new_class_board import board_days, clash_entry, ready_entries
from partyschool.ui.new_class_review import ReviewStep
from partyschool.ui.new_class_what import WhatStep, WhenStep
from partyschool.ui.tokens import Tone
from partyschool.ui.widgets.step_rail import Step

if TYPE_CHECKING:
    from partyschool.services.class_rows import Clash, ClassDetail
    from partyschool.services.class_setup import ClassSetUp
    from partyschool.services.plan_classes import ClassWish

WHAT, WHEN, LESSONS, PEOPLE, REVIEW = "what", "when", "lessons", "people", "review"
ORDER = (WHAT, WHEN, LESSONS, PEOPLE, REVIEW)
TITLES = {WHAT: "办什么班", WHEN: "时间和地点", LESSONS: "课程和环节", PEOPLE: "参训人员", REVIEW: "核对"}
ASKS = {
    WHAT: "名称、对象、负责人",
    WHEN: "哪几天，在哪里",
    LESSONS: "按“5+1+N”排好",
    PEOPLE: "从哪些村叫",
    REVIEW: "存为草稿或直接发布",
}


class NewClassDialog(QDialog):
    """`saved(code)` after it was written. With `detail` it changes that class instead of making a new one.

    `planned` fills a new one in as a row of the yearly plan asks for it.
    """

    saved = Signal(str)

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        *,
        detail: ClassDetail | None = None,
        step: str = WHAT,
        planned: ClassWish | None = None,
    ) -> None:
        super().__init__(parent)
        self.context = context
        self.form = Ui_NewClassDialog()
        self.form.setupUi(self)
        icons.give_buttons(self)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.draft, self.enrolled = self._draft(detail, planned)
        self._edited: LessonPlan | None = None
        self._names: dict[int, str] = {}
        self._picker_loaded = False
        self.step = step
        self.what, self.when = WhatStep(self.form, context), WhenStep(self.form, context)
        self.review = ReviewStep(self.form, context)
        self.setWindowTitle("修改培训班" if self.draft.code else "新建培训班")
        self._connect()
        self.what.show(self.draft)
        self.when.show(self.draft)
        self._offer_lessons()
        self.go(step)

    def _draft(self, detail: ClassDetail | None, planned: ClassWish | None) -> tuple[ClassDraft, list[int]]:
        from partyschool.services.class_forms import get_class_form
        from partyschool.services.classes import flow_steps
        from partyschool.services.enrolment import list_enrolments

        if planned is not None:
            return ClassDraft.planned(flow_steps(), planned), []
        if detail is None:
            hours = round(float(self.context.rule("credit.hours_per_half_day")) * 2)
            return ClassDraft.new(flow_steps(), self.context.today, hours), []
        form = get_class_form(self.context.db, detail.row.code)
        people = [row.person_id for row in list_enrolments(self.context.db, code=detail.row.code)]
        draft = ClassDraft.of(flow_steps(), form, is_published=detail.published_at is not None)
        draft.person_ids = tuple(people)
        return draft, people

    def _connect(self) -> None:
        form = self.form
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        form.forward.setDefault(True)
        form.forward.clicked.connect(self._forward)
        form.back.clicked.connect(lambda: self.go(ORDER[ORDER.index(self.step) - 1]))
        form.cancel.clicked.connect(self.reject)
        form.save_draft.clicked.connect(lambda: self.save(publishes=False))
        form.rail.clicked.connect(lambda place: self.go(ORDER[place]))
        form.add_lesson.clicked.connect(lambda: self.edit(None))
        form.board.opened.connect(lambda key: self.edit(self._lesson(key)))
        form.board.moved.connect(self._move)
        form.board.removed.connect(lambda key: self._remove(self._lesson(key)))
        form.done_lesson.clicked.connect(self._keep_lesson)
        form.cancel_lesson.clicked.connect(lambda: self._show_board())
        form.remove_lesson.clicked.connect(self._remove_edited)
        form.lessons_notice.clicked.connect(self._lay_out_anew)
        form.picker.changed.connect(self._take_people)

    # From step to step

    def go(self, step: str) -> None:
        """Take what the present step says and show another."""
        self._take()
        self.step = step
        form, place = self.form, ORDER.index(step)
        form.problem_notice.hush()
        form.steps.setCurrentIndex(place)
        if step == WHEN:
            self.when.say_clashes(self.clashes())
        elif step == LESSONS:
            self._show_board()
        elif step == PEOPLE:
            self._load_people()
        elif step == REVIEW:
            self.review.show(self.draft, self.clashes())
        self._show_rail()
        for button in (form.back, form.forward):
            button.show()
        form.back.setEnabled(place > 0)
        form.save_draft.setVisible(not self.draft.is_published)
        form.forward.setText(self._forward_words(place))
        form.steps.currentWidget().setFocus()

    def _forward_words(self, place: int) -> str:
        if place + 1 < len(ORDER):
            return f"下一步：{TITLES[ORDER[place + 1]]}"
        return "保存修改" if self.draft.is_published else "发布"

    def _forward(self) -> None:
        if self.step == REVIEW:
            self.save(publishes=not self.draft.is_published)
            return
        if self.step == WHAT and not self.form.name.text().strip():
            raise Refusal("请先填写班次名称。")
        self.go(ORDER[ORDER.index(self.step) + 1])

    def _take(self) -> None:
        """The answers of the step that is left."""
        if self.step == WHAT:
            self.what.take(self.draft)
        elif self.step == WHEN:
            self.when.take(self.draft)

    def _show_rail(self) -> None:
        answers = {WHAT: self.draft.facts.title, WHEN: self._when_words(), PEOPLE: self._people_words()}
        here = ORDER.index(self.step)
        steps = [
            Step(TITLES[key], answers.get(key) or ASKS[key] if place < here else ASKS[key])
            for place, key in enumerate(ORDER)
        ]
        self.form.rail.show_steps(self.windowTitle(), steps, here)

    def _when_words(self) -> str:
        days = self.draft.wishes.days
        return f"{words.days(days[0], days[-1])} · {len(days)} 天"

    def _people_words(self) -> str:
        return f"{len(self.draft.person_ids)} 人" if self.draft.person_ids else "以后再定"

    def clashes(self) -> tuple[Clash, ...]:
        from partyschool.services.clashes import find_class_clashes

        return find_class_clashes(self.context.db, self.draft.form(), code=self.draft.code)

    # 课程和环节

    def _offer_lessons(self) -> None:
        from partyschool.services.teachers import list_teachers

        self.form.lesson.offer(self.context, self.draft.steps)
        for row in list_teachers(self.context.db):
            kind = words.TEACHER_KINDS.get(row.form.kind, "")
            self._names[row.id] = " · ".join(part for part in (row.name, kind) if part)

    def _show_board(self, focus: LessonPlan | None = None) -> None:
        form, draft, clashes = self.form, self.draft, self.clashes()
        self._edited = None
        self._edit_page(False)
        form.board.show_days(board_days(draft, clashes, self._names))
        form.ready.show_entries(ready_entries(draft), clash_entry(draft, clashes))
        if draft.is_changed:
            form.lessons_notice.say("课程表已经动手改过。", link="按“5+1+N”重新排")
        elif draft.left_over:
            titles = "".join(f"《{topic.title}》" for topic in draft.left_over)
            form.lessons_notice.say(f"计划里的{titles}没有排下。", "可以添加一节，或者多办半天。", tone=Tone.WATCH)
        else:
            form.lessons_notice.hush()
        if focus is not None:
            form.board.focus_lesson(next(place for place, row in enumerate(in_order(draft.lessons)) if row == focus))

    def _lesson(self, key: object) -> LessonPlan:
        assert isinstance(key, int)
        return in_order(self.draft.lessons)[key]

    def edit(self, lesson: LessonPlan | None) -> None:
        """A lesson of the timetable, or a new one."""
        form = self.form
        self._edited = lesson
        form.edit_title.setText("修改一节" if lesson else "添加一节")
        form.remove_lesson.setVisible(lesson is not None)
        self._edit_page(True)
        form.lesson.edit(lesson or self.draft.new_lesson(), self.draft.sessions)

    def _edit_page(self, on: bool) -> None:
        """While one lesson is edited the way on is its own two buttons."""
        self.form.lessons_stack.setCurrentIndex(1 if on else 0)
        for button in (self.form.back, self.form.forward):
            button.setVisible(not on)

    def _keep_lesson(self) -> None:
        lesson = self.form.lesson.lesson()
        self.draft.put(lesson, self._edited)
        self.form.problem_notice.hush()
        self._show_board(lesson)

    def _remove_edited(self) -> None:
        if self._edited is not None:
            self._remove(self._edited)

    def _remove(self, lesson: LessonPlan) -> None:
        self.draft.remove(lesson)
        self._show_board()

    def _move(self, key: object, session: int, place: int) -> None:
        self.draft.move(self._lesson(key), session, place)
        self._show_board()

    def _lay_out_anew(self) -> None:
        self.draft.lay_out()
        self._show_board()

    # 参训人员

    def _load_people(self) -> None:
        if not self._picker_loaded:
            self._picker_loaded = True
            self.form.picker.load(self.context, chosen=self.draft.person_ids)

    def _take_people(self) -> None:
        if self._picker_loaded:
            self.draft.person_ids = tuple(self.form.picker.chosen())

    # The end

    def save(self, *, publishes: bool) -> None:
        """Write everything; stays open with its sentence when it is refused."""
        from partyschool.services.class_setup import set_up_class

        self._take()
        made = set_up_class(
            self.context.db,
            form=self.draft.form(),
            person_ids=self.draft.person_ids,
            code=self.draft.code,
            publishes=publishes,
            reason=self.form.reason.text(),
        )
        self.accept()
        self._say(made, publishes)
        self.saved.emit(made.code)

    def _say(self, made: ClassSetUp, publishes: bool) -> None:
        done = "已发布" if publishes else "已保存" if self.draft.code else "已存为草稿"
        if made.busy:
            names = words.names(list(dict.fromkeys(busy.name for busy in made.busy)))
            problems.say(f"{done}。{names}同一时间还在“{made.busy[0].other_title}”，请核对名单。", Tone.WATCH)
        else:
            problems.say(f"{done}：{words.issue(made.code)} {self.draft.facts.title}", Tone.DONE)
