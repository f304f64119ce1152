"""What the page of a class says of it: actions, flow, sessions. Pure: rows in, words out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from partyschool.domain.flow import FIELD, OATH, SIGN_IN
from partyschool.domain.terms import StepKind
from partyschool.ui import class_words as words
from partyschool.ui import tokens
from partyschool.ui.tokens import Tone
from partyschool.ui.widgets.action_column import Action
from partyschool.ui.widgets.flow_timeline import Group, Node, Stage
from partyschool.ui.widgets.session_strip import SessionCardRow

if TYPE_CHECKING:
    from partyschool.services.class_rows import ClassDetail, LessonRow, SessionRow, StepRow

ADD = "add"
KEPT_ELSEWHERE = "在做名单的电脑上办"


def next_session(detail: ClassDetail, now: datetime) -> SessionRow | None:
    """The session that runs or comes next; None when all are over."""
    live = [row for row in detail.sessions if row.state != "cancelled"]
    return next((row for row in live if datetime.combine(row.held_on, row.ends) > now), None)


# The four actions


def publish_action(detail: ClassDetail) -> Action:
    if detail.published_at is not None:
        forced = "（缺项）" if detail.publish_reason else ""
        return Action("发布", f"{words.days(*[detail.published_at.date()] * 2)}已发布{forced}", icon="check")
    if detail.row.phase != "draft":
        return Action("发布", words.PHASES[detail.row.phase][0])
    if not detail.sessions:
        return Action("发布", "先排课程表")
    missing = len(detail.missing_to_publish)
    return Action("发布", f"还缺 {missing} 项" if missing else "可以发布", enabled=True, primary=True)


def sign_in_action(detail: ClassDetail, now: datetime, opens_before: int, is_running: bool) -> Action:
    """`opens_before`: minutes before a session from when on people may sign in."""
    if is_running:
        return Action("回到签到", "正在签到", enabled=True, primary=True, icon="qr")
    if detail.row.phase == "draft":
        return Action("开始签到", "发布后可用", icon="qr")
    if detail.row.phase not in ("published", "running", "over"):
        return Action("开始签到", words.PHASES[detail.row.phase][0], icon="qr")
    session = next_session(detail, now)
    if session is None:
        return Action("补录签到", "各场已结束", enabled=bool(detail.sessions), icon="qr")
    opens = datetime.combine(session.held_on, session.starts) - timedelta(minutes=opens_before)
    day = "" if opens.date() == now.date() else f"{words.near_day(opens.date(), now.date())} "
    note = f"第 {session.number} 场 {day}{opens:%H:%M} 起" if opens > now else f"第 {session.number} 场可以签到"
    return Action("开始签到", note, enabled=True, primary=True, icon="qr")


def close_action(detail: ClassDetail, now: datetime) -> Action:
    if detail.closed_at is not None:
        forced = "（缺项）" if detail.close_reason else ""
        return Action("办结", f"{words.days(*[detail.closed_at.date()] * 2)}已办结{forced}", icon="check")
    if detail.row.phase == "draft":
        return Action("办结", "发布后可用")
    if detail.row.is_listed:
        return Action("办结", KEPT_ELSEWHERE)
    if detail.row.phase in words.STOPPED:
        return Action("办结", words.PHASES[detail.row.phase][0])
    missing = len(detail.missing)
    if next_session(detail, now) is not None:
        return Action("办结", f"还差 {missing} 项" if missing else "末场结束后可用")
    return Action("办结", f"还差 {missing} 项" if missing else "可以办结", enabled=True, primary=True)


def confirm_action(detail: ClassDetail) -> Action:
    if detail.confirmed_at is not None:
        return Action("学时认定", f"{words.days(*[detail.confirmed_at.date()] * 2)}已认定", icon="check")
    if detail.row.is_listed:
        return Action("学时认定", KEPT_ELSEWHERE)
    can = detail.row.phase in ("closed", "suspended") and detail.row.held_sessions > 0
    return Action("学时认定", "可以认定" if can else "办结后可用", enabled=can, primary=can)


# The flow


def flow_groups(detail: ClassDetail, now: datetime) -> list[Group]:
    """The 5, the 1 and the N; the first undone step of a class that is under way is the next one."""
    running = detail.row.phase in ("published", "running", "over")
    undone = [row for row in detail.steps if not row.state.done and row.state.planned_at is not None]
    following = min(undone, key=lambda row: row.state.planned_at or now, default=None) if running else None
    nodes = {row.position: _node(detail, row, now, row is following) for row in detail.steps}
    groups = []
    for kind, title in ((StepKind.FIXED, "规定动作"), (StepKind.FIELD, "教学点"), (StepKind.FREE, "自选动作")):
        rows = [row for row in detail.steps if row.state.kind == kind]
        shown = tuple(nodes[row.position] for row in rows)
        if kind == StepKind.FREE and detail.row.phase in ("draft", "published", "running", "over"):
            shown += (Node(ADD, "添加", "", "", Stage.ADD, "plus"),)
        count = f"{sum(row.state.done for row in rows)} / {len(rows)}" if rows else ""
        groups.append(Group(words.BADGES[kind], title, count, shown))
    return groups


def _node(detail: ClassDetail, row: StepRow, now: datetime, is_next: bool) -> Node:
    state, today = row.state, now.date()
    stage = Stage.DONE if state.done else Stage.NEXT if is_next else Stage.LATER
    lesson = lesson_of(detail, row)
    if state.done and state.at is not None:
        when = words.moment(state.at, today)
    elif state.planned_at is not None:
        when = f"{words.near_day(state.planned_at.date(), today)} {state.planned_at:%H:%M}"
    else:
        when = "未排进课程表" if state.kind != StepKind.FREE else ""
    icon = words.STEP_ICONS.get(state.key, "pencil")
    title = "奏唱国歌" if state.key == "anthem" else row.title.partition("：")[0]
    return Node(row.position, title, when, _who(detail, row, lesson), stage, icon)


def lesson_of(detail: ClassDetail, row: StepRow) -> LessonRow | None:
    """The lesson that stands for the step on the timetable."""
    if row.state.key == FIELD:
        return next((lesson for lesson in detail.lessons if lesson.form == "field"), None)
    return next((lesson for lesson in detail.lessons if lesson.step_key == row.state.key), None)


def _who(detail: ClassDetail, row: StepRow, lesson: LessonRow | None) -> str:
    key = row.state.key
    if key == SIGN_IN:
        first = detail.sessions[0] if detail.sessions else None
        return f"{first.present} / {detail.row.enrolled} 人" if first is not None and first.present else ""
    if lesson is None:
        return row.state.by
    if key == FIELD:
        return lesson.place
    person = lesson.teacher or row.state.by
    detail_words = lesson.title.partition("：")[2]
    if key == OATH and person:
        return f"领誓：{person}"
    if key == "anthem" and (lesson.host or person):
        return f"主持：{lesson.host or person}"
    if key == "leader_talk":
        return " · ".join(part for part in (person, lesson.teacher_title) if part)
    return detail_words or person


def flow_chip(detail: ClassDetail, titles: Sequence[str]) -> tuple[str, Tone]:
    """What holds the class back, or that nothing does."""
    missing = "、".join(titles)
    if detail.row.phase in words.STOPPED:
        return f"{words.PHASES[detail.row.phase][0]}：{detail.stop_reason}", Tone.MUTED
    if detail.row.phase == "draft":
        return (f"发布还缺：{missing}", Tone.WATCH) if missing else ("已排齐", Tone.DONE)
    if detail.close_reason:
        return f"缺{missing}办结：{detail.close_reason}", Tone.WATCH
    return (f"办结还差：{missing}", Tone.WATCH) if missing else ("已完成", Tone.DONE)


def missing_titles(detail: ClassDetail) -> list[str]:
    """Names of the steps that hold the class back now: from publishing while a draft, from closing afterwards."""
    missing = detail.missing_to_publish if detail.row.phase == "draft" else detail.missing
    titles = {row.state.key: row.title for row in detail.steps}
    return [titles.get(key, key) for key in missing]


# The sessions


def session_cards(detail: ClassDetail, now: datetime, opens_before: int) -> list[SessionCardRow]:
    """A card for each half-day; figures once people may come, a dash before."""
    following = next_session(detail, now) if detail.row.phase in ("published", "running") else None
    last = detail.sessions[-1] if detail.sessions else None
    cards = []
    for row in detail.sessions:
        card = _session_card(detail, row, now, opens_before, row is following)
        if row is last and card.note == "" and len(detail.sessions) > 1:
            card = replace(card, note="办结前最后一场")
        cards.append(card)
    return cards


def _session_card(
    detail: ClassDetail, row: SessionRow, now: datetime, opens_before: int, is_next: bool
) -> SessionCardRow:
    starts, ends = (datetime.combine(row.held_on, clock) for clock in (row.starts, row.ends))
    day = "今天" if row.held_on == now.date() else words.weekday(row.held_on)
    if starts.year != now.year or abs((row.held_on - now.date()).days) > 6:
        day = f"{row.held_on.month} 月 {row.held_on.day} 日 "
    when = f"{day}{words.half_day(row.starts)} {words.span(row.starts, row.ends)}"
    state, tone = _session_state(row, starts, ends, now, is_next)
    shows_count = row.present > 0 or is_next or ends <= now
    opens = starts - timedelta(minutes=opens_before)
    note = f"{words.moment(opens, now.date())} 起可以签到" if is_next and opens > now else _session_note(detail, row)
    enrolled = detail.row.enrolled
    parts = ((row.present / enrolled, tokens.DONE), (row.leave / enrolled, tokens.WATCH_FILL)) if enrolled else ()
    figure = str(row.present) if shows_count and row.state != "cancelled" else "—"
    of = f"/ {enrolled} 人"
    return SessionCardRow(row.number, f"第 {row.number} 场", when, state, tone, figure, of, note, parts, is_next)


def _session_state(row: SessionRow, starts: datetime, ends: datetime, now: datetime, is_next: bool) -> tuple[str, Tone]:
    if row.state == "cancelled":
        return "已取消", Tone.MUTED
    if ends <= now:
        return ("已结束", Tone.DONE) if row.present else ("没有签到", Tone.WATCH)
    if starts <= now:
        return "正在上课", Tone.ACCENT
    return ("即将开始", Tone.ACCENT) if is_next else ("未开始", Tone.PLAIN)


def _session_note(detail: ClassDetail, row: SessionRow) -> str:
    if row.present or row.leave or row.absent:
        parts = (("迟到", row.late), ("请假", row.leave), ("缺", row.absent))
        return " · ".join(f"{word} {count}" for word, count in parts if count)
    own = [lesson for lesson in detail.lessons if lesson.session == row.number]
    return "现场教学" if any(lesson.form == "field" for lesson in own) else ""
