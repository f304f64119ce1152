"""What trainees say of the teaching: questionnaires, votes, feedback to teachers; numbers of proofs."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def _shared() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("owner_uid", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
    )


def _index(table: str, *columns: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        for column in columns:
            batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)


def upgrade() -> None:
    op.create_table(
        "evaluations",
        *_shared(),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("scale", sa.JSON(), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.Column("counted_returned", sa.Integer(), nullable=False),
        sa.Column("counted_valid", sa.Integer(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["training_classes.id"], name=op.f("fk_evaluations_class_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluations")),
        sa.UniqueConstraint("class_id", name=op.f("uq_evaluations_class_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_evaluations_uid")),
    )
    _index("evaluations", "owner_uid")
    op.create_table(
        "evaluation_questions",
        *_shared(),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("lesson", sa.String(length=200), nullable=False),
        sa.Column("teacher_id", sa.Integer(), nullable=True),
        sa.Column("teacher", sa.String(length=50), nullable=False),
        sa.Column("item", sa.String(length=30), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluations.id"], name=op.f("fk_evaluation_questions_evaluation_id")
        ),
        sa.ForeignKeyConstraint(["teacher_id"], ["teachers.id"], name=op.f("fk_evaluation_questions_teacher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_questions")),
        sa.UniqueConstraint("evaluation_id", "position", name=op.f("uq_evaluation_questions_evaluation_id_position")),
        sa.UniqueConstraint("uid", name=op.f("uq_evaluation_questions_uid")),
    )
    _index("evaluation_questions", "owner_uid", "teacher_id")
    op.create_table(
        "evaluation_tallies",
        *_shared(),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["evaluation_questions.id"], name=op.f("fk_evaluation_tallies_question_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_tallies")),
        sa.UniqueConstraint("question_id", "level", name=op.f("uq_evaluation_tallies_question_id_level")),
        sa.UniqueConstraint("uid", name=op.f("uq_evaluation_tallies_uid")),
    )
    _index("evaluation_tallies", "owner_uid")
    op.create_table(
        "evaluation_ballots",
        *_shared(),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_valid", sa.Boolean(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.String(length=50), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluations.id"], name=op.f("fk_evaluation_ballots_evaluation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_ballots")),
        sa.UniqueConstraint("evaluation_id", "number", name=op.f("uq_evaluation_ballots_evaluation_id_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_evaluation_ballots_uid")),
    )
    _index("evaluation_ballots", "owner_uid")
    op.create_table(
        "evaluation_feedbacks",
        *_shared(),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("teacher_id", sa.Integer(), nullable=False),
        sa.Column("opinions", sa.Text(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=True),
        sa.Column("given_by", sa.String(length=50), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluations.id"], name=op.f("fk_evaluation_feedbacks_evaluation_id")
        ),
        sa.ForeignKeyConstraint(["teacher_id"], ["teachers.id"], name=op.f("fk_evaluation_feedbacks_teacher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_feedbacks")),
        sa.UniqueConstraint(
            "evaluation_id", "teacher_id", name=op.f("uq_evaluation_feedbacks_evaluation_id_teacher_id")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_evaluation_feedbacks_uid")),
    )
    _index("evaluation_feedbacks", "owner_uid", "teacher_id")
    op.create_table(
        "paper_numbers",
        *_shared(),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_by", sa.String(length=50), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_paper_numbers_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_numbers")),
        sa.UniqueConstraint(
            "owner_uid", "kind", "year", "serial", name=op.f("uq_paper_numbers_owner_uid_kind_year_serial")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_paper_numbers_uid")),
    )
    _index("paper_numbers", "owner_uid", "person_id")
