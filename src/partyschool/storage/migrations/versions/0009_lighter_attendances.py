"""Fewer indexes for every sign-in to write, and one that holds all that the sums of credit need."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    with op.batch_alter_table("attendances", schema=None) as batch_op:
        for column in ("nonce", "owner_uid", "session_id_device"):
            batch_op.drop_index(f"ix_attendances_{column}")
        batch_op.create_index(batch_op.f("ix_attendances_session_id"), ["session_id"], unique=False)
    with op.batch_alter_table("credit_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credit_entries_session_id"))
        columns = ["session_id", "person_id", "share", "half_hours"]
        batch_op.create_index("ix_credit_entries_sums", columns, unique=False)
