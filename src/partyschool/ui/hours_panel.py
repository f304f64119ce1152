"""Why this figure: a person's two measures with the rule beneath each, then every entry with days and hours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from partyschool.ui import icons, tokens
from partyschool.ui.make_up import MakeUp
from partyschool.ui.style import mark
from partyschool.ui.tokens import Tone
from partyschool.ui.widgets.bar import Bar
from partyschool.ui.widgets.card import Line, label, row
from partyschool.ui.widgets.chip import Chip
from partyschool.ui.widgets.elided_label import ElidedLabel
from partyschool.ui.widgets.side_panel import SidePanel

if TYPE_CHECKING:
    from partyschool.services.quota_rows import CreditRow, QuotaRow

ENTRY_HEIGHT = 40
FIGURE_WIDTH = 46


class HoursPanel(SidePanel):
    """`show_person(row, entries, make_up)`; asks for other study, enrolment, or the person's page by signals."""

    study_wanted = Signal(int)
    enrol_wanted = Signal(int, str)
    person_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, width=0)
        self.setMinimumWidth(360)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.person_id = 0
        self._shown: object = None
        self._class_code = ""
        self._study, self._enrol = QPushButton("登记其他学习"), QPushButton()
        icons.set_button(self._study, "plus")
        self._study.clicked.connect(lambda: self.study_wanted.emit(self.person_id))
        self._enrol.clicked.connect(lambda: self.enrol_wanted.emit(self.person_id, self._class_code))
        self.add_foot(self._study, self._enrol)
        self.show_nobody()

    def show_nobody(self) -> None:
        """Before somebody is chosen."""
        self._shown = None
        self.wipe()
        self.head.addWidget(label("这个数怎么来的", "section"))
        self.add_section(line=False).addWidget(
            label("在左边选一个人，这里逐条列出天数和学时的来历。", "second", wrap=True)
        )
        self.foot.parentWidget().hide()

    def show_person(self, person: QuotaRow, entries: Sequence[CreditRow], make_up: MakeUp) -> None:
        """Fill the panel."""
        if self._shown == (person, list(entries), make_up):
            return  # a reload while somebody signs in must not scroll back
        self._shown = (person, list(entries), make_up)
        self.wipe()
        self.person_id, self._class_code = person.person_id, make_up.class_code
        self._fill_head(person)
        self._fill_measures(person)
        self._fill_entries(person, entries)
        self._fill_make_up(make_up)
        self._enrol.setText(make_up.class_words)
        self._enrol.setVisible(bool(make_up.class_code))
        self.foot.parentWidget().show()

    def _fill_head(self, person: QuotaRow) -> None:
        from partyschool.services.quota_words import STATES

        link = QPushButton("人员页 ›")
        mark(link, kind="link", size="caption")
        link.clicked.connect(lambda: self.person_wanted.emit(person.person_id))
        parts: list[QWidget | int] = [label(person.name, "dialog-title"), Chip(STATES[person.state])]
        if person.in_two_committees:
            parts.append(Chip("两委"))
        if person.is_floating:
            parts.append(Chip("流动"))
        self.head.addLayout(row(*parts, 0, link))
        posts = "、".join(person.posts)
        self.head.addWidget(label(" · ".join(part for part in (person.unit, posts) if part), "caption"))

    def _fill_measures(self, person: QuotaRow) -> None:
        from partyschool.services.quota_words import CATEGORIES, days, hours

        section = self.add_section()
        columns = QHBoxLayout()
        columns.setSpacing(tokens.S16)
        day_rule, hour_rule = person.day_rule, person.hour_rule
        columns.addLayout(
            _measure(
                "进党校",
                days(person.earned_quarter_days),
                f"/ {days(person.required_quarter_days)} 天" if person.is_due else "天",
                f"差 {days(person.short_quarter_days)} 天" if person.short_quarter_days else "",
                _fraction(person.earned_quarter_days, person.required_quarter_days),
                [f"应 {days(day_rule.quarter_days)} 天：{CATEGORIES[day_rule.category]}", day_rule.source]
                if day_rule
                else [],
            ),
            1,
        )
        owed = 2 * person.required_half_hours
        columns.addLayout(
            _measure(
                "集中学习",
                hours(person.earned_quarter_hours),
                f"/ {hours(owed)} 学时" if person.is_due else "学时",
                f"差 {hours(person.short_quarter_hours)} 学时" if person.short_quarter_hours else "",
                _fraction(person.earned_quarter_hours, owed),
                [f"应 {hours(owed)} 学时：{CATEGORIES[hour_rule.category]}", hour_rule.source] if hour_rule else [],
            ),
            1,
        )
        section.addLayout(columns)

    def _fill_entries(self, person: QuotaRow, entries: Sequence[CreditRow]) -> None:
        from partyschool.services.quota_words import days, hours, state_reason

        section = self.add_section(line=False)
        section.setSpacing(0)
        section.addLayout(
            row(label("这个数怎么来的", "section"), 0, _figure("天", "caption"), _figure("学时", "caption"))
        )
        if not person.is_due:
            section.addWidget(label(state_reason(person), "second", wrap=True))
        if not entries:
            section.addSpacing(tokens.S8)
            section.addWidget(label("今年还没有签到或其他学习的记录。", "second"))
            return
        for entry in entries:
            section.addWidget(EntryLine(entry))
        section.addSpacing(6)
        section.addLayout(
            row(
                label("合计", "strong"),
                0,
                _figure(days(person.earned_quarter_days), "strong"),
                _figure(hours(person.earned_quarter_hours), "strong"),
            )
        )

    def _fill_make_up(self, make_up: MakeUp) -> None:
        if not make_up.words:
            return
        section = self.add_section(line=False)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        for sentence in make_up.words:
            column.addWidget(label(sentence, wrap=True))
        sign = QLabel()
        sign.setPixmap(icons.pixmap("calendar", 16, tokens.BETWEEN))
        line = row(sign, spacing=10)
        line.setAlignment(sign, Qt.AlignmentFlag.AlignTop)
        line.addLayout(column, 1)
        section.addWidget(Line())
        section.addSpacing(tokens.S8)
        section.addLayout(line)


def _fraction(earned: int, owed: int) -> float:
    return min(1.0, earned / owed) if owed else 0.0


def _figure(text: str, kind: str, tone: str = "") -> QLabel:
    made = label(text, kind, tone)
    made.setFixedWidth(FIGURE_WIDTH)
    made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made


def _measure(title: str, figure: str, unit: str, short: str, fraction: float, rules: Sequence[str]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(4)
    column.addLayout(row(label(title, "caption"), 0, label(short, "caption", "watch")))
    column.addLayout(row(label(figure, "panel-figure"), label(unit, "caption"), 0, spacing=6))
    bar = Bar()
    bar.set_parts([(fraction, tokens.DONE if fraction >= 1 else tokens.ACCENT)])
    column.addWidget(bar)
    for rule in rules:
        line = ElidedLabel(text=rule)
        mark(line, kind="third")
        line.setToolTip(rule)
        column.addWidget(line)
    column.addStretch(1)
    return column


class EntryLine(QWidget):
    """One entry: date, what and why, days, hours. What does not count stays, grey, with the reason in orange."""

    def __init__(self, entry: CreditRow) -> None:
        from partyschool.services.quota_words import days, entry_reason, hours

        super().__init__()
        self.setFixedHeight(ENTRY_HEIGHT)
        counts = entry.share > 0 or entry.quarter_hours > 0
        tone = "" if counts else "muted"
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 3, 0, 3)
        grid.setHorizontalSpacing(tokens.S8)
        grid.setVerticalSpacing(1)
        date = label(f"{entry.on:%m-%d}", "caption", tone)
        date.setFixedWidth(36)
        where = f" · 第 {entry.session} 场" if entry.session else ""
        title = ElidedLabel(text=f"{entry.title}{where}")
        mark(title, tone=tone)
        why = ElidedLabel(text=entry_reason(entry))
        mark(why, kind="third", tone="" if counts else Tone.ERROR)
        grid.addWidget(date, 0, 0)
        grid.addWidget(title, 0, 1)
        grid.addWidget(why, 1, 1)
        gives_days = entry.kind == "session" or entry.quarter_days > 0
        grid.addWidget(_figure(days(entry.quarter_days) if gives_days else "—", "", tone), 0, 2)
        grid.addWidget(_figure(hours(entry.quarter_hours), "", tone), 0, 3)
        grid.setColumnStretch(1, 1)
