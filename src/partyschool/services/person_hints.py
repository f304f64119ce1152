"""What is due for one person by the rules of membership (党员教育管理工作条例 第二十四条, 发展党员工作细则)."""

from __future__ import annotations

from datetime import date

from partyschool.domain.dates import earliest_day
from partyschool.domain.person_history import EventKind
from partyschool.domain.terms import LeftReason, PersonKind
from partyschool.services.person_detail import PersonDetail

HALF_YEAR, TWO_YEARS, PROBATION_YEARS = 6, 24, 12


def hint_for(detail: PersonDetail, today: date) -> tuple[str, str] | None:
    """A sentence and what may be done, None where nothing is due."""
    row = detail.row
    if row.left_reason == LeftReason.SUSPENDED and row.left_on is not None and _months(row.left_on, today) >= TWO_YEARS:
        return f"停止党籍从 {row.left_on} 起已满 2 年。", "没有恢复的，按自行脱党予以除名：登记变动 → 减少 → 除名。"
    if row.is_left:
        return None
    lost = [event.on for event in detail.events if event.kind == EventKind.LOST and not event.withdrawn]
    if row.is_lost and lost and _months(max(lost), today) >= HALF_YEAR:
        return f"从 {max(lost)} 起失去联系，已满 6 个月。", "可以停止党籍：登记变动 → 减少 → 停止党籍。"
    if row.kind == PersonKind.PROBATIONARY and len(row.joined_on) >= 7:
        ends = _probation_ends(detail)
        if ends <= today:
            return f"预备期到 {ends} 已满。", "支部大会讨论后登记转正、延长预备期或取消资格。"
    return None


def _probation_ends(detail: PersonDetail) -> date:
    begun = earliest_day(detail.row.joined_on)
    extended = [event.until for event in detail.events if event.until is not None and not event.withdrawn]
    return max([_later(begun, PROBATION_YEARS), *extended])


def _later(day: date, months: int) -> date:
    month = day.month - 1 + months
    return date(day.year + month // 12, month % 12 + 1, min(day.day, 28))


def _months(since: date, today: date) -> int:
    return (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day)
