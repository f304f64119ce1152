"""新建模板: a copy of one that there is, under a name of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_template_new_dialog import Ui_TemplateNewDialog


class TemplateNewDialog(FormDialog):
    """`act(source, name)` makes it and may refuse.

    :param sources: names and keys of what can be copied.
    """

    def __init__(
        self, parent: QWidget, sources: Sequence[tuple[str, Any]], chosen: Any, act: Callable[[Any, str], object]
    ) -> None:
        super().__init__(parent)
        self.form = Ui_TemplateNewDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        self._act = act
        fill(self.form.source, sources, chosen)
        self.form.name.setFocus()

    def accept(self) -> None:
        self._act(self.form.source.currentData(), self.form.name.text())
        super().accept()
