"""签到台: the clerk's own page on the day, without the navigation so that nothing is pressed by mistake."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from partyschool.errors import Refusal
from partyschool.ui import class_words as words
from partyschool.ui import halls, problems, style
from partyschool.ui.context import Context
from partyschool.ui.counting_page import CountingPage
from partyschool.ui.desk_acts import DeskActs
from partyschool.ui.desk_pictures import DeskPictures
from partyschool.ui.desk_signing import DeskSigning
from partyschool.ui.desk_width import arrange
from partyschool.ui.doubt_list import doubt_card
from partyschool.ui.forms.ui_desk_page import Ui_DeskPage
from partyschool.ui.network_dialog import NetworkDialog
from partyschool.ui.projector import ProjectorWindow, second_screen
from partyschool.ui.roll_call import is_open, of_room, order_rows
from partyschool.ui.scanner_gun import ScannerGun
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.attendance import AttendanceRow
    from partyschool.services.doubts import Doubt
    from partyschool.services.sign_in_session import SignInSession
    from partyschool.ui.halls import Hall

STATES = {
    halls.STARTING: ("正在启动签到服务", "watch"),
    halls.EARLY: ("还没到签到时间", "watch"),
    halls.OPEN: ("签到服务正常", "done"),
    halls.PAUSED: ("手机签到已暂停", "watch"),
    halls.CLOSED: ("手机签到已停止", "watch"),
    halls.DOWN: ("手机签到断了，正在重启", "error"),
}
MISSING_FIRST, BY_NAME = "未到在前", "按姓名"


class DeskPage(CountingPage["tuple[list[AttendanceRow], list[Doubt]]"]):
    """`go("desk", code=…, number=…)`: of the session with the number, else of the one that runs or comes next."""

    tables = frozenset({"attendances", "absences", "enrolments", "people", "class_sessions", "training_classes"})
    about_everybody = False

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.form = Ui_DeskPage()
        self.form.setupUi(self)
        self.dress()
        self.session: SignInSession | None = None
        self.rows: list[AttendanceRow] = []
        self._others: list[AttendanceRow] = []
        self._has_doubts = False
        self.projector: ProjectorWindow | None = None
        self.acts = DeskActs(self)
        self.signing = DeskSigning(self)
        self.pictures = DeskPictures(self)
        self._heard: Hall | None = None
        self._gun = ScannerGun(self)
        self._gun.scanned.connect(self.signing.scan)
        self._gun.garbled.connect(self.signing.say_garbled)
        self._clock = QTimer(self, interval=500)
        self._clock.timeout.connect(self._tick)
        self.form.order.addItems([MISSING_FIRST, BY_NAME])
        self.form.query.commands = self.signing.command
        self._connect()

    def _connect(self) -> None:
        form = self.form
        form.back.clicked.connect(self.leave)
        form.projector.clicked.connect(self.show_projector)
        form.network.clicked.connect(lambda: NetworkDialog(self, self._hall_or_refuse()).open())
        form.pause.clicked.connect(lambda: self._hall_or_refuse().pause())
        form.extend.clicked.connect(lambda: self._hall_or_refuse().extend(10))
        form.leaving.setHidden(True)
        form.end.clicked.connect(self.acts.end)
        form.undo.clicked.connect(self.signing.undo)
        form.query.textChanged.connect(lambda text: self.show_roll())
        form.query.signed.connect(self._sign_key)
        form.query.moved.connect(form.roll.step)
        form.roll.wanted.connect(self.signing.tap)
        form.roll.menu_wanted.connect(self.acts.open_menu)
        form.leaving.toggled.connect(self.signing.set_leaving)
        form.unit.changed.connect(lambda unit: self.show_roll())
        form.order.currentIndexChanged.connect(lambda place: self.show_roll())
        form.paper_all.clicked.connect(self.acts.paper_all)
        form.paper_times.clicked.connect(self.acts.paper_times)
        form.note_leave.clicked.connect(self.acts.note_leave)
        form.walk_in.clicked.connect(self.acts.walk_in)
        form.doubts.answered.connect(self.acts.answer_doubt)
        form.checked.clicked.connect(self.acts.look_again)
        for button, state in (
            (form.enrolled, ""), (form.present, "present"), (form.missing, "missing"),
            (form.late, "present"), (form.leave, "leave"),
        ):  # fmt: skip
            button.clicked.connect(lambda checked=False, state=state: self._show_names(state))
        self.context.halls.changed.connect(self._listen_to_hall)

    def open(self, **context: object) -> None:
        from partyschool.services.sign_in_session import get_sign_in_session

        number = context.get("number")
        session = get_sign_in_session(
            self.context.db, str(context["code"]), number if isinstance(number, int) else None, self.context.db.now(),
            room=str(context.get("room") or ""),
        )  # fmt: skip
        if self.session is None or (session.id, session.room) != (self.session.id, self.session.room):
            self.signing.start_over()
            self.form.leaving.setChecked(False)
        self.session = session
        self._listen_to_hall()
        self.refresh()
        self.form.query.setFocus()
        if context.get("projector"):
            self.show_projector()

    @property
    def hall(self) -> Hall | None:
        """The service for the phones; None where people sign in at the desk only."""
        return self.context.halls.of_session(self.session.id, self.session.room_uid) if self.session else None

    def refresh(self) -> None:
        if self.session is not None:
            self._read_session(self.session)
            super().refresh()

    def follow(self) -> None:
        if self.session is not None:
            self._read_session(self.session)
            super().follow()

    def _read_session(self, before: SignInSession) -> None:
        """Its times, place or name may have been changed; a class that was cancelled stays as it was seen last."""
        from partyschool.services.sign_in_session import get_sign_in_session

        with suppress(Refusal):
            self.session = get_sign_in_session(
                self.context.db, before.class_code, before.number, self.context.db.now(), room=before.room_uid
            )

    def counting(self) -> Callable[[], tuple[list[AttendanceRow], list[Doubt]]]:
        from partyschool.services.attendance import list_attendance
        from partyschool.services.doubts import list_doubtful

        db, session_id, room = self.context.db, self._session().id, self._session().counted_room

        def read() -> tuple[list[AttendanceRow], list[Doubt]]:
            rows = list_attendance(db, session_id)
            return rows, list_doubtful(db, session_id, of_room(rows, room))

        return read

    def show_counted(self, found: tuple[list[AttendanceRow], list[Doubt]]) -> None:
        everybody, doubts = found
        self.rows = of_room(everybody, self._session().counted_room)
        own = {row.person_id for row in self.rows}
        self._others = [row for row in everybody if row.person_id not in own]
        self._show_head(self._session())
        self._show_counts()
        units = sorted({row.unit for row in self.rows if row.unit})
        self.form.unit.set_choices("全部村（社区）", [(unit, unit) for unit in units])
        self.show_roll()
        cards = [doubt_card(doubt) for doubt in doubts if not doubt.checked_by]
        checked = len(doubts) - len(cards)
        self.form.doubts.show_cards(cards)
        self.form.doubt_count.say(str(len(cards)) if cards else "", Tone.WATCH)
        self.form.checked.setText(f"已核对的 {checked} 条" if checked else "")
        self.form.checked.setVisible(bool(checked))
        self._has_doubts = bool(doubts)
        arrange(self.form, self.width(), has_doubts=self._has_doubts)

    # Showing

    def _show_head(self, session: SignInSession) -> None:
        self.form.title.setText(session.title)
        self.form.leaving.setVisible(session.signs_out)
        day = f"{session.starts.month}月{session.starts.day}日 星期{'一二三四五六日'[session.starts.weekday()]}"
        span = f"{session.starts:%H:%M}—{session.ends:%H:%M}"
        half = words.half_day(session.starts.time())
        self.form.caption.setText(f"第{session.number}场　{day} {half} {span}　{session.place}")

    def _show_counts(self) -> None:
        by_state, room = [str(row.state) for row in self.rows], self._session().counted_room
        listed = [row for row in self.rows if not row.is_walk_in or row.state == "present"]
        listed = [row for row in listed if room in (None, row.called_to)]
        form = self.form
        form.enrolled.show_value(len(listed))
        form.present.show_value(sum(row.is_in(room) for row in self.rows), "accent")
        form.missing.show_value(sum(state in ("missing", "absent") for state in by_state))
        form.late.show_value(sum(row.late > 0 and row.is_in(room) for row in self.rows))
        form.leave.show_value(by_state.count("leave"))
        here = [row for row in self.rows if row.is_in(room)]
        ways = [(word, sum(row.way == way for row in here)) for way, word in words.WAYS.items()]
        form.ways.setText("&nbsp;&nbsp;&nbsp;".join(f"{word} <b>{count}</b>" for word, count in ways if count))

    def show_roll(self) -> None:
        """The list under the field, for signing in or out."""
        form, query = self.form, self.form.query.text()
        open_first, leaving = form.order.currentIndex() == 0, self.signing.is_leaving
        # Somebody called up to another room may have come here: whoever is asked for by name is found.
        searched = [*self.rows, *self._others] if query else self.rows
        rows = order_rows(searched, query, form.unit.value(), open_first=open_first, leaving=leaving)
        form.roll.show_rows(rows, with_keys=any(character.isalpha() for character in query), leaving=leaving)
        left = sum(is_open(row, leaving) for row in rows)
        word = "未签退" if leaving else "未到"
        form.found.setText(
            f"找到 {len(rows)} 人，其中{word} {left} 人" if query else f"{len(rows)} 人，{word} {left} 人"
        )
        form.order.setItemText(0, f"{word}在前")
        form.roll_title.setText("点名签退" if leaving else "点名签到")
        form.paper_times.setText("批量签退…" if leaving else "批量补签…")

    def _listen_to_hall(self) -> None:
        hall = self.hall
        if hall is not None and hall is not self._heard:
            hall.changed.connect(self._show_hall)
            hall.failed.connect(lambda message: problems.say(message, Tone.ERROR))
        self._heard = hall
        self._show_hall()

    def _show_hall(self) -> None:
        hall, form = self.hall, self.form
        sentence, tone = STATES[hall.state] if hall is not None else ("只在签到台签到", "muted")
        style.mark(form.service, tone=tone)
        unreached = hall is not None and hall.state == halls.OPEN and not hall.is_reached
        form.service.setText(f"● {sentence}" + ("，还没有手机连上" if unreached else ""))
        form.service.setToolTip(hall.url if hall is not None else "没有开手机签到")
        form.network.setVisible(hall is not None)
        waits = hall is not None and hall.state in (halls.PAUSED, halls.EARLY)
        form.pause.setText(("继续" if hall.state == halls.PAUSED else "现在开始") if waits and hall else "暂停")
        for button in (form.projector, form.pause, form.extend):
            button.setEnabled(hall is not None)
        form.pause.setEnabled(hall is not None and hall.state in (halls.OPEN, halls.PAUSED, halls.EARLY))
        if hall is not None and hall.problem:
            form.hint.say(hall.problem, tone=Tone.ERROR)
        elif hall is not None and hall.notice:
            form.hint.say(hall.notice, tone=Tone.WATCH)
            hall.notice = ""
        elif form.hint.property("tone") == "error":
            form.hint.hush()

    def _tick(self) -> None:
        now = self.context.db.now()
        self.form.clock.setText(f"{now.hour}:{now:%M:%S}")
        ready = QApplication.activeWindow() is not None  # the gun is heard in every window of the program
        style.mark(self.form.gun, tone="done" if ready else "muted")
        style.mark(self.form.scanned, tone="done" if ready else "")
        self.form.gun.setText("● 扫码枪就绪，直接扫，不用点输入框" if ready else "● 点一下本程序的窗口再扫")

    def _show_names(self, state: str) -> None:
        """Every figure opens its names: on the class's page, filtered."""
        if self.session is not None:
            self.context.go("class", id=self.session.class_code, tab="attendance", number=self.session.number,
                            state=state)  # fmt: skip

    def _sign_key(self, place: int) -> None:
        """A figure, or Enter for the chosen one."""
        row = self.form.roll.chosen() if place < 0 else self.form.roll.at(place)
        if row is not None:
            self.signing.tap(row)

    # The hall

    def show_projector(self) -> None:
        hall = self._hall_or_refuse()
        if self.projector is None or self.projector.hall is not hall or not self.projector.isVisible():
            self.projector = ProjectorWindow(self.context, hall)
            self.projector.open_on(second_screen(self))
        else:
            self.projector.raise_()
            self.projector.activateWindow()

    def leave(self) -> None:
        """Back to the class; the service runs on."""
        if self.session is not None:
            self.context.go("class", id=self.session.class_code)

    def _session(self) -> SignInSession:
        assert self.session is not None
        return self.session

    def _hall_or_refuse(self) -> Hall:
        if self.hall is None:
            raise Refusal("这一场没有开手机签到。要开，请返回班次再按“开始签到”。")
        return self.hall

    # Qt's side

    def event(self, event: QEvent) -> bool:
        """F5 and Ctrl+Z belong to this page, whatever the window uses them for."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return super().event(event)
        if event.key() == Qt.Key.Key_F5 or event.matches(QKeySequence.StandardKey.Undo):
            event.accept()
        return event.isAccepted()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F5:
            self.show_projector()
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.signing.undo()
        elif not self.signing.command(event.key()):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        arrange(self.form, self.width(), has_doubts=self._has_doubts)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._gun.listen()
        self._clock.start()
        self._tick()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if event.spontaneous():  # minimised: the hall's window may have the focus, and cards are still scanned
            return
        self._gun.rest()
        if self.pictures.camera is not None:
            self.pictures.camera.close()
        self._clock.stop()
