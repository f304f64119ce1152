"""Units and their changes in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from partyschool.domain.terms import UnitChangeKind, UnitDomain, UnitKind

if TYPE_CHECKING:
    from partyschool.services.unit_preview import ChangePreview
    from partyschool.services.unit_story import UnitEvent

KINDS: dict[str, str] = {
    UnitKind.CITY: "市", UnitKind.TOWN: "镇街", UnitKind.JOINT: "联村党委", UnitKind.VILLAGE: "村（社区）",
    UnitKind.DEPARTMENT: "机关、企事业单位", UnitKind.BRANCH: "党支部",
}  # fmt: skip
DOMAINS: dict[str, str] = {
    UnitDomain.RURAL: "农村", UnitDomain.COMMUNITY: "社区", UnitDomain.OFFICE: "机关",
    UnitDomain.TWO_NEW: "“两新”组织", UnitDomain.SCHOOL: "学校",
}  # fmt: skip
CHANGES = {
    UnitChangeKind.RENAME: "更名", UnitChangeKind.MERGE: "并入", UnitChangeKind.SPLIT: "分设",
    UnitChangeKind.MOVE: "调整隶属", UnitChangeKind.CLOSE: "撤销",
}  # fmt: skip
ADVICE = {
    UnitChangeKind.RENAME: "从这一天起用新名称；以前年份的统计表、名册仍用旧名称。",
    UnitChangeKind.MERGE: "人从这一天起算在新单位，以前年份和以前的班次仍在原单位；原单位保留，标明已撤并。",
    UnitChangeKind.SPLIT: "选出分到新单位的人，从这一天起算在新单位；原单位和留下的人不变。",
    UnitChangeKind.MOVE: "从这一天起在新的上级下面，如村加入联村党委；单位里的人不用动。",
    UnitChangeKind.CLOSE: "里面有人时要选转到哪里；以前年份仍查得到这个单位。",
}
NAMED_AT_MOST = 3


def day_words(day: date) -> str:
    """2025 年 8 月 1 日."""
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def names_in_words(names: Sequence[str]) -> str:
    """“甲”“乙”等 5 个."""
    shown = "".join(f"“{name}”" for name in names[:NAMED_AT_MOST])
    return shown if len(names) <= NAMED_AT_MOST else f"{shown}等 {len(names)} 个"


def event_words(event: UnitEvent) -> str:
    """A line of the unit's history, seen from the unit."""
    others, people = names_in_words(event.others), f"，{event.people} 人" if event.people else ""
    match event.kind:
        case UnitChangeKind.RENAME:
            return f"由“{event.before}”更名为“{event.after}”" if event.before != event.after else "改了代码"
        case UnitChangeKind.MOVE:
            return f"由“{event.before}”调整到“{event.after}”下面"
        case UnitChangeKind.MERGE:
            return f"并入{others}{people}" if event.is_source else f"{others}并入{people}"
        case UnitChangeKind.SPLIT:
            return f"分设出{others or '新单位'}{people}" if event.is_source else f"由{others}分设成立{people}"
        case UnitChangeKind.CLOSE:
            went = f"{people}转到{others}" if others else ""
            return f"撤销{went}" if event.is_source else f"{others}撤销{people}转来"
        case _:
            return "成立"


def preview_lines(preview: ChangePreview) -> Iterator[str]:
    """What a change would do, one sentence a line."""
    form, subjects = preview.form, names_in_words(preview.subjects)
    on, last = day_words(form.on), day_words(preview.last_on)
    match form.kind:
        case UnitChangeKind.RENAME:
            yield f"{subjects}从 {on}起叫“{preview.into}”；到 {last}为止的表册仍用旧名称。"
        case UnitChangeKind.MOVE:
            yield f"{subjects}从 {on}起在“{preview.into}”下面；以前年份不变。"
        case UnitChangeKind.SPLIT:
            yield f"从 {on}起，由{subjects}分设出“{preview.into}”。"
        case UnitChangeKind.CLOSE:
            yield f"{subjects}存续到 {last}，从 {on}起撤销。"
        case _:
            yield f"{subjects}存续到 {last}，从 {on}起并入“{preview.into}”。"
    yield from _people_lines(preview)
    yield from _unit_lines(preview)


def _people_lines(preview: ChangePreview) -> Iterator[str]:
    moves = [move for move in preview.moves if move.people or move.left]
    for move in moves:
        past = f"（另有 {move.left} 名已减少的人，档案随转）" if move.left else ""
        stays = move.people_here - move.people
        shown = f"，留下 {stays} 人" if preview.form.kind == UnitChangeKind.SPLIT else ""
        if len(moves) == 1 and move.people_there:
            shown = f"，“{move.into_name}”由 {move.people_there} 人变为 {move.people_there + move.people} 人"
        yield f"“{move.from_name}”在册 {move.people} 人转到“{move.into_name}”{past}{shown}。"
    ends = [post for post in preview.posts if not post.goes_on]
    goes_on = len(preview.posts) - len(ends)
    if ends:
        yield f"{len(ends)} 个职务任期到 {day_words(preview.last_on)}结束：{_posts(ends)}。"
    if goes_on:
        yield f"{goes_on} 个职务转到新单位继续任职。"


def _posts(posts: Sequence[object]) -> str:
    shown = "、".join(f"{post.person}（{post.title}）" for post in posts[:5])  # type: ignore[attr-defined]
    return shown if len(posts) <= 5 else f"{shown}等"


def _unit_lines(preview: ChangePreview) -> Iterator[str]:
    founded = preview.founded[1:] if preview.form.kind in {UnitChangeKind.MERGE, UnitChangeKind.SPLIT} else ()
    if founded:
        yield f"同时成立{names_in_words(founded)}。"
    also_closed = [name for name in preview.closed if name not in preview.subjects]
    if also_closed:
        yield f"下面的{names_in_words(also_closed)}也一并撤并。"
    if preview.moved_units and preview.form.kind != UnitChangeKind.MOVE:
        along = f"，里面 {preview.moved_people} 人随单位划转" if preview.moved_people else ""
        yield f"{names_in_words(preview.moved_units)}改在“{preview.into}”下面，名称不变{along}。"
    if preview.points:
        yield f"教学点{names_in_words(preview.points)}改归“{preview.into}”。"
    if preview.schools:
        yield f"党校{names_in_words(preview.schools)}改设在“{preview.into}”。"
