"""Fewer indexes for every sign-in to write."""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    with op.batch_alter_table("attendances", schema=None) as batch_op:
        for columns in ("nonce", "owner_uid", "session_id_device"):
            batch_op.drop_index(f"ix_attendances_{columns}")
        batch_op.create_index(batch_op.f("ix_attendances_session_id"), ["session_id"], unique=False)
