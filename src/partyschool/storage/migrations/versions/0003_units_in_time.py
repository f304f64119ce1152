"""Units through the years: what they were called and where they lay before, and the changes that made it so."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "unit_changes",
        *_shared("unit_changes"),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=50), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("effect", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_changes_unit_id")),
    )
    _index("unit_changes", "owner_uid", "changed_on", "unit_id")

    op.create_table(
        "unit_steps",
        *_shared("unit_steps"),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["unit_changes.id"], name=op.f("fk_unit_steps_change_id")),
        sa.ForeignKeyConstraint(["from_id"], ["units.id"], name=op.f("fk_unit_steps_from_id")),
        sa.ForeignKeyConstraint(["into_id"], ["units.id"], name=op.f("fk_unit_steps_into_id")),
        sa.UniqueConstraint("change_id", "from_id", "into_id", name=op.f("uq_unit_steps_change_id_from_id_into_id")),
    )
    _index("unit_steps", "owner_uid", "from_id", "into_id")

    op.create_table(
        "unit_periods",
        *_shared("unit_periods"),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_periods_unit_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["units.id"], name=op.f("fk_unit_periods_parent_id")),
        sa.UniqueConstraint("unit_id", "last_on", name=op.f("uq_unit_periods_unit_id_last_on")),
    )
    _index("unit_periods", "owner_uid", "last_on")
    _tell_of_closed_units()


def _shared(table: str) -> list[Any]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("owner_uid", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("uid", name=op.f(f"uq_{table}_uid")),
    ]


def _index(table: str, *columns: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        for column in columns:
            batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)


def _tell_of_closed_units() -> None:
    """Units closed by an older program get their line of history; it cannot be undone, for nobody kept what it did.

    The uid is made from the unit's own: two databases that know the same unit make the same line.
    """
    units, changes, steps = (_table(name) for name in ("units", "unit_changes", "unit_steps"))
    bind = op.get_bind()
    for unit in bind.execute(sa.select(units).where(units.c.closed_on.is_not(None))).mappings().all():
        common = {"owner_uid": unit["owner_uid"], "revision": 1, "changed_at": unit["changed_at"], "people": 0}
        values = {
            "uid": f"c{unit['uid'][1:]}", "kind": "merge" if unit["successor_id"] else "close",
            "changed_on": unit["closed_on"], "unit_id": unit["id"], "document": "", "made_at": unit["changed_at"],
            "made_by": "", "effect": {},
        }  # fmt: skip
        made = bind.execute(changes.insert().values(**values, **common).returning(changes.c.id)).scalar_one()
        if unit["successor_id"]:
            step = {"uid": f"s{unit['uid'][1:]}", "change_id": made, "from_id": unit["id"]}
            bind.execute(steps.insert().values(**step, into_id=unit["successor_id"], **common))


def _table(name: str) -> sa.Table:
    return sa.Table(name, sa.MetaData(), autoload_with=op.get_bind())
