"""The task list (清单): what is to be done by when, who is responsible, and how far it is."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.plan import TaskState
from partyschool.errors import Refusal
from partyschool.services import audit, names
from partyschool.storage.database import Database, owner_uid
from partyschool.storage.models.planning import Task

SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class TaskForm:
    """An entry for both directions; `source` is the document that asks for it."""

    title: str
    due_on: date
    responsible: str = ""
    state: str = TaskState.OPEN
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """An entry as of a day: `is_late` when its due day is over and it is not done, `is_soon` within a week."""

    id: int
    done_on: date | None
    is_late: bool
    is_soon: bool
    form: TaskForm

    @property
    def title(self) -> str:
        """What is to be done."""
        return self.form.title

    @property
    def initials(self) -> str:
        """Asked for by searches only: reading names takes a third of a second to load."""
        return names.initials(self.title)

    @property
    def is_done(self) -> bool:
        """已完成."""
        return self.form.state == TaskState.DONE


def list_tasks(db: Database) -> list[TaskRow]:
    """What is open by due day, then what is done, the newest first."""
    with db.read() as session:
        return tasks_in(session, db.now().date())


def tasks_in(session: Session, today: date) -> list[TaskRow]:
    """The same in an open transaction."""
    own = select(Task).where(Task.owner_uid == owner_uid(session))
    rows = [_row(task, today) for task in session.scalars(own)]
    still = sorted((row for row in rows if not row.is_done), key=lambda row: (row.form.due_on, row.id))
    done = sorted((row for row in rows if row.is_done), key=lambda row: (row.done_on or today, row.id), reverse=True)
    return still + done


def save_task(db: Database, *, form: TaskForm, task_id: int | None = None) -> int:
    """Write a new entry or change one; returns the id.

    :raises Refusal: no title, nobody responsible, or an unknown state.
    """
    form = _checked(form)
    with db.write() as session:
        task = Task() if task_id is None else session.get_one(Task, task_id)
        was_done = task.state == TaskState.DONE
        for field, value in asdict(form).items():
            setattr(task, field, value)
        task.done_on = (task.done_on if was_done else db.now().date()) if form.state == TaskState.DONE else None
        session.add(task)
        session.flush()
        audit.record(session, db, "task.save", task.title, state=task.state)
        return task.id


def mark_task(db: Database, *, task_id: int, state: TaskState) -> TaskState:
    """Set the state alone; returns what it was, so that it can be set back."""
    with db.write() as session:
        task = session.get_one(Task, task_id)
        before = TaskState(task.state)
        task.state = state
        task.done_on = db.now().date() if state == TaskState.DONE else None
        audit.record(session, db, "task.mark", task.title, state=state)
        return before


def remove_task(db: Database, *, task_id: int) -> TaskForm:
    """Delete an entry; returns what it said, so that it can be written again."""
    with db.write() as session:
        task = session.get_one(Task, task_id)
        form = _form(task)
        session.delete(task)
        audit.record(session, db, "task.remove", form.title)
        return form


def _checked(form: TaskForm) -> TaskForm:
    form = replace(
        form, title=form.title.strip(), responsible=form.responsible.strip(), source=form.source.strip(),
        note=form.note.strip(),
    )  # fmt: skip
    if not form.title or len(form.title) > 200:
        raise Refusal("请填写要办的事，不超过 200 个字。", code="title_missing")
    if not form.responsible or len(form.responsible) > 50:
        raise Refusal(f"请写明“{form.title[:20]}”的责任人，不超过 50 个字。", code="responsible_missing")
    if len(form.source) > 100:
        raise Refusal("来源不能超过 100 个字。", code="too_long")
    if form.state not in set(TaskState):
        raise Refusal("请选择进度：未开始、进行中或已完成。", code="state_unknown")
    return form


def _row(task: Task, today: date) -> TaskRow:
    is_done = task.state == TaskState.DONE
    is_late = not is_done and task.due_on < today
    return TaskRow(
        task.id, task.done_on, is_late, not is_done and not is_late and task.due_on <= today + SOON, _form(task)
    )


def _form(task: Task) -> TaskForm:
    return TaskForm(task.title, task.due_on, task.responsible, task.state, task.source, task.note)
