"""待核对: what the clerk should look at before a sign-in ends, each with its two answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from partyschool.ui import class_words as words
from partyschool.ui import tokens
from partyschool.ui.desk_words import village
from partyschool.ui.projector_scene import clock
from partyschool.ui.widgets.card import clear, label, row

if TYPE_CHECKING:
    from partyschool.services.attendance import AttendanceRow
    from partyschool.services.doubts import Doubt

KEEP, VOID, SHARE, SIGN_OUT = "keep", "void", "share", "sign_out"
SIGN_IN, TAKE_IN, MOVE, PAPER_TIME = "sign_in", "take_in", "move", "paper_time"
WORTH = ("不计学时", "计半额", "计全额")


@dataclass(frozen=True, slots=True)
class DoubtCard:
    """A doubt in words; `answers` are (what to do, what the button says)."""

    key: str
    kind: str
    names: str
    facts: str
    answers: tuple[tuple[str, str], ...]
    target: AttendanceRow
    at: datetime | None = None


def doubt_card(doubt: Doubt) -> DoubtCard:
    """The last person of a doubt is the one that an answer is about."""
    kind, facts, answers = _WORDS[str(doubt.kind)](doubt)
    target = doubt.rows[-1]
    pair = "、".join(one.name for one in doubt.rows)
    names = pair if len(doubt.rows) > 1 else f"{target.name}　{village(target.unit)}"
    return DoubtCard(doubt.key, kind, names, facts, answers, target, doubt.at)


Said = tuple[str, str, tuple[tuple[str, str], ...]]


def _same_phone(doubt: Doubt) -> Said:
    times = "、".join(clock(one.sign_in_at.time()) for one in doubt.rows if one.sign_in_at)
    others = f"，另一场是{doubt.other}" if doubt.other else ""
    keep = (KEEP, "是本人"), (VOID, f"作废{doubt.rows[-1].name}…")
    return "同一部手机", f"{times}　用过同一部手机{others}", keep


def _phone_refused(doubt: Doubt) -> Said:
    """The second one of a phone was refused; a couple shares one, or a neighbour tried."""
    first, last = doubt.rows[0], doubt.rows[-1]
    whose = f"用{first.name}的手机替自己签" if first is not last else "想用别人的手机签"
    if last.sign_in_at is not None:
        words_after = f"，没有收；{_at(last)} {_way(last)}已签"
        answers: tuple[tuple[str, str], ...] = ((KEEP, "是本人"), (VOID, f"作废{last.name}…"))
    else:
        words_after, answers = "，没有收", ((SIGN_IN, "人在，签到"), (KEEP, "不收"))
    return "同一部手机", f"{_moment(doubt)} {last.name}{whose}{words_after}", answers


def _other_phone(doubt: Doubt) -> Said:
    row = doubt.rows[-1]
    facts = f"{_at(row)} 签到，{_moment(doubt)} 用另一部手机签退"
    return "换手机签退", facts, ((KEEP, "是本人"), (VOID, f"作废{row.name}…"))


def _same_address(doubt: Doubt) -> Said:
    """Two cookies, one address: one phone with two browsers, or two phones behind a router."""
    times = "、".join(clock(one.sign_in_at.time()) for one in doubt.rows if one.sign_in_at)
    keep = (KEEP, "是两部手机"), (VOID, f"作废{doubt.rows[-1].name}…")
    return "可能同一部手机", f"{times}　从同一个网络地址签到", keep


def _two_places(doubt: Doubt) -> Said:
    facts = f"{_at(doubt.rows[-1])} 在本班，同一时间也在“{doubt.other}”"
    return "两处签到", facts, ((KEEP, "保留本班"), (VOID, "作废本班…"))


def _place_refused(doubt: Doubt) -> Said:
    row = doubt.rows[-1]
    first = f"{row.place or '本课堂'} {_at(row)}，" if row.sign_in_at else "先在别处签到，"
    facts = f"{first}{doubt.other or '这里'} {_moment(doubt)} 又想签"
    return "两处签到", facts, ((KEEP, "保留前者"), (MOVE, "改到后者"))


def _not_listed(doubt: Doubt) -> Said:
    return "不在名单", f"{_moment(doubt)} 手机想签到，本班名单里没有", ((TAKE_IN, "收下"), (KEEP, "不收"))


def _paper(doubt: Doubt) -> Said:
    row = doubt.rows[-1]
    facts = f"纸质 {_moment(doubt)}，{_way(row)} {_at(row)}"
    return "纸质与扫码不一致", facts, ((PAPER_TIME, "按纸质"), (KEEP, f"按{_way(row)}"))


def _walk_in(doubt: Doubt) -> Said:
    row = doubt.rows[-1]
    return "临时参训", f"{_at(row)} {_way(row)}　不在本班名单", ((KEEP, "收下"), (VOID, "退回…"))


def _late(doubt: Doubt) -> Said:
    row = doubt.rows[-1]
    parts = (f"迟到 {row.late} 分" if row.late else "", f"早退 {row.early} 分" if row.early else "")
    facts = "，".join(part for part in (f"{_at(row)} 签到", *parts, WORTH[row.share]) if part)
    return "迟到早退", facts, ((KEEP, "按规则"), (SHARE, "改为全额…"))


def _no_sign_out(doubt: Doubt) -> Said:
    return "没有签退", f"{_at(doubt.rows[-1])} 签到", ((KEEP, "按上到底"), (SIGN_OUT, "补签退"))


_WORDS: dict[str, Callable[[Doubt], Said]] = {
    "same_phone": _same_phone,
    "phone_refused": _phone_refused,
    "other_phone": _other_phone,
    "same_address": _same_address,
    "two_places": _two_places,
    "place_refused": _place_refused,
    "not_listed": _not_listed,
    "paper": _paper,
    "walk_in": _walk_in,
    "late": _late,
    "no_sign_out": _no_sign_out,
}


def _at(row: AttendanceRow) -> str:
    return clock(row.sign_in_at.time()) if row.sign_in_at else ""


def _moment(doubt: Doubt) -> str:
    return clock(doubt.at.time()) if doubt.at else ""


def _way(row: AttendanceRow) -> str:
    return {"phone": "手机", "card": "学员证"}.get(row.way, words.WAYS.get(row.way, ""))


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
        same = [(card.key, card.facts) for card in cards] == [(card.key, card.facts) for card in self.cards]
        if same and cards:  # the buttons under a finger do not move because somebody else has signed in
            self.cards = cards
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
            button.setAccessibleName(f"{card.kind} {card.names} {text}")
            button.clicked.connect(lambda checked=False, what=what: self.answered.emit(card, what))
            buttons.append(button)
        column.addLayout(row(*buttons, 0))
        return frame
