"""点名签到: a few letters find the person, a figure or Enter signs in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from partyschool.ui import class_words as words
from partyschool.ui import tokens
from partyschool.ui.desk_words import village
from partyschool.ui.projector_scene import clock
from partyschool.ui.search import hits
from partyschool.ui.widgets.painted import draw

if TYPE_CHECKING:
    from partyschool.services.attendance import AttendanceRow

ROW_HEIGHT, KEYS = 44, 9
NOBODY = ("名单上没有符合的人，改几个字再找", "不在名单上的，点下面的“临时参训…”")
ROW = Qt.ItemDataRole.UserRole
WAY_WORDS = {"phone": "手机", "card": "学员证", "tap": "点名", "paper": "纸质", "import": "导入"}
AnyIndex = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


def is_open(row: AttendanceRow, leaving: bool = False) -> bool:
    """Whether the person can still be signed in here, or out when people leave."""
    if leaving:
        return row.state == "present" and row.sign_out_at is None
    return row.state in ("missing", "absent")


def fits(row: AttendanceRow, query: str) -> bool:
    """By name, initials, village or the end of the number."""
    if hits(query, row.name, row.initials) is not None:
        return True
    return query.strip() in row.unit or (len(query.strip()) > 1 and row.tail.endswith(query.strip().upper()))


def of_room(rows: Sequence[AttendanceRow], room: str | None) -> list[AttendanceRow]:
    """Who has to do with one room of the class; everybody where there is one room only."""
    return [row for row in rows if room is None or row.belongs_to(room)]


def order_rows(
    rows: Sequence[AttendanceRow], query: str, unit: object, *, open_first: bool, leaving: bool = False
) -> list[AttendanceRow]:
    """Who fits, those not yet here (or gone) in front."""
    kept = [row for row in rows if fits(row, query) and unit in (None, row.unit)]
    return sorted(kept, key=lambda row: (open_first and not is_open(row, leaving), row.sort_key, row.person_id))


def identity(row: AttendanceRow) -> str:
    """What tells two people of one name apart; or why nobody needs to be told apart any more."""
    if row.state == "present" and row.sign_out_at is not None:
        return f"已签退 {clock(row.sign_out_at.time())}"
    if row.state == "present" and row.sign_in_at is not None:
        return f"已签 {clock(row.sign_in_at.time())} {WAY_WORDS.get(row.way, '')}"
    if row.state == "leave":
        return f"请假 {row.reason}".strip()
    year = f"{row.birth_year}年" if row.birth_year else ""
    tail = f"尾号 {row.tail}" if row.tail else ""
    absent = words.ABSENCES["absent"] if row.state == "absent" else ""
    return "　".join(part for part in (year, tail, absent) if part)


class RollModel(QAbstractListModel):
    """The rows as they stand in the list."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[AttendanceRow] = []
        self.with_keys = self.leaving = False

    def show(self, rows: list[AttendanceRow], *, with_keys: bool, leaving: bool) -> None:
        self.beginResetModel()
        self.rows, self.with_keys, self.leaving = rows, with_keys, leaving
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{row.name} {row.unit} {identity(row)}"
        return None

    def key(self, place: int) -> str:
        """The figure that signs this row in."""
        if not self.with_keys or place >= min(KEYS, len(self.rows)):
            return ""
        return str(place + 1) if is_open(self.rows[place], self.leaving) else ""


class RollDelegate(QStyledItemDelegate):
    """Key in accent, name 20 bold, village, identity; grey below for those who are here."""

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(200, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        area: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        row, model = index.data(ROW), index.model()
        can_sign = is_open(row, isinstance(model, RollModel) and model.leaving)
        selected = bool(state & QStyle.StateFlag.State_Selected) and can_sign
        painter.save()
        painter.fillRect(area, QColor(tokens.ACCENT_SOFT if selected else tokens.CARD))
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, QColor(tokens.CARD_LINE))
        ink = tokens.TEXT_1 if can_sign else tokens.TEXT_3
        key = model.key(index.row()) if isinstance(model, RollModel) else ""
        line = QRectF(area)
        centre = Qt.AlignmentFlag.AlignHCenter
        draw(painter, QRectF(line.left() + 8, line.top(), 30, line.height()), key, tokens.ACCENT, 16, bold=True,
             align=centre)  # fmt: skip
        draw(painter, QRectF(line.left() + 54, line.top(), 114, line.height()), row.name, ink, 20, bold=True)
        second = tokens.TEXT_2 if can_sign else tokens.TEXT_3
        draw(painter, QRectF(line.left() + 174, line.top(), 104, line.height()), village(row.unit), second, 14)
        draw(
            painter, QRectF(line.left() + 284, line.top(), line.width() - 290, line.height()), identity(row), second, 14
        )
        painter.restore()


class RollField(QLineEdit):
    """Takes letters; figures, arrows, Enter and Escape are for the list.

    `commands(key)` is asked first while the field is empty; True means that the key was for it.
    """

    signed = Signal(int)
    moved = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.commands: Callable[[int], bool] = lambda key: False

    def event(self, event: QEvent) -> bool:
        # An empty field has nothing to undo: Ctrl+Z takes back the last sign-in.
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent) or self.text():
            return super().event(event)
        if event.matches(QKeySequence.StandardKey.Undo):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, text = event.key(), event.text()
        if not self.text() and self.commands(key):
            return
        if text in tuple("123456789") and self._has_letters():
            self.signed.emit(int(text) - 1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.signed.emit(-1)
        elif key == Qt.Key.Key_Escape:
            self.clear()
        elif not self.text() and event.matches(QKeySequence.StandardKey.Undo):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _has_letters(self) -> bool:
        return any(character.isalpha() for character in self.text())


class RollList(QListView):
    """The list under the field."""

    wanted = Signal(object)
    menu_wanted = Signal(object, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.roll = RollModel(self)
        self.setModel(self.roll)
        self.setItemDelegate(RollDelegate(self))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("点名名单")
        self._is_picked = False
        self.clicked.connect(lambda index: self._pick())
        self.doubleClicked.connect(lambda index: self.wanted.emit(index.data(ROW)))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask_menu)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.roll.rows:
            painter, area = QPainter(self.viewport()), QRectF(self.viewport().rect()).adjusted(0, 24, 0, 0)
            for place, line in enumerate(NOBODY):
                words_at = QRectF(area.left(), area.top() + 28 * place, area.width(), 28)
                draw(painter, words_at, line, tokens.TEXT_2, 14, align=Qt.AlignmentFlag.AlignHCenter)

    def _ask_menu(self, at: QPoint) -> None:
        index = self.indexAt(at)
        if index.isValid():
            self.setCurrentIndex(index)
            self.menu_wanted.emit(index.data(ROW), self.viewport().mapToGlobal(at))

    def show_rows(self, rows: list[AttendanceRow], *, with_keys: bool, leaving: bool = False) -> None:
        """Keep the same person chosen, else the first who is not here yet.

        Whom the clerk has picked or asked for stays chosen when their phone was quicker: Enter must not mean another.
        """
        before, is_asked = self.chosen(), self._is_picked or with_keys
        self.roll.show(rows, with_keys=with_keys, leaving=leaving)
        for place, row in enumerate(rows):
            if before and row.person_id == before.person_id and (is_asked or is_open(row, leaving)):
                self.setCurrentIndex(self.roll.index(place))
                return
        self._is_picked = False
        self.setCurrentIndex(self.roll.index(0) if rows else ROOT)
        self.scrollToTop()

    def _pick(self) -> None:
        self._is_picked = True

    def chosen(self) -> AttendanceRow | None:
        index = self.currentIndex()
        return index.data(ROW) if index.isValid() else None

    def at(self, place: int) -> AttendanceRow | None:
        """The row with that key; None where there is none."""
        return self.roll.rows[place] if self.roll.key(place) else None

    def step(self, by: int) -> None:
        place = min(max(self.currentIndex().row() + by, 0), len(self.roll.rows) - 1)
        if place >= 0:
            self._pick()
            self.setCurrentIndex(self.roll.index(place))
            self.scrollTo(self.roll.index(place))
