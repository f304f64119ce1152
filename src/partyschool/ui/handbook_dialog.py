"""手册文字: what the 学员手册 says besides the class itself, each text with its preset."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from partyschool.ui.context import Context
from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_handbook_dialog import Ui_HandbookDialog

HINTS = {
    "about": "印在对折本和 A5 手册“办班说明”的开头，可以空着；下面的时间、地点、学时由程序填。",
    "rules": "一条一行，不用写序号。",
    "oath": "取自《中国共产党章程》第六条。",
    "anthem": "一句一行。",
    "duties_source": "一行，印在党章节选的前面。",
    "duties": "一段一行。",
}


class HandbookDialog(FormDialog):
    """One text at a time; 保存 keeps all of them, for every class of the school."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        from partyschool.services.handbook_texts import TITLES, list_texts, preset_texts

        super().__init__(parent)
        self.context = context
        self.form = Ui_HandbookDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        self._presets = preset_texts()
        self._texts = {key: "\n".join(lines) for key, lines in list_texts(context.db).items()}
        fill(self.form.which, [(title, key) for key, title in TITLES.items()], "rules")
        self._key = "rules"
        self.form.which.currentIndexChanged.connect(self._choose)
        self.form.reset.clicked.connect(self.reset)
        self.form.text.textChanged.connect(self._say_state)
        self._show()

    def _choose(self) -> None:
        self._texts[self._key] = self.form.text.toPlainText()
        self._key = str(self.form.which.currentData())
        self._show()

    def _show(self) -> None:
        self.form.text.setPlainText(self._texts[self._key])
        self.form.hint.setText(HINTS[self._key])
        self._say_state()

    def _say_state(self) -> None:
        self.form.reset.setEnabled(self.form.text.toPlainText().strip() != "\n".join(self._presets[self._key]))

    def reset(self) -> None:
        """恢复预设, of the text that is shown; nothing is kept before 保存."""
        self.form.text.setPlainText("\n".join(self._presets[self._key]))

    def accept(self) -> None:
        from partyschool.services.handbook_texts import save_texts

        self._texts[self._key] = self.form.text.toPlainText()
        save_texts(self.context.db, self._texts)
        super().accept()
