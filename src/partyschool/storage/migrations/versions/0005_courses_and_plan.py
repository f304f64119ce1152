"""Courses, the yearly plan and its tasks."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    pass
