"""Values of the school that are no records: limits, switches, names. Presets are data in resources/presets."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from partyschool.services import audit
from partyschool.services.presets import preset_settings
from partyschool.storage.database import Database
from partyschool.storage.models import Setting


def get(session: Session, key: str) -> Any:
    """The school's value, else the preset; an unknown key is a bug."""
    preset = preset_settings()[key]
    stored = session.get(Setting, key)
    return preset if stored is None else stored.value


def get_all(db: Database) -> dict[str, Any]:
    """Every setting by key, the school's own values over the presets."""
    with db.read() as session:
        stored = {row.key: row.value for row in session.query(Setting)}
    return {**preset_settings(), **stored}


def change(db: Database, **values: Any) -> None:
    """Store new values under their keys (dots written as `__`: `credit__late_minutes=20`)."""
    named = {key.replace("__", "."): value for key, value in values.items()}
    change_many(db, named)


def change_many(db: Database, values: dict[str, Any]) -> None:
    """Store new values; an unknown key or a value of another type than the preset is a bug."""
    presets = preset_settings()
    with db.write() as session:
        for key, value in values.items():
            if not isinstance(value, type(presets[key])):
                raise TypeError(key)
            session.merge(Setting(key=key, value=value))
        audit.record(session, db, "settings.change", "、".join(values), **values)
