"""Choosing one person: by typing a part of the name, its pinyin initials or the end of the number."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QWidget

if TYPE_CHECKING:
    from partyschool.services.people_rows import PersonRow

Search = Callable[[str], "list[PersonRow]"]


class PersonCombo(QComboBox):
    """`start(search)`; `value()` is None until what stands in the field is a person that was found.

    The list is asked for anew with every letter, twenty at most: a city's people are too many to offer at once.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMinimumContentsLength(14)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._field = QLineEdit(self)
        self._field.setPlaceholderText("姓名、拼音首字母或身份证尾号")
        self.setLineEdit(self._field)
        self._offered = QStringListModel(self)
        completer = QCompleter(self._offered, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setCompleter(completer)
        self._search: Search | None = None
        self._known: dict[str, int] = {}
        self._field.textEdited.connect(self._look)

    def start(self, search: Search, first: Iterable[PersonRow] = ()) -> None:
        """Where to look; `first` are offered before anything is typed."""
        self._search = search
        self.offer(first)
        self.setCurrentIndex(-1)

    def offer(self, people: Iterable[PersonRow]) -> None:
        """Put these on the list; what stands in the field stays."""
        typed = self._field.text()
        self.clear()
        for person in people:
            text = self._told_apart(_words(person), person.id)
            self._known[text] = person.id
            self.addItem(text, person.id)
        self._offered.setStringList([self.itemText(place) for place in range(self.count())])
        self._field.setText(typed)

    def _told_apart(self, text: str, person_id: int) -> str:
        """Two records may look the same in every word; each still needs a line of its own."""
        return text if self._known.get(text, person_id) == person_id else f"{text}（记录 {person_id}）"

    def _look(self, typed: str) -> None:
        if self._search is not None and typed.strip() and typed not in self._known:
            self.offer(self._search(typed))  # the field itself opens the list after this

    def choose(self, person: PersonRow) -> None:
        """Put somebody into the field."""
        self.offer([person])
        self.setCurrentIndex(0)
        self._field.setCursorPosition(0)  # the name is what must be seen of a long line

    def value(self) -> int | None:
        """The id of the person in the field."""
        text = self.currentText().strip(" ")
        place = self.findText(text, Qt.MatchFlag.MatchExactly)
        return self._known.get(self.itemText(place)) if place >= 0 else None


def _words(person: PersonRow) -> str:
    """Told from namesakes by unit, year of birth and the end of the number."""
    tail = f"尾号 {person.id_number[-4:]}" if person.id_number else "没有身份证号"
    left = "，已减少" if person.is_left else ""
    return f"{person.name} · {person.unit or '没有单位'} · {person.birth_on[:4] or '—'} 年生 · {tail}{left}"
