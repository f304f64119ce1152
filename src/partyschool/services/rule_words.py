"""The rules in words: what each is called, its value, its years, and what it does to how many people."""

from __future__ import annotations

from typing import Any

from partyschool.domain.quota import LEADERSHIP, MEMBER, TWO_COMMITTEES
from partyschool.services import rules
from partyschool.services.quota_rows import QuotaRow
from partyschool.services.quota_words import STATES, days, hours, number
from partyschool.services.requirements import RequirementForm
from partyschool.services.rule_effects import Reach

CATEGORIES = {MEMBER: "全体党员", TWO_COMMITTEES: "村“两委”中的党员干部", LEADERSHIP: "党组织书记和班子成员"}
TITLES = {
    rules.LATE: "迟到、早退多少分钟以内记全额",
    rules.HOURS_A_HALF_DAY: "半天场次预设学时",
    rules.HIGHER_COUNTS: "上级培训可抵顶镇街党校天数",
    rules.ROTATION_START: "轮训周期从哪一年起算",
    rules.ROTATION_YEARS: "轮训周期几年一轮",
    rules.SUGGEST_AGE: "满多少岁提示可以研究免训",
    rules.NEEDS_REVIEW: "其他学习和免训登记后要审核",
    rules.WEAK_COVERAGE: "薄弱线：覆盖率低于",
    rules.WEAK_MET: "提醒线：达标率低于",
}
UNITS = {
    rules.LATE: "分钟",
    rules.HOURS_A_HALF_DAY: "学时",
    rules.ROTATION_START: "年",
    rules.ROTATION_YEARS: "年",
    rules.SUGGEST_AGE: "岁",
    rules.WEAK_COVERAGE: "%",
    rules.WEAK_MET: "%",
}


def value_words(key: str, value: Any) -> str:
    """15 分钟; 打开 or 关闭 for a switch."""
    if isinstance(value, bool):
        return "打开" if value else "关闭"
    return f"{number(value)} {UNITS[key]}".replace(" %", "%")


def requirement_words(form: RequirementForm) -> str:
    """1 天; 32 学时; both where a rule asks both."""
    parts = [
        f"{days(form.quarter_days)} 天" if form.quarter_days else "",
        f"{number(form.half_hours / 2)} 学时" if form.half_hours else "",
    ]
    return "、".join(part for part in parts if part)


def years_words(from_year: int, to_year: int | None) -> str:
    """2019 年起; 2019–2024 年; 2025 年."""
    if to_year is None:
        return f"{from_year} 年起"
    return f"{from_year} 年" if from_year == to_year else f"{from_year}–{to_year} 年"


def reach_words(reach: Reach, year: int) -> str:
    """现有 895 人中 89 人适用."""
    decides = f"，其中 {reach.more:,} 人按这一条算" if reach.more != reach.part else ""
    return f"{year} 年现有 {reach.whole:,} 名党员中 {reach.part:,} 人适用{decides}"


def effect_words(key: str, reach: Reach, year: int) -> str:
    """What a value does in the year."""
    part, whole, more = f"{reach.part:,}", f"{reach.whole:,}", f"{reach.more:,}"
    return {
        rules.LATE: f"{year} 年 {whole} 人次签到中 {part} 人次迟到但记全额，{more} 人次超过",
        rules.HOURS_A_HALF_DAY: f"只用于新排的场次；{year} 年 {whole} 个半天场次中 {part} 个是这个学时",
        rules.HIGHER_COUNTS: f"{year} 年 {part} 人有上级调训；打开后他们的上级培训天数也算进党校",
        rules.ROTATION_START: f"本周期到 {reach.more} 年止，{whole} 名党员中 {part} 人已轮训",
        rules.ROTATION_YEARS: f"本周期到 {reach.more} 年止，{whole} 名党员中 {part} 人已轮训",
        rules.SUGGEST_AGE: f"{whole} 名应训党员中 {part} 人到了这个年龄；只作提示，不会自动免训",
        rules.NEEDS_REVIEW: f"现在有 {part} 条登记等待审核；没有通过的不计算",
        rules.WEAK_COVERAGE: f"{whole} 个单位中 {part} 个低于这个数，在总结和统计图里列为薄弱",
        rules.WEAK_MET: f"{whole} 个单位中 {part} 个低于这个数，在学时页和首页用黄色提醒",
    }[key]


def standing_words(row: QuotaRow) -> str:
    """Where a person stands: 应 1 天、32 学时，差 0.5 天、学时达标."""
    return "，".join(part for part in (owed_words(row), short_words(row)) if part)


def owed_words(row: QuotaRow) -> str:
    """应 1 天、32 学时; else why nothing is owed."""
    if not row.is_due:
        return STATES[row.state]
    return f"应 {days(row.required_quarter_days)} 天、{number(row.required_half_hours / 2)} 学时"


def short_words(row: QuotaRow) -> str:
    """差 0.5 天、学时达标; for who owes nothing, whether he is rotated."""
    rotated = "已轮训" if row.rotated else "未轮训"
    if not row.is_due:
        return rotated
    short = f"差 {days(row.short_quarter_days)} 天" if row.short_quarter_days else "天数达标"
    missing = f"差 {hours(row.short_quarter_hours)} 学时" if row.short_quarter_hours else "学时达标"
    return f"{short}、{missing}、{rotated}"
