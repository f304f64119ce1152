"""What the city keeps about the schools of its towns."""

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Nothing yet."""
