"""Sub-classrooms, who of a class is called up to which, and what the clerk has to look at and has looked at."""

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

    op.create_table(
        "sign_in_remarks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=14), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("device", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["class_sessions.id"], name=op.f("fk_sign_in_remarks_session_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sign_in_remarks_person_id")),
        sa.ForeignKeyConstraint(["other_id"], ["people.id"], name=op.f("fk_sign_in_remarks_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_remarks")),
        sa.UniqueConstraint(
            "session_id", "person_id", "kind", name=op.f("uq_sign_in_remarks_session_id_person_id_kind")
        ),
    )
    with op.batch_alter_table("sign_in_remarks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_remarks_session_id"), ["session_id"], unique=False)
    op.create_table(
        "doubt_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("checked_at", sa.DateTime(), nullable=False),
        sa.Column("checked_by", sa.String(length=50), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["class_sessions.id"], name=op.f("fk_doubt_checks_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_doubt_checks")),
        sa.UniqueConstraint("session_id", "key", name=op.f("uq_doubt_checks_session_id_key")),
    )
