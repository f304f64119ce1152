"""Templates of certificates, their versions, and the layouts that certificates were issued under.

Certificates from before keep the mark of the one layout that there was.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def _table(name: str, *columns: Any) -> None:
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
    )
    _index(name, "owner_uid")


def _index(table: str, column: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)


def upgrade() -> None:
    _table(
        "certificate_templates",
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
    )
    _table(
        "certificate_layouts",
        sa.Column("digest", sa.String(length=40), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.UniqueConstraint("digest", name=op.f("uq_certificate_layouts_digest")),
    )
    versions = "certificate_template_versions"
    _table(
        versions,
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("layout_id", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("saved_by", sa.String(length=50), nullable=False),
        sa.ForeignKeyConstraint(["template_id"], ["certificate_templates.id"], name=op.f(f"fk_{versions}_template_id")),
        sa.ForeignKeyConstraint(["layout_id"], ["certificate_layouts.id"], name=op.f(f"fk_{versions}_layout_id")),
        sa.UniqueConstraint("template_id", "number", name=op.f(f"uq_{versions}_template_id_number")),
    )
    _index(versions, "template_id")
