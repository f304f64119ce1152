"""Fields of a form bound to named values: shown together, read together, and asked what has changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QAbstractSpinBox, QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QSpinBox, QWidget


@dataclass(frozen=True, slots=True)
class Bound:
    """How a widget is read and shown, and what it emits when a person changes it."""

    read: Callable[[], Any]
    show: Callable[[Any], object]
    changed: Any


class BoundFields(QObject):
    """`BoundFields({"office.clerk": form.clerk, …})`; `edited` is emitted at every change by hand."""

    edited = Signal()

    def __init__(self, widgets: Mapping[str, QWidget], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fields = {name: bind(widget) for name, widget in widgets.items()}
        self._shown: dict[str, Any] = {}
        self._showing = False
        for field in self._fields.values():
            field.changed.connect(self._tell)

    def show(self, values: Mapping[str, Any]) -> None:
        """Show these values; from now on `changes` compares with them."""
        self._showing = True
        for name, field in self._fields.items():
            field.show(values[name])
        self._shown = self.values()
        self._showing = False

    def changes(self) -> dict[str, Any]:
        """What differs from what was shown; nothing before anything was."""
        values = self.values()
        return {name: values[name] for name, shown in self._shown.items() if values[name] != shown}

    def values(self) -> dict[str, Any]:
        return {name: field.read() for name, field in self._fields.items()}

    def _tell(self) -> None:
        if not self._showing:
            self.edited.emit()


def bind(widget: QWidget) -> Bound:
    """The usual widgets of forms; combo boxes by the data of their entries."""
    if isinstance(widget, QCheckBox):
        return Bound(widget.isChecked, widget.setChecked, widget.toggled)
    if isinstance(widget, QComboBox):
        return Bound(widget.currentData, lambda value: _choose(widget, value), widget.currentIndexChanged)
    if isinstance(widget, QPlainTextEdit):
        return Bound(widget.toPlainText, widget.setPlainText, widget.textChanged)
    if isinstance(widget, QSpinBox) and widget.minimum() < 0:
        return Bound(lambda: count_or_none(widget), lambda count: show_count(widget, count), widget.valueChanged)
    if isinstance(widget, QAbstractSpinBox):
        return Bound(widget.value, widget.setValue, widget.valueChanged)  # type: ignore[attr-defined]
    assert isinstance(widget, QLineEdit)
    return Bound(lambda: widget.text().strip(), widget.setText, widget.textChanged)


def count_or_none(field: QSpinBox) -> int | None:
    """What stands in a field whose lowest value, -1, is shown as 没有填."""
    return None if field.value() < 0 else field.value()


def show_count(field: QSpinBox, count: int | None) -> None:
    """The other direction."""
    field.setValue(-1 if count is None else count)


def _choose(combo: QComboBox, value: Any) -> None:
    places = [place for place in range(combo.count()) if combo.itemData(place) == value]
    combo.setCurrentIndex(places[0] if places else 0)
