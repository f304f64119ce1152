"""开放手机测评 and 用手机核验证书: what is wished, then the code to scan with what has come so far."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from partyschool.errors import Refusal
from partyschool.ui.ballot_screen import BallotScreen
from partyschool.ui.context import Context
from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_phone_pages_dialog import Ui_PhonePagesDialog
from partyschool.ui.networks import NO_NETWORK, NOT_REACHED, AddressTrial, list_networks
from partyschool.ui.phone_pages import CHECKING, DOWN, OPEN, PhonePages
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.phone_ballots import Questionnaire

DURATIONS = ((30, "30 分钟"), (60, "1 小时"), (180, "3 小时"))


class PhonePagesDialog(FormDialog):
    """Closing it ends nothing: the same button opens it again while the service runs."""

    stays = True  # it keeps the hall's screen, and takes it away with the questionnaire

    def __init__(self, context: Context, parent: QWidget, found: Questionnaire | None = None) -> None:
        """`found`: the questionnaire to be opened; without one phones check certificates."""
        super().__init__(parent)
        self.context, self._found = context, found
        self.form = Ui_PhonePagesDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        self._trial = AddressTrial(self)
        self._trial.ended.connect(self._answered)
        self._is_tried = False
        self._screen: BallotScreen | None = None
        # What was hidden or said just now has no height yet. A timer of its own, which goes with the dialog.
        self._fitting = QTimer(self, singleShot=True, interval=0)
        self._fitting.timeout.connect(self.adjustSize)
        self._pages = context.phone_pages.of_class(found.code if found else CHECKING)
        self.form.screen.clicked.connect(self.show_screen)
        self.form.poster.clicked.connect(self.print_poster)
        self.form.finish.clicked.connect(self.finish)
        self._say_what()
        self._offer()
        if self._pages is not None:
            self._listen(self._pages)
        self._show()

    def _say_what(self) -> None:
        form, found = self.form, self._found
        if found is not None:
            form.lead.setText(
                f"{found.title}：学员用自己的手机测评，和纸质票一起计分。手机和这台电脑要在同一个网络里。"
            )
            return
        self.setWindowTitle("用手机核验证书")
        form.title.setText("用手机核验证书")
        form.lead.setText("手机扫这个码打开核验网页，再把证书上扫出的文字粘贴进去。手机和这台电脑要在同一个网络里。")
        for widget in (form.issued_label, form.issued, form.minutes_label, form.minutes, form.promise, form.received):
            widget.hide()
        form.save.setText("打开核验网页")
        form.finish.setText("关掉核验网页")

    def _offer(self) -> None:
        form, now = self.form, self.context.db.now()
        networks = list_networks()
        fill(form.address, [(network.words, network.address) for network in networks])
        if not networks and self._pages is None:
            form.problem_notice.say(*NO_NETWORK, tone=Tone.WATCH)
        evening = max(1, round((datetime.combine(now.date(), time()) + timedelta(days=1) - now).total_seconds() / 60))
        fill(form.minutes, [*((words, minutes) for minutes, words in DURATIONS), ("到今天半夜", evening)], 180)
        if self._found is not None:
            form.issued.setValue(self._found.issued or self._present())

    def _present(self) -> int:
        from partyschool.services.class_queries import get_class

        assert self._found is not None
        row = get_class(self.context.db, self._found.code).row
        return row.present or row.enrolled or 1

    # Doing

    def accept(self) -> None:
        """Start the service; the dialog stays and shows its code."""
        address = self.form.address.currentData()
        if address is None:
            raise Refusal("请先把这台电脑连上手机用的网络。")
        self.form.problem_notice.hush()
        issued, found = self.form.issued.value(), self._found
        if found is not None and issued < found.returned:
            raise Refusal(f"发放数 {issued} 张少于已经收到的 {found.returned} 张，请改大。")
        self.form.save.setEnabled(False)
        self._is_tried = False
        # Certificates are checked at any free port: the wished one is printed for questionnaires.
        port = int(self.context.settings["evaluation.port"]) if found is not None else 0
        pages = self.context.phone_pages.open(
            self.context.db, found.code if found else CHECKING, minutes=self.form.minutes.currentData(),
            issued=issued, host=address, port=port,
        )  # fmt: skip
        self._listen(pages)
        self._show()

    def _listen(self, pages: PhonePages) -> None:
        self._pages = pages
        pages.changed.connect(self._show)
        pages.failed.connect(self._say_failed)
        pages.ended.connect(self._forget)

    def _forget(self) -> None:
        if self._screen is not None:
            self._screen.close()
        self._pages = self._screen = None
        self.form.save.setEnabled(True)
        self._show()

    def _say_failed(self, message: str) -> None:
        sentence, _, advice = message.partition("。")
        pages = self._pages
        if pages is not None:
            pages.stop()
        self.form.problem_notice.say(f"{sentence}。", advice, tone=Tone.ERROR)

    def finish(self) -> None:
        """结束测评."""
        pages = self._pages
        if pages is None:
            return
        pages.stop()
        if self._found is not None:
            from partyschool.services.phone_ballots import get_questionnaire

            received = get_questionnaire(self.context.db, self._found.code).received  # the service tells twice a second
            self.form.problem_notice.say(
                f"手机测评已结束，收到 {received} 张。", "得分在“测评”页里看。", tone=Tone.DONE
            )

    def show_screen(self) -> None:
        if self._pages is not None and self._found is not None:
            self._screen = self._screen or BallotScreen(self._found.title, self._pages)
            self._screen.open(self)

    def print_poster(self) -> None:
        from partyschool.ui.preview import show_preview

        pages, found = self._pages, self._found
        if pages is None or found is None:
            return
        url, made = pages.code_url, self.context.today

        def lay_out(_: object) -> bytes:
            from partyschool.printing.ballot_poster import print_ballot_poster

            return print_ballot_poster(url, title=found.title, school=found.school, made=made)

        show_preview(self, f"测评码 {found.title}", lay_out, f"{found.title} 测评码.pdf")

    # Showing

    def _show(self) -> None:
        form, pages = self.form, self._pages
        is_running = pages is not None
        for widget in (form.running, form.finish):
            widget.setVisible(is_running)
        for widget in (form.screen, form.poster):
            widget.setVisible(is_running and self._found is not None)
            widget.setEnabled(pages is not None and pages.is_open)
        for widget in (form.wishes, form.save):
            widget.setVisible(not is_running)
        form.cancel.setText("收起" if is_running else "取消")
        if pages is not None:
            self._show_running(pages)
        self._fitting.start()

    def _show_running(self, pages: PhonePages) -> None:
        form = self.form
        form.code.show_text(pages.code_url if pages.is_open else "")
        form.url.setText(pages.code_url.lower().removeprefix("http://") if pages.is_open else "")
        form.received.setText(f"已收到 {pages.received} 张，发放 {pages.issued} 张")
        until = f"开放到 {pages.closes:%H:%M}。" if pages.closes else ""
        what = "测评" if pages.code else "核验"
        words = {OPEN: f"{until}收起这个窗口不影响{what}。", DOWN: "服务停了，正在重新启动…"}
        form.state.setText(pages.trouble or words.get(pages.state, "正在启动…" if not pages.url else "测评已结束"))
        if pages.is_open and pages.url and not self._is_tried:
            self._is_tried = True
            self._trial.begin(pages.url)

    def _answered(self, milliseconds: int) -> None:
        if milliseconds < 0 and self._pages is not None:
            sentence, advice = NOT_REACHED
            address = self._pages.url.removeprefix("http://")
            self.form.problem_notice.say(
                sentence.format(address=address).replace("签到", "手机"), advice, tone=Tone.ERROR
            )
