"""Entries of a context menu, made from an icon, words and what they do."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from partyschool.ui import icons

Entry = tuple[str, str, Callable[[], object]]


def menu_actions(parent: QObject, entries: Iterable[Entry]) -> list[QAction]:
    """An action for each (icon, words, deed); an empty icon shows none."""
    actions = []
    for icon, words, act in entries:
        action = QAction(icons.icon(icon), words, parent) if icon else QAction(words, parent)
        action.triggered.connect(lambda checked=False, do=act: do())
        actions.append(action)
    return actions
