"""待核对: what the clerk should look at before a sign-in ends, each with its two answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from partyschool.ui import class_words as words
from partyschool.ui import tokens
from partyschool.ui.desk_words import village
from partyschool.ui.projector_scene import clock
from partyschool.ui.widgets.card import clear, label, row

if TYPE_CHECKING:
    from partyschool.services.attendance import AttendanceRow, Doubt

KEEP, VOID, SHARE, SIGN_OUT = "keep", "void", "share", "sign_out"


@dataclass(frozen=True, slots=True)
class DoubtCard:
    """A doubt in words; `answers` are (what to do, what the button says)."""

    key: tuple[str, ...]
    kind: str
    names: str
    facts: str
    answers: tuple[tuple[str, str], ...]
    target: AttendanceRow


def doubt_card(doubt: Doubt) -> DoubtCard:
    """The last person of a doubt is the one that an answer is about."""
    people = sorted(doubt.rows, key=lambda one: (one.sign_in_at is None, one.sign_in_at))
    last = people[-1]
    key = (str(doubt.kind), *(str(one.attendance_id) for one in people))
    names = "、".join(one.name for one in people)
    at = clock(last.sign_in_at.time()) if last.sign_in_at else ""
    where = f"{last.name}　{village(last.unit)}"
    if doubt.kind == "same_phone":
        times = "、".join(clock(one.sign_in_at.time()) for one in people if one.sign_in_at)
        return DoubtCard(
            key, "同一部手机", names, f"{times}　用过同一部手机", _answers("是本人", f"作废{last.name}…"), last
        )
    if doubt.kind == "two_places":
        facts = f"{at} 在本班，同一时间也在“{doubt.other}”"
        return DoubtCard(key, "两处签到", where, facts, _answers("保留本班", "作废本班…"), last)
    if doubt.kind == "walk_in":
        facts = f"{at} {words.WAYS.get(last.way, '')}　不在本班名单"
        return DoubtCard(key, "临时参训", where, facts, _answers("收下", "退回…"), last)
    if doubt.kind == "late":
        worth = ("不计学时", "计半额", "计全额")[last.share]
        late = f"迟到 {last.late} 分" if last.late else f"早退 {last.early} 分"
        answers = ((KEEP, "按规则"), (SHARE, "改为全额…"))
        return DoubtCard(key, "迟到早退", where, f"{at} 签到，{late}，{worth}", answers, last)
    answers = ((KEEP, "按上到底"), (SIGN_OUT, "补签退"))
    return DoubtCard(key, "没有签退", where, f"{at} 签到", answers, last)


def _answers(keep: str, void: str) -> tuple[tuple[str, str], ...]:
    return (KEEP, keep), (VOID, void)


class DoubtList(QScrollArea):
    """`show_cards(cards)`; `answered(card, what)`."""

    answered = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setProperty("cls", "clear")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setProperty("cls", "clear")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(tokens.S8)
        self.setWidget(inner)
        self.cards: list[DoubtCard] = []

    def show_cards(self, cards: list[DoubtCard]) -> None:
        if [card.key for card in cards] == [card.key for card in self.cards] and cards:
            return
        self.cards = cards
        clear(self._column)
        for card in cards:
            self._column.addWidget(self._frame(card))
        if not cards:
            self._column.addWidget(label("没有要核对的", "third"))
        self._column.addStretch(1)

    def _frame(self, card: DoubtCard) -> QFrame:
        frame = QFrame()
        frame.setProperty("cls", "doubt")
        column = QVBoxLayout(frame)
        column.setContentsMargins(12, 8, 10, 8)
        column.setSpacing(4)
        column.addWidget(label(card.kind, "strong", "watch"))
        column.addWidget(label(card.names, "section"))
        column.addWidget(label(card.facts, "caption", wrap=True))
        buttons = []
        for what, text in card.answers:
            button = QPushButton(text)
            button.clicked.connect(lambda checked=False, what=what: self.answered.emit(card, what))
            buttons.append(button)
        column.addLayout(row(*buttons, 0))
        return frame
