"""The red panel of first start: what the program is, its three steps, and a village on its hills."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from partyschool.ui import icons, tokens
from partyschool.ui.widgets.painted import draw

WIDTH, LEFT = 472, 48
STEPS = (
    ("导入党员花名册", "手里的 Excel 直接用，不用改格式"),
    ("办一期培训班", "“5+1+N”自动排好，手机扫码签到"),
    ("学时自己算清楚", "谁还差多少，为什么，都能看到依据"),
)
# Left edge, top above the foot, width, height.
HOUSES = ((62, 181, 68, 46), (130, 168, 56, 37), (292, 200, 86, 62), (380, 176, 60, 40))
WHITE, PALE = "#FFFFFF", "#E9C9C6"


class WelcomePicture(QWidget):
    """Stands nowhere else: red is the action's colour everywhere inside."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(WIDTH)
        self.setAccessibleName("党校教育培训管理")

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 600)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QLinearGradient(0, 0, 0, self.height())
        ground.setColorAt(0, QColor(tokens.ACCENT))
        ground.setColorAt(1, QColor(tokens.ACCENT_HOVER))
        painter.fillRect(self.rect(), ground)
        self._village(painter)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(255, 255, 255, 34))
        painter.drawRoundedRect(QRectF(LEFT, 56, 52, 52), 8, 8)
        icons.paint(painter, "house-mark", QRectF(LEFT + 10, 66, 32, 32), WHITE)
        draw(painter, QRectF(LEFT, 132, WIDTH, 42), "党校教育培训管理", WHITE, 28, bold=True)
        draw(painter, QRectF(LEFT, 178, WIDTH, 24), "花名册进来，学时、证书、总结出去", PALE, 15)
        for place, (title, note) in enumerate(STEPS):
            self._step(painter, 266 + place * 76, place + 1, title, note)
        foot = QRectF(LEFT, self.height() - 48, WIDTH, 20)
        draw(painter, foot, "数据只在这台电脑上，不联网也能用", PALE, tokens.FONT_CAPTION)

    def _step(self, painter: QPainter, top: float, number: int, title: str, note: str) -> None:
        disc = QRectF(LEFT, top, 32, 32)
        painter.setBrush(QColor(255, 255, 255, 20))
        painter.setPen(QPen(QColor(255, 255, 255, 120), 1.2))
        painter.drawEllipse(disc)
        draw(painter, disc, str(number), WHITE, 14, bold=True, align=Qt.AlignmentFlag.AlignHCenter)
        draw(painter, QRectF(LEFT + 50, top - 4, WIDTH, 22), title, WHITE, 14, bold=True)
        draw(painter, QRectF(LEFT + 50, top + 19, WIDTH, 22), note, PALE, tokens.FONT_BODY)

    def _village(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        bottom = float(self.height())
        self._hill(painter, bottom, (196, 208, 146, 218))
        painter.setBrush(QColor(255, 255, 255, 38))
        for left, above, width, height in HOUSES:
            self._house(painter, left, bottom - above, width, height)
        self._hill(painter, bottom, (126, 154, 96, 160))
        self._hill(painter, bottom, (74, 82, 52, 98))

    def _hill(self, painter: QPainter, bottom: float, heights: tuple[int, int, int, int]) -> None:
        first, second, third, last = heights
        path = QPainterPath(QPointF(0, bottom))
        path.lineTo(0, bottom - first)
        path.cubicTo(WIDTH * 0.3, bottom - second, WIDTH * 0.6, bottom - third, WIDTH, bottom - last)
        path.lineTo(WIDTH, bottom)
        painter.setBrush(QColor(255, 255, 255, 22))
        painter.drawPath(path)

    def _house(self, painter: QPainter, left: float, top: float, width: float, height: float) -> None:
        roof = [QPointF(left, top + 16), QPointF(left + width / 2, top), QPointF(left + width, top + 16)]
        painter.drawPolygon(QPolygonF(roof))
        painter.drawRect(QRectF(left + width * 0.1, top + 16, width * 0.8, height))
