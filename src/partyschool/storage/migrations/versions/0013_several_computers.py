"""Classes opened from another computer's list, and the last four characters of a number that stays with that one."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "sign_in_lists",
        sa.Column("class_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("room", sa.String(length=50), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=50), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["training_classes.id"], name=op.f("fk_sign_in_lists_class_id")),
        sa.PrimaryKeyConstraint("class_id", name=op.f("pk_sign_in_lists")),
    )
    op.create_table(
        "listed_tails",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tail", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_listed_tails_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_listed_tails")),
    )
