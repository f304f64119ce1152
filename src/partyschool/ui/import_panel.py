"""What is wrong with one row, in words; mend it in place, skip it or decide it; below, the causes with counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from partyschool.ui import icons
from partyschool.ui.import_counters import OUTCOMES
from partyschool.ui.style import mark
from partyschool.ui.tokens import TONES, Tone
from partyschool.ui.widgets.card import Line, label, row
from partyschool.ui.widgets.chip import Chip
from partyschool.ui.widgets.elided_label import ElidedLabel
from partyschool.ui.widgets.side_panel import SidePanel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from partyschool.exchange.preview_rows import Cause, PreviewColumn, PreviewRow
    from partyschool.exchange.results import Issue

WIDTH = 280
CAUSE_HEIGHT = 25
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

    def show_row(
        self, found: PreviewRow | None, columns: Sequence[PreviewColumn], causes: Sequence[Cause], chosen: str = ""
    ) -> None:
        """Fill the panel for the chosen row; `chosen` is the code of the cause that filters the list."""
        self.wipe()
        if found is None:
            self.head.addWidget(label("选一行看哪里有问题", "section"))
        else:
            self._fill_head(found, columns)
            if found.issues or found.outcome == "pending":
                self._fill_issues(found, columns)
        self._fill_causes(causes, chosen)

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
            section.addLayout(_sentence(issue))
            place = _place_of(issue.column, columns)
            if place is not None and place not in mended:
                mended.add(place)
                section.addLayout(self._mender(found, place, columns[place]))
        for match in found.matches:
            same = QPushButton(f"是同一人：{match.words}")
            same.setToolTip(match.words)
            same.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
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
        box.addWidget(label(column.title or column.label, "caption"))
        field, mend = QLineEdit(found.cells[place].text), QPushButton("改正这一格")
        field.setAccessibleName(column.title or column.label)

        def send() -> None:
            self.mended.emit(found.index, column.field, field.text())

        mend.clicked.connect(send)
        field.returnPressed.connect(send)
        box.addWidget(field)
        box.addWidget(mend)
        return box

    def _fill_causes(self, causes: Sequence[Cause], chosen: str) -> None:
        if not causes:
            return
        section = self.add_section(line=False)
        section.setSpacing(1)
        section.addWidget(label("按原因看", "section"))
        section.addSpacing(4)
        for before, cause in zip([None, *causes], causes, strict=False):
            if before is not None and before.level != cause.level:
                section.addWidget(Line())
            button = CauseButton(cause, is_on=cause.code == chosen)
            button.clicked.connect(lambda checked=False, code=cause.code: self.cause_chosen.emit(code))
            section.addWidget(button)


class CauseButton(QPushButton):
    """A cause with its sign and number of rows; on while it filters the list."""

    def __init__(self, cause: Cause, *, is_on: bool) -> None:
        super().__init__()
        icon, tone = SIGNS[cause.level]
        mark(self, kind="flat")
        self.setStyleSheet(f"min-height: {CAUSE_HEIGHT}px; max-height: {CAUSE_HEIGHT}px; padding: 0; border: 0;")
        self.setAccessibleName(f"{cause.words} {cause.count} 行")
        self.setToolTip("再点一次看全部" if is_on else "只看这样的行")
        sign, words = QLabel(), ElidedLabel(text=cause.words)
        sign.setPixmap(icons.pixmap(icon, 16, TONES[tone].ink))
        number = label(f"{cause.count:,} 行", "caption", "accent" if is_on else "")
        mark(words, kind="strong" if is_on else "", tone="accent" if is_on else "")
        layout = row(sign, spacing=8)
        layout.addWidget(words, 1)
        layout.addWidget(number)
        self.setLayout(layout)
        for part in (sign, words, number):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def _sentence(issue: Issue) -> QHBoxLayout:
    """What is wrong in bold, what to do beneath; the whole message with the value in the tooltip."""
    icon, tone = SIGNS[issue.level]
    sign = QLabel()
    sign.setPixmap(icons.pixmap(icon, 16, TONES[tone].ink))
    column = QVBoxLayout()
    column.setSpacing(3)
    words = label(issue.words, "strong", tone, wrap=True)
    words.setToolTip(issue.message)
    column.addWidget(words)
    if issue.advice:
        column.addWidget(label(issue.advice, "caption", wrap=True))
    line = row(sign, spacing=8)
    line.setAlignment(sign, Qt.AlignmentFlag.AlignTop)
    line.addLayout(column, 1)
    return line


def _place_of(title: str, columns: Sequence[PreviewColumn]) -> int | None:
    places = [place for place, column in enumerate(columns) if title in (column.label, column.title)]
    return places[0] if places else None
