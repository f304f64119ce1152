"""The yearly requirement in words: why somebody owes what, and what each entry was worth. Used by screen and script."""

from __future__ import annotations

from collections.abc import Sequence

from partyschool.domain.person_history import NOT_YET
from partyschool.domain.terms import GUEST, LeftReason, PersonKind, QuotaState, StudyKind
from partyschool.services.quota_rows import CreditRow, QuotaRow

STATES = {
    QuotaState.LEFT: "减少",
    QuotaState.GUEST: "只签到",
    QuotaState.NOT_MEMBER: "非党员",
    QuotaState.EXEMPT: "免训",
    QuotaState.NOT_REQUIRED: "当年不作要求",
    QuotaState.DUE: "应训",
}
LEFT_REASONS: dict[str, str] = {
    LeftReason.DEATH: "死亡",
    LeftReason.LEFT_PARTY: "出党",
    LeftReason.REMOVED: "除名",
    LeftReason.SUSPENDED: "停止党籍",
    LeftReason.TRANSFERRED: "转出",
    LeftReason.OTHER: "其他",
}
KINDS: dict[str, str] = {
    PersonKind.FULL: "正式党员",
    PersonKind.PROBATIONARY: "预备党员",
    PersonKind.DEVELOPMENT: "发展对象",
    PersonKind.ACTIVIST: "入党积极分子",
    PersonKind.APPLICANT: "入党申请人",
    PersonKind.MASSES: "群众",
    GUEST: "只在这里签到",
}
STUDIES: dict[str, str] = {
    StudyKind.MEETING: "三会一课",
    StudyKind.THEME_DAY: "主题党日",
    StudyKind.LIGHTHOUSE: "灯塔大课堂",
    StudyKind.XUEXI: "学习强国",
    StudyKind.HIGHER: "上级调训",
    StudyKind.HOME: "送学上门",
    StudyKind.ONLINE: "网络学习",
    StudyKind.OTHER: "其他学习",
}
CATEGORIES = {"member": "党员", "two_committees": "村“两委”成员", "leadership": "书记和班子成员"}


def number(value: float) -> str:
    """A figure without needless zeros: 1, 0.5, 0.25."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def days(quarter_days: int) -> str:
    """Quarter days as days."""
    return number(quarter_days / 4)


def hours(quarter_hours: int) -> str:
    """Quarter hours as 学时."""
    return number(quarter_hours / 4)


def state_reason(row: QuotaRow) -> str:
    """Why a person is in this state."""
    match row.state:
        case QuotaState.LEFT if row.left_reason == NOT_YET:
            return "尚未转入，不计年度要求"
        case QuotaState.LEFT:
            when = f"，{row.left_on:%Y-%m-%d}" if row.left_on else ""
            return f"减少：{LEFT_REASONS.get(row.left_reason, row.left_reason)}{when}"
        case QuotaState.GUEST:
            return "从签到名单来，只在这里签到；花名册在做名单的电脑上，年度要求在那里算"
        case QuotaState.NOT_MEMBER:
            return f"不是党员（{KINDS.get(row.kind, row.kind)}），不计年度要求"
        case QuotaState.EXEMPT:
            return f"当年免训：{row.exempt_reason}" if row.exempt_reason else "当年免训"
        case QuotaState.NOT_REQUIRED:
            return "预备党员，6月30日以后入党，当年不作要求"
        case _:
            return "应训"


def owed_reasons(row: QuotaRow) -> list[str]:
    """Which rules were used, days and hours apart, with their source."""
    found = [state_reason(row)]
    if row.day_rule is not None:
        found.append(f"应{days(row.day_rule.quarter_days)}天：{_rule(row.day_rule.category, row.day_rule.source)}")
    if row.hour_rule is not None:
        hours_owed = number(row.hour_rule.half_hours / 2)
        found.append(f"应{hours_owed}学时：{_rule(row.hour_rule.category, row.hour_rule.source)}")
    if row.posts and row.is_due:
        found.append(f"职务：{'、'.join(row.posts)}；多个职务取最高，只算一次")
    return found


def _rule(category: str, source: str) -> str:
    fits = CATEGORIES.get(category, category)
    return f"{fits}（{source}）" if source else fits


def entry_reason(entry: CreditRow) -> str:
    """How an entry was judged, in a few words."""
    if entry.kind != "session":
        kind = STUDIES.get(entry.kind, entry.kind)
        return f"{kind}，只计学时，不计天数" if entry.why == "hours_only" else f"{kind}，抵顶进党校天数"
    judged = {
        "full": "全额计入",
        "half": "在场过半，计一半",
        "none": "在场不足一半，不计",
        "manual": f"人工认定：{entry.note}" if entry.note else "人工认定",
        "already": "同一时段已计",
        "repeated": "同一内容已计",
        "before": f"同一内容 {entry.note} 年已计",
        "rest": f"同一内容 {entry.note} 年已计一半，只计另一半",
    }[entry.why]
    late = f"迟到{entry.late_minutes}分钟" if entry.late_minutes else ""
    early = f"早退{entry.early_minutes}分钟" if entry.early_minutes else ""
    state = "暂计" if entry.is_provisional else ""
    return "，".join(part for part in (late, early, judged, state) if part)


def entry_line(entry: CreditRow) -> str:
    """One entry as a sentence: date, what, worth, why."""
    where = f"第{entry.session}场" if entry.session else ""
    worth = f"{days(entry.quarter_days)}天{hours(entry.quarter_hours)}学时"
    return f"{entry.on:%Y-%m-%d} {entry.title}{where}：{worth}（{entry_reason(entry)}）"


def reasons(row: QuotaRow, entries: Sequence[CreditRow]) -> list[str]:
    """A person's answer in words: the rules first, then every entry."""
    return owed_reasons(row) + [entry_line(entry) for entry in entries]
