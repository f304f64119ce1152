"""What the list of people says of a person, and how the field's words are written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from partyschool.domain.terms import PersonKind, QuotaState
from partyschool.services.quota_words import STATES, days, hours
from partyschool.ui.table_model import NOTHING, Align, Column, Kind
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.quota_rows import QuotaRow

Row = TypeVar("Row")
Found = TypeVar("Found")

SEXES = {"male": "男", "female": "女"}
KIND_CHOICES = (
    ("正式党员", PersonKind.FULL),
    ("预备党员", PersonKind.PROBATIONARY),
    ("发展对象", PersonKind.DEVELOPMENT),
    ("入党积极分子", PersonKind.ACTIVIST),
    ("入党申请人", PersonKind.APPLICANT),
    ("群众", PersonKind.MASSES),
)


def age_on(birth_on: str, day: date) -> int | None:
    """Full years; a birth of month precision counts from the first of the month."""
    if len(birth_on) < 7:
        return None
    year, month, born = int(birth_on[:4]), int(birth_on[5:7]), int(birth_on[8:10] or 1)
    return day.year - year - ((day.month, day.day) < (month, born))


def tag(row: QuotaRow) -> str:
    """The small chip behind a name: what matters first when people are called up."""
    if row.in_two_committees:
        return "两委"
    if row.kind == PersonKind.PROBATIONARY:
        return "预备"
    return "流动" if row.is_floating else ""


def _days(row: QuotaRow) -> str:
    if not row.is_due:
        return NOTHING
    return f"{days(row.earned_quarter_days)}/{days(row.required_quarter_days)}"


def _hours(row: QuotaRow) -> str:
    earned = hours(row.earned_quarter_hours)
    return f"{earned}/{hours(2 * row.required_half_hours)}" if row.is_due else earned


def _fraction(row: QuotaRow) -> float:
    owed = 2 * row.required_half_hours
    return min(1.0, row.earned_quarter_hours / owed) if owed else 0.0


def state_words(row: QuotaRow) -> str:
    """The chip: days only; the hours are a second measure and never decide it."""
    if not row.is_due:
        return {QuotaState.NOT_REQUIRED: "不作要求"}.get(row.state, STATES[row.state])
    return "达标" if row.met else f"差 {days(row.short_quarter_days)} 天"


def state_tone(row: QuotaRow) -> Tone:
    """Green when met, amber when behind, plain when nothing is owed."""
    if not row.is_due:
        return Tone.PLAIN
    return Tone.DONE if row.met else Tone.WATCH


def year_columns() -> list[Column[QuotaRow]]:
    """Days, hours and the verdict of this year."""
    return [
        Column(
            "进校天数",
            _days,
            align=Align.RIGHT,
            sort=lambda row: row.earned_quarter_days if row.is_due else None,
            width=76,
        ),
        Column(
            "今年学时",
            _hours,
            Kind.BAR,
            fraction=_fraction,
            tone=lambda row: Tone.DONE if row.hours_met else None,
            sort=lambda row: row.earned_quarter_hours,
            width=128,
        ),
        Column("状态", state_words, Kind.CHIP, tone=state_tone, sort=lambda row: row.short_quarter_days, width=92),
    ]


def columns(today: date) -> list[Column[QuotaRow]]:
    """The columns of the list; ages are of today. Pinyin sorts as bytes: collating 60,000 names takes a second."""
    return [
        Column("姓名", lambda row: row.name, Kind.NAME, tag=tag, sort=lambda row: row.sort_key.encode(), width=116),
        Column("性别", lambda row: SEXES.get(row.sex, ""), width=56),
        Column(
            "年龄",
            lambda row: str(age_on(row.birth_on, today) or ""),
            align=Align.RIGHT,
            sort=lambda row: age_on(row.birth_on, today),
            width=60,
        ),
        Column("党组织", lambda row: row.unit, width=144, stretch=True),
        Column("职务", lambda row: "、".join(row.posts) or NOTHING, width=100, stretch=True),
        *year_columns(),
    ]


def through(column: Column[QuotaRow], person: Callable[[Row], QuotaRow]) -> Column[Row]:
    """The same column for rows that only carry a person."""

    def led(read: Callable[[QuotaRow], Found] | None) -> Callable[[Row], Found] | None:
        return (lambda row: read(person(row))) if read is not None else None

    return Column(
        column.title,
        lambda row: column.text(person(row)),
        column.kind,
        tone=led(column.tone),
        fraction=led(column.fraction),
        align=column.align,
        sort=led(column.sort),
        width=column.width,
    )
