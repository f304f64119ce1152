"""Courses, the yearly plan and its tasks, lists of words that the school has changed."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    _courses()
    _plans()
    _table(
        "tasks",
        [
            sa.Column("title", sa.String(length=200), nullable=False),
            sa.Column("responsible", sa.String(length=50), nullable=False),
            sa.Column("due_on", sa.Date(), nullable=False),
            sa.Column("state", sa.String(length=10), nullable=False),
            sa.Column("done_on", sa.Date(), nullable=True),
            sa.Column("source", sa.String(length=100), nullable=False),
            sa.Column("note", sa.Text(), nullable=False),
        ],
        indexed=["due_on"],
    )
    _table(
        "list_entries",
        [
            sa.Column("list_key", sa.String(length=20), nullable=False),
            sa.Column("value", sa.String(length=50), nullable=False),
            sa.Column("title", sa.String(length=50), nullable=False),
            sa.Column("position", sa.Integer(), nullable=False),
            sa.Column("is_hidden", sa.Boolean(), nullable=False),
        ],
        unique=["owner_uid", "list_key", "value"],
        indexed=["list_key"],
    )
    with op.batch_alter_table("training_classes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("plan_thread", sa.String(length=32), server_default="", nullable=False))
        batch_op.create_index(batch_op.f("ix_training_classes_plan_thread"), ["plan_thread"], unique=False)


def _courses() -> None:
    _table(
        "courses",
        [
            sa.Column("title", sa.String(length=200), nullable=False),
            sa.Column("module", sa.String(length=14), nullable=False),
            sa.Column("tags", sa.String(length=200), nullable=False),
            sa.Column("form", sa.String(length=12), nullable=False),
            sa.Column("audience", sa.String(length=200), nullable=False),
            sa.Column("half_hours", sa.Integer(), nullable=False),
            sa.Column("summary", sa.Text(), nullable=False),
            sa.Column("is_active", sa.Boolean(), nullable=False),
        ],
        indexed=["title"],
    )
    _table(
        "course_teachers",
        [
            _reference("course_teachers", "course_id", "courses"),
            _reference("course_teachers", "teacher_id", "teachers"),
        ],
        unique=["course_id", "teacher_id"],
        indexed=["teacher_id"],
    )
    _table(
        "course_materials",
        [
            _reference("course_materials", "course_id", "courses"),
            sa.Column("title", sa.String(length=200), nullable=False),
            sa.Column("place", sa.String(length=300), nullable=False),
        ],
        indexed=["course_id"],
    )


def _plans() -> None:
    _table(
        "annual_plans",
        [
            sa.Column("year", sa.Integer(), nullable=False),
            sa.Column("version", sa.Integer(), nullable=False),
            sa.Column("state", sa.String(length=10), nullable=False),
            sa.Column("made_by", sa.String(length=50), nullable=False),
            sa.Column("approved_by", sa.String(length=50), nullable=False),
            sa.Column("approved_on", sa.Date(), nullable=True),
            sa.Column("note", sa.Text(), nullable=False),
        ],
        unique=["owner_uid", "year", "version"],
        indexed=["year"],
    )
    _table(
        "plan_rows",
        [
            _reference("plan_rows", "plan_id", "annual_plans"),
            sa.Column("thread", sa.String(length=32), nullable=False),
            sa.Column("position", sa.Integer(), nullable=False),
            sa.Column("title", sa.String(length=200), nullable=False),
            sa.Column("audience", sa.String(length=200), nullable=False),
            sa.Column("category", sa.String(length=30), nullable=False),
            sa.Column("module", sa.String(length=14), nullable=False),
            sa.Column("module_title", sa.String(length=50), nullable=False),
            sa.Column("content", sa.Text(), nullable=False),
            sa.Column("course_titles", sa.Text(), nullable=False),
            sa.Column("classes", sa.Integer(), nullable=False),
            sa.Column("people_each", sa.Integer(), nullable=False),
            sa.Column("quarter_days", sa.Integer(), nullable=False),
            sa.Column("half_hours", sa.Integer(), nullable=False),
            sa.Column("months", sa.String(length=40), nullable=False),
            sa.Column("place", sa.String(length=100), nullable=False),
            _reference("plan_rows", "teaching_point_id", "teaching_points", nullable=True),
            sa.Column("point_name", sa.String(length=100), nullable=False),
            sa.Column("teachers", sa.String(length=200), nullable=False),
            sa.Column("responsible", sa.String(length=50), nullable=False),
            sa.Column("note", sa.String(length=200), nullable=False),
        ],
        indexed=["plan_id", "thread"],
    )
    _table(
        "plan_courses",
        [
            _reference("plan_courses", "row_id", "plan_rows"),
            _reference("plan_courses", "course_id", "courses"),
            sa.Column("position", sa.Integer(), nullable=False),
        ],
        unique=["row_id", "course_id"],
        indexed=["course_id"],
    )


def _reference(table: str, column: str, to: str, *, nullable: bool = False) -> sa.Column[Any]:
    key = sa.ForeignKey(f"{to}.id", name=op.f(f"fk_{table}_{column}"))
    return sa.Column(column, sa.Integer(), key, nullable=nullable)


def _table(
    name: str, columns: Sequence[sa.Column[Any]], *, unique: Sequence[str] = (), indexed: Sequence[str] = ()
) -> None:
    """A table with the columns that every shared record has, its own, and its constraints."""
    constraints = [sa.UniqueConstraint(*unique, name=op.f(f"uq_{name}_{'_'.join(unique)}"))] if unique else []
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("owner_uid", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("uid", name=op.f(f"uq_{name}_uid")),
        *constraints,
    )
    with op.batch_alter_table(name, schema=None) as batch_op:
        for column in ("owner_uid", *indexed):
            batch_op.create_index(batch_op.f(f"ix_{name}_{column}"), [column], unique=False)
