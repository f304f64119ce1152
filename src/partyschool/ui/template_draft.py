"""The template under the clerk's hands: every change is one step to take back, and what is only tried leaves none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

if TYPE_CHECKING:
    from partyschool.domain.certificate_template import Template

MERGING = 1  # Qt asks commands of the same number whether they are one


class TemplateDraft(QObject):
    """`template` is what the window shows; `stack` knows whether it differs from what is kept."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stack = QUndoStack(self)
        self._kept: Template | None = None
        self._tried: Template | None = None

    @property
    def template(self) -> Template:
        """With what is being tried.

        :raises AssertionError: nothing has been opened yet.
        """
        shown = self._tried or self._kept
        assert shown is not None
        return shown

    @property
    def kept(self) -> Template:
        """Without what is being tried."""
        assert self._kept is not None
        return self._kept

    @property
    def is_open(self) -> bool:
        """Whether there is a template at all."""
        return self._kept is not None

    @property
    def is_edited(self) -> bool:
        return not self.stack.isClean()

    def open(self, template: Template) -> None:
        """Begin with another template, or anew; nothing can be taken back behind this."""
        self.stack.clear()
        self._kept, self._tried = template, None
        self.changed.emit()

    def put(self, template: Template, words: str, *, merge: str = "") -> None:
        """A step: `words` are shown beside 撤销; steps of the same `merge` that follow each other are one."""
        self._tried = None
        if template == self._kept:
            self.changed.emit()
        elif self._kept is not None:
            self.stack.push(_Step(self, self._kept, template, words, merge))

    def try_out(self, template: Template | None) -> None:
        """Show it while the mouse pulls; None goes back."""
        self._tried = template
        self.changed.emit()

    def show_step(self, template: Template) -> None:
        """A step is done, taken back or done again."""
        self._kept, self._tried = template, None
        self.changed.emit()


class _Step(QUndoCommand):
    def __init__(self, draft: TemplateDraft, before: Template, after: Template, words: str, merge: str) -> None:
        super().__init__(words)
        self._draft, self._before, self._after, self._merge = draft, before, after, merge

    def undo(self) -> None:
        self._draft.show_step(self._before)

    def redo(self) -> None:
        self._draft.show_step(self._after)

    def id(self) -> int:
        return MERGING if self._merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Step) or other._merge != self._merge:
            return False
        self._after = other._after
        self.setObsolete(self._before == self._after)
        return True
