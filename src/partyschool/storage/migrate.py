"""Bringing a database to this program's tables."""

from sqlalchemy import Engine

from partyschool.storage.models import Base


def migrate(engine: Engine) -> None:
    """Create what is missing."""
    Base.metadata.create_all(engine)
