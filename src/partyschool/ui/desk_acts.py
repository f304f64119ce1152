"""What the desk does with several people at once, with doubts, and at the end of a session."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from partyschool.errors import Refusal
from partyschool.ui import problems
from partyschool.ui.beside import when_read
from partyschool.ui.desk_people_dialog import Choice, Chosen, DeskPeopleDialog
from partyschool.ui.doubt_list import KEEP, MOVE, PAPER_TIME, SHARE, SIGN_IN, SIGN_OUT, TAKE_IN, DoubtCard
from partyschool.ui.end_dialog import EndDialog
from partyschool.ui.reason_dialog import ReasonDialog
from partyschool.ui.roll_call import identity
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.attendance import AttendanceRow
    from partyschool.services.attendance_paper import PaperOutcome
    from partyschool.storage.database import Database
    from partyschool.ui.desk_page import DeskPage

FULL_SHARE = 2


class DeskActs:
    """Belongs to a `DeskPage`."""

    def __init__(self, page: DeskPage) -> None:
        self.page, self.context = page, page.context

    def _session_id(self) -> int:
        assert self.page.session is not None
        return self.page.session.id

    def _room(self) -> str | None:
        assert self.page.session is not None
        return self.page.session.counted_room

    def _choices(self, *states: str) -> list[Choice]:
        """In the order of the states, so that those who still need it come first."""
        rows = sorted(self.page.rows, key=lambda row: states.index(row.state) if row.state in states else -1)
        return [choice_of(row) for row in rows if row.state in states]

    # Paper and leave

    def paper_all(self) -> None:
        """纸质：全到，除…"""
        choices = self._choices("missing", "absent", "leave")
        if not choices:
            raise Refusal("名单上的人都已经签到，没有要补的。")
        excused = [row.person_id for row in self.page.rows if row.state == "leave"]
        dialog = DeskPeopleDialog(
            self.page, choices, self._write_all_except, title="纸质：全到，除…",
            lead="照纸质签到表补录：勾选没有来的人，其余的人都记为准时到。已经签到的不变。",
            button="没来的 {0} 人，其余都记到", asks_reason=True, may_be_none=True,
        )  # fmt: skip
        dialog.form.reason.setPlaceholderText("请假原因；不填的记缺勤")
        dialog.choose(excused)
        dialog.open()

    def _write_all_except(self, chosen: Chosen) -> None:
        from partyschool.services.attendance_paper import paper_all_except

        excused = {row.person_id: row.reason for row in self.page.rows if row.state == "leave"}
        away = set(chosen.person_ids)
        leave = {key: reason for key, reason in excused.items() if key in away}
        if chosen.reason:
            leave |= {key: chosen.reason for key in away if key not in leave}
        outcome = paper_all_except(
            self.context.db, session_id=self._session_id(), leave=leave, absent=sorted(away - leave.keys()),
            room=self._room(),
        )  # fmt: skip
        self._say(outcome)

    def paper_times(self) -> None:
        """批量补签: people of the paper sheet with one time; 批量签退 while people leave."""
        assert self.page.session is not None
        if self.page.signing.is_leaving:
            self._leave_times(self.page.session.ends)
            return
        DeskPeopleDialog(
            self.page, self._choices("missing", "absent", "leave", "present"), self._write_times, title="批量补签",
            lead="照纸质签到表补录：勾选同一时间签到的人，写上时间。已签的人时间不同的，会列在“待核对”。",
            button="补签 {0} 人", at=self.page.session.starts.time(),
        ).open()  # fmt: skip

    def _leave_times(self, ends: datetime) -> None:
        there = [row for row in self.page.rows if row.state == "present"]
        rows = sorted(there, key=lambda row: row.sign_out_at is not None)
        DeskPeopleDialog(
            self.page, [choice_of(row) for row in rows], self._write_leaving, title="批量签退",
            lead="勾选同一时间离开的人，写上签退时间。早退超过规定的，按规则少计学时。",
            button="签退 {0} 人", at=ends.time(), at_label="签退时间",
        ).open()  # fmt: skip

    def _write_leaving(self, chosen: Chosen) -> None:
        from partyschool.services.sign_out import sign_out_people

        assert self.page.session is not None
        at = datetime.combine(self.page.session.starts.date(), chosen.at)
        number = sign_out_people(self.context.db, session_id=self._session_id(), person_ids=chosen.person_ids, at=at)
        self.page.form.hint.say(f"已签退 {number} 人。", tone=Tone.DONE)
        self.page.form.hint.fade()
        self.page.refresh()

    def _write_times(self, chosen: Chosen) -> None:
        from partyschool.services.attendance_paper import PaperEntry, enter_paper

        assert self.page.session is not None
        at = datetime.combine(self.page.session.starts.date(), chosen.at)
        entries = [PaperEntry(person_id, at, place=self._room() or "") for person_id in chosen.person_ids]
        self._say(enter_paper(self.context.db, session_id=self._session_id(), entries=entries))

    def _say(self, outcome: PaperOutcome) -> None:
        self.page.signing.can_undo(outcome.attendance_ids)
        already = f"，{len(outcome.already)} 人早已签到" if outcome.already else ""
        differing = f"，其中 {len(outcome.differing)} 人时间不一致，请到“待核对”看" if outcome.differing else ""
        self.page.form.hint.say(f"已补录 {outcome.signed} 人{already}{differing}。", tone=Tone.DONE)
        self.page.form.hint.fade()
        self.page.refresh()

    def note_leave(self) -> None:
        """登记请假."""
        DeskPeopleDialog(
            self.page, self._choices("missing", "absent"), self._write_leave, title="登记请假",
            lead="勾选请假的人。后来又到的，照常签到就行。", button="登记 {0} 人请假", asks_reason=True,
        ).open()  # fmt: skip

    def _write_leave(self, chosen: Chosen) -> None:
        from partyschool.domain.terms import AbsenceKind
        from partyschool.services.attendance_paper import set_absence

        set_absence(
            self.context.db, session_id=self._session_id(), person_ids=chosen.person_ids, kind=AbsenceKind.LEAVE,
            reason=chosen.reason,
        )  # fmt: skip

    def walk_in(self) -> None:
        """临时参训: somebody on the register who is not on the list."""
        read = partial(walk_ins, self.context.db, frozenset(row.person_id for row in self.page.rows))
        when_read(self.page, self.context, read, self._ask_walk_ins, title="正在读花名册…")

    def _ask_walk_ins(self, choices: Sequence[Choice]) -> None:
        DeskPeopleDialog(
            self.page, choices, self._write_walk_ins, title="临时参训",
            lead="不在本班名单、今天要来听课的人：找到后勾选，会加入名单并签到。", button="收下 {0} 人并签到",
        ).open()  # fmt: skip

    def _write_walk_ins(self, chosen: Chosen) -> None:
        for person_id in chosen.person_ids:
            self.page.signing.sign_walk_in(person_id)

    # Doubts

    def answer_doubt(self, card: DoubtCard, what: str) -> None:
        acts: dict[str, Callable[[DoubtCard], None]] = {
            KEEP: self._keep, SIGN_OUT: self._sign_out, SHARE: self._give_full, MOVE: self._move,
            PAPER_TIME: self._take_paper_time,
            SIGN_IN: lambda one: self.page.signing.tap(one.target),
            TAKE_IN: lambda one: self.page.signing.sign_walk_in(one.target.person_id),
        }  # fmt: skip
        acts.get(what, self._void)(card)

    def _keep(self, card: DoubtCard) -> None:
        from partyschool.services.doubts import check_doubt

        check_doubt(self.context.db, session_id=self._session_id(), key=card.key)
        self.page.refresh()

    def look_again(self) -> None:
        """已核对的: show them once more."""
        from partyschool.services.doubts import look_again

        look_again(self.context.db, session_id=self._session_id())
        self.page.refresh()

    def _sign_out(self, card: DoubtCard) -> None:
        from partyschool.services.attendance_corrections import sign_out

        assert self.page.session is not None
        sign_out(self.context.db, attendance_id=card.target.attendance_id, at=self.page.session.ends)

    def _move(self, card: DoubtCard) -> None:
        """改到后者: here, or to the room where the second phone was."""
        from partyschool.services.doubts import place_of_second

        attendance_id, place = place_of_second(self.context.db, session_id=self._session_id(), key=card.key)
        self.page.signing.move_here(attendance_id, place)

    def _take_paper_time(self, card: DoubtCard) -> None:
        from partyschool.domain.terms import Way
        from partyschool.services.attendance_corrections import retime

        assert card.at is not None
        retime(self.context.db, attendance_id=card.target.attendance_id, at=card.at, way=Way.PAPER,
               reason="以纸质签到表为准")  # fmt: skip

    def _give_full(self, card: DoubtCard) -> None:
        from partyschool.services.attendance_corrections import set_share

        attendance_id = card.target.attendance_id
        ReasonDialog(
            self.page, title=f"{card.target.name}记全额学时", ask="原因（会存档）", button="记全额",
            lead="按规则不足全额。确有原因的，写明后记全额。",
            act=lambda reason: set_share(
                self.context.db, attendance_id=attendance_id, share=FULL_SHARE, reason=reason
            ),
        ).open()  # fmt: skip

    def _void(self, card: DoubtCard) -> None:
        self.void(card.target)

    def void(self, row: AttendanceRow) -> None:
        """作废: with a reason; the line stays in the log."""
        from partyschool.services.attendance_corrections import void

        ReasonDialog(
            self.page, title=f"作废{row.name}的签到", ask="原因（会存档）", button="作废这次签到",
            lead="作废后这一场不计学时，记录仍然保留、看得见。",
            act=lambda reason: void(self.context.db, attendance_id=row.attendance_id, reason=reason),
        ).open()  # fmt: skip

    # One row of the list

    def open_menu(self, row: AttendanceRow, at: QPoint) -> None:
        """What can be done with one person besides signing in; by the right mouse button or the menu key."""
        menu = QMenu(self.page)
        for text, act in self.actions_of(row):
            menu.addAction(text, act)
        menu.popup(at)

    def actions_of(self, row: AttendanceRow) -> list[tuple[str, Callable[[], None]]]:
        """The entries of the menu."""
        assert self.page.session is not None
        if row.state == "present":
            actions: list[tuple[str, Callable[[], None]]] = []
            if self.page.session.signs_out and row.sign_out_at is None:
                actions.append((f"{row.name}现在签退", lambda: self._leave_now(row)))
            if row.sign_out_at is not None:
                actions.append((f"撤销{row.name}的签退", lambda: self._stay(row)))
            return [*actions, (f"作废{row.name}的签到…", lambda: self.void(row))]
        actions = [(f"给{row.name}签到", lambda: self.page.signing.tap(row))]
        if row.state == "missing":
            return [*actions, ("登记请假…", lambda: self._note_leave_of(row))]
        return [*actions, ("撤销请假或缺勤", lambda: self._clear_absence(row))]

    def _leave_now(self, row: AttendanceRow) -> None:
        from partyschool.services.attendance_corrections import sign_out

        assert self.page.session is not None
        at = datetime.combine(self.page.session.starts.date(), self.context.db.now().time())
        sign_out(self.context.db, attendance_id=row.attendance_id, at=at)

    def _stay(self, row: AttendanceRow) -> None:
        from partyschool.services.attendance_corrections import undo_sign_out

        undo_sign_out(self.context.db, attendance_id=row.attendance_id)
        self.page.refresh()

    def _note_leave_of(self, row: AttendanceRow) -> None:
        from partyschool.domain.terms import AbsenceKind
        from partyschool.services.attendance_paper import set_absence

        ReasonDialog(
            self.page, title=f"{row.name}请假", ask="原因（会存档）", button="登记请假",
            lead="后来又到的，照常签到就行。",
            act=lambda reason: set_absence(
                self.context.db, session_id=self._session_id(), person_ids=[row.person_id], kind=AbsenceKind.LEAVE,
                reason=reason,
            ),
        ).open()  # fmt: skip

    def _clear_absence(self, row: AttendanceRow) -> None:
        from partyschool.services.attendance_paper import clear_absence

        clear_absence(self.context.db, session_id=self._session_id(), person_ids=[row.person_id])

    # The end

    def end(self) -> None:
        """签到结束: the doubts are opened first while any is left."""
        rows = self.page.rows
        missing = [row for row in rows if row.state == "missing"]
        present = sum(row.state == "present" for row in rows)
        leave = sum(row.state == "leave" for row in rows)
        facts = f"应到 {len(rows)} 人，实到 {present} 人，请假 {leave} 人，未到 {len(missing)} 人。"
        EndDialog(self.page, missing, self.page.form.doubts.cards, facts, self._write_end).open()

    def _write_end(self, leave: Mapping[int, str], prints: bool) -> None:
        from partyschool.services.attendance_paper import end_session

        session, hall = self.page.session, self.page.hall
        assert session is not None
        absent = end_session(self.context.db, session_id=session.id, leave=leave, room=session.counted_room)
        if hall is not None:
            hall.stop()
        self.context.go("class", id=session.class_code, tab="attendance", number=session.number)
        problems.say(f"第 {session.number} 场签到已结束，缺勤 {absent} 人，请假 {len(leave)} 人。", Tone.DONE)
        if prints:
            self._print(session.class_code)

    def _print(self, code: str) -> None:
        from partyschool.services.class_queries import get_class
        from partyschool.ui.class_papers import show_paper

        show_paper(self.page.window(), self.context.db, get_class(self.context.db, code), "filled")


def walk_ins(db: Database, listed: Collection[int]) -> list[Choice]:
    """Everybody on the register who is not on the list."""
    from partyschool.services.people import list_people

    return [
        Choice(row.id, row.name, row.initials, row.sort_key, row.unit, "、".join(row.posts))
        for row in list_people(db)
        if row.id not in listed and not row.is_left
    ]


def choice_of(row: AttendanceRow) -> Choice:
    return Choice(row.person_id, row.name, row.initials, row.sort_key, row.unit, identity(row))
