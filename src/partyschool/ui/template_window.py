"""证书模板: the layouts of certificates at the left, the sheet in the middle, what is chosen at the right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from partyschool.domain.certificate_template import FieldKind
from partyschool.ui import icons, problems, style
from partyschool.ui.changes import touches
from partyschool.ui.child_window import ChildWindow
from partyschool.ui.context import Context
from partyschool.ui.forms.ui_template_window import Ui_TemplateWindow
from partyschool.ui.leave_dialog import LeaveDialog
from partyschool.ui.template_editor import TemplateEditor
from partyschool.ui.template_page import template_pages
from partyschool.ui.template_paint import RULER
from partyschool.ui.template_pictures import TemplatePictures
from partyschool.ui.template_shelf import TemplateShelf
from partyschool.ui.template_trial import TemplateTrial
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.certificate_template_queries import TemplateRow

TABLES = frozenset({"certificate_templates", "certificate_template_versions"})
WIDTH, HEIGHT = 1340, 720
SAVE_TIP = "存成新版本；以前发的证书不变（Ctrl+S）"
NO_KINDS = {"general": "没有专门模板的班都用它，不用勾。"}
AS_SHIPPED = "没有改过的预设模板，留不留照片看发证时的勾选；改过并保存后按这里的。"
RETIRED = "这个模板已经停用。要改，先在左边 ⋯ 里“恢复使用”。"


def show_templates(parent: QWidget, context: Context) -> None:
    """Open the window, or bring forward the one that is open: two would write over each other."""
    found = next((window for window in parent.window().findChildren(TemplateWindow) if window.isVisible()), None)
    if found is None:
        found = TemplateWindow(parent, context)
        found.show()
    else:
        found.raise_()
    found.activateWindow()


class TemplateWindow(ChildWindow):
    """Nothing that was changed is left without a question."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        super().__init__(parent)
        self.context = context
        self.form = Ui_TemplateWindow()
        self.form.setupUi(self)
        icons.give_buttons(self)
        style.look_again(self)
        self.resize(WIDTH, HEIGHT)
        over = QVBoxLayout(self.form.canvas.viewport())  # a notice between the parts would move the sheet
        over.setContentsMargins(RULER + 12, RULER + 10, 12, 0)
        over.addWidget(self.form.problem_notice, 0, Qt.AlignmentFlag.AlignTop)
        self.editor = TemplateEditor(self, self.form)
        self.shelf = TemplateShelf(self, context, self.form, self.leave)
        self.pictures = TemplatePictures(self, context.folder, self.form, self.editor)
        pages = template_pages(context)
        self.trial = TemplateTrial(self, self.form, self.editor, pages)
        usual = pages.samples[0]
        self.form.properties.say_school_words(
            {FieldKind.TITLE: usual.title, FieldKind.BODY: usual.sentence}, usual.closing
        )
        self._row: TemplateRow | None = None
        self._connect()
        self._open(self.shelf.refresh())
        self.form.canvas.setFocus()

    def _connect(self) -> None:
        form = self.form
        self.editor.changed.connect(form.problem_notice.hush)  # it lies over the sheet
        self.editor.changed.connect(self._show_state)
        form.canvas.choice_changed.connect(form.problem_notice.hush)
        self.editor.draft.stack.cleanChanged.connect(self._note_clean)
        self.shelf.wanted.connect(self._go_to)
        self.shelf.replaced.connect(self._open_row)
        self.context.changes.changed.connect(self._note_elsewhere)
        form.save.clicked.connect(self.save)
        for keys, button in (("Ctrl+S", form.save), ("Ctrl+N", form.new_template)):
            QShortcut(QKeySequence(keys), self, button.click)

    @property
    def row(self) -> TemplateRow:
        """The template that is open, as it was last saved."""
        assert self._row is not None
        return self._row

    # Opening and leaving

    def _open(self, row: TemplateRow) -> None:
        self._row = row
        self.form.found.hide()
        self.form.properties.no_kinds_hint = NO_KINDS.get(row.ref, "一个也不勾：发证时可以选用它。")
        self.form.properties.photo_hint = AS_SHIPPED if row.is_as_shipped else ""
        self.editor.open(row.template, locked=RETIRED if row.retired_at is not None else "")
        self._show_state()

    def _go_to(self, row: TemplateRow) -> None:
        if row.ref != self.row.ref:
            self.shelf.mark(self.row.ref)
            self.leave(partial(self._open_chosen, row.ref))

    def _open_chosen(self, ref: str) -> None:
        self._open(self.shelf.refresh(ref))

    def _open_row(self, row: TemplateRow) -> None:
        self._open_chosen(row.ref)

    def _note_elsewhere(self, tables: frozenset[str]) -> None:
        """Another window or computer has saved something; what is being changed here is not taken away."""
        if not touches(TABLES, tables):
            return
        row = self.shelf.refresh(self.row.ref)
        if row.version == self.row.version and row.retired_at == self.row.retired_at:
            return
        if not self.editor.draft.is_edited:
            self._open(row)
        else:
            message = f"“{row.name}”在别处存了第 {row.version} 版。这里保存会再存一版，盖过那边改的。"
            problems.say_in(self.form.problem_notice, message, Tone.WATCH)

    def leave(self, go_on: Callable[[], object]) -> None:
        """Do it at once, or after 保存 or 放弃修改 where something was changed."""
        if not self.editor.draft.is_edited:
            go_on()
            return
        lead = f"“{self.row.name}”改过 {self.editor.draft.stack.index()} 步，还没有保存。放弃的修改找不回来。"
        LeaveDialog(self, lead=lead, save=self.save, go_on=partial(self._let_go, go_on)).open()

    def _let_go(self, go_on: Callable[[], object]) -> None:
        self._open(self.shelf.refresh(self.row.ref))
        go_on()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.editor.draft.is_edited:
            event.ignore()
            self.leave(self.close)
        else:
            super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape lets go of what is chosen on the sheet; once too often it would close the window."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)

    # Saving

    def save(self) -> None:
        """The next version; what was issued under the ones before prints as it did.

        :raises Refusal: a fault of the layout, or its name or kinds of class are another one's.
        """
        from partyschool.services.certificate_templates import save_template

        row = save_template(self.context.db, template=self.editor.draft.template, ref=self.row.ref)
        self._row = row
        self.editor.draft.stack.setClean()
        self.shelf.refresh(row.ref)
        self._show_state()
        problems.say_in(
            self.form.problem_notice, f"已保存为第 {row.version} 版。以前发的证书不变，以后发的用新版。", Tone.DONE
        )

    def _note_clean(self, _: bool) -> None:
        self._show_state()

    def _show_state(self) -> None:
        form, row, is_edited = self.form, self.row, self.editor.draft.is_edited
        self.setWindowTitle(f"{row.name} - 证书模板")
        form.title.setText(row.name)
        if row.retired_at is not None:
            form.state.say("已停用", Tone.MUTED)
        elif is_edited:
            form.state.say("有修改没保存", Tone.WATCH)
        else:
            form.state.say(f"第 {row.version} 版" if row.version else "预设")
        form.save.setEnabled(is_edited)
        form.save.setToolTip(SAVE_TIP if is_edited else "没有要保存的修改（Ctrl+S）")
