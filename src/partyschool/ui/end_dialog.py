"""签到结束: everybody who is missing was absent or on leave; then the sheet can be printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from partyschool.ui.desk_words import village
from partyschool.ui.form_dialog import FormDialog
from partyschool.ui.forms.ui_end_dialog import Ui_EndDialog
from partyschool.ui.tokens import Tone
from partyschool.ui.widgets.card import label, row

if TYPE_CHECKING:
    from partyschool.services.attendance import AttendanceRow
    from partyschool.ui.doubt_list import DoubtCard

ABSENT, LEAVE = "缺勤", "请假"


class EndDialog(FormDialog):
    """`act(leave, prints)` is called by the button: reasons by person on leave, whether the sheet is wanted."""

    def __init__(
        self,
        parent: QWidget,
        missing: Sequence[AttendanceRow],
        doubts: Sequence[DoubtCard],
        facts: str,
        act: Callable[[Mapping[int, str], bool], object],
    ) -> None:
        super().__init__(parent)
        self.form = Ui_EndDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        self._act = act
        self._lines: dict[int, tuple[QComboBox, QLineEdit]] = {}
        self.form.lead.setText(facts)
        for person in missing:
            self._add(person)
        self.form.rows.addStretch(1)
        is_full = not missing
        for part in (self.form.card, self.form.all_absent, self.form.all_leave, self.form.missing_title):
            part.setHidden(is_full)
        self.form.missing_title.setText(f"未到的 {len(missing)} 人")
        self.form.all_absent.clicked.connect(lambda: self._set_all(ABSENT))
        self.form.all_leave.clicked.connect(lambda: self._set_all(LEAVE))
        if doubts:
            self._show_doubts(doubts)
        self.form.doubts_body.setVisible(bool(doubts))
        self.resize(720, (540 if missing else 240) + (190 if doubts else 0))

    def _show_doubts(self, doubts: Sequence[DoubtCard]) -> None:
        """The doubtful ones first, in the order of what they cost; 回去处理 leads to their answers on the desk."""
        self.form.doubts.say(
            f"还有 {len(doubts)} 条待核对。", "先处理完再结束，学时就不用再改；也可以现在结束，以后在班次里改。",
            tone=Tone.WATCH, link="回去处理",
        )  # fmt: skip
        self.form.doubts.clicked.connect(self.reject)
        for card in doubts:
            kind, names = label(card.kind, "strong", "watch"), label(card.names, "strong")
            kind.setFixedWidth(130)
            names.setFixedWidth(190)
            facts = label(card.facts, "caption", wrap=True)
            self.form.doubt_rows.addLayout(row(kind, names, facts, margins=(0, 4, 0, 4)))
        self.form.doubt_rows.addStretch(1)
        self.form.cancel.setText("回去处理")
        self.form.save.setText("仍然结束")

    def _add(self, person: AttendanceRow) -> None:
        kind, reason = QComboBox(), QLineEdit()
        kind.addItems([ABSENT, LEAVE])
        kind.setFixedWidth(90)
        kind.setAccessibleName(f"{person.name} 未到的原因")
        reason.setPlaceholderText("请假原因，例如住院")
        reason.setEnabled(False)
        kind.currentTextChanged.connect(lambda text: reason.setEnabled(text == LEAVE))
        name, unit = label(person.name, "section"), label(village(person.unit), "second")
        name.setFixedWidth(110)
        unit.setFixedWidth(150)
        self.form.rows.addLayout(row(name, unit, kind, reason, margins=(0, 5, 0, 5)))
        self._lines[person.person_id] = (kind, reason)

    def set_leave(self, person_id: int, reason: str = "") -> None:
        """One of them was on leave."""
        kind, field = self._lines[person_id]
        kind.setCurrentText(LEAVE)
        field.setText(reason)

    def _set_all(self, word: str) -> None:
        for kind, _ in self._lines.values():
            kind.setCurrentText(word)

    def accept(self) -> None:
        leave = {
            key: reason.text().strip() for key, (kind, reason) in self._lines.items() if kind.currentText() == LEAVE
        }
        self._act(leave, self.form.print_sheet.isChecked())
        super().accept()
