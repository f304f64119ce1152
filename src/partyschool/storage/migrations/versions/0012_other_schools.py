"""What a city keeps of its towns' schools: whose a room is, and a school's establishment (批准文号、编制数、在岗数)."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    with op.batch_alter_table("schools", schema=None) as batch_op:
        batch_op.add_column(sa.Column("approval", sa.String(length=100), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("posts_allotted", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("staff", sa.Integer(), nullable=True))
    with op.batch_alter_table("schools", schema=None) as batch_op:
        batch_op.alter_column("approval", existing_type=sa.String(length=100), server_default=None)
    with op.batch_alter_table("rooms", schema=None) as batch_op:
        batch_op.add_column(sa.Column("school_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_rooms_school_id"), "schools", ["school_id"], ["id"])
        batch_op.create_index(batch_op.f("ix_rooms_school_id"), ["school_id"], unique=False)
    _give_rooms_to_the_home_school()
    _index_people_with_their_sessions()


def _give_rooms_to_the_home_school() -> None:
    """Until now every room was the home school's."""
    op.execute("UPDATE rooms SET school_id = (SELECT id FROM schools WHERE is_home)")


def _index_people_with_their_sessions() -> None:
    """One town of a city is counted from its people; with these a person's rows of a year are found at once."""
    with op.batch_alter_table("attendances", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendances_person_id"))
        batch_op.create_index("ix_attendances_person_id_session_id", ["person_id", "session_id"], unique=False)
    with op.batch_alter_table("credit_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credit_entries_person_id"))
        columns = ["person_id", "session_id", "share", "half_hours"]
        batch_op.create_index("ix_credit_entries_person_sums", columns, unique=False)
