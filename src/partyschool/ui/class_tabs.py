"""The tabs of a class page: its four lists, and the buttons that belong to each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton

from partyschool.errors import Refusal
from partyschool.ui import class_tables as tables
from partyschool.ui import class_view as view
from partyschool.ui import class_words as words
from partyschool.ui import icons, tokens
from partyschool.ui.attendance_acts import AttendanceActs
from partyschool.ui.evaluation_tab import EvaluationActs, EvaluationLine, evaluation_columns, evaluation_lines
from partyschool.ui.exporting import export_list
from partyschool.ui.menu_actions import menu_actions
from partyschool.ui.table_model import TableModel
from partyschool.ui.trainee_photos import TraineePhotos
from partyschool.ui.widgets.filter_combo import FilterCombo
from partyschool.ui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from partyschool.services.attendance import AttendanceRow
    from partyschool.services.class_rows import ClassDetail, SessionRow
    from partyschool.services.enrolment import EnrolmentRow
    from partyschool.ui.class_page import ClassPage
    from partyschool.ui.widgets.tab_bar import TabBar

LESSONS, TRAINEES, ATTENDANCE, PAPERS = "lessons", "trainees", "attendance", "papers"
EVALUATION, PHONES = "evaluation", "手机测评…"


class ClassTabs(QObject):
    """Belongs to a `ClassPage` and fills the card at its foot."""

    def __init__(self, page: ClassPage) -> None:
        super().__init__(page)
        self.page, self.context, self.form = page, page.context, page.form
        self.lessons: TableModel[tables.LessonLine] = TableModel(
            tables.lesson_columns(), self, key=lambda line: line.row.id
        )
        self.papers: TableModel[tables.PaperLine] = TableModel(tables.paper_columns(), self, key=lambda line: line.key)
        self.attendance: TableModel[AttendanceRow] = TableModel(
            tables.attendance_columns(), self, key=lambda row: row.person_id, initials=lambda row: row.initials,
            muted=lambda row: row.state in ("leave", "absent"),
        )  # fmt: skip
        self.evaluation: TableModel[EvaluationLine] = TableModel(evaluation_columns(), self, key=lambda line: line.key)
        self.asking = EvaluationActs(page)
        self.trainees: TableModel[EnrolmentRow] | None = None
        self._owners: list[tuple[str, QPushButton | SearchField | FilterCombo]] = []
        self._session = 0
        self.acts = AttendanceActs(self)
        self.photos = TraineePhotos(page)
        self._stale: set[str] = set()
        self._install()
        self._add_actions()
        self.form.tabs.changed.connect(self._switch)
        self._switch(LESSONS)

    def _install(self) -> None:
        form = self.form
        bar: TabBar = form.tabs
        bar.set_tabs(
            [
                (LESSONS, "课程表", ""), (TRAINEES, "学员", ""), (ATTENDANCE, "签到", ""), (EVALUATION, "测评", ""),
                (PAPERS, "材料", ""),
            ]
        )  # fmt: skip
        bar.over(form.stack)
        for table, model in ((form.lessons, self.lessons), (form.attendance, self.attendance)):
            table.install(model, row_height=tokens.ROW_DENSE)
        form.papers.install(self.papers, row_height=tokens.ROW_HEIGHT)
        form.attendance.when_filtered_empty("没有符合条件的学员")
        form.evaluation.install(self.evaluation, row_height=tokens.ROW_HEIGHT)
        form.evaluation.when_empty("还没有可测评的课程", "先排课程表、选授课人。", [], picture="chat")
        form.evaluation.opened.connect(self.asking.give_feedback)
        for table in (form.lessons, form.trainees, form.attendance, form.evaluation, form.papers):
            table.horizontalHeader().setProperty("kind", "square")
            table.export_wanted.connect(self.export)
        form.lessons.opened.connect(self._record_lesson)
        form.papers.opened.connect(lambda line: self.print(line.key))
        form.trainees.opened.connect(lambda row: self.context.go("people", person=row.person_id))
        form.attendance.opened.connect(lambda row: self.context.go("people", person=row.person_id))
        form.trainees.add_menu_actions(self._trainee_actions())
        form.attendance.add_menu_actions(self.acts.actions())

    def _add_actions(self) -> None:
        self.search = SearchField()
        self.search.setMinimumWidth(120)  # the buttons beside it need the room on a screen of 1366
        self.search.setMaximumWidth(190)
        self.search.searched.connect(self._search)
        self.chosen_session = FilterCombo()
        self.chosen_session.changed.connect(self._choose_session)
        self.state = FilterCombo()
        self.state.set_choices("全部状态", [(title, key) for key, (title, _) in tables.PRESENCE.items()])
        self.state.changed.connect(self._filter_state)
        self._own(TRAINEES, self.search)
        self._own(ATTENDANCE, self.chosen_session)
        self._own(ATTENDANCE, self.state)
        self._button(LESSONS, "记录授课…", "pencil", lambda: self._record_lesson(self.form.lessons.chosen_row()))
        self._button(LESSONS, "添加一节", "plus", lambda: self.page.change("lessons"))
        self._button(LESSONS, "打印课程表", "printer", lambda: self.print("timetable"))
        self._own(TRAINEES, self.photos.button)
        self._button(TRAINEES, "移出", "minus", self.withdraw)
        self._button(TRAINEES, "分组…", "people", self.group)
        self._button(TRAINEES, "安排课堂…", "houses", self.call_up)
        self.add_button = self._button(TRAINEES, "添加学员", "plus", self._show_adding)
        self._button(ATTENDANCE, "签到台", "qr", self.page.sign_in)
        self._button(EVALUATION, "测评项目…", "sliders", self.asking.change_items)
        self._button(EVALUATION, "打印测评表", "printer", lambda: self.print("evaluation"))
        self._button(EVALUATION, "反馈…", "chat", lambda: self.asking.give_feedback(self.form.evaluation.chosen_row()))
        self._button(EVALUATION, "逐张录入…", "list", self.asking.enter_ballots)
        self._button(EVALUATION, "录入票数…", "pencil", self.asking.enter_counts)
        self.phones_button = self._button(EVALUATION, PHONES, "phone", self.asking.open_phones)
        self.context.phone_pages.changed.connect(self._show_phones)
        self._button(PAPERS, "培训照片…", "picture", self.show_photos)
        self._button(PAPERS, "手册文字…", "pencil", self._change_handbook)
        self._button(PAPERS, "另存 WPS 文件…", "download", lambda: self.save_office(self._chosen_paper()))
        self._button(PAPERS, "预览打印", "printer", lambda: self.print(self._chosen_paper()))

    def _own(self, key: str, widget: QPushButton | SearchField | FilterCombo) -> None:
        self._owners.append((key, widget))
        bar: TabBar = self.form.tabs
        bar.add_action(widget)

    def _button(self, key: str, text: str, icon: str, action: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("kind", "flat")
        icons.set_button(button, icon)
        button.clicked.connect(lambda: action())
        self._own(key, button)
        return button

    def _switch(self, key: str) -> None:
        for owner, widget in self._owners:
            widget.setVisible(owner == key)
        self._fill(key)

    # Showing

    def forget(self) -> None:
        """Another class comes: what was chosen and searched in the last one is of no use."""
        self._session = 0
        self.search.clear()
        self.photos.forget()
        self.state.reset()
        self.form.tabs.choose(LESSONS)

    def show(self, detail: ClassDetail) -> None:
        following = next((row for row in detail.lessons if not row.is_held and row.said_held is None), None)
        self.lessons.set_rows(tables.lesson_lines(detail.lessons, following.id if following else None))
        self._stale = {TRAINEES, ATTENDANCE, EVALUATION}
        self._fill(self.form.tabs.current())
        lines = self.paper_lines()
        self.papers.set_rows(lines)
        bar: TabBar = self.form.tabs
        bar.set_count(LESSONS, str(len(detail.lessons)))
        bar.set_count(TRAINEES, str(detail.row.enrolled))
        bar.set_count(ATTENDANCE, str(detail.row.present) if detail.row.present else "")
        bar.set_count(PAPERS, f"{sum(line.ready for line in lines)} / {len(lines)}")

    def _fill(self, key: str) -> None:
        """The long lists are read when their tab is looked at."""
        fills = {TRAINEES: self._show_trainees, ATTENDANCE: self._show_attendance, EVALUATION: self._show_evaluation}
        fill = fills.get(key)
        if fill is not None and key in self._stale and self.page.detail is not None:
            self._stale.discard(key)
            fill(self.page.detail)

    def _show_trainees(self, detail: ClassDetail) -> None:
        from partyschool.services.enrolment import list_enrolments

        rows = list_enrolments(self.context.db, code=detail.row.code)
        sessions = len(detail.sessions)
        if self.trainees is None:
            self.trainees = TableModel(
                tables.trainee_columns(sessions), self, key=lambda row: row.person_id,
                initials=lambda row: row.initials, searched=lambda row: [row.unit, row.posts, row.phone, row.group],
            )  # fmt: skip
            self.form.trainees.install(self.trainees, row_height=tokens.ROW_DENSE)
            self.form.trainees.when_filtered_empty("没有符合条件的学员")
            self.form.trainees.clear_wanted.connect(self.search.clear)
        self.trainees.columns = tuple(tables.trainee_columns(sessions))
        self.trainees.set_rows(rows)
        self.photos.show(self.trainees)

    def _show_evaluation(self, detail: ClassDetail) -> None:
        from partyschool.services.evaluation_queries import get_evaluation

        self.evaluation.set_rows(evaluation_lines(get_evaluation(self.context.db, detail.row.code)))
        self._show_phones()

    def _show_phones(self) -> None:
        """How many ballots have come from phones, while they come."""
        pages = self.context.phone_pages.of_class(self.page.code)
        self.phones_button.setText(f"手机测评 {pages.received} 张…" if pages is not None else PHONES)

    def _show_attendance(self, detail: ClassDetail) -> None:
        from partyschool.services.attendance import list_attendance

        sessions = [(f"第 {row.number} 场 {words.half_day(row.starts)}", row.number) for row in detail.sessions]
        if self._session not in {number for _, number in sessions}:
            current = view.next_session(detail, self.page.now)
            seen = [row.number for row in detail.sessions if row.present]
            self._session = seen[-1] if seen else current.number if current else 0
        self.chosen_session.set_choices("选一场", sessions)
        self.chosen_session.blockSignals(True)
        self.chosen_session.set_value(self._session)
        self.chosen_session.blockSignals(False)
        shown = [row.id for row in detail.sessions if row.number == self._session]
        self.attendance.set_rows(list_attendance(self.context.db, shown[0]) if shown else [])

    def shown_session(self) -> SessionRow:
        """The session under 签到."""
        assert self.page.detail is not None
        return next(row for row in self.page.detail.sessions if row.number == self._session)

    def open(self, key: str, number: object = None, state: object = None) -> None:
        """A tab; for that of attendance also which session and which state."""
        self.form.tabs.choose(key)
        if key == ATTENDANCE:
            self.state.set_value(state or None)
            self._choose_session(number)

    def show_session(self, number: int) -> None:
        """Of the session whose card was clicked."""
        self._session = number
        self.form.tabs.choose(ATTENDANCE)
        if self.page.detail is not None:
            self._show_attendance(self.page.detail)

    def _choose_session(self, number: object) -> None:
        if isinstance(number, int):
            self.show_session(number)

    def _filter_state(self, state: object) -> None:
        self.attendance.keep((lambda row: row.state == state) if state else None)

    def _search(self, text: str) -> None:
        if self.trainees is not None:
            self.trainees.search(text)

    # Doing

    def _record_lesson(self, line: object) -> None:
        from partyschool.ui.lesson_record_dialog import LessonRecordDialog

        if not isinstance(line, tables.LessonLine):
            raise Refusal("请先在课程表里选一节课。")
        LessonRecordDialog(self.context, line.row, self.page).open()

    def _trainee_actions(self) -> list[QAction]:
        acts = (("移出名单", self.withdraw), ("分组…", self.group), ("安排课堂…", self.call_up))
        return [*menu_actions(self, (("", words, act) for words, act in acts)), *self.photos.actions()]

    def _show_adding(self) -> None:
        menu = QMenu(self.page)
        menu.addAction(icons.icon("houses"), "按村、按支部选…", self.enrol)
        menu.addAction(icons.icon("search"), "按姓名找…", lambda: self.enrol("name"))
        menu.addAction(icons.icon("upload"), "从文件（花名册或名单）…", lambda: self.enrol("file"))
        menu.exec(self.add_button.mapToGlobal(QPoint(0, self.add_button.height())))

    def enrol(self, way: str = "unit") -> None:
        from partyschool.ui.enrol_dialog import EnrolDialog

        if self.page.detail is not None:
            EnrolDialog(self.context, self.page.detail, self.page, way=way).open()

    def withdraw(self) -> None:
        from partyschool.services.enrolment import enrol, withdraw

        rows = self.form.trainees.chosen_rows()
        if not rows:
            raise Refusal("请先选要移出的学员，按住 Ctrl 或 Shift 可以选几个人。")
        ids = [row.person_id for row in rows]
        withdraw(self.context.db, code=self.page.code, person_ids=ids)
        code = self.page.code
        self.page.offer_undo(
            f"已把 {words.names([row.name for row in rows])} 移出名单",
            lambda: enrol(self.context.db, code=code, person_ids=ids),
        )

    def group(self) -> None:
        from partyschool.ui.group_dialog import GroupDialog

        rows = self.form.trainees.chosen_rows()
        if not rows:
            raise Refusal("请先选要分组的学员，按住 Ctrl 或 Shift 可以选几个人。")
        GroupDialog(self.context, self.page.code, [row.person_id for row in rows], self.page).open()

    def call_up(self) -> None:
        """To one of the class's sub-classrooms."""
        from partyschool.ui.sub_classrooms_dialog import CallUpDialog

        rows = self.form.trainees.chosen_rows()
        if not rows:
            raise Refusal("请先选要安排课堂的学员，按住 Ctrl 或 Shift 可以选几个人。")
        CallUpDialog(self.context, self.page.code, [row.person_id for row in rows], self.page).open()

    def paper_lines(self) -> list[tables.PaperLine]:
        from partyschool.ui.class_papers import paper_lines

        return paper_lines(self.page.detail) if self.page.detail else []

    def show_photos(self) -> None:
        """Of the training days."""
        from partyschool.ui.class_photos_dialog import ClassPhotosDialog

        detail = self.page.detail
        if detail is not None:
            ClassPhotosDialog(self.context, self.page.code, detail.row.title, self.page).open()

    def _chosen_paper(self) -> str:
        line = self.form.papers.chosen_row()
        if line is None:
            raise Refusal("请先选一种材料。")
        return str(line.key)

    def _printable(self, key: str) -> None:
        line = next(line for line in self.paper_lines() if line.key == key)
        if not line.ready:
            raise Refusal(f"{line.title}还不能打印：{line.state}。")

    def print(self, key: str) -> None:
        from partyschool.ui.class_papers import show_paper

        self._printable(key)
        assert self.page.detail is not None
        show_paper(self.page, self.context.db, self.page.detail, key)

    def _change_handbook(self) -> None:
        from partyschool.ui.handbook_dialog import HandbookDialog

        HandbookDialog(self.context, self.page).open()

    def save_office(self, key: str) -> None:
        """The notice as a document, tables as a workbook."""
        from partyschool.ui.class_papers import save_office_paper

        self._printable(key)
        assert self.page.detail is not None
        save_office_paper(self.page, self.context.db, self.page.detail, key)

    def export(self) -> None:
        """The list of the tab that is open."""
        detail = self.page.detail
        models = {
            LESSONS: self.lessons, TRAINEES: self.trainees, ATTENDANCE: self.attendance, EVALUATION: self.evaluation,
            PAPERS: self.papers,
        }  # fmt: skip
        titles = {
            LESSONS: "课程表", TRAINEES: "学员", ATTENDANCE: f"第 {self._session} 场签到", EVALUATION: "测评",
            PAPERS: "材料",
        }  # fmt: skip
        key = self.form.tabs.current()
        model = models[key]
        if detail is not None and model is not None:
            export_list(self.page, model, f"{detail.row.title} {titles[key]}")
