"""The page of one class: actions in the order of its life, the 5+1+N, sessions, and the lists under the tabs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from partyschool.ui import class_view as view
from partyschool.ui import class_words as words
from partyschool.ui import problems
from partyschool.ui.class_tabs import ClassTabs
from partyschool.ui.context import Context
from partyschool.ui.forms.ui_class_page import Ui_ClassPage
from partyschool.ui.icons import icon
from partyschool.ui.page import Page
from partyschool.ui.reason_dialog import ReasonDialog
from partyschool.ui.sign_in_joining import ListDialog, export_sign_ins, hand_down_hours, join_sign_ins
from partyschool.ui.step_dialog import NewStepDialog, StepDialog, step_of
from partyschool.ui.tokens import Tone
from partyschool.ui.widgets.chip import Chip

if TYPE_CHECKING:
    from partyschool.services.class_rows import Clash, ClassDetail
    from partyschool.services.sign_in_list import OpenedList

MAY_CHANGE = ("draft", "published", "running", "over")


class ClassPage(Page):
    """`go("class", id=code)`; `tab="trainees"` opens one of the tabs, `do="close"` presses a button."""

    tables = frozenset(
        {
            "training_classes", "class_sessions", "lessons", "flow_steps", "enrolments", "attendances", "absences",
            "people", "memberships", "posts", "sub_classrooms", "teachers",
            "teaching_points", "credit_entries", "settings",
            "evaluations", "evaluation_tallies", "evaluation_ballots", "evaluation_feedbacks",
            "portraits", "class_photos",
        }
    )  # fmt: skip

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.form = Ui_ClassPage()
        self.form.setupUi(self)
        self.dress()
        self.code = ""
        self.detail: ClassDetail | None = None
        self._opened: OpenedList | None = None
        self._undo: Callable[[], object] | None = None
        self.tabs = ClassTabs(self)
        self._connect()

    def _connect(self) -> None:
        form = self.form
        form.head.back.connect(lambda: self.context.go("classes"))
        form.publish.clicked.connect(self.publish)
        form.sign_in.clicked.connect(self.sign_in)
        form.close_class.clicked.connect(self.close_class)
        form.confirm.clicked.connect(self.confirm)
        form.more.clicked.connect(self._show_menu)
        form.change_flow.clicked.connect(lambda: self.change("lessons"))
        form.flow.clicked.connect(self._open_step)
        form.sessions.clicked.connect(self.tabs.show_session)
        form.hint.clicked.connect(self._follow_hint)
        self.context.halls.changed.connect(self._show_actions)

    def open(self, **context: object) -> None:
        code = str(context.get("id") or self.code)
        if code != self.code:
            self.code, self._undo = code, None
            self.form.hint.hush()
            self.tabs.forget()
            self.refresh()
        if context.get("tab"):
            self.tabs.open(str(context["tab"]), context.get("number"), context.get("state"))
        action = {"publish": self.publish, "close": self.close_class, "confirm": self.confirm, "sign_in": self.sign_in}
        if context.get("do") in action:
            action[str(context["do"])]()

    def refresh(self) -> None:
        if not self.code:
            return
        from partyschool.services.class_queries import get_class
        from partyschool.services.sign_in_list import find_opened_list

        self.detail = get_class(self.context.db, self.code)
        self._opened = find_opened_list(self.context.db, self.code)
        self._show_head(self.detail)
        self._show_actions()
        self._show_flow(self.detail)
        self.form.sessions.show_sessions(view.session_cards(self.detail, self.now, self._opens_before()))
        self._show_clashes(self.detail)
        self.tabs.show(self.detail)

    @property
    def now(self) -> datetime:
        return self.context.db.now()

    def _opens_before(self) -> int:
        return int(self.context.settings["sign_in.opens_minutes_before"])

    def _show_head(self, detail: ClassDetail) -> None:
        row, head = detail.row, self.form.head
        head.set_trail("培训班", words.issue(row.code))
        head.set_title(row.title)
        chips = [Chip(*words.phase(row))]
        chips += [Chip(row.category)] if row.category else []
        head.set_chips(*chips)
        length = f"{len({session.held_on for session in detail.sessions})} 天 {row.half_hours / 2:g} 学时"
        facts = [words.days(row.starts_on, row.ends_on), length if detail.sessions else "没有排场次", row.place]
        facts += [f"负责人 {row.responsible}" if row.responsible else "", f"学员 {row.enrolled} 人"]
        head.set_caption(" · ".join(fact for fact in facts if fact))

    def _show_actions(self) -> None:
        detail, form = self.detail, self.form
        if detail is None:
            return
        is_running = self.context.halls.of_class(self.code) is not None
        form.publish.show_action(view.publish_action(detail))
        form.sign_in.show_action(view.sign_in_action(detail, self.now, self._opens_before(), is_running))
        form.close_class.show_action(view.close_action(detail, self.now))
        form.confirm.show_action(view.confirm_action(detail))

    def _show_flow(self, detail: ClassDetail) -> None:
        self.form.flow_card.setVisible(self._opened is None)
        self.form.flow.show_groups(view.flow_groups(detail, self.now))
        text, tone = view.flow_chip(detail, view.missing_titles(detail))
        self.form.flow_chip.say(text, tone, "check" if tone is Tone.DONE else "info")
        self.form.change_flow.setVisible(detail.row.phase in MAY_CHANGE)

    def _show_clashes(self, detail: ClassDetail) -> None:
        """Only while something can still be done about it."""
        from partyschool.services.clashes import find_class_clashes
        from partyschool.services.class_forms import get_class_form

        if self._opened is not None:
            made = f"{self._opened.made_at.month}月{self._opened.made_at.day}日做的签到名单"
            advice = "名单变了，请对方再做一份，在“签到”页打开。签完把签到记录交回去。"
            self.form.hint.say(f"这一期来自{detail.row.school}{made}，在这里只签到。", advice, link="导出签到记录")
            return
        clashes: tuple[Clash, ...] = ()
        if detail.row.phase in ("draft", "published"):
            clashes = find_class_clashes(self.context.db, get_class_form(self.context.db, self.code), code=self.code)
        if not clashes:
            if self._undo is None:
                self.form.hint.hush()
            return
        first, more = clashes[0], len({(clash.kind, clash.name, clash.with_class) for clash in clashes}) - 1
        when = f"{words.days(first.starts.date(), first.starts.date())}{words.half_day(first.starts.time())}"
        sentence = f"{first.name} {when}已被“{first.with_class}”占用" + (f"，另有 {more} 处冲突" if more else "")
        advice = f"可以换{words.CLASH_KINDS[first.kind]}，或者错开时间。"
        self.form.hint.say(sentence, advice, tone=Tone.WATCH, link=f"换{words.CLASH_KINDS[first.kind]}")

    def offer_undo(self, sentence: str, undo: Callable[[], object]) -> None:
        """Say what was done, with one link that takes it back."""
        self._undo = undo
        self.form.hint.say(sentence, tone=Tone.DONE, link="撤销")

    def _follow_hint(self) -> None:
        undo, self._undo = self._undo, None
        if undo is None and self._opened is not None:
            export_sign_ins(self, self.code)
            return
        self.form.hint.hush()
        if undo is not None:
            undo()
        else:
            self.change("lessons")

    # What the clerk does

    def publish(self) -> None:
        from partyschool.services.classes import publish_class

        detail = self._shown()
        missing = view.missing_titles(detail)
        if missing and detail.sessions:
            self._force("发布", f"课程表上缺少{'、'.join(missing)}。", publish_class)
            return
        publish_class(self.context.db, code=self.code)
        problems.say(f"“{detail.row.title}”已发布，可以打印通知和签到表了。", Tone.DONE)

    def close_class(self) -> None:
        from partyschool.services.classes import close_class

        detail = self._shown()
        missing = view.missing_titles(detail)
        if missing:
            self._force("办结", f"{'、'.join(missing)}还没有完成。", close_class)
            return
        close_class(self.context.db, code=self.code)
        problems.say("已办结。接着核对签到，认定学时。", Tone.DONE)

    def _force(self, act: str, cause: str, command: object) -> None:
        assert callable(command)
        ReasonDialog(
            self,
            title=f"还不能{act}",
            lead=f"{cause}可以回去补上；确实无法补的，写明原因后{act}。",
            button=f"写明原因，仍要{act}",
            act=lambda reason: command(self.context.db, code=self.code, reason=reason),
        ).open()

    def confirm(self) -> None:
        from partyschool.ui.confirm_dialog import ConfirmDialog

        ConfirmDialog(self.context, self._shown(), self).open()

    def sign_in(self) -> None:
        """To the desk that runs; else ask how; after the last session the desk alone, for what is entered late."""
        from partyschool.services.sign_in_list import room_of_list
        from partyschool.ui.start_dialog import StartDialog

        detail, hall = self._shown(), self.context.halls.of_class(self.code)
        if hall is not None:
            self.context.go("desk", code=self.code, number=hall.session.number, room=hall.session.room)
        elif view.next_session(detail, self.now) is None:
            self.context.go("desk", code=self.code, room=room_of_list(self.context.db, self.code))
        else:
            StartDialog(self.context, detail, self).open()

    def cancel(self) -> None:
        from partyschool.services.classes import cancel_class

        detail = self._shown()
        held = detail.row.held_sessions
        consequence = f"已上的 {held} 场照常计学时，其余场次作废，班次记为“中止”。" if held else "所有场次作废。"
        ReasonDialog(
            self,
            title="取消培训班",
            lead=f"“{detail.row.title}”有学员 {detail.row.enrolled} 人。{consequence}取消后不能恢复。",
            button="取消这期培训班",
            act=lambda reason: cancel_class(self.context.db, code=self.code, reason=reason),
        ).open()

    def sub_classrooms(self) -> None:
        from partyschool.ui.sub_classrooms_dialog import SubClassroomsDialog

        SubClassroomsDialog(self.context, self._shown(), self).open()

    def change(self, step: str = "what") -> None:
        from partyschool.ui.new_class_dialog import NewClassDialog

        detail = self._shown()
        if detail.row.phase in MAY_CHANGE:
            NewClassDialog(self.context, self, detail=detail, step=step).open()

    def _open_step(self, key: object) -> None:
        detail = self._shown()
        if key == view.ADD:
            NewStepDialog(self.context, self.code, self).open()
        elif isinstance(key, int):
            step = step_of(detail, key)
            StepDialog(self.context, detail, step, view.lesson_of(detail, step), self).open()

    def _shown(self) -> ClassDetail:
        assert self.detail is not None
        return self.detail

    def make_up(self) -> None:
        """The guided dialog of a new class, with those who missed this one on its list."""
        from partyschool.services.make_up_classes import make_up_wish
        from partyschool.ui.new_class_dialog import NewClassDialog

        wish = make_up_wish(self.context.db, code=self.code)
        dialog = NewClassDialog(self.context, self, planned=wish)
        dialog.saved.connect(lambda code: self.context.go("class", id=code))
        dialog.open()

    def _show_menu(self) -> None:
        self.make_menu().exec(self.form.more.mapToGlobal(QPoint(0, self.form.more.height())))

    def make_menu(self) -> QMenu:
        """What is seldom wanted."""
        menu, may_change = QMenu(self), self._shown().row.phase in MAY_CHANGE
        change = menu.addAction(icon("pencil"), "修改…", self.change)
        change.setEnabled(may_change)
        menu.addSeparator()
        for line in self.tabs.paper_lines():
            action = menu.addAction(icon("printer"), f"打印{line.title}…", lambda key=line.key: self.tabs.print(key))
            action.setEnabled(line.ready)
        menu.addAction(icon("download"), "导出 Excel…", self.tabs.export)
        menu.addSeparator()
        menu.addAction(icon("houses"), "分课堂…", self.sub_classrooms)
        make_up = menu.addAction(icon("plus"), "为缺课的人开补训班…", self.make_up)
        make_up.setEnabled(any(session.is_held for session in self._shown().sessions))
        menu.addAction(icon("file"), "签到名单文件…", lambda: ListDialog(self, self.code).open())
        menu.addAction(icon("upload"), "导出签到记录…", lambda: export_sign_ins(self, self.code))
        menu.addAction(icon("download"), "并入签到记录…", lambda: join_sign_ins(self, self.code))
        if self._shown().row.tier == "city":
            hours = menu.addAction(icon("upload"), "上级调训学时（发给镇街）…")
            hours.triggered.connect(lambda: hand_down_hours(self, self.code))
            hours.setEnabled(self._shown().confirmed_at is not None)
        menu.addSeparator()
        cancel = menu.addAction(icon("x"), "取消培训班…", self.cancel)
        cancel.setEnabled(may_change)
        return menu
