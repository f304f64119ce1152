"""The window for the hall's screen: one picture, painted as a whole, and controls that come with the mouse."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QScreen,
)
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from partyschool.ui import halls, icons, tokens
from partyschool.ui.context import Context
from partyschool.ui.projector_paint import HEIGHT, WIDTH, Layout, Picture
from partyschool.ui.projector_scene import Scene, scene_of
from partyschool.ui.wakefulness import wakefulness

if TYPE_CHECKING:
    from partyschool.services.class_rows import ClassDetail
    from partyschool.ui.halls import Hall, Newcomer

FRESH_SECONDS = 5
TICK_MS, RELOAD_MS, HIDE_MS = 200, 5000, 3000
EXTRA_MINUTES = 10


class ProjectorWindow(QWidget):
    """Shows one hall until it is closed; closing it stops nothing."""

    def __init__(self, context: Context, hall: Hall) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.context, self.hall = context, hall
        self.setWindowTitle(f"签到 - {hall.session.title}")
        self.setMinimumSize(640, 360)
        self.resize(1280, 720)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._detail: ClassDetail | None = None
        self._scene: Scene | None = None
        self._deadline = 0.0
        self._fresh: dict[int, float] = {}
        self._controls = Controls(self)
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._count_down)
        self._reload = QTimer(self, interval=RELOAD_MS)
        self._reload.timeout.connect(self._read)
        self._hide = QTimer(self, singleShot=True, interval=HIDE_MS)
        self._hide.timeout.connect(self._hide_controls)
        hall.changed.connect(self._show_hall)
        hall.coded.connect(self._new_code)
        hall.came.connect(self._greet)
        hall.ended.connect(self.close)
        self._awake = wakefulness(self)
        self._awake.hold()
        screens = QGuiApplication.instance()
        assert isinstance(screens, QGuiApplication)
        screens.screenAdded.connect(self._take_screen)
        screens.screenRemoved.connect(self._leave_screen)
        self._read()
        self._new_code()
        self._tick.start()
        self._reload.start()

    @property
    def scene(self) -> Scene:
        """What is shown now."""
        assert self._scene is not None
        return self._scene

    def open_on(self, screen: QScreen | None) -> None:
        """Fill the given screen, or stand as a window where there is only the clerk's own."""
        if screen is None:
            self.showMaximized()
            return
        self.setGeometry(screen.geometry())
        self.showFullScreen()

    def next_screen(self) -> None:
        """控制条的“屏幕”: to the next one."""
        screens = QGuiApplication.screens()
        place = screens.index(self.screen()) if self.screen() in screens else 0
        self.showNormal()
        self.open_on(screens[(place + 1) % len(screens)])

    def _take_screen(self, screen: QScreen) -> None:
        """A projector that is plugged in while the window stands on the clerk's own screen gets it by itself."""
        if not self.isFullScreen() and self.isVisible():
            self.open_on(screen)

    def _leave_screen(self, screen: QScreen) -> None:
        """Qt brings the window to the clerk's screen when the projector goes; it must not cover the desk there."""
        if self.isFullScreen() and len(QGuiApplication.screens()) <= 1:
            self.unsetCursor()
            self.setWindowState(Qt.WindowState.WindowMinimized)

    # What changes

    def _read(self) -> None:
        from partyschool.services.class_queries import get_class

        self._detail = get_class(self.context.db, self.hall.session.class_code)
        self._settings = self.context.settings
        self._show_hall()

    def _show_hall(self) -> None:
        if self._detail is None:
            return
        scene = scene_of(self.hall, self._detail, self._settings, self.context.db.now())
        if scene != self._scene:
            self._scene = scene
            self.update()
        self._controls.show_state(self.hall.state)

    def _new_code(self) -> None:
        code = self.hall.code
        self._deadline = time.monotonic() + code.seconds if code is not None else 0.0
        self._show_hall()

    def _greet(self, newcomer: Newcomer) -> None:
        self._fresh[newcomer.id] = time.monotonic() + FRESH_SECONDS
        self.update()

    def _count_down(self) -> None:
        now = time.monotonic()
        gone = [key for key, until in self._fresh.items() if until <= now]
        for key in gone:
            del self._fresh[key]
        if gone:
            self.update()
        layout = self._layout()
        self.update(self._to_screen(layout.ring_area()))
        self.update(self._to_screen(layout.clock_area()))

    # Painting

    def scale(self) -> float:
        """Screen pixels per unit; 1.0 at 1920 × 1080."""
        return min(self.width() / WIDTH, self.height() / HEIGHT)

    def _layout(self) -> Layout:
        scale = self.scale()
        return Layout(self.width() / scale, self.height() / scale)

    def _to_screen(self, area: QRectF) -> QRect:
        scale = self.scale()
        return QRectF(
            area.x() * scale - 2, area.y() * scale - 2, area.width() * scale + 4, area.height() * scale + 4
        ).toAlignedRect()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.scale(), self.scale())
        picture = Picture(painter, self.scene, self._layout())
        picture.paint()
        left, whole = self._left(), max(self.hall.session.code_seconds, 1)
        picture.ring(min(left / whole, 1.0), int(left + 0.999))
        now = self.context.db.now()
        picture.clock(f"{now.hour}:{now:%M:%S}")
        picture.names(frozenset(self._fresh))

    def _left(self) -> float:
        return max(self._deadline - time.monotonic(), 0.0)

    # Controls

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._controls.place()
        self._controls.show()
        self.unsetCursor()
        self._hide.start()

    def _hide_controls(self) -> None:
        if self._controls.underMouse():
            self._hide.start()
            return
        self._controls.hide()
        if self.isFullScreen():
            self.setCursor(Qt.CursorShape.BlankCursor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._controls.place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() in (Qt.Key.Key_F11, Qt.Key.Key_F5):
            (self.showNormal if self.isFullScreen() else self.showFullScreen)()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._tick.stop()
        self._reload.stop()
        self._awake.release()
        super().closeEvent(event)


class Controls(QWidget):
    """暂停, 延长, 结束, 屏幕, 关闭 at the lower edge."""

    def __init__(self, window: ProjectorWindow) -> None:
        super().__init__(window)
        self._window = window
        self.setProperty("cls", "white")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(tokens.CONTROL_GAP)
        hall = window.hall
        self.pause = self._button(row, "暂停", "clock", hall.pause)
        self.extend = self._button(row, f"延长 {EXTRA_MINUTES} 分钟", "plus", lambda: hall.extend(EXTRA_MINUTES))
        self.close_hall = self._button(row, "结束签到", "x", hall.close)
        self._button(row, "换屏幕", "screen", window.next_screen)
        self._button(row, "关闭窗口", "x", window.close)
        self.hide()

    def _button(self, row: QHBoxLayout, text: str, icon: str, action: object) -> QPushButton:
        button = QPushButton(text)
        icons.set_button(button, icon)
        button.clicked.connect(lambda: action())  # type: ignore[operator]
        row.addWidget(button)
        return button

    def show_state(self, state: str) -> None:
        self.pause.setText(" 继续" if state == halls.PAUSED else " 现在就开始" if state == halls.EARLY else " 暂停")
        self.pause.setEnabled(state in (halls.OPEN, halls.PAUSED, halls.EARLY))
        self.close_hall.setEnabled(state in (halls.OPEN, halls.PAUSED))
        self.extend.setEnabled(state not in (halls.DOWN, halls.STARTING))

    def place(self) -> None:
        self.adjustSize()
        area = self._window.rect()
        self.move((area.width() - self.width()) // 2, area.height() - self.height() - 16)


def second_screen(beside: QWidget) -> QScreen | None:
    """The screen that the main window is not on; None where there is only one."""
    own = beside.screen()
    return next((screen for screen in QGuiApplication.screens() if screen is not own), None)
