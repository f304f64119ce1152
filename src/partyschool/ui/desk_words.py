"""How the desk says what came of a sign-in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from partyschool.ui import class_words as words
from partyschool.ui.projector_scene import clock
from partyschool.ui.sounds import Sound
from partyschool.ui.widgets.recent_list import RecentRow
from partyschool.ui.widgets.result_card import ResultRow, Sign

if TYPE_CHECKING:
    from partyschool.services.sign_in_answer import Answer

SIGNED, ALREADY, NOT_FOUND, NOT_ENROLLED, ELSEWHERE = "signed", "already", "not_found", "not_enrolled", "elsewhere"
SIGNED_OUT, NOT_SIGNED_IN = "signed_out", "not_signed_in"
SHOWN_CODE = 16


def village(unit: str) -> str:
    """前庄村 of 前庄村党支部: the desk has no room for more."""
    return unit.removesuffix("党支部").removesuffix("支部") or unit


def result_row(answer: Answer, now: datetime, scanned: str, limit: int) -> ResultRow:
    """The card for an answer.

    :param scanned: the code, where a card was scanned.
    :param limit: minutes late that still give full credit.
    """
    unit = "　".join(part for part in (answer.unit, answer.group) if part)
    if answer.result == SIGNED:
        late = f"（迟到 {answer.late} 分）" if answer.late else ""
        worth = f"今天第 {answer.number} 位" if not answer.late else _late_words(answer.late, limit)
        third = f"{now.hour}:{now:%M:%S}　{words.WAYS.get(answer.way, '')}　{worth}"
        return ResultRow(Sign.DONE, f"签到成功{late}", answer.name, unit, third)
    if answer.result == ALREADY:
        return ResultRow(Sign.LOOK, "已经签到", answer.name, unit, f"{_first(answer)}首签　不重复计")
    if answer.result == ELSEWHERE:
        place = answer.place or "别处"
        return ResultRow(Sign.LOOK, "在别处签到", answer.name, unit, f"{_at(answer)} 已在{place}签到　按 M 改到这里")
    if answer.result == SIGNED_OUT:
        came = f"{clock(answer.came.time())} 签到" if answer.came else ""
        third = f"{_at(answer)} 签退　{came}" + ("　还没下课" if answer.is_early else "")
        return ResultRow(Sign.DONE, "签退成功", answer.name, unit, third)
    if answer.result == NOT_SIGNED_IN:
        return ResultRow(Sign.REFUSED, "还没有签到", answer.name, unit, "先关掉“签退”，签到以后再签退")
    if answer.result == NOT_ENROLLED:
        day = f"（{answer.own_start.month}月{answer.own_start.day}日）" if answer.own_start else ""
        own = f"应参加{answer.own_class}{day}" if answer.own_class else ""
        facts = "　".join(part for part in (unit, own) if part)
        return ResultRow(Sign.REFUSED, "不在本班名单", answer.name, facts, "按 L 作临时参训，按 Esc 不收")
    shown = scanned if len(scanned) <= SHOWN_CODE else f"{scanned[:SHOWN_CODE]}…"
    return ResultRow(Sign.REFUSED, "不认识这个码", shown, "不是本校学员证，或印得不清", "再扫一次，或在右边点名")


def other_day_row(clock_says: datetime, session_day: datetime) -> ResultRow:
    """Before anybody is signed in by a clock of another day."""
    with_year = clock_says.year != session_day.year
    of_session = _day(session_day, with_year)
    days = f"电脑是 {_day(clock_says, with_year)}，这一场是 {of_session}"
    keys = f"按 Y 记作 {of_session} {clock(session_day.time())}，按 Esc 不签"
    return ResultRow(Sign.LOOK, "日期对不上", "先核对日期", days, keys)


def _day(at: datetime, with_year: bool) -> str:
    return f"{at.year}年{at.month}月{at.day}日" if with_year else f"{at.month}月{at.day}日"


def recent_row(answer: Answer, now: datetime, scanned: str) -> RecentRow:
    """The line for an answer."""
    said = {
        SIGNED_OUT: (Sign.DONE, "签退成功"),
        NOT_SIGNED_IN: (Sign.REFUSED, "没有签到，不能签退"),
        SIGNED: (Sign.DONE, "签到成功" + (f"（迟到 {answer.late} 分）" if answer.late else "")),
        ALREADY: (Sign.LOOK, f"已签到，{_at(answer)} 首签"),
        ELSEWHERE: (Sign.LOOK, f"已在{answer.place or '别处'}签到"),
        NOT_ENROLLED: (Sign.REFUSED, f"不在本班{'，在' + answer.own_class if answer.own_class else ''}"),
    }
    sign, text = said.get(str(answer.result), (Sign.REFUSED, "不认识这个码"))
    return RecentRow(sign, clock(now.time()), answer.name or scanned[:SHOWN_CODE], village(answer.unit), text)


def sound_of(answer: Answer) -> Sound:
    """Nobody is scolded for scanning twice."""
    return {SIGNED: Sound.SIGNED, SIGNED_OUT: Sound.SIGNED, ALREADY: Sound.ALREADY, ELSEWHERE: Sound.ALREADY}.get(
        str(answer.result), Sound.REFUSED
    )


def _late_words(late: int, limit: int) -> str:
    return "全额计学时" if late <= limit else "按迟到计学时"


def _at(answer: Answer) -> str:
    return clock(answer.at.time()) if answer.at else ""


def _first(answer: Answer) -> str:
    return f"{_at(answer)} {words.WAYS.get(answer.way, '')}"
