"""Tabs over a QStackedWidget, as exclusive buttons; QTabWidget's frame would fight the card."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QStackedWidget, QWidget

from partyschool.ui import tokens


class TabBar(QWidget):
    """`set_tabs([("lessons", "课程表", "9"), …])`, `over(stack)`; widgets added by `add_action` stand right."""

    changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(tokens.TAB_HEIGHT)
        self._group = QButtonGroup(self)
        self._keys: list[str] = []
        self._titles: list[str] = []
        self._stack: QStackedWidget | None = None
        layout = QHBoxLayout(self)
        layout.setContentsMargins(tokens.S16, 0, tokens.S12, 0)
        layout.setSpacing(18)
        self._tabs, self._actions = QHBoxLayout(), QHBoxLayout()
        layout.addLayout(self._tabs)
        layout.addStretch(1)
        layout.addLayout(self._actions)
        self._tabs.setSpacing(18)
        self._group.idToggled.connect(self._switch)

    def set_tabs(self, tabs: Sequence[tuple[str, str, str]]) -> None:
        """Key, title and count ("" for none) of each tab, once; later counts go by `set_count`."""
        for key, title, count in tabs:
            button = QPushButton(f"{title}  {count}".strip())
            button.setProperty("kind", "tab")
            button.setCheckable(True)
            self._keys.append(key)
            self._titles.append(title)
            self._group.addButton(button, len(self._keys) - 1)
            self._tabs.addWidget(button)
        self.choose(self._keys[0])

    def set_count(self, key: str, count: str) -> None:
        place = self._keys.index(key)
        self._group.button(place).setText(f"{self._titles[place]}  {count}".strip())

    def over(self, stack: QStackedWidget) -> None:
        """The pages of `stack` follow the tabs, in the same order."""
        self._stack = stack
        stack.setCurrentIndex(max(self._group.checkedId(), 0))

    def add_action(self, widget: QWidget) -> None:
        self._actions.addWidget(widget)

    def current(self) -> str:
        return self._keys[self._group.checkedId()]

    def choose(self, key: str) -> None:
        self._group.button(self._keys.index(key)).setChecked(True)

    def _switch(self, place: int, on: bool) -> None:
        if on:
            if self._stack is not None:
                self._stack.setCurrentIndex(place)
            self.changed.emit(self._keys[place])
