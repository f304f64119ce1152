"""One person at the desk: a card, a tap, a walk-in; what came of it, and what a key does about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from partyschool.errors import Refusal
from partyschool.ui import style
from partyschool.ui.desk_words import (
    ELSEWHERE,
    NOT_ENROLLED,
    SIGNED,
    SIGNED_OUT,
    other_day_row,
    recent_row,
    result_row,
    sound_of,
)
from partyschool.ui.sounds import Sound, play
from partyschool.ui.widgets.result_card import ResultRow, Sign

if TYPE_CHECKING:
    from partyschool.domain.terms import Way
    from partyschool.services.attendance import AttendanceRow
    from partyschool.services.sign_in_answer import Answer, SignIn
    from partyschool.services.sign_in_session import SignInSession
    from partyschool.ui.desk_page import DeskPage

READY = ResultRow(Sign.READY, "请扫学员证，或在右边点名")
READY_TO_LEAVE = ResultRow(Sign.READY, "签退：请扫学员证，或点名")
GARBLED = ResultRow(
    Sign.REFUSED, "中文输入法打乱了码", "请再扫一次", "扫之前按 Shift 切到英文", "以后扫码时都用英文输入"
)


class DeskSigning:
    """Belongs to a `DeskPage`."""

    def __init__(self, page: DeskPage) -> None:
        self.page, self.context, self.form = page, page.context, page.form
        self.is_leaving = False
        self._keys: dict[int, Callable[[], None]] = {}
        self._undoable: list[tuple[tuple[int, ...], bool]] = []
        self._knows_day = False

    def start_over(self) -> None:
        """Another session is served."""
        self._keys, self._undoable, self._knows_day, self.is_leaving = {}, [], False, False
        self.form.recent.empty()
        self.form.result.show_result(READY)

    def set_leaving(self, leaving: bool) -> None:
        """签退: cards and taps now note when people leave."""
        self.is_leaving, self._keys = leaving, {}
        style.mark(self.form.leaving, kind="primary" if leaving else "")
        self.form.leaving.setText("正在签退" if leaving else "签退")
        self.form.result.show_result(READY_TO_LEAVE if leaving else READY)
        self.page.show_roll()

    # Whom

    def scan(self, code: str) -> None:
        """A card; what the gun gave stays visible whatever came of it."""
        from partyschool.domain.card_code import read_card_code
        from partyschool.domain.terms import Way

        self.form.scanned.setText(code)
        self._sign(self._wish(Way.CARD, card=read_card_code(code) or code), code)

    def say_garbled(self) -> None:
        """The input method made words of a code."""
        self.form.query.clear()
        self.form.result.show_result(GARBLED)
        play(Sound.REFUSED)

    def tap(self, row: AttendanceRow) -> None:
        """点名."""
        from partyschool.domain.terms import Way

        self._sign(self._wish(Way.TAP, person_id=row.person_id), "")
        self.form.query.clear()

    def sign_walk_in(self, person_id: int) -> None:
        """临时参训: onto the list and in, in one go."""
        from partyschool.domain.terms import Way

        self._sign(self._wish(Way.TAP, person_id=person_id, take_walk_in=True), "")

    def _wish(self, way: Way, *, card: str = "", person_id: int = 0, take_walk_in: bool = False) -> SignIn:
        """On the session's own day, whatever day the computer's clock shows; what it showed is kept beside it."""
        from partyschool.services.sign_in_answer import SignIn

        now, session = self.context.db.now(), self._session()
        at = datetime.combine(session.starts.date(), now.time())
        return SignIn(
            way, at, card=card, person_id=person_id, take_walk_in=take_walk_in, place=session.room,
            leaves=self.is_leaving and not take_walk_in, raw_at=now if now != at else None,
        )  # fmt: skip

    def _session(self) -> SignInSession:
        assert self.page.session is not None
        return self.page.session

    # What came of it

    def _sign(self, wish: SignIn, scanned: str) -> None:
        from partyschool.services.sign_in import record_sign_in

        if wish.raw_at is not None and not self._knows_day:
            self._ask_about_day(wish, scanned)
            return
        answer = record_sign_in(self.context.db, self._session().id, wish)
        self._show_answer(answer, wish.at, scanned)

    def _ask_about_day(self, wish: SignIn, scanned: str) -> None:
        """A dead battery puts the clock on another day; or a session that is over is made up for. Asked once."""

        def go_on() -> None:
            self._knows_day = True
            self._sign(wish, scanned)

        assert wish.raw_at is not None
        self.form.result.show_result(other_day_row(wish.raw_at, wish.at))
        self._offer({Qt.Key.Key_Y: go_on, Qt.Key.Key_Escape: self._leave_out})
        play(Sound.ALREADY)

    def _show_answer(self, answer: Answer, at: datetime, scanned: str) -> None:
        limit = int(self.context.rule("credit.late_minutes", self._session().starts.year))
        self.form.result.show_result(result_row(answer, at, scanned, limit))
        self.form.recent.add(recent_row(answer, at, scanned))
        keys: dict[Qt.Key, Callable[[], None]] = {}
        if answer.result == ELSEWHERE:
            keys = {Qt.Key.Key_M: lambda: self.move_here(answer.attendance_id)}
        elif answer.result == NOT_ENROLLED:
            keys = {Qt.Key.Key_L: lambda: self.sign_walk_in(answer.person_id)}
        self._offer({**keys, Qt.Key.Key_Escape: lambda: self._leave_out(answer.name)} if keys else {})
        if answer.result == SIGNED:
            self.can_undo((answer.attendance_id,) if answer.attendance_id else ())
        elif answer.result == SIGNED_OUT:
            self._undoable.append(((answer.attendance_id,), True))
        play(sound_of(answer))
        self.page.refresh()

    def _offer(self, keys: dict[Qt.Key, Callable[[], None]]) -> None:
        self._keys = {int(key): act for key, act in keys.items()}

    def _leave_out(self, name: str = "") -> None:
        self.form.result.show_result(ResultRow(Sign.READY, f"{name}没有签到"))

    def command(self, key: int) -> bool:
        """M, L, Y and Esc while the last answer waits for a decision."""
        act = self._keys.get(key)
        if act is None:
            return False
        self._keys = {}
        act()
        return True

    # Mending

    def move_here(self, attendance_id: int, place: str | None = None) -> None:
        """改到这里, with the time of the first sign-in."""
        from partyschool.services.attendance_corrections import move

        session = self._session()
        place = session.room if place is None else place
        moved = move(self.context.db, attendance_id=attendance_id, session_id=session.id, place=place)
        self.page.refresh()
        row = next((row for row in self.page.rows if row.attendance_id == moved), None)
        name, unit = (row.name, row.unit) if row is not None else ("", "")
        self.form.result.show_result(ResultRow(Sign.DONE, "已改到这里", name, unit, "时间按原来的签到"))

    def can_undo(self, attendance_ids: tuple[int, ...]) -> None:
        """Whatever wrote these lines, 撤销上一次 takes back all of them."""
        if attendance_ids:
            self._undoable.append((attendance_ids, False))

    def undo(self) -> None:
        """Take back what this desk did last."""
        from partyschool.services.attendance_corrections import undo, undo_sign_out

        if not self._undoable:
            raise Refusal("没有可以撤销的签到。")
        gone, was_leaving = self._undoable.pop()
        rows = [row for row in self.page.rows if row.attendance_id in gone]
        if was_leaving:
            undo_sign_out(self.context.db, attendance_id=gone[0])
        else:
            undo(self.context.db, attendance_ids=gone)
        name = rows[0].name if len(rows) == 1 else f"{len(gone)} 人"
        unit = rows[0].unit if len(rows) == 1 else ""
        title, third = ("已撤销签退", "签到还在") if was_leaving else ("已撤销", "要签到请再扫一次")
        self.form.result.show_result(ResultRow(Sign.LOOK, title, name, unit, third))
        self.page.refresh()
