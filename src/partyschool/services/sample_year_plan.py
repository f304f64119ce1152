"""The made-up town's course library, its plan of this year and its task list (resources/sample/plan.toml)."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from partyschool.paths import resource
from partyschool.services.class_queries import list_classes
from partyschool.services.class_rows import ClassRow
from partyschool.services.courses import CourseForm, save_course
from partyschool.services.plan_classes import link_class
from partyschool.services.plan_rows import PlanRowForm
from partyschool.services.plans import approve_plan, save_plan_row
from partyschool.services.tasks import TaskForm, save_task
from partyschool.services.teachers import list_teachers
from partyschool.storage.database import Database

APPROVED_BY = "房寺镇党委会议（示例）"


def plan_the_year(db: Database) -> None:
    """Courses, an approved plan that this year's classes belong to, and three tasks around today."""
    words = tomllib.loads(resource("sample/plan.toml").read_text(encoding="utf-8"))
    courses = _write_courses(db, words["course"])
    today = db.now().date()
    classes: dict[str, list[ClassRow]] = defaultdict(list)
    for row in list_classes(db, year=today.year):
        classes[row.audience].append(row)
    threads = {}
    for row in words["row"]:
        own = [] if "months" in row else classes[row["audience"]]
        if own or "months" in row:
            threads[row["audience"]] = _write_row(db, row, own, courses, today.year)
    approve_plan(db, year=today.year, approved_by=APPROVED_BY, approved_on=min(date(today.year, 1, 20), today))
    for row in words["row"]:
        for found in [] if "months" in row else classes[row["audience"]]:
            link_class(db, code=found.code, thread=threads[row["audience"]])
    for task in words["task"]:
        due = today + timedelta(days=task["due"])
        save_task(db, form=TaskForm(task["title"], due, task["responsible"], source=task.get("source", "")))


def _write_courses(db: Database, rows: list[dict[str, Any]]) -> dict[str, int]:
    teachers = {row.name: row.id for row in list_teachers(db)}
    made = {}
    for row in rows:
        form = CourseForm(
            row["title"],
            row["module"],
            row["hours"] * 2,
            tuple(row.get("tags", ())),
            row.get("form", "lecture"),
            "农村党员",
            tuple(teachers[name] for name in row["teachers"]),
        )
        made[row["title"]] = save_course(db, form=form)
    return made


def _write_row(db: Database, row: dict[str, Any], classes: list[ClassRow], courses: dict[str, int], year: int) -> str:
    """As many classes as were made for its audience, in their months; one where the list gives the months."""
    first = classes[0] if classes else None
    form = PlanRowForm(
        row["title"],
        row["audience"],
        tuple(row.get("months") or sorted({found.starts_on.month for found in classes})),
        len(classes) or 1,
        row["people"],
        round(row.get("days", (first.sessions / 2) if first else 1) * 4),
        first.half_hours if first else round(row.get("days", 1) * 16),
        first.category if first else "专题班",
        row["module"],
        course_ids=tuple(courses[title] for title in row["courses"]),
        place=first.place if first else "镇党校报告厅",
        responsible=row["responsible"],
        note=row.get("note", ""),
    )
    return save_plan_row(db, year=year, form=form).thread
