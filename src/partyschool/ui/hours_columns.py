"""What the lists of the 学时 page say of a unit and of a person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from partyschool.services.quota_words import CATEGORIES, KINDS, days, hours
from partyschool.ui.table_model import NOTHING, Align, Column, Kind
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.month_board import MonthLine
    from partyschool.services.quota_rows import QuotaRow
    from partyschool.services.requirements import RequirementForm
    from partyschool.ui.hours_board import BoardLine

WORDS = {
    "due": "应训的人",
    "trained": "已训的人",
    "met": "达标的人",
    "behind": "谁还差多少",
    "unreachable": "今年赶不上的人",
    "exempt": "免训的人",
    "not_required": "当年不作要求的人",
    "members": "全部党员",
    "rotated": "已轮训的人",
    "not_rotated": "还没轮训的人",
}

LONGEST_BESIDE = 4


def rules_words(rules: Sequence[RequirementForm]) -> str:
    """The highest of each category, as the rule itself takes it: 党员 1 天、32 学时；村“两委”成员 2 天."""
    parts = []
    for category, title in CATEGORIES.items():
        own = [rule for rule in rules if rule.category == category]
        owed_days = max((rule.quarter_days for rule in own), default=0)
        owed_hours = max((rule.half_hours for rule in own), default=0)
        said = [f"{days(owed_days)} 天" if owed_days else "", f"{hours(2 * owed_hours)} 学时" if owed_hours else ""]
        if any(said):
            parts.append(f"{title} {'、'.join(word for word in said if word)}")
    return "；".join(parts) or "没有设定"


def rate(value: float | None) -> str:
    """One decimal, or — where nobody is due."""
    return "—" if value is None else f"{value:.1f}%"


def weak_word(name: str) -> str:
    """Beside a long name there is no room for it: what is cut must not be the name. The tip says it there."""
    return "薄弱" if len(name) <= LONGEST_BESIDE else ""


def unit_columns(weak: Callable[[], float]) -> list[Column[BoardLine]]:
    """Lines of units or categories.

    :param weak: the 达标率 in per cent below which a bar warns; a rule that may change while the page is open.
    """

    def is_weak(line: BoardLine) -> bool:
        """Of units only: a category (a word as its key) is no village that lags behind."""
        return isinstance(line.key, int) and line.totals.met_rate is not None and line.totals.met_rate < weak()

    def tip(line: BoardLine) -> str:
        return f"{line.name}：达标率低于 {weak():g}%，算薄弱" if is_weak(line) else line.name

    return [
        Column(
            "单位", lambda line: line.name, Kind.NAME, width=126, stretch=True, tip=tip,
            tag=lambda line: weak_word(line.name) if is_weak(line) else "", tag_tone=lambda _: Tone.WATCH,
        ),
        Column(
            "应训", lambda line: f"{line.totals.due:,}", align=Align.RIGHT, sort=lambda line: line.totals.due, width=72,
            opens="due",
        ),
        Column(
            "覆盖率", lambda line: rate(line.totals.coverage), Kind.BAR,
            fraction=lambda line: (line.totals.coverage or 0) / 100, sort=lambda line: line.totals.coverage, width=89,
        ),
        Column(
            "达标率", lambda line: rate(line.totals.met_rate), Kind.BAR,
            tone=lambda line: Tone.WATCH if is_weak(line) else Tone.ACCENT,
            fraction=lambda line: (line.totals.met_rate or 0) / 100,
            sort=lambda line: line.totals.met_rate, width=89,
        ),
        Column(
            "还差", lambda line: f"{line.totals.behind:,}", align=Align.RIGHT, width=62,
            sort=lambda line: line.totals.behind, opens="behind",
        ),
    ]  # fmt: skip


def rotation_columns() -> list[Column[BoardLine]]:
    """The lines of the 5-year rotation."""
    return [
        Column("单位", lambda line: line.name, width=106, stretch=True, tip=lambda line: line.name),
        Column(
            "党员", lambda line: f"{line.totals.members:,}", align=Align.RIGHT,
            sort=lambda line: line.totals.members, width=62, opens="members",
        ),
        Column(
            "已轮训", lambda line: f"{line.totals.rotated:,}", align=Align.RIGHT,
            sort=lambda line: line.totals.rotated, width=68, opens="rotated",
        ),
        Column(
            "轮训率", lambda line: rate(_rotated_rate(line)), Kind.BAR, tone=lambda _: Tone.ACCENT,
            fraction=lambda line: _rotated_rate(line) / 100, sort=_rotated_rate, width=114,
        ),
        Column(
            "未轮训", lambda line: f"{line.totals.members - line.totals.rotated:,}", align=Align.RIGHT, width=68,
            sort=lambda line: line.totals.members - line.totals.rotated, opens="not_rotated",
        ),
    ]  # fmt: skip


def _rotated_rate(line: BoardLine) -> float:
    return 100 * line.totals.rotated / line.totals.members if line.totals.members else 0.0


MONTH_COLUMNS: list[Column[MonthLine]] = [
    Column("月份", lambda line: f"{line.month} 月", width=60, sort=lambda line: line.month, stretch=True),
    Column("参训", lambda line: _some(line.came), align=Align.RIGHT, width=64, sort=lambda line: line.came,
           tip=lambda line: "这个月在党校得到天数的应训党员", opens="due"),
    Column("新增已训", lambda line: _some(line.trained), align=Align.RIGHT, width=82, opens="trained",
           sort=lambda line: line.trained, tip=lambda line: "今年第一次参训的人"),
    Column("新增达标", lambda line: _some(line.met), align=Align.RIGHT, width=82, sort=lambda line: line.met,
           tip=lambda line: "这个月满足年度天数的人", opens="met"),
    Column("月末达标率", lambda line: rate(line.met_rate), Kind.BAR, tone=lambda _: Tone.ACCENT,
           fraction=lambda line: (line.met_rate or 0) / 100, sort=lambda line: line.met_rate, width=124),
]  # fmt: skip


def _some(count: int) -> str:
    return f"{count:,}" if count else NOTHING


def bold(columns: Sequence[Column[BoardLine]]) -> list[Column[BoardLine]]:
    """The same for a row of totals."""
    return [replace(column, bold=True) for column in columns]


def _role(row: QuotaRow) -> str:
    if row.exempt_reason:
        return f"免训：{row.exempt_reason}"
    words = [*row.posts[:1], "两委" if row.in_two_committees else "", "流动党员" if row.is_floating else ""]
    said = " · ".join(word for word in words if word)
    return said or {"full": "普通党员"}.get(row.kind, KINDS.get(row.kind, ""))


def _days_short(row: QuotaRow) -> str:
    if row.short_quarter_days:
        return f"差 {days(row.short_quarter_days)} 天"
    return f"{days(row.earned_quarter_days)} 天"


def _hours_short(row: QuotaRow) -> str:
    if row.short_quarter_hours:
        return f"差 {hours(row.short_quarter_hours)} 学时"
    return f"{hours(row.earned_quarter_hours)} 学时"


TAG_TONES = {"赶不上": Tone.ERROR, "可免训": Tone.BETWEEN}


@dataclass(frozen=True, slots=True)
class PersonWords:
    """What the page knows beyond a person's row: a tag, and in the rotation the right column (two lines)."""

    tag: Callable[[QuotaRow], str]
    rotation: Callable[[QuotaRow], tuple[str, str] | None]


def person_columns(words: PersonWords) -> list[Column[QuotaRow]]:
    """Who is behind and by how much, why somebody is exempt, or when he was last in a Party school."""

    def first(row: QuotaRow) -> str:
        rotation = words.rotation(row)
        return rotation[0] if rotation else _days_short(row)

    def second(row: QuotaRow) -> str:
        rotation = words.rotation(row)
        return rotation[1] if rotation else _hours_short(row)

    def tone(row: QuotaRow) -> Tone | None:
        short = not row.rotated if words.rotation(row) else bool(row.short_quarter_days)
        return Tone.WATCH if short else None

    return [
        Column(
            "姓名", lambda row: row.name, Kind.TWO_LINES, second=_role, width=140, stretch=True, tag=words.tag,
            tag_tone=lambda row: TAG_TONES.get(words.tag(row), Tone.PLAIN),
        ),
        Column("还差", first, Kind.TWO_LINES, second=second, align=Align.RIGHT, tone=tone, width=106),
    ]  # fmt: skip
