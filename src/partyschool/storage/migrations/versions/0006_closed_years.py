"""Closed years, rules with years of validity, and approval of other study and exemptions."""

from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

FIRST_YEAR = 2019
MOVED = (
    "credit.late_minutes",
    "credit.hours_per_half_day",
    "credit.higher_counts_as_days",
    "rotation.start_year",
    "rotation.years",
)


def upgrade() -> None:
    _create_closed_years()
    _create_dated_rules()
    _add_review("other_studies")
    _add_review("exemptions")
    with op.batch_alter_table("exemptions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("proof", sa.String(length=200), nullable=False, server_default=""))
    with op.batch_alter_table("exemptions", schema=None) as batch_op:
        batch_op.alter_column("proof", existing_type=sa.String(length=200), server_default=None)
    with op.batch_alter_table("requirements", schema=None) as batch_op:
        batch_op.add_column(sa.Column("since", sa.Date(), nullable=True))
    _move_settings()


def _create_closed_years() -> None:
    op.create_table(
        "closed_years",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("owner_uid", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=False),
        sa.Column("closed_by", sa.String(length=50), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("totals", sa.JSON(), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("reopened_at", sa.DateTime(), nullable=True),
        sa.Column("reopened_by", sa.String(length=50), nullable=False),
        sa.Column("reopen_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_years")),
        sa.UniqueConstraint("uid", name=op.f("uq_closed_years_uid")),
    )
    with op.batch_alter_table("closed_years", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_closed_years_owner_uid"), ["owner_uid"], unique=False)
        standing = sa.text("reopened_at IS NULL")
        batch_op.create_index(
            "uq_closed_years_owner_uid_year_standing",
            ["owner_uid", "year"],
            unique=True,
            sqlite_where=standing,
            postgresql_where=standing,
        )
    op.create_table(
        "frozen_results",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("closed_year_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.JSON(), nullable=False),
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["closed_year_id"], ["closed_years.id"], name=op.f("fk_frozen_results_closed_year_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_frozen_results_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_results")),
    )
    with op.batch_alter_table("frozen_results", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_frozen_results_closed_year_id"), ["closed_year_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_frozen_results_person_id"), ["person_id"], unique=False)


def _create_dated_rules() -> None:
    op.create_table(
        "dated_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("owner_uid", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("from_year", sa.Integer(), nullable=False),
        sa.Column("to_year", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dated_rules")),
        sa.UniqueConstraint("uid", name=op.f("uq_dated_rules_uid")),
    )
    with op.batch_alter_table("dated_rules", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dated_rules_owner_uid"), ["owner_uid"], unique=False)
        batch_op.create_index("ix_dated_rules_key_from_year", ["key", "from_year"], unique=False)


def _add_review(table: str) -> None:
    """What is there was counted so far: it is approved."""
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.add_column(sa.Column("review", sa.String(length=10), nullable=False, server_default="approved"))
        batch_op.add_column(sa.Column("reviewer", sa.String(length=50), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("reviewed_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("review_note", sa.String(length=200), nullable=False, server_default=""))
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.alter_column("review", existing_type=sa.String(length=10), server_default=None)
        batch_op.alter_column("reviewer", existing_type=sa.String(length=50), server_default=None)
        batch_op.alter_column("review_note", existing_type=sa.String(length=200), server_default=None)


def _move_settings() -> None:
    """What the school chose itself holds for all years so far; what it left alone follows the presets."""
    connection = op.get_bind()
    settings = sa.table("settings", sa.column("key", sa.String), sa.column("value", sa.JSON))
    schools = sa.table("schools", sa.column("uid", sa.String), sa.column("is_home", sa.Boolean))
    owner = connection.execute(sa.select(schools.c.uid).where(schools.c.is_home.is_(sa.true()))).scalar() or ""
    chosen = connection.execute(sa.select(settings).where(settings.c.key.in_(MOVED))).all()
    now = datetime.now(UTC).replace(tzinfo=None)
    rules = sa.table(
        "dated_rules",
        *(sa.column(name) for name in ("uid", "owner_uid", "revision", "changed_at", "key", "from_year", "source")),
        sa.column("value", sa.JSON),
    )
    for key, value in chosen:
        connection.execute(
            rules.insert().values(
                uid=uuid4().hex, owner_uid=owner, revision=1, changed_at=now, key=key, from_year=FIRST_YEAR,
                source="", value=value,
            )
        )  # fmt: skip
    connection.execute(settings.delete().where(settings.c.key.in_(MOVED)))
