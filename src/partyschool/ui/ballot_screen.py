"""测评码 on the hall's screen: the code, the address, and how many ballots have come."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QCloseEvent, QColor, QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from partyschool.ui.phone_pages import CLOSED, PhonePages
from partyschool.ui.projector import second_screen
from partyschool.ui.projector_paint import HEIGHT, WIDTH
from partyschool.ui.qr import modules, paint_code
from partyschool.ui.tokens import ACCENT, PAGE, TEXT_1
from partyschool.ui.wakefulness import wakefulness

CODE_SIDE = 700
LEFT, RIGHT = 466, 968
SMALLEST = 22
STEPS = ("打开手机相机，对准左边扫码", "微信打不开时：点右上角 ⋯ → 在浏览器打开", "不记名，不问姓名；一部手机交一张")


class BallotScreen(QWidget):
    """Stays until it is closed or the questionnaire ends; Escape closes it. Whoever opens it keeps it: Qt does not."""

    def __init__(self, title: str, pages: PhonePages) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self._title, self._pages = title, pages
        self.setWindowTitle(f"手机测评 - {title}")
        self.resize(1280, 720)
        pages.changed.connect(self.update)
        pages.ended.connect(self.close)
        self._awake = wakefulness(self)

    def open(self, beside: QWidget) -> None:
        """On the projector where there is one, else over the clerk's own screen."""
        screen = second_screen(beside)
        if screen is not None:
            self.setGeometry(screen.geometry())
        self._awake.hold()
        self.showFullScreen()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._awake.release()
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(PAGE))
        scale = min(self.width() / WIDTH, self.height() / HEIGHT)
        painter.translate(round((self.width() - WIDTH * scale) / 2), round((self.height() - HEIGHT * scale) / 2))
        painter.scale(scale, scale)
        painter.fillRect(QRectF(0, 0, 2 * LEFT, HEIGHT), QColor("#FFFFFF"))
        if self._pages.is_open and self._pages.code_url:
            module = CODE_SIDE / len(modules(self._pages.code_url))
            paint_code(painter, self._pages.code_url, QRectF(0, 0, 2 * LEFT, HEIGHT - 180).center(), module)
            self._write(painter, QRectF(40, 890, 2 * LEFT - 80, 60), "请用手机扫码测评", 46, bold=True, centre=True)
            address = self._pages.code_url.lower().removeprefix("http://")
            self._write(painter, QRectF(40, 960, 2 * LEFT - 80, 60), address, 36, centre=True)
        else:
            words = "测评已结束" if self._pages.state == CLOSED else "请稍等…"
            self._write(painter, QRectF(0, 0, 2 * LEFT, HEIGHT), words, 120, bold=True, centre=True)
        self._write_right(painter)
        painter.end()

    def _write_right(self, painter: QPainter) -> None:
        width = WIDTH - RIGHT - 60
        self._write(painter, QRectF(RIGHT, 50, width, 190), self._title, 54, bold=True)
        self._write(painter, QRectF(RIGHT, 250, width, 70), "教学质量测评", 54, bold=True, colour=ACCENT)
        for place, words in enumerate(STEPS):
            self._write(painter, QRectF(RIGHT, 360 + 110 * place, width, 110), f"{place + 1}　{words}", 40)
        self._write(painter, QRectF(RIGHT, 730, width, 60), f"已收到（发放 {self._pages.issued} 张）", 44)
        received = f"{self._pages.received}"
        self._write(painter, QRectF(RIGHT, 790, width, 200), received, 160, bold=True, colour=ACCENT)

    def _write(
        self,
        painter: QPainter,
        area: QRectF,
        words: str,
        size: int,
        *,
        bold: bool = False,
        centre: bool = False,
        colour: str = TEXT_1,
    ) -> None:
        """In the area, smaller where it does not fit."""
        across = Qt.AlignmentFlag.AlignHCenter if centre else Qt.AlignmentFlag.AlignLeft
        flags = across | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        font = QFont(self.font())
        font.setBold(bold)
        font.setPixelSize(size)
        painter.setFont(font)
        while font.pixelSize() > SMALLEST and not area.contains(painter.boundingRect(area, flags, words)):
            font.setPixelSize(font.pixelSize() - 2)
            painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(area, flags, words)
