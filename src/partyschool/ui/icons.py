"""Line icons on a 24-unit grid, drawn in the colour of the text beside them.

The drawings are `resources/icons/*.svg`; their one stroke colour is replaced before rendering.
"""

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from partyschool.paths import resource
from partyschool.ui import tokens

DRAWN_COLOUR = "#625A53"
KIND_COLOURS = {"primary": tokens.CARD, "link": tokens.ACCENT}


@cache
def renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_drawing(name).replace(DRAWN_COLOUR, colour).encode()))


@cache
def _drawing(name: str) -> str:
    return resource(f"icons/{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=1024)
def _pixmap(name: str, size: int, colour: str, ratio: float) -> QPixmap:
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer(name, colour).render(painter)
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def screen_ratio() -> float:
    """The sharpest attached display decides, so that an icon never has to be enlarged."""
    application = QGuiApplication.instance()
    return application.devicePixelRatio() if isinstance(application, QGuiApplication) else 1.0


def pixmap(name: str, size: int = 16, colour: str = tokens.TEXT_2) -> QPixmap:
    return _pixmap(name, size, colour, screen_ratio())


@lru_cache(maxsize=512)
def icon(name: str, size: int = 16, colour: str = tokens.TEXT_2, on: str = "") -> QIcon:
    """An icon for buttons: greyed when disabled, in the colour `on` when checked."""
    made = QIcon(pixmap(name, size, colour))
    made.addPixmap(pixmap(name, size, tokens.DISABLED), QIcon.Mode.Disabled)
    if on:
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Active, QIcon.Mode.Selected):
            made.addPixmap(pixmap(name, size, on), mode, QIcon.State.On)
    return made


def grey(name: str, size: int = 16) -> QIcon:
    """An icon for a button that cannot be pressed yet."""
    made = QIcon()
    made.addPixmap(pixmap(name, size, tokens.DISABLED), QIcon.Mode.Disabled)
    return made


def paint(painter: QPainter, name: str, area: QRectF, colour: str = tokens.TEXT_2) -> None:
    """Draw the icon as a picture inside other painting; a cached pixmap costs a tenth of rendering again."""
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(area.topLeft(), _pixmap(name, round(area.width()), colour, ratio))


def paint_in(painter: QPainter, name: str, size: int, left: float, middle: float, colour: str) -> None:
    """Draw the icon with its left edge at `left`, centred on the height `middle`."""
    paint(painter, name, QRectF(round(left), round(middle - size / 2), size, size), colour)


def give_buttons(root: QWidget) -> None:
    """Put icons on all buttons under `root` whose form names one in the dynamic property `icon_name`.

    A click leaves the focus where it was: the frame of the focus is for those who come by keyboard.
    """
    for button in root.findChildren(QAbstractButton):
        if isinstance(button, QPushButton):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        name = button.property("icon_name")
        if isinstance(name, str) and name:
            set_button(button, name)


def set_button(button: QAbstractButton, name: str) -> None:
    """One icon in the colour that the button's kind gives its text; the text steps 4 px away from it."""
    colour = KIND_COLOURS.get(str(button.property("kind")), tokens.TEXT_2)
    size = 18 if button.property("kind") == "nav" else 16
    button.setIcon(icon(name, size, colour, tokens.ACCENT if button.isCheckable() else ""))
    button.setIconSize(QSize(size, size))
    if button.text() and not button.text().startswith(" "):
        button.setText(" " + button.text())


def square(size: int) -> QSize:
    return QSize(size, size)
