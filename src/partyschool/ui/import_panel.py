"""What is wrong with one row, in words; mend it in place, skip it or decide it; below, the causes with counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from partyschool.ui import icons
from partyschool.ui.import_counters import OUTCOMES
from partyschool.ui.style import mark
from partyschool.ui.tokens import TONES, Tone
from partyschool.ui.widgets.card import label, row
from partyschool.ui.widgets.chip import Chip
from partyschool.ui.widgets.side_panel import SidePanel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from partyschool.exchange.preview_rows import Cause, PreviewColumn, PreviewRow

WIDTH = 280
SIGNS = {"error": ("warning", Tone.ERROR), "warning": ("info", Tone.WATCH)}


class ImportPanel(SidePanel):
    """Tells what the clerk decided: `mended(row, field, text)`, `skipped(row, on)`, `decided(row, answer)`."""

    mended = Signal(int, str, str)
    skipped = Signal(int, bool)
    decided = Signal(int, object)
    cause_chosen = Signal(str)
    stepped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, width=WIDTH)

    def show_row(self, found: PreviewRow | None, columns: Sequence[PreviewColumn], causes: Sequence[Cause]) -> None:
        """Fill the panel for the chosen row; without one only the causes stand here."""
        self.wipe()
        if found is None:
            self.head.addWidget(label("选一行看哪里有问题", "section"))
        else:
            self._fill_head(found, columns)
            if found.issues or found.outcome == "pending":
                self._fill_issues(found, columns)
        self._fill_causes(causes)

    def _fill_head(self, found: PreviewRow, columns: Sequence[PreviewColumn]) -> None:
        names = [cell.text for cell, column in zip(found.cells, columns, strict=True) if column.field == "name"]
        words, tone = OUTCOMES[found.outcome]
        back, forward = QPushButton(), QPushButton()
        for button, icon, step, tip in (
            (back, "chevron-left", -1, "上一处问题 Shift+F8"),
            (forward, "chevron-right", 1, "下一处问题 F8"),
        ):
            mark(button, kind="icon")
            icons.set_button(button, icon)
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.clicked.connect(lambda checked=False, by=step: self.stepped.emit(by))
        name = names[0] if names else ""
        title = label(f"第 {found.row} 行" + (f" · {name}" if name else ""), "section")
        title.setMaximumWidth(150)
        chip = Chip("已跳过" if found.is_skipped else words, Tone.PLAIN if found.is_skipped else tone)
        self.head.addLayout(row(title, chip, 0, back, forward, spacing=4))

    def _fill_issues(self, found: PreviewRow, columns: Sequence[PreviewColumn]) -> None:
        section = self.add_section()
        mended: set[int] = set()
        for issue in found.issues:
            icon, tone = SIGNS[issue.level]
            sign = QLabel()
            sign.setPixmap(icons.pixmap(icon, 16, TONES[tone].ink))
            words = label(issue.message, "strong" if issue.level == "error" else "", tone, wrap=True)
            line = row(sign, spacing=8)
            line.setAlignment(sign, Qt.AlignmentFlag.AlignTop)
            line.addWidget(words, 1)
            section.addLayout(line)
            place = _place_of(issue.column, columns)
            if place is not None and place not in mended:
                mended.add(place)
                section.addLayout(self._mender(found, place, columns[place]))
        for match in found.matches:
            same = QPushButton(f"是同一人：{match.words}")
            same.clicked.connect(lambda checked=False, who=match.person_id: self.decided.emit(found.index, who))
            section.addWidget(same)
        if found.outcome == "pending":
            other = QPushButton("是另一个人，新增")
            other.clicked.connect(lambda: self.decided.emit(found.index, "new"))
            section.addWidget(other)
        skip = QPushButton("恢复这一行" if found.is_skipped else "跳过这一行")
        skip.clicked.connect(lambda: self.skipped.emit(found.index, not found.is_skipped))
        section.addWidget(skip)

    def _mender(self, found: PreviewRow, place: int, column: PreviewColumn) -> QVBoxLayout:
        """The cell as it was read, to be put right here."""
        box = QVBoxLayout()
        box.setSpacing(5)
        box.addWidget(label(column.label, "caption"))
        field, mend = QLineEdit(found.cells[place].text), QPushButton("改正这一格")
        field.setAccessibleName(column.label)

        def send() -> None:
            self.mended.emit(found.index, column.field, field.text())

        mend.clicked.connect(send)
        field.returnPressed.connect(send)
        box.addWidget(field)
        box.addWidget(mend)
        return box

    def _fill_causes(self, causes: Sequence[Cause]) -> None:
        if not causes:
            return
        section = self.add_section(line=False)
        section.addWidget(label("按原因看", "section"))
        for cause in causes:
            icon, tone = SIGNS[cause.level]
            button = QPushButton(f" {cause.words}　{cause.count} 处")
            mark(button, kind="flat")
            button.setIcon(icons.icon(icon, 16, TONES[tone].ink))
            button.setStyleSheet("text-align: left;")
            button.clicked.connect(lambda checked=False, code=cause.code: self.cause_chosen.emit(code))
            section.addWidget(button)


def _place_of(title: str, columns: Sequence[PreviewColumn]) -> int | None:
    places = [place for place, column in enumerate(columns) if title in (column.label, column.title)]
    return places[0] if places else None
