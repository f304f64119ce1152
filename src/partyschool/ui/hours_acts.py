"""What is done with the lists of the 学时 page: export, copy, and call-up lists on paper or as text to paste."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from partyschool.errors import Refusal
from partyschool.ui import icons, problems
from partyschool.ui.context import Context
from partyschool.ui.exporting import ask_path, note_export
from partyschool.ui.hours_count import CountedYear
from partyschool.ui.preview import show_preview
from partyschool.ui.tasks import Report, Task
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.call_up import CallUpWords
    from partyschool.services.quota_rows import QuotaBoard, QuotaRow
    from partyschool.ui.hours_page import HoursPage


class HoursActs:
    """The menus and buttons of one page."""

    def __init__(self, page: HoursPage) -> None:
        self._page = page
        self.copy_names, self.copy_text = QAction("复制姓名", page), QAction("复制通知文字", page)
        self.copy_names.triggered.connect(self._copy_names)
        self.copy_text.triggered.connect(self._copy_text)
        fill_menu(page, page.form.copy, [self.copy_names, self.copy_text])
        page.form.call_up.clicked.connect(self.print_call_up)

    @property
    def _context(self) -> Context:
        return self._page.context

    def _copy_names(self) -> None:
        names = "、".join(row.name for row in self._page.people.shown)
        QGuiApplication.clipboard().setText(names)
        problems.say(f"已复制 {len(self._page.people.shown)} 个姓名", Tone.DONE)

    def _copy_text(self) -> None:
        from partyschool.services.call_up import call_up_text

        words = self._words()
        QGuiApplication.clipboard().setText(call_up_text(words))
        note_export(self._context, f"{words.year}年度叫训通知文字", sum(len(part.lines) for part in words.lists))
        problems.say(f"已复制 {len(words.lists)} 个村的通知文字，可以粘贴发给村支书", Tone.DONE)

    def print_call_up(self) -> None:
        """The lists of whoever is shown, a page a village, in the preview window."""
        words = self._words()
        name = f"{words.year}年度补训叫训名单"
        db = self._context.db

        def make(_: Report) -> bytes:
            from partyschool.printing.call_up import print_call_up
            from partyschool.services.paper_log import record_paper

            record_paper(db, kind="callup", subject=name)
            return print_call_up(words)

        show_preview(self._page, name, make, f"{name}.pdf")

    def _words(self) -> CallUpWords:
        from partyschool.services.call_up import call_up_of, rotation_call_up

        counted, rows = self._page.counted, self._to_call()
        assert counted is not None
        if counted.rotation is not None:
            return rotation_call_up(
                self._context.db, counted.board, rows, counted.rotation.first, counted.rotation.last
            )
        return call_up_of(self._context.db, counted.board, rows, counted.outlook)

    def _to_call(self) -> Sequence[QuotaRow]:
        """Of those shown, who still has to come.

        :raises Refusal: nobody of them has.
        """
        counted = self._page.counted
        rows = [row for row in self._page.people.shown if counted is not None and _has_to_come(row, counted)]
        if not rows:
            raise Refusal("这份名单里没有还要叫训的人。请先选“还差”“赶不上”或“未轮训”。", code="nobody")
        return rows

    def export_board(self) -> None:
        """Everybody's line with days, hours and reasons."""
        page, counted = self._page, self._page.counted
        if counted is None:
            return
        board: QuotaBoard = counted.board
        path = ask_path(page, "导出学时表", f"{board.year}年度学时表.xlsx")
        if path is None:
            return

        def work(_: Report) -> None:
            from partyschool.exchange.quota_workbook import save_quota

            save_quota(path, board)
            note_export(self._context, f"{board.year}年度学时表", len(board.rows))

        Task(page, work, title="正在导出…").then(lambda _: problems.say(f"已导出到“{path}”", Tone.DONE))


def _has_to_come(row: QuotaRow, counted: CountedYear) -> bool:
    if counted.rotation is not None:
        return row.is_member and not row.rotated
    return bool(row.met is False)


def fill_menu(parent: QWidget, button: QPushButton, actions: Sequence[QAction]) -> None:
    """Let a button open a menu of these."""
    menu = QMenu(parent)
    menu.addActions(list(actions))
    button.setMenu(menu)
    icons.set_button(button, "copy")
