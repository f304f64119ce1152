"""签到: what can be signed in now, today and next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from partyschool.ui import class_words as words
from partyschool.ui import icons, problems, tokens
from partyschool.ui.context import Context
from partyschool.ui.forms.ui_sign_in_page import Ui_SignInPage
from partyschool.ui.page import Page
from partyschool.ui.sign_in_joining import choose_list, take_list
from partyschool.ui.tokens import Tone
from partyschool.ui.widgets.bar import Bar
from partyschool.ui.widgets.card import Card, clear, label, row
from partyschool.ui.widgets.chip import Chip

if TYPE_CHECKING:
    from partyschool.services.class_rows import ClassDetail, SessionRow

AHEAD, BEHIND = timedelta(days=14), timedelta(days=3)
RUNNING, NOW, TODAY, NEXT, LATE = "running", "now", "today", "next", "late"
HEADS = {RUNNING: "正在签到", NOW: "现在", TODAY: "今天", NEXT: "接下来两周", LATE: "刚过去，还没有签到"}


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session of some class, and where in the list it belongs."""

    detail: ClassDetail
    session: SessionRow
    group: str
    starts: datetime
    opens: datetime


def session_lines(
    details: list[ClassDetail], now: datetime, opens_before: timedelta, running: frozenset[int]
) -> list[SessionLine]:
    """Sessions that run, can be signed in now, come today or within two weeks, and those that were forgotten."""
    lines = []
    for detail in details:
        for session in detail.sessions:
            starts, ends = (datetime.combine(session.held_on, at) for at in (session.starts, session.ends))
            group = _group(session, starts, ends, now, opens_before, session.id in running)
            if group and session.state != "cancelled":
                lines.append(SessionLine(detail, session, group, starts, starts - opens_before))
    order = list(HEADS)
    return sorted(lines, key=lambda line: (order.index(line.group), line.starts, line.detail.row.code))


def _group(
    session: SessionRow, starts: datetime, ends: datetime, now: datetime, before: timedelta, is_running: bool
) -> str:
    if is_running:
        return RUNNING
    if ends <= now:
        return LATE if not session.present and now - ends < BEHIND else ""
    if starts - before <= now:
        return NOW
    if starts.date() == now.date():
        return TODAY
    return NEXT if starts - now < AHEAD else ""


class SignInPage(Page):
    """A card for each session with the one thing that can be done now."""

    tables = frozenset({"training_classes", "class_sessions", "attendances", "absences", "enrolments", "settings"})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.form = Ui_SignInPage()
        self.form.setupUi(self)
        self.dress()
        self.lines: list[SessionLine] = []
        self.form.to_classes.clicked.connect(lambda: self.context.go("classes"))
        self.form.open_list.clicked.connect(self.open_list)
        context.halls.changed.connect(self.refresh)

    def refresh(self) -> None:
        now = self.context.db.now()
        before = timedelta(minutes=int(self.context.settings["sign_in.opens_minutes_before"]))
        running = frozenset(hall.session.id for hall in self.context.halls.all())
        self.lines = session_lines(self._details(now), now, before, running)
        self.form.head.set_caption(f"{now.month} 月 {now.day} 日 {words.weekday(now.date())}")
        self.form.stack.setCurrentIndex(0 if self.lines else 1)
        if not self.lines:
            self.form.empty.say(
                "最近没有要签到的培训班",
                "发布了的培训班，到开课那天会出现在这里。\n草稿要先发布，才能签到。",
                [
                    ("去培训班", "book", lambda: self.context.go("classes")),
                    ("打开签到名单…", "file", self.open_list),
                ],
                picture="qr",
            )
        self._show()

    def _details(self, now: datetime) -> list[ClassDetail]:
        from partyschool.services.class_queries import get_class, list_classes

        rows = list_classes(self.context.db, during=((now - BEHIND).date(), (now + AHEAD).date()))
        phases = ("published", "running", "over")
        return [get_class(self.context.db, row.code) for row in rows if row.phase in phases]

    def _show(self) -> None:
        clear(self.form.cards)
        group, first = "", True
        for line in self.lines:
            if line.group != group:
                group = line.group
                self.form.cards.addWidget(label(HEADS[group], "section"))
            self.form.cards.addWidget(self._card(line, is_primary=first))
            first = False
        self.form.cards.addStretch(1)

    def _card(self, line: SessionLine, *, is_primary: bool) -> Card:
        detail, session, card = line.detail, line.session, Card()
        facts = QVBoxLayout()
        facts.setSpacing(4)
        chips = [Chip(words.issue(detail.row.code), small=True)]
        facts.addLayout(row(label(detail.row.title, "section"), *chips, 0))
        day = words.near_day(session.held_on, self.context.today)
        when = (
            f"第 {session.number} 场　{day}{words.half_day(session.starts)} {words.span(session.starts, session.ends)}"
        )
        facts.addWidget(label(f"{when}　{session.place or detail.row.place}", "caption"))
        layout = QHBoxLayout(card)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(20)
        layout.addLayout(facts, 1)
        layout.addLayout(self._figures(line))
        layout.addWidget(self._button(line, is_primary))
        return card

    def _figures(self, line: SessionLine) -> QVBoxLayout:
        present, enrolled = line.session.present, line.detail.row.enrolled
        bar = Bar()
        bar.setFixedWidth(180)
        bar.set_parts(((present / enrolled, tokens.DONE),) if enrolled else ())
        column = QVBoxLayout()
        column.setSpacing(6)
        note = f"{words.moment(line.opens, self.context.today)} 起可以签到" if line.group in (TODAY, NEXT) else ""
        column.addLayout(row(label(str(present), "panel-figure"), label(f"/ {enrolled} 人", "caption"), 0,
                             label(note, "caption"), spacing=5))  # fmt: skip
        column.addWidget(bar)
        return column

    def _button(self, line: SessionLine, is_primary: bool) -> QPushButton:
        text = {RUNNING: "回到签到台", LATE: "补录签到"}.get(line.group, "开始签到")
        button = QPushButton(text)
        button.setProperty("kind", "primary" if is_primary else "")
        button.setMinimumWidth(116)
        icons.set_button(button, "pencil" if line.group == LATE else "qr")
        button.clicked.connect(lambda: self.start(line))
        return button

    def open_list(self) -> None:
        """A class that another computer keeps, to be signed in here."""
        path = choose_list(self)
        if path is not None:
            problems.say(take_list(self.context.db, path), Tone.DONE)

    def start(self, line: SessionLine) -> None:
        """To the desk; through the dialog where the service is not running yet."""
        from partyschool.services.sign_in_list import room_of_list
        from partyschool.ui.start_dialog import StartDialog

        code, number = line.detail.row.code, line.session.number
        hall = self.context.halls.of_class(code)
        if line.group in (RUNNING, LATE):
            room = hall.session.room if hall else room_of_list(self.context.db, code)
            self.context.go("desk", code=code, number=number, room=room)
        else:
            StartDialog(self.context, line.detail, self, number=number).open()
