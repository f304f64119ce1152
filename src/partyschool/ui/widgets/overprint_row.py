"""How far an overprint is moved, and the sheet that tells: 向右, 向下, 测试页."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QPushButton, QWidget

from partyschool.domain.overprint import FARTHEST, STEP, Overprint
from partyschool.ui import icons
from partyschool.ui.widgets.card import label


class OverprintRow(QWidget):
    """Half millimetres within ±20; `test_wanted` when 测试页 is pressed."""

    test_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.right, self.down = self._offset("负数向左"), self._offset("负数向上")
        self.test = QPushButton("测试页")
        self.test.setToolTip("先在白纸上印一张，和空白证书叠起来对着光看，字要移多少")
        icons.set_button(self.test, "printer")
        self.test.clicked.connect(self.test_wanted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for words, field in (("向右", self.right), ("向下", self.down)):
            layout.addWidget(label(words, "second"))
            layout.addWidget(field)
        layout.addWidget(self.test)
        layout.addStretch(1)

    def _offset(self, tip: str) -> QDoubleSpinBox:
        field = QDoubleSpinBox()
        field.setRange(-FARTHEST, FARTHEST)
        field.setSingleStep(STEP)
        field.setDecimals(1)
        field.setSuffix(" 毫米")
        field.setToolTip(tip)
        return field

    def show_offsets(self, overprint: Overprint) -> None:
        """As they are kept."""
        self.right.setValue(overprint.right)
        self.down.setValue(overprint.down)

    def overprint(self) -> Overprint:
        """As they stand now.

        :raises Refusal: no multiple of half a millimetre.
        """
        return Overprint(self.right.value(), self.down.value())
