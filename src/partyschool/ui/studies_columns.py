"""What the lists of other study and of exemptions say."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from partyschool.domain.terms import Review
from partyschool.services.quota_words import STUDIES, number
from partyschool.ui.table_model import NOTHING, Align, Column, Kind
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.exemptions import ExemptionRow
    from partyschool.services.other_study import StudyRow

REVIEWS: dict[str, tuple[str, Tone]] = {
    Review.PENDING: ("待审", Tone.WATCH),
    Review.APPROVED: ("通过", Tone.DONE),
    Review.RETURNED: ("退回", Tone.ERROR),
}


def study_columns() -> list[Column[StudyRow]]:
    """One entry of other study, also of 送学上门."""
    return [
        Column("姓名", lambda row: row.person, Kind.NAME, width=120, sort=lambda row: row.sort_key),
        Column("党组织", lambda row: row.unit or NOTHING, width=140, stretch=True),
        Column("类别", lambda row: STUDIES[row.form.kind], width=100),
        Column("学习内容", lambda row: row.form.title, width=220, stretch=True, tip=lambda row: row.form.title),
        Column("日期", _days, width=112, sort=lambda row: row.form.studied_on.toordinal()),
        Column("学时", lambda row: number(row.form.half_hours / 2), align=Align.RIGHT, width=64,
               sort=lambda row: row.form.half_hours),
        Column("天数", lambda row: number(row.form.quarter_days / 4) if row.form.quarter_days else NOTHING,
               align=Align.RIGHT, width=64, sort=lambda row: row.form.quarter_days),
        Column("主办", lambda row: row.form.organiser or NOTHING, width=120),
        Column("证明", lambda row: proof_words(row.form.proof), width=72, tip=lambda row: row.form.proof),
        Column("审核", lambda row: REVIEWS[row.review][0], Kind.CHIP, tone=lambda row: REVIEWS[row.review][1],
               width=76, tip=_review_tip),
    ]  # fmt: skip


def exemption_columns(visits: Callable[[ExemptionRow], int]) -> list[Column[ExemptionRow]]:
    """One exemption of a person in a year.

    :param visits: how often somebody was taught at home in the year, instead of coming to the school.
    """
    return [
        Column("姓名", lambda row: row.person, Kind.NAME, width=130, sort=lambda row: row.sort_key),
        Column("党组织", lambda row: row.unit or NOTHING, width=180, stretch=True),
        Column("年度", lambda row: f"{row.year} 年", width=90),
        Column("免训原因", lambda row: row.reason, width=180, stretch=True),
        Column("批准人", lambda row: row.approver or NOTHING, width=130),
        Column("批准日期", lambda row: f"{row.granted_on:%Y-%m-%d}", width=112),
        Column("送学上门", lambda row: f"{visits(row)} 次" if visits(row) else NOTHING, width=96, sort=visits),
        Column("证明", lambda row: proof_words(row.proof), width=80, tip=lambda row: row.proof),
        Column("审核", lambda row: REVIEWS[row.review][0], Kind.CHIP, tone=lambda row: REVIEWS[row.review][1],
               width=76, tip=_review_tip),
    ]  # fmt: skip


def _days(row: StudyRow) -> str:
    last = row.form.ended_on
    return f"{row.form.studied_on:%Y-%m-%d}" + (f" 起 {(last - row.form.studied_on).days + 1} 天" if last else "")


def proof_words(proof: str) -> str:
    """Whether there is something; the words stand in the tooltip."""
    return "有" if proof else NOTHING


def _review_tip(row: StudyRow | ExemptionRow) -> str:
    note = f"：{row.review_note}" if row.review_note else ""
    return f"{row.reviewer} {REVIEWS[row.review][0]}{note}" if row.reviewer else ""
