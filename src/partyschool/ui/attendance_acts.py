"""Mending the log from the class's page: voiding, shares by hand, signing out, leave; each with its reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction

from partyschool.errors import Refusal
from partyschool.ui import class_words as words
from partyschool.ui.class_tables import PRESENCE, SHARES
from partyschool.ui.menu_actions import menu_actions
from partyschool.ui.reason_dialog import ReasonDialog

if TYPE_CHECKING:
    from partyschool.services.attendance import AttendanceRow
    from partyschool.services.class_rows import SessionRow
    from partyschool.ui.class_tabs import ClassTabs


class AttendanceActs:
    """Actions of the list under 签到; they are about the rows that are chosen."""

    def __init__(self, tabs: ClassTabs) -> None:
        self.tabs, self.context = tabs, tabs.context

    def actions(self) -> list[QAction]:
        """For the context menu."""
        wanted: list[tuple[str, Callable[[], object]]] = [
            ("登记请假…", self.note_leave),
            ("撤销请假、缺勤", self.clear_absence),
            ("补签退（到下课）", self.sign_out),
            *((f"学时改为{word}…", lambda share=share: self.set_share(share)) for share, word in enumerate(SHARES)),
            ("学时按规则算", self.take_share_back),
            ("作废签到…", self.void),
        ]
        return menu_actions(self.tabs, (("", words, act) for words, act in wanted))

    def note_leave(self) -> None:
        from partyschool.domain.terms import AbsenceKind
        from partyschool.services.attendance_paper import set_absence

        rows, session = self._chosen("missing", "absent"), self._session()
        ids = [row.person_id for row in rows]
        self._ask(
            f"{self._names(rows)}请假", "登记后记为请假；后来又到的，照常签到就行。", "登记请假", "请假原因",
            lambda reason: set_absence(
                self.context.db, session_id=session.id, person_ids=ids, kind=AbsenceKind.LEAVE, reason=reason
            ),
        )  # fmt: skip

    def clear_absence(self) -> None:
        from partyschool.services.attendance_paper import clear_absence

        rows = self._chosen("leave", "absent")
        clear_absence(self.context.db, session_id=self._session().id, person_ids=[row.person_id for row in rows])

    def sign_out(self) -> None:
        from partyschool.services.attendance_corrections import sign_out

        session = self._session()
        ends = datetime.combine(session.held_on, session.ends)
        for row in self._chosen("present"):
            sign_out(self.context.db, attendance_id=row.attendance_id, at=ends)

    def set_share(self, share: int) -> None:
        """By hand; the rule's answer is kept beside it."""
        from partyschool.services.attendance_corrections import set_share

        rows = self._chosen("present")

        def write(reason: str) -> None:
            for row in rows:
                set_share(self.context.db, attendance_id=row.attendance_id, share=share, reason=reason)

        lead = "不按迟到早退的规则算，写明原因后照这里的算；原来的结果仍看得见。"
        self._ask(f"{self._names(rows)}的学时改为{SHARES[share]}", lead, "改学时", "原因（会存档）", write)

    def take_share_back(self) -> None:
        from partyschool.services.attendance_corrections import set_share

        for row in self._chosen("present"):
            set_share(self.context.db, attendance_id=row.attendance_id, share=None)

    def void(self) -> None:
        from partyschool.services.attendance_corrections import void

        rows = self._chosen("present")

        def write(reason: str) -> None:
            for row in rows:
                void(self.context.db, attendance_id=row.attendance_id, reason=reason)

        lead = "作废后这一场不计学时；记录仍然保留，看得见是谁、为什么作废的。"
        self._ask(f"作废{self._names(rows)}的签到", lead, "作废签到", "原因（会存档）", write)

    def _ask(self, title: str, lead: str, button: str, ask: str, act: Callable[[str], object]) -> None:
        ReasonDialog(self.tabs.page, title=title, lead=lead, button=button, ask=ask, act=act).open()

    def _names(self, rows: list[AttendanceRow]) -> str:
        return words.names([row.name for row in rows])

    def _chosen(self, *states: str) -> list[AttendanceRow]:
        rows = [row for row in self.tabs.form.attendance.chosen_rows() if row.state in states]
        if not rows:
            said = "、".join(PRESENCE[state][0] for state in states)
            raise Refusal(f"请先选“{said}”的学员，按住 Ctrl 或 Shift 可以选几个人。")
        return rows

    def _session(self) -> SessionRow:
        return self.tabs.shown_session()
