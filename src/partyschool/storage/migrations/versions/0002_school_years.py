"""What a school shows for each year: posts, self-check, stars, pool of teachers."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "pool_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("owner_uid", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("teacher_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["teacher_id"], ["teachers.id"], name=op.f("fk_pool_entries_teacher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_entries")),
        sa.UniqueConstraint("teacher_id", "year", name=op.f("uq_pool_entries_teacher_id_year")),
        sa.UniqueConstraint("uid", name=op.f("uq_pool_entries_uid")),
    )
    with op.batch_alter_table("pool_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pool_entries_owner_uid"), ["owner_uid"], unique=False)
        batch_op.create_index(batch_op.f("ix_pool_entries_year"), ["year"], unique=False)

    op.create_table(
        "school_posts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("owner_uid", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=50), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("party_post", sa.String(length=100), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=True),
        sa.Column("end_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_school_posts_person_id")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_school_posts_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_posts")),
        sa.UniqueConstraint("uid", name=op.f("uq_school_posts_uid")),
    )
    with op.batch_alter_table("school_posts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_school_posts_owner_uid"), ["owner_uid"], unique=False)
        batch_op.create_index(batch_op.f("ix_school_posts_school_id"), ["school_id"], unique=False)

    op.create_table(
        "self_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("owner_uid", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=30), nullable=False),
        sa.Column("is_met", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("attachment", sa.String(length=200), nullable=False),
        sa.Column("checker", sa.String(length=50), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_self_checks_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_checks")),
        sa.UniqueConstraint("school_id", "year", "item", name=op.f("uq_self_checks_school_id_year_item")),
        sa.UniqueConstraint("uid", name=op.f("uq_self_checks_uid")),
    )
    with op.batch_alter_table("self_checks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_self_checks_owner_uid"), ["owner_uid"], unique=False)
        batch_op.create_index(batch_op.f("ix_self_checks_year"), ["year"], unique=False)

    op.create_table(
        "star_ratings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("owner_uid", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("score", sa.String(length=20), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("rated_by", sa.String(length=100), nullable=False),
        sa.Column("rated_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_star_ratings_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_star_ratings")),
        sa.UniqueConstraint("school_id", "year", name=op.f("uq_star_ratings_school_id_year")),
        sa.UniqueConstraint("uid", name=op.f("uq_star_ratings_uid")),
    )
    with op.batch_alter_table("star_ratings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_star_ratings_owner_uid"), ["owner_uid"], unique=False)
        batch_op.create_index(batch_op.f("ix_star_ratings_year"), ["year"], unique=False)

    op.create_table(
        "teacher_trainings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("owner_uid", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("teacher_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=True),
        sa.Column("half_hours", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["teacher_id"], ["teachers.id"], name=op.f("fk_teacher_trainings_teacher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teacher_trainings")),
        sa.UniqueConstraint("uid", name=op.f("uq_teacher_trainings_uid")),
    )
    with op.batch_alter_table("teacher_trainings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_teacher_trainings_owner_uid"), ["owner_uid"], unique=False)
        batch_op.create_index(batch_op.f("ix_teacher_trainings_teacher_id"), ["teacher_id"], unique=False)
