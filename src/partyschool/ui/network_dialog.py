"""手机扫不开: whether the service can be reached, whether a phone ever came, and the usual causes with what to do."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from partyschool.ui import halls
from partyschool.ui.form_dialog import FormDialog
from partyschool.ui.forms.ui_network_dialog import Ui_NetworkDialog
from partyschool.ui.networks import NOT_REACHED, AddressTrial
from partyschool.ui.tokens import Tone
from partyschool.ui.widgets.card import label, row

if TYPE_CHECKING:
    from partyschool.ui.halls import Hall

WORDS_WIDTH = 430
FIREWALL = {
    "win32": "Windows 设置 → 防火墙和网络保护 → 允许应用通过防火墙，把本程序的“专用”“公用”都勾上。",
    "linux": "在系统的防火墙设置里允许本程序，或请管理员放行这个端口；UOS、麒麟在“安全中心”里。",
}
WITH_WIFI = "扫投影右下角的小码就连上。"
WITHOUT_WIFI = "在“设置 → 签到”里填上会场 WiFi，投影上就有连网的小码。"
CAUSES = (
    ("手机没连同一个网络", "手机要连和这台电脑相同的无线网，不能用手机流量。{wifi}"),
    ("防火墙挡住了", FIREWALL.get(sys.platform, FIREWALL["linux"])),
    (
        "路由器开了隔离",
        "连着同一个无线网也打不开，多半是“AP 隔离”或访客网络：换一个无线网，或打开电脑的移动热点让手机连。",
    ),
    ("用微信扫的", "微信常常不让打开：点右上角 ⋯ → 在浏览器打开；或用手机相机扫、在浏览器里输网址。"),
    ("政务外网的电脑", "不许手机接入。不用手机，用学员证、点名或纸质签到，学时一样。"),
)


class NetworkDialog(FormDialog):
    """Opened from the desk's line about the service."""

    def __init__(self, parent: QWidget, hall: Hall) -> None:
        from partyschool.services.settings import get_all

        super().__init__(parent)
        self.form = Ui_NetworkDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        self._hall = hall
        self._trial = AddressTrial(self)
        self._trial.ended.connect(self._show)
        wifi = WITH_WIFI if get_all(hall.db)["sign_in.wifi_name"] else WITHOUT_WIFI
        for cause, remedy in CAUSES:
            name, words = label(cause, "strong"), label(remedy.format(wifi=wifi), "second", wrap=True)
            name.setFixedWidth(150)
            name.setAlignment(Qt.AlignmentFlag.AlignTop)
            words.setFixedWidth(WORDS_WIDTH)
            words.setMinimumHeight(words.heightForWidth(WORDS_WIDTH))  # a layout of layouts does not ask
            self.form.causes.addLayout(row(name, words))
        self.accept()

    def accept(self) -> None:
        """再测一次: the button does not close the dialog."""
        hall = self._hall
        code = f"　签到码 {hall.code.digits[:3]} {hall.code.digits[3:]}" if hall.code is not None else ""
        self.form.lead.setText(f"手机浏览器里输：{hall.url.removeprefix('http://') or '（还没有网址）'}{code}")
        if hall.problem:
            self.form.tried.say(hall.problem, tone=Tone.ERROR)
        elif hall.url and hall.state != halls.DOWN:
            self.form.tried.say("正在从这台电脑的网络地址打开签到页…")
            self._trial.begin(hall.url)

    def _show(self, milliseconds: int) -> None:
        if milliseconds < 0:
            sentence, advice = NOT_REACHED
            self.form.tried.say(
                sentence.format(address=self._hall.url.removeprefix("http://")), advice, tone=Tone.ERROR
            )
            return
        if self._hall.is_reached:
            self.form.tried.say(
                "签到页能打开，也已经有手机连上。", "个别手机扫不开的，看下面第一条和第四条。", tone=Tone.DONE
            )
            return
        self.form.tried.say(
            f"这台电脑自己打得开（{milliseconds} 毫秒），还没有手机连上。", "先用一部手机试一试；打不开就从上往下查。",
            tone=Tone.WATCH,
        )  # fmt: skip
