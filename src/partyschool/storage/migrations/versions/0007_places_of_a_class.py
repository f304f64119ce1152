"""Sub-classrooms, and who of a class is called up to which."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "sub_classrooms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("owner_uid", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("address", sa.String(length=100), nullable=False),
        sa.Column("responsible", sa.String(length=50), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("teaching_point_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["class_id"], ["training_classes.id"], name=op.f("fk_sub_classrooms_class_id")),
        sa.ForeignKeyConstraint(
            ["teaching_point_id"], ["teaching_points.id"], name=op.f("fk_sub_classrooms_teaching_point_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sub_classrooms")),
        sa.UniqueConstraint("class_id", "name", name=op.f("uq_sub_classrooms_class_id_name")),
        sa.UniqueConstraint("uid", name=op.f("uq_sub_classrooms_uid")),
    )
    with op.batch_alter_table("sub_classrooms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sub_classrooms_owner_uid"), ["owner_uid"], unique=False)
    with op.batch_alter_table("enrolments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sub_classroom_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_enrolments_sub_classroom_id"), "sub_classrooms", ["sub_classroom_id"], ["id"]
        )
