"""Portraits of people, photographs of classes, and which portrait a certificate was printed with."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def _photographs(table: str, owner: str, *columns: sa.Column[Any], of: str) -> None:
    """A table of pictures that belong to somebody or something, and its indexes."""
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("owner_uid", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column(owner, sa.Integer(), nullable=False),
        *columns,
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=50), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint([owner], [f"{of}.id"], name=op.f(f"fk_{table}_{owner}")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("uid", name=op.f(f"uq_{table}_uid")),
    )
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.create_index(batch_op.f(f"ix_{table}_owner_uid"), ["owner_uid"], unique=False)
        batch_op.create_index(batch_op.f(f"ix_{table}_{owner}"), [owner], unique=False)


def upgrade() -> None:
    _photographs(
        "portraits",
        "person_id",
        sa.Column("original", sa.String(length=40), nullable=False),
        sa.Column("picture", sa.String(length=40), nullable=False),
        sa.Column("crop", sa.JSON(), nullable=False),
        of="people",
    )
    _photographs(
        "class_photos",
        "class_id",
        sa.Column("picture", sa.String(length=40), nullable=False),
        sa.Column("print_picture", sa.String(length=40), nullable=False),
        sa.Column("caption", sa.String(length=60), nullable=False),
        sa.Column("taken_at", sa.DateTime(), nullable=True),
        of="training_classes",
    )
    with op.batch_alter_table("certificates", schema=None) as batch_op:
        batch_op.add_column(sa.Column("photo", sa.String(length=40), server_default="", nullable=False))
    with op.batch_alter_table("certificates", schema=None) as batch_op:
        batch_op.alter_column("photo", existing_type=sa.String(length=40), server_default=None)
