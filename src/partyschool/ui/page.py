"""A page of the window: built once on the first visit, reloaded when what it shows has changed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from partyschool.ui import icons, style
from partyschool.ui.context import Context
from partyschool.ui.widgets.search_field import SearchField


class Page(QWidget):
    """Sub-classes set up their form in `__init__`, then call `dress()`; `refresh()` reads and shows the rows.

    `tables` names the tables whose change makes the page reload; while hidden it only remembers to.
    """

    tables: frozenset[str] = frozenset()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.stale = True
        self.setProperty("cls", "page")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def dress(self) -> None:
        """Put the icons on the buttons of the form (dynamic property `icon_name`) and look its styles up again.

        uic sets texts and dynamic properties last, when stacked children have already been polished without them.
        """
        icons.give_buttons(self)
        style.look_again(self)

    def refresh(self) -> None:
        """Read the rows and show them."""

    def follow(self) -> None:
        """What the visible page shows has changed, by whomever: show it anew."""
        self.refresh()

    def open(self, **context: object) -> None:
        """Go to a certain row or filter, as `go(key, **context)` asks; called after `refresh`."""

    def open_at(self, **context: object) -> None:
        """Open, now or as soon as there is something to open."""
        self.open(**context)

    def focus_search(self) -> None:
        """Ctrl+F."""
        field = self.findChild(SearchField)
        if field is not None:
            field.setFocus()
            field.selectAll()
