"""One current photograph a person, also where two offices on one server choose one at the same moment."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0013"


def upgrade() -> None:
    _keep_newest()
    current = sa.text("removed_at IS NULL")
    op.create_index(
        "uq_portraits_person_id_current",
        "portraits",
        ["person_id"],
        unique=True,
        sqlite_where=current,
        postgresql_where=current,
    )


def _keep_newest() -> None:
    """Of several current ones the one that was chosen last; it replaced the others when it was made."""
    portraits = sa.table(
        "portraits",
        sa.column("id", sa.Integer),
        sa.column("person_id", sa.Integer),
        sa.column("made_at", sa.DateTime),
        sa.column("removed_at", sa.DateTime),
    )
    bind = op.get_bind()
    current = sa.select(portraits).where(portraits.c.removed_at.is_(None))
    newest: dict[int, object] = {}
    for row in bind.execute(current.order_by(portraits.c.made_at.desc(), portraits.c.id.desc())).all():
        if row.person_id in newest:
            earlier = portraits.c.id == row.id
            bind.execute(sa.update(portraits).where(earlier).values(removed_at=newest[row.person_id]))
        else:
            newest[row.person_id] = row.made_at
