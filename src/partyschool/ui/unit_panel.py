"""The panel of one unit: where it lies, what belongs to it, what became of it; change it or take a change back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from partyschool.ui import icons
from partyschool.ui.style import mark
from partyschool.ui.tokens import Tone
from partyschool.ui.unit_words import CHANGES, DOMAINS, KINDS, day_words, event_words, names_in_words
from partyschool.ui.widgets.card import label, row
from partyschool.ui.widgets.chip import Chip
from partyschool.ui.widgets.side_panel import SidePanel

if TYPE_CHECKING:
    from partyschool.services.unit_story import UnitEvent, UnitStory
    from partyschool.services.units import UnitRow


class UnitPanel(SidePanel):
    """`change_wanted(kind)`, `edit_wanted()`, `people_wanted(row)`, `undo_wanted(event)`."""

    change_wanted = Signal(object)
    edit_wanted = Signal()
    people_wanted = Signal(object)
    undo_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit, self.change = QPushButton(" 改正"), QPushButton("办理变更")
        self.edit.setToolTip("录入有错时改正，所有年份都跟着改")
        icons.set_button(self.edit, "pencil")
        menu = QMenu(self.change)
        for kind, title in CHANGES.items():
            menu.addAction(f"{title}…", lambda kind=kind: self.change_wanted.emit(kind))
        self.change.setMenu(menu)
        self.edit.clicked.connect(self.edit_wanted)
        self.add_foot(self.edit, self.change)
        self.show_nothing()

    def show_nothing(self) -> None:
        """No unit is chosen."""
        self.wipe()
        self.head.addWidget(label("没有选中单位", "section"))
        self.head.addWidget(label("在左边选一个单位，这里显示它的隶属、人数和历史。", "caption", wrap=True))
        self._allow(None)

    def show_story(self, story: UnitStory) -> None:
        """Everything about one unit."""
        self.wipe()
        unit = story.row
        self._show_head(unit)
        self._show_figures(self.add_section(), story)
        self._show_events(self.add_section(line=bool(story.names)), story.events)
        if story.names:
            self._show_names(story)
        self._allow(unit)

    def _allow(self, unit: UnitRow | None) -> None:
        is_open = unit is not None and unit.closed_on is None
        for button in (self.edit, self.change):
            button.setEnabled(is_open)
        self.change.setToolTip("" if is_open or unit is None else "已撤并的单位不能再变更；办错了可以在历史里撤回")

    def _show_head(self, unit: UnitRow) -> None:
        self.head.addWidget(label(unit.name, "dialog-title", wrap=True))
        if len(unit.path) > 1:
            self.head.addWidget(label(" › ".join(unit.path[:-1]), "caption", wrap=True))
        chips: list[QWidget | int] = [_chip(KINDS[unit.kind])]
        if unit.domain:
            chips.append(_chip(DOMAINS[unit.domain], Tone.BETWEEN))
        if unit.closed_on is not None:
            chips.append(_chip("已撤并", Tone.WATCH))
        self.head.addLayout(row(*chips, 0))

    def _show_figures(self, section: QVBoxLayout, story: UnitStory) -> None:
        unit = story.row
        people = QPushButton(f"在册 {unit.people_in_all:,} 人")
        mark(people, kind="link")
        people.setEnabled(bool(unit.people_in_all))
        people.clicked.connect(lambda: self.people_wanted.emit(unit))
        below = unit.people_in_all - unit.people
        note = f"其中下级单位 {below:,} 人" if below else ""
        section.addLayout(row(people, label(note, "caption"), 0))
        facts = [
            ("代码", unit.code), ("成立", f"{unit.founded_on or ''}"), ("撤并", f"{unit.closed_on or ''}"),
            ("去向", unit.successor), ("教学点", names_in_words(story.points)), ("党校", names_in_words(story.schools)),
        ]  # fmt: skip
        for title, words in facts:
            if words:
                name = label(title, "caption")
                name.setFixedWidth(52)
                value = label(words, wrap=True)
                line = row(name)
                line.addWidget(value, 1)
                section.addLayout(line)

    def _show_events(self, section: QVBoxLayout, events: tuple[UnitEvent, ...]) -> None:
        section.addWidget(label("历史", "section"))
        if not events:
            section.addWidget(label("还没有变更。更名、撤并、分设以后，这里按日期列出。", "caption", wrap=True))
        for event in events:
            self._show_event(section, event)

    def _show_event(self, section: QVBoxLayout, event: UnitEvent) -> None:
        undone = event.undone_at is not None
        day = label(day_words(event.on), "caption")
        line = row(day, 0)
        if event.can_undo:
            undo = QPushButton("撤回")
            mark(undo, kind="link")
            undo.setToolTip("后来没有新的变动时，整个恢复到办理以前")
            undo.clicked.connect(lambda: self.undo_wanted.emit(event))
            line.addWidget(undo)
        section.addLayout(line)
        words = event_words(event) + ("（已撤回）" if undone else "")
        section.addWidget(label(words, tone="muted" if undone else "", wrap=True))
        made = f"{event.made_by} {event.made_at:%Y-%m-%d} 登记" if event.made_at and event.made_by else ""
        if event.document or made:
            section.addWidget(label(" · ".join(filter(None, (event.document, made))), "third", wrap=True))
        section.addSpacing(4)

    def _show_names(self, story: UnitStory) -> None:
        section = self.add_section(line=False)
        section.addWidget(label("以前的名称和隶属", "section"))
        for past in story.names:
            words = f"到 {past.last_on}：{past.name}" + (f"（{past.above}）" if past.above else "")
            code = f" · 代码 {past.code}" if past.code and past.code != story.row.code else ""
            section.addWidget(label(words + code, "caption", wrap=True))


def _chip(text: str, tone: Tone = Tone.PLAIN) -> Chip:
    return Chip(text, tone)
