"""套打 on this computer: each printer pulls its paper in a little differently, so each computer has its own offsets."""

from __future__ import annotations

import platform
from typing import Any

from partyschool.domain.overprint import Overprint
from partyschool.services import settings
from partyschool.storage.database import Database

KEY = "certificate.overprint"


def overprint_here(db: Database) -> Overprint:
    """The offsets kept for this computer; none at first."""
    kept: dict[str, Any] = settings.get_all(db)[KEY]
    return Overprint(*kept.get(platform.node(), (0.0, 0.0)))


def keep_overprint(db: Database, overprint: Overprint) -> None:
    """Remember the offsets for this computer; the same once more writes nothing."""
    if overprint != overprint_here(db):
        kept: dict[str, Any] = settings.get_all(db)[KEY]
        settings.change_many(db, {KEY: kept | {platform.node(): [overprint.right, overprint.down]}})
