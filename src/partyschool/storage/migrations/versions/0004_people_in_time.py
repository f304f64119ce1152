"""People through the years: dated events, contacts with those away, records made one."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "contacts",
        *_shared(),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("contacted_on", sa.Date(), nullable=False),
        sa.Column("way", sa.String(length=12), nullable=False),
        sa.Column("is_reached", sa.Boolean(), nullable=False),
        sa.Column("content", sa.String(length=200), nullable=False),
        sa.Column("material", sa.String(length=200), nullable=False),
        sa.Column("contacted_by", sa.String(length=50), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_contacts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        sa.UniqueConstraint("uid", name=op.f("uq_contacts_uid")),
    )
    _index("contacts", "owner_uid", "person_id", "contacted_on")
    op.create_table(
        "person_events",
        *_shared(),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=14), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("from_unit_id", sa.Integer(), nullable=True),
        sa.Column("to_unit_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=50), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdraw_reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_person_events_person_id")),
        sa.ForeignKeyConstraint(["from_unit_id"], ["units.id"], name=op.f("fk_person_events_from_unit_id")),
        sa.ForeignKeyConstraint(["to_unit_id"], ["units.id"], name=op.f("fk_person_events_to_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_events")),
        sa.UniqueConstraint("uid", name=op.f("uq_person_events_uid")),
    )
    _index("person_events", "owner_uid", "happened_on")
    op.create_index(op.f("ix_person_events_person_id_happened_on"), "person_events", ["person_id", "happened_on"])
    op.create_table(
        "person_merges",
        *_shared(),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("merged_id", sa.Integer(), nullable=False),
        sa.Column("merged_at", sa.DateTime(), nullable=False),
        sa.Column("merged_by", sa.String(length=50), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["kept_id"], ["people.id"], name=op.f("fk_person_merges_kept_id")),
        sa.ForeignKeyConstraint(["merged_id"], ["people.id"], name=op.f("fk_person_merges_merged_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_merges")),
        sa.UniqueConstraint("uid", name=op.f("uq_person_merges_uid")),
    )
    _index("person_merges", "owner_uid", "kept_id", "merged_id")
    _keep_dated_leavings()


def _shared() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("owner_uid", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
    ]


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _keep_dated_leavings() -> None:
    """Who left on a known day gets the event; without a day the record alone goes on telling it."""
    op.execute(
        """
        INSERT INTO person_events
            (uid, owner_uid, revision, changed_at, person_id, kind, happened_on, reason, place, note, detail,
             recorded_at, recorded_by, withdraw_reason)
        SELECT 'e' || substr(uid, 1, 31), owner_uid, 1, changed_at, id, 'left', left_on, left_reason, '', '', '{}',
               changed_at, '', ''
        FROM people WHERE left_reason <> '' AND left_on IS NOT NULL
        """
    )
