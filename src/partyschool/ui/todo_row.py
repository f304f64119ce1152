"""A line of 待办: icon, what, why in figures, one button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from partyschool.ui import icons, tokens
from partyschool.ui.class_words import issue
from partyschool.ui.context import Context
from partyschool.ui.style import mark
from partyschool.ui.tokens import TONES, Tone
from partyschool.ui.widgets.elided_label import ElidedLabel

if TYPE_CHECKING:
    from partyschool.services.home_todos import Todo


@dataclass(frozen=True, slots=True)
class Words:
    """How a kind of to-do is shown, and where its button leads."""

    icon: str
    tone: Tone
    title: str
    facts: str
    button: str
    where: str
    context: dict[str, object]


class TodoRow(QWidget):
    """The first one carries the page's red button."""

    def __init__(self, todo: Todo | None, context: Context, *, is_first: bool) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 7, 0, 7)
        layout.setSpacing(12)
        if todo is None:
            layout.addWidget(_sign("check", Tone.DONE))
            layout.addLayout(_lines("没有等着办的事", "发布、签到、办结、认定到了时候会列在这里。"), 1)
            return
        words = WORDS[todo.kind](todo, context.today)
        layout.addWidget(_sign(words.icon, words.tone))
        layout.addLayout(_lines(words.title, words.facts), 1)
        button = QPushButton(words.button)
        if is_first:
            mark(button, kind="primary")
        button.setAccessibleDescription(words.title)
        button.clicked.connect(lambda: context.go(words.where, **words.context))
        layout.addWidget(button)


def _sign(icon: str, tone: Tone) -> QLabel:
    colours = TONES[tone]
    sign = QLabel()
    sign.setFixedSize(36, 36)
    sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
    sign.setPixmap(icons.pixmap(icon, 18, colours.ink))
    sign.setStyleSheet(f"background: {colours.ground}; border-radius: {tokens.RADIUS_CONTROL}px;")
    return sign


def _lines(title: str, facts: str) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(3)
    first, second = ElidedLabel(text=title), ElidedLabel(text=facts)
    mark(first, kind="strong")
    mark(second, kind="caption")
    column.addWidget(first)
    column.addWidget(second)
    return column


def _day(at: datetime | None, today: date) -> str:
    if at is None:
        return ""
    if at.date() == today:
        return "今天"
    return f"{at.month} 月 {at.day} 日"


def _half(at: datetime | None) -> str:
    return f"{'上午' if at.hour < 12 else '下午'} {at:%H:%M}" if at else ""


def _sign_in(todo: Todo, today: date) -> Words:
    facts = [_day(todo.at, today), todo.place, f"学员 {todo.people} 人"]
    facts.append(f"已签 {todo.part} 人" if todo.part else f"上一场到 {todo.more} 人" if todo.more else "")
    return Words(
        "qr", Tone.ACCENT, f"{todo.title} · {_half(todo.at)} 第 {todo.number} 场",
        " · ".join(fact for fact in facts if fact), "开始签到", "class", {"id": todo.code, "do": "sign_in"},
    )  # fmt: skip


def _hand_over(todo: Todo, today: date) -> Words:
    return Words(
        "upload", Tone.WATCH, f"{todo.title}的签到记录要交回去",
        f"{_day(todo.at, today)}结束 · 这里签了 {todo.people} 人 · 在这一期点“导出签到记录”，拿到做名单的电脑",
        "看这一期", "class", {"id": todo.code},
    )  # fmt: skip


def _close(todo: Todo, today: date) -> Words:
    return Words(
        "flag", Tone.WATCH, f"{todo.title}已经结束，还没有办结", f"{_day(todo.at, today)}结束 · 学员 {todo.people} 人",
        "去办结", "class", {"id": todo.code, "do": "close"},
    )  # fmt: skip


def _confirm(todo: Todo, today: date) -> Words:
    return Words(
        "clock", Tone.WATCH, f"{todo.title}还没有学时认定",
        f"{issue(todo.code)} · {_day(todo.at, today)}结束 · {todo.people} 人的学时仍是暂计",
        "去认定", "class", {"id": todo.code, "do": "confirm"},
    )  # fmt: skip


def _publish(todo: Todo, today: date) -> Words:
    return Words(
        "calendar", Tone.BETWEEN, f"{todo.title}还是草稿", f"{_day(todo.at, today)}开班 · 学员 {todo.people} 人",
        "去发布", "class", {"id": todo.code},
    )  # fmt: skip


def _review(todo: Todo, _today: date) -> Words:
    return Words(
        "medal", Tone.WATCH, f"{todo.people} 份证书待复核", "发证以后考勤有更正，已不够结业条件",
        "去复核", "certificates", {"state": "review"},
    )  # fmt: skip


def _approve(todo: Todo, _today: date) -> Words:
    return Words(
        "check", Tone.WATCH, f"{todo.people} 条其他学习和免训等待审核", "通过以后才计算学时和应训",
        "去审核", "studies", {"review": "pending"},
    )  # fmt: skip


def _close_year(todo: Todo, _today: date) -> Words:
    return Words(
        "lock", Tone.BETWEEN, f"{todo.number} 年度还没有结转", "结转以后，这一年的结果连同姓名、单位一起冻结",
        "去结转", "settings", {"tab": "years"},
    )  # fmt: skip


def _plan_late(todo: Todo, today: date) -> Words:
    return Words(
        "calendar", Tone.WATCH, f"年度计划有 {todo.people} 个班次逾期，差 {todo.part} 期", todo.title,
        "看计划", "plan", {"tab": "plan", "year": today.year, "state": "late"},
    )  # fmt: skip


def _tasks(todo: Todo, today: date) -> Words:
    late = f"{todo.part} 项任务已经逾期" if todo.part else ""
    soon = f"{todo.people - todo.part} 项任务七天内到期" if todo.people > todo.part else ""
    first = f"最早的：{todo.title} · {_day(todo.at, today)} · {todo.place}"
    return Words(
        "list", Tone.WATCH if todo.part else Tone.BETWEEN, "，".join(part for part in (late, soon) if part), first,
        "看清单", "plan", {"tab": "tasks", "state": "late" if todo.part else "soon"},
    )  # fmt: skip


def _matters(todo: Todo, _today: date) -> Words:
    others = todo.people - todo.part
    facts = (f"预备期满 {todo.part} 人" if todo.part else "", f"失联、停止党籍期满 {others} 人" if others else "")
    return Words(
        "people", Tone.WATCH, f"{todo.people} 名党员有到期的事项要研究", "，".join(fact for fact in facts if fact),
        "看名单", "changes", {"tab": "matters"},
    )  # fmt: skip


def _behind(todo: Todo, _today: date) -> Words:
    left = todo.people - todo.more
    late = f"；{left} 人今年还没有排上" if left > 0 else ""
    return Words(
        "people", Tone.BETWEEN, f"还有 {todo.people} 人没有达标，其中 {todo.part} 人是村“两委”成员",
        f"按已排的班，最多能解决 {todo.more} 人{late}", "看名单", "hours", {"state": "behind"},
    )  # fmt: skip


WORDS: dict[str, Callable[[Todo, date], Words]] = {
    "sign_in": _sign_in,
    "hand_over": _hand_over,
    "close": _close,
    "confirm": _confirm,
    "publish": _publish,
    "review": _review,
    "approve": _approve,
    "close_year": _close_year,
    "plan_late": _plan_late,
    "tasks": _tasks,
    "matters": _matters,
    "behind": _behind,
}
