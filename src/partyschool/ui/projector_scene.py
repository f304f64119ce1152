"""What the projector shows, as plain values: built from a hall and its class, painted by `projector_paint`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from partyschool.domain.flow import FIELD, FREE, SIGN_IN
from partyschool.domain.identity import mask_name
from partyschool.domain.terms import StepKind
from partyschool.ui import class_words as words
from partyschool.ui import halls

if TYPE_CHECKING:
    from partyschool.services.class_rows import ClassDetail, LessonRow
    from partyschool.ui.halls import Hall

SHORT = {
    "sign_in": "签到",
    "anthem": "国歌",
    "oath": "誓词",
    "charter": "党章",
    "leader_talk": "领导讲课",
    "field": "教学点",
    "free": "自选",
}
MOST_NAMED_STEPS, SHORT_TITLE = 8, 5
SCAN, LEAVING = "打开手机相机，对准上面扫码", "下课签退：再扫一次上面的码"
LEAVING_FROM = timedelta(minutes=10)
FULL, MASKED, NONE = "full", "masked", "none"


@dataclass(frozen=True, slots=True)
class StepChip:
    """A step of 5+1+N in the strip: its figure, its short name (empty where there are too many)."""

    mark: str
    name: str
    done: bool
    running: bool


@dataclass(frozen=True, slots=True)
class NameCard:
    """Somebody who has just signed in."""

    id: int
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class Joining:
    """How a phone gets here: Wi-Fi (empty where none is set), address, the six figures."""

    wifi: str
    password: str
    address: str
    digits: str

    @property
    def wifi_code(self) -> str:
        """The text that a phone joins the network by; backslashes before what has a meaning in it."""
        if not self.wifi:
            return ""
        escaped = [_escape(part) for part in (self.wifi, self.password)]
        kind = "WPA" if self.password else "nopass"
        return f"WIFI:T:{kind};S:{escaped[0]};P:{escaped[1]};;"


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture of the hall's screen. `message` covers the code's place where there is no code to scan."""

    title: str
    where: str
    code: str
    message: str
    step: str
    next_step: str
    next_at: str
    chips: tuple[StepChip, ...]
    enrolled: int
    present: int
    late: int
    leave: int
    missing: int
    closes: str
    newest: tuple[NameCard, ...]
    joining: Joining
    prompt: str


def scene_of(hall: Hall, detail: ClassDetail, settings: dict[str, Any], now: datetime) -> Scene:
    """The picture of this moment, but for the clock and the countdown."""
    session = hall.session
    lessons = sorted((row for row in detail.lessons if row.session == session.number), key=lambda row: row.starts)
    running, following = running_lesson(lessons, now)
    starts = session.starts
    day = f"{starts.month}月{starts.day}日 星期{'一二三四五六日'[starts.weekday()]} {words.half_day(starts.time())}"
    where = " · ".join(part for part in (day, f"第{session.number}场", session.place) if part)
    joining = Joining(
        str(settings["sign_in.wifi_name"]),
        str(settings["sign_in.wifi_password"]),
        hall.url.removeprefix("http://"),
        hall.shown_code.digits if hall.shown_code else "",
    )
    return Scene(
        session.title,
        where,
        hall.shown_code.url if hall.shown_code else "",
        message_of(hall),
        _short_title(running) if running else "签到",
        _short_title(following) if following else "",
        f"{clock(following.starts)} 起" if following else "",
        step_chips(detail, running),
        hall.enrolled,
        hall.present,
        hall.late,
        hall.leave,
        hall.missing,
        f"{clock(hall.closes.time())} 停止签到",
        tuple(_card(row.id, row.name, row.unit, str(settings["sign_in.names"])) for row in hall.newest),
        joining,
        LEAVING if session.signs_out and now >= session.ends - LEAVING_FROM else SCAN,
    )


def clock(at: time) -> str:
    """8:40, as people say it."""
    return f"{at.hour}:{at:%M}"


def message_of(hall: Hall) -> str:
    """Instead of a code that cannot be scanned; an old code is never left standing."""
    if hall.state == halls.OPEN and hall.shown_code is not None:
        return ""
    return {
        halls.STARTING: "正在启动…",
        halls.EARLY: f"{clock(hall.session.opens.time())} 开始签到",
        halls.PAUSED: "签到暂停",
        halls.CLOSED: "签到已结束",
    }.get(hall.state, "扫码暂时不能用，\n请到签到台")


def running_lesson(lessons: Sequence[LessonRow], now: datetime) -> tuple[LessonRow | None, LessonRow | None]:
    """What goes on now, None before the first begins; and what comes after it."""
    begun = sum(datetime.combine(row.held_on, row.starts) <= now for row in lessons)
    return lessons[begun - 1] if begun else None, lessons[begun] if begun < len(lessons) else None


def step_chips(detail: ClassDetail, running: LessonRow | None) -> tuple[StepChip, ...]:
    """The fixed steps one by one, the teaching point, and the free ones together."""
    chips: list[StepChip] = []
    key = _step_key(running) if running is not None else SIGN_IN  # before the first lesson people gather
    number = 0
    for row in detail.steps:
        if row.state.kind == StepKind.FREE:
            continue
        number += row.state.kind == StepKind.FIXED
        mark = str(number) if row.state.kind == StepKind.FIXED else "1"
        chips.append(StepChip(mark, SHORT.get(row.state.key, row.title), row.state.done, row.state.key == key))
    free = [row for row in detail.steps if row.state.kind == StepKind.FREE]
    if free:
        chips.append(StepChip("N", SHORT[FREE], all(row.state.done for row in free), key == FREE))
    if len(chips) > MOST_NAMED_STEPS:
        chips = [StepChip(chip.mark, "", chip.done, chip.running) for chip in chips]
    # A step that is done by its first evidence (签到) goes on running until the next one begins.
    return tuple(StepChip(chip.mark, chip.name, chip.done and not chip.running, chip.running) for chip in chips)


def _step_key(lesson: LessonRow) -> str:
    if lesson.form == "field":
        return FIELD
    return FREE if lesson.form == "free" else lesson.step_key


def _short_title(lesson: LessonRow) -> str:
    """Beside the clock there is room for four characters in the hall's size."""
    title = lesson.title.partition("：")[0] or "上课"
    return SHORT.get(_step_key(lesson), title) if len(title) > SHORT_TITLE else title


def _card(key: int, name: str, unit: str, names: str) -> NameCard:
    shown = {FULL: name, NONE: ""}.get(names, masked(name))
    return NameCard(key, shown, unit.removesuffix("党支部"))


def masked(name: str) -> str:
    """The surname and a star for each other character: 许**, 徐*, 欧阳**."""
    surname = mask_name(name).rstrip("*")
    return surname + "*" * (len(name) - len(surname))


def _escape(text: str) -> str:
    return "".join(f"\\{character}" if character in '\\;,":' else character for character in text)
