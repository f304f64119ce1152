"""Finding the dialog that a page has opened."""

from typing import TypeVar

from PySide6.QtWidgets import QWidget

Dialog = TypeVar("Dialog", bound=QWidget)


def dialog_of(page: QWidget, kind: type[Dialog]) -> Dialog:
    """The one open dialog of that kind."""
    [found] = [widget for widget in page.findChildren(kind) if widget.isVisible()]
    return found
