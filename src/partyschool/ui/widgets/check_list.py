"""A list of names with a box before each; searching hides the others and forgets no tick."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

KEY, SEARCHED = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


class CheckList(QListWidget):
    """`set_choices([("周文斌　镇党委书记", 3, "zwb")…], ticked)`; Space or a click ticks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.itemActivated.connect(_turn)

    def set_choices(self, choices: Sequence[tuple[str, int, str]], ticked: Collection[int] = ()) -> None:
        """Text, key and pinyin initials of each; the ticked ones come first."""
        self.clear()
        for text, key, initials in sorted(choices, key=lambda choice: choice[1] not in ticked):
            item = QListWidgetItem(text, self)
            item.setData(KEY, key)
            item.setData(SEARCHED, f"{text} {initials}".lower())
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if key in ticked else Qt.CheckState.Unchecked)

    def search(self, text: str) -> None:
        """Show only what holds the text or begins with it as initials."""
        wanted = text.strip().lower()
        for item in self._items():
            item.setHidden(wanted not in item.data(SEARCHED))

    def ticked(self) -> list[int]:
        """Keys of everything ticked, hidden or not."""
        return [item.data(KEY) for item in self._items() if item.checkState() == Qt.CheckState.Checked]

    def tick(self, key: int, on: bool = True) -> None:
        """As a click on its box does."""
        for item in self._items():
            if item.data(KEY) == key:
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _items(self) -> list[QListWidgetItem]:
        return [self.item(place) for place in range(self.count())]


def _turn(item: QListWidgetItem) -> None:
    on = item.checkState() == Qt.CheckState.Checked
    item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)
