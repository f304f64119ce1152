"""The networks of this computer, in words that a clerk knows them by, the likeliest for phones first."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtNetwork import (
    QAbstractSocket,
    QHostAddress,
    QNetworkAccessManager,
    QNetworkInterface,
    QNetworkProxy,
    QNetworkReply,
    QNetworkRequest,
)

KINDS = {QNetworkInterface.InterfaceType.Wifi: "无线网", QNetworkInterface.InterfaceType.Ethernet: "网线"}
VIRTUAL = 9
_VIRTUAL = re.compile(r"docker|veth|vethernet|vmware|virtualbox|vbox|tun|tap|br-|zerotier|tailscale", re.IGNORECASE)
NO_NETWORK = (
    "这台电脑没有连上网络，手机扫不了码。",
    "连上党校的无线网或插上网线后按“再看一次”；也可以打开电脑的移动热点，让手机连它；"
    "都不行时，用签到台的扫码枪、点名或纸质签到。",
)
NOT_REACHED = (
    "签到服务已启动，但从 {address} 连不上它。",
    "多半是防火墙拦住了：请在防火墙里允许本程序，或换一个网络再试。",
)


ANSWER_MS = 5000


class AddressTrial(QObject):
    """Asks the service through the network that the phones come by; `ended(milliseconds)`, -1 without an answer."""

    ended = Signal(int)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._phone = QNetworkAccessManager(self)
        # Phones in the hall have no proxy, whatever the office has set for this computer.
        self._phone.setProxy(QNetworkProxy(QNetworkProxy.ProxyType.NoProxy))

    def begin(self, url: str) -> None:
        """Ask once; a new connection each time, as a new phone makes one."""
        request = QNetworkRequest(QUrl(f"{url}/health"))
        request.setTransferTimeout(ANSWER_MS)
        request.setRawHeader(b"Connection", b"close")
        began = time.monotonic()
        reply = self._phone.get(request)
        reply.finished.connect(lambda: self._answered(reply, began))

    def _answered(self, reply: QNetworkReply, began: float) -> None:
        reply.deleteLater()
        is_well = reply.error() == QNetworkReply.NetworkError.NoError
        self.ended.emit(round((time.monotonic() - began) * 1000) if is_well else -1)


@dataclass(frozen=True, slots=True)
class Network:
    """An address that phones could reach: “无线网 WLAN　192.168.1.8”."""

    address: str
    words: str
    rank: int

    @property
    def is_virtual(self) -> bool:
        """A network between this computer and machines inside it, where no phone can be."""
        return self.rank == VIRTUAL


def list_networks() -> list[Network]:
    """Networks that are up, with a private or public IPv4 address; machines inside machines come last."""
    found = []
    for interface in QNetworkInterface.allInterfaces():
        flags = interface.flags()
        up = QNetworkInterface.InterfaceFlag.IsUp | QNetworkInterface.InterfaceFlag.IsRunning
        if flags & up != up or flags & QNetworkInterface.InterfaceFlag.IsLoopBack:
            continue
        found += [_network(interface, entry.ip()) for entry in interface.addressEntries() if _is_reachable(entry.ip())]
    return sorted(found, key=lambda network: (network.rank, network.words))


def _is_reachable(address: QHostAddress) -> bool:
    """169.254… is what a computer gives itself when nobody gives it an address."""
    is_four = address.protocol() == QAbstractSocket.NetworkLayerProtocol.IPv4Protocol
    return is_four and not address.isLoopback() and not address.isLinkLocal()


def _network(interface: QNetworkInterface, address: QHostAddress) -> Network:
    name = interface.humanReadableName() or interface.name()
    is_virtual = _VIRTUAL.search(name) is not None
    kind = KINDS.get(interface.type(), "网络")
    rank = VIRTUAL if is_virtual else list(KINDS).index(interface.type()) if interface.type() in KINDS else 5
    shown = f"{'虚拟网络' if is_virtual else kind} {name}　{address.toString()}"
    return Network(address.toString(), shown, rank)
