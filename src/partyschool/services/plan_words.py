"""What the yearly plan says, on paper and in a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from partyschool.services.plan_queries import get_plan
from partyschool.services.plan_rows import PlanHead, PlannedRow, PlanVersion
from partyschool.services.schools import home_school
from partyschool.storage.database import Database


@dataclass(frozen=True, slots=True)
class PlanWords:
    """A version of the plan with its school."""

    school: str
    issuer: str
    principal: str
    plan: PlanVersion
    made: date

    @property
    def year(self) -> int:
        """Of the plan."""
        return self.plan.head.year

    @property
    def title(self) -> str:
        """As it stands at the head of the paper."""
        return f"{self.issuer}{self.year}年度培训（教学）计划表"

    @property
    def state(self) -> str:
        """草案, 已审定（2025-01-20）, 调整稿（第2版）, 已调整（第2版，2025-06-10）."""
        return state_words(self.plan.head)


def plan_words(db: Database, *, year: int, version: int | None = None) -> PlanWords:
    """The plan with everything that is printed of it.

    :raises Refusal: there is no plan of that year, or no home school.
    """
    school = home_school(db)
    plan = get_plan(db, year=year, version=version)
    return PlanWords(school.name, school.issuer or school.name, school.principal, plan, db.now().date())


def state_words(head: PlanHead) -> str:
    """How far a version is, in words."""
    day = f"{head.approved_on:%Y-%m-%d}" if head.approved_on else ""
    if head.version == 1:
        return f"已审定（{day}）" if head.is_approved else "草案"
    return f"已调整（第{head.version}版，{day}）" if head.is_approved else f"调整稿（第{head.version}版）"


def content_words(row: PlannedRow) -> str:
    """培训内容（模块）: what was typed, then the courses, with the module in front."""
    parts = [part for part in (row.form.content, "、".join(f"《{title}》" for title in row.courses)) if part]
    words = "；".join(parts)
    return f"【{row.module_title}】{words}" if row.module_title else words
