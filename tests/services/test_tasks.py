"""The task list, and what of it and of the plan stands on the home page."""

from __future__ import annotations

from datetime import date

import pytest

from partyschool.domain.plan import TaskState
from partyschool.errors import Refusal
from partyschool.services.home_figures import PlanCount, home_figures
from partyschool.services.plan_rows import PlanRowForm
from partyschool.services.plans import approve_plan, save_plan_row
from partyschool.services.tasks import TaskForm, list_tasks, mark_task, remove_task, save_task
from partyschool.storage.database import Database
from tests.conftest import Clock
from tests.services.town import found_town


@pytest.mark.both_databases
def test_open_tasks_stand_by_due_day_and_say_how_late_they_are(db: Database, clock: Clock) -> None:
    found_town(db)
    far = save_task(db, form=TaskForm("年底总结", date(2025, 12, 31), "甲"))
    soon = save_task(db, form=TaskForm("端午送学", date(2025, 6, 23), "乙"))
    today = save_task(db, form=TaskForm("今天的事", date(2025, 6, 16), "乙"))
    late = save_task(db, form=TaskForm("书记培训班", date(2025, 4, 30), "甲"))
    rows = list_tasks(db)
    assert [row.id for row in rows] == [late, today, soon, far]
    assert [(row.is_late, row.is_soon) for row in rows] == [(True, False), (False, True), (False, True), (False, False)]
    assert mark_task(db, task_id=late, state=TaskState.DONE) == TaskState.OPEN
    assert [row.id for row in list_tasks(db)] == [today, soon, far, late]
    assert list_tasks(db)[-1].done_on == date(2025, 6, 16)
    mark_task(db, task_id=late, state=TaskState.DOING)
    assert list_tasks(db)[0].done_on is None


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (TaskForm(" ", date(2025, 1, 1), "甲"), "title_missing"),
        (TaskForm("总结", date(2025, 1, 1), " "), "responsible_missing"),
        (TaskForm("总结", date(2025, 1, 1), "甲", state="nonsense"), "state_unknown"),
    ],
)
def test_a_task_without_title_owner_or_known_state_is_refused(db: Database, form: TaskForm, code: str) -> None:
    found_town(db)
    with pytest.raises(Refusal) as caught:
        save_task(db, form=form)
    assert caught.value.code == code
    assert list_tasks(db) == []


def test_a_removed_task_says_what_it_was_so_that_it_can_come_back(db: Database) -> None:
    found_town(db)
    form = TaskForm("总结", date(2025, 12, 1), "甲", TaskState.DOING, "要点", "两份")
    assert remove_task(db, task_id=save_task(db, form=form)) == form


def test_late_rows_and_pressing_tasks_stand_on_the_home_page(db: Database) -> None:
    found_town(db)
    save_plan_row(db, year=2025, form=PlanRowForm("书记培训班", "书记", (4,)))
    save_plan_row(db, year=2025, form=PlanRowForm("后备干部班", "后备干部", (11,)))

    def kinds() -> dict[str, tuple[str, int, int]]:
        todos = home_figures(db, year=2025, as_of=date(2025, 6, 16)).todos
        return {todo.kind: (todo.title, todo.people, todo.part) for todo in todos}

    assert "plan_late" not in kinds()  # a draft makes nobody late
    approve_plan(db, year=2025, approved_by="镇党委")
    assert kinds()["plan_late"] == ("书记培训班", 1, 1)
    assert home_figures(db, year=2025, as_of=date(2025, 6, 16)).plan == PlanCount(2, 0)
    assert home_figures(db, year=2024, as_of=date(2024, 6, 16)).plan is None
    save_task(db, form=TaskForm("年底总结", date(2025, 12, 31), "甲"))
    assert "tasks" not in kinds()
    save_task(db, form=TaskForm("上报", date(2025, 6, 20), "甲"))
    save_task(db, form=TaskForm("补报", date(2025, 6, 2), "乙"))
    assert kinds()["tasks"] == ("补报", 2, 1)
