"""Rows about the yearly plan: what the page, the paper and the spreadsheet are given, and what a row must say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from partyschool.domain.plan import MONTHS, PlanState
from partyschool.errors import Refusal
from partyschool.services import names

FIRST_YEAR = 2000
MOST_CLASSES, MOST_PEOPLE, MOST_QUARTER_DAYS, MOST_HALF_HOURS = 200, 100_000, 4 * 366, 4000


@dataclass(frozen=True, slots=True)
class PlanRowForm:
    """A row for both directions: so many classes of so many people; days in quarters and 学时 in half hours of one
    class; `people_each` 0 is not decided yet."""

    title: str
    audience: str
    months: tuple[int, ...]
    classes: int = 1
    people_each: int = 0
    quarter_days: int = 4
    half_hours: int = 16
    category: str = ""
    module: str = ""
    content: str = ""
    course_ids: tuple[int, ...] = ()
    place: str = ""
    teaching_point_id: int | None = None
    teachers: str = ""
    responsible: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row in its place; `thread` is the same in every version of the plan."""

    thread: str
    position: int
    module_title: str
    point: str
    courses: tuple[str, ...]
    form: PlanRowForm

    @property
    def title(self) -> str:
        """The class as the plan calls it."""
        return self.form.title

    @property
    def initials(self) -> str:
        """Asked for by searches only: reading names takes a third of a second to load."""
        return names.initials(self.title)

    @property
    def attendances(self) -> int:
        """计划人次."""
        return self.form.classes * self.form.people_each

    @property
    def places(self) -> str:
        """Room and teaching point together, as the paper shows them."""
        return "、".join(part for part in (self.form.place, self.point) if part)


@dataclass(frozen=True, slots=True)
class PlanHead:
    """A version without its rows."""

    id: int
    year: int
    version: int
    state: PlanState
    made_by: str
    approved_by: str
    approved_on: date | None
    note: str

    @property
    def is_approved(self) -> bool:
        """An approved version never changes."""
        return self.state == PlanState.APPROVED


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """A version of a year's plan with its rows in order."""

    head: PlanHead
    rows: tuple[PlannedRow, ...]

    @property
    def classes(self) -> int:
        """期数 of the year."""
        return sum(row.form.classes for row in self.rows)

    @property
    def attendances(self) -> int:
        """计划人次 of the year."""
        return sum(row.attendances for row in self.rows)


def check_plan_year(year: int) -> None:
    """:raises Refusal: a year that no plan is made for."""
    if not FIRST_YEAR <= year <= 2100:
        raise Refusal(f"没有 {year} 年度。年度请填 {FIRST_YEAR} 到 2100。", code="year")


def checked_row(form: PlanRowForm) -> PlanRowForm:
    """The form tidied.

    :raises Refusal: no title, no audience, months missing or impossible, figures beyond sense.
    """
    form = replace(
        form, title=form.title.strip(), audience=form.audience.strip(), category=form.category.strip(),
        module=form.module.strip(), content=form.content.strip(), place=form.place.strip(),
        teachers=form.teachers.strip(), responsible=form.responsible.strip(), note=form.note.strip(),
    )  # fmt: skip
    form = replace(form, months=tuple(sorted(set(form.months))), course_ids=tuple(dict.fromkeys(form.course_ids)))
    _check_words(form)
    named = f"“{form.title}”"
    wrong = [month for month in form.months if month not in MONTHS]
    if wrong:
        raise Refusal(f"{named}的时间写了 {wrong[0]} 月。月份请填 1 到 12。", code="months")
    if not form.months:
        raise Refusal(f"请写明{named}安排在哪几个月。", code="months_missing")
    for value, least, most, words, code in (
        (form.classes, 1, MOST_CLASSES, "期数", "classes"),
        (form.people_each, 0, MOST_PEOPLE, "每期人数", "people"),
        (form.quarter_days, 1, MOST_QUARTER_DAYS, "天数", "days"),
        (form.half_hours, 0, MOST_HALF_HOURS, "学时", "hours"),
    ):
        if not least <= value <= most:
            raise Refusal(f"{named}的{words}不对：请核对后再填。", code=code)
    return form


def _check_words(form: PlanRowForm) -> None:
    if not form.title:
        raise Refusal("请填写班次名称。", code="title_missing")
    if not form.audience:
        raise Refusal(f"请写明“{form.title}”的培训对象：计划里的每一行都要说清培训谁。", code="audience_missing")
    limits = {
        "title": 200, "audience": 200, "category": 30, "place": 100, "teachers": 200, "responsible": 50, "note": 200,
    }  # fmt: skip
    long = next((name for name, limit in limits.items() if len(getattr(form, name)) > limit), None)
    if long is not None:
        raise Refusal(f"“{form.title[:20]}”这一行有一格超过 {limits[long]} 个字，请写短些。", code="too_long")


@dataclass(frozen=True, slots=True)
class RowChange:
    """How a row differs between two versions: added, removed, changed or same; `fields` as (name, before, after)."""

    thread: str
    kind: str
    title: str
    fields: tuple[tuple[str, str, str], ...] = ()


def compare_rows(older: Sequence[PlannedRow], newer: Sequence[PlannedRow]) -> list[RowChange]:
    """Row by row in the newer order, the removed ones last."""
    before = {row.thread: row for row in older}
    after = {row.thread for row in newer}
    changes = []
    for row in newer:
        old = before.get(row.thread)
        fields = () if old is None else _differences(old, row)
        kind = "added" if old is None else "changed" if fields else "same"
        changes.append(RowChange(row.thread, kind, row.title, fields))
    gone = (row for row in older if row.thread not in after)
    return changes + [RowChange(row.thread, "removed", row.title) for row in gone]


def _differences(old: PlannedRow, new: PlannedRow) -> tuple[tuple[str, str, str], ...]:
    pairs = zip(facts_of(old).items(), facts_of(new).values(), strict=True)
    return tuple((name, before, after) for (name, before), after in pairs if before != after)


def facts_of(row: PlannedRow) -> dict[str, str]:
    """Everything that a row says, by field, as plain texts to compare and to show."""
    form = row.form
    return {
        "title": form.title, "audience": form.audience, "category": form.category, "module": row.module_title,
        "content": form.content, "courses": "、".join(row.courses), "classes": str(form.classes),
        "people_each": str(form.people_each or ""), "quarter_days": f"{form.quarter_days / 4:g}",
        "half_hours": f"{form.half_hours / 2:g}", "months": ",".join(map(str, form.months)), "places": row.places,
        "teachers": form.teachers, "responsible": form.responsible, "note": form.note,
    }  # fmt: skip
