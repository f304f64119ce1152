"""开始签到: which session, through which network; the service is started and tried out before the dialog closes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partyschool.errors import Refusal
from partyschool.ui import class_words as words
from partyschool.ui import halls
from partyschool.ui.class_view import next_session
from partyschool.ui.context import Context
from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_start_dialog import Ui_StartDialog
from partyschool.ui.networks import NO_NETWORK, NOT_REACHED, AddressTrial, list_networks
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.class_rows import ClassDetail
    from partyschool.ui.halls import Hall


class StartDialog(FormDialog):
    """Leads to the desk."""

    def __init__(
        self, context: Context, detail: ClassDetail, parent: QWidget, *, number: int | None = None, room: str = ""
    ) -> None:
        super().__init__(parent)
        self.context, self._detail = context, detail
        self.form = Ui_StartDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        self._hall: Hall | None = None
        self._asked = False
        self._trial = AddressTrial(self)
        self._trial.ended.connect(self._answered)
        self.form.title.setText(detail.row.title)
        self.form.lead.setText(f"学员 {detail.row.enrolled} 人。手机和这台电脑要在同一个网络里。")
        self._offer_sessions(number)
        self._offer_rooms(room)
        self._offer_networks()
        self.form.without_phones.clicked.connect(self._go_without)
        self.form.network.clicked.connect(self._offer_networks)

    def _offer_sessions(self, number: int | None) -> None:
        now = self.context.db.now()
        live = [row for row in self._detail.sessions if row.state != "cancelled"]
        entries = [
            (f"第 {row.number} 场　{words.near_day(row.held_on, now.date())}{words.half_day(row.starts)} "
             f"{words.span(row.starts, row.ends)}　{row.place}", row.number)
            for row in live
        ]  # fmt: skip
        following = next_session(self._detail, now)
        fill(self.form.session, entries, number or (following.number if following else None))

    def _offer_rooms(self, room: str) -> None:
        """Which classroom these phones and this desk are in; not asked where there is one only."""
        from partyschool.services.sign_in_list import room_of_list
        from partyschool.services.sub_classrooms import list_sub_classrooms

        room = room or room_of_list(self.context.db, self._detail.row.code)
        rooms = list_sub_classrooms(self.context.db, self._detail.row.code)
        main = f"主课堂　{self._detail.row.place}"
        entries = [(f"{row.name}　{row.form.responsible}　{row.called_up} 人", row.name) for row in rooms]
        fill(self.form.room, [(main, ""), *entries], room)
        self.form.room_part.setVisible(bool(rooms))

    @property
    def room(self) -> str:
        """Name of the sub-classroom, empty for the main one."""
        return str(self.form.room.currentData() or "")

    def _offer_networks(self) -> None:
        networks = list_networks()
        fill(self.form.address, [(network.words, network.address) for network in networks])
        self.form.save.setEnabled(bool(networks))
        if networks:
            self.form.network.hush()
        else:
            self.form.network.say(*NO_NETWORK, tone=Tone.WATCH, link="再看一次")

    @property
    def number(self) -> int:
        return int(self.form.session.currentData())

    def accept(self) -> None:
        from partyschool.services.sign_in_session import get_sign_in_session

        if self._hall is not None:
            return
        address = self.form.address.currentData()
        if address is None:
            raise Refusal("请先选一个网络；没有网络可以“不用手机，只在签到台签”。")
        now = self.context.db.now()
        session = get_sign_in_session(self.context.db, self._detail.row.code, self.number, now, room=self.room)
        self.form.save.setEnabled(False)
        self.form.save.setText("正在启动…")
        self._asked = False
        self._hall = self.context.halls.open(self.context.db, session, host=address)
        self._hall.changed.connect(self._try_out)
        self._hall.failed.connect(self._say_failed)
        self._try_out()

    def _try_out(self) -> None:
        """Once the service is up, ask it through the network that the phones will come by."""
        hall = self._hall
        if hall is None or self._asked or not hall.url or hall.state in (halls.STARTING, halls.DOWN):
            return
        self._asked = True
        self._trial.begin(hall.url)

    def _answered(self, milliseconds: int) -> None:
        hall = self._hall
        if hall is None:
            return
        if milliseconds >= 0:
            self._go_to_desk()
            return
        sentence, advice = NOT_REACHED
        self._give_up(sentence.format(address=hall.url.removeprefix("http://")), advice)

    def _say_failed(self, message: str) -> None:
        sentence, _, advice = message.partition("。")
        self._give_up(sentence + "。", advice)

    def _give_up(self, sentence: str, advice: str) -> None:
        hall, self._hall = self._hall, None
        if hall is not None:
            hall.stop()
        self.form.save.setText("再试一次")
        self.form.save.setEnabled(True)
        self.form.network.say(sentence, advice, tone=Tone.ERROR, link="再看一次")

    def _go_to_desk(self) -> None:
        super().accept()
        with_projector = self.form.with_projector.isChecked()
        code = self._detail.row.code
        self.context.go("desk", code=code, number=self.number, room=self.room, projector=with_projector)

    def _go_without(self) -> None:
        super().accept()
        self.context.go("desk", code=self._detail.row.code, number=self.number, room=self.room)

    def reject(self) -> None:
        if self._hall is not None:
            hall, self._hall = self._hall, None
            hall.stop()
        super().reject()
