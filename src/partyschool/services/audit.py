"""The audit chain: who did what when, written in the same transaction as the deed."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from partyschool.storage.database import Database
from partyschool.storage.models import AuditLine

_LINES = AuditLine.__table__
_LAST_DIGEST = select(_LINES.c.digest).order_by(_LINES.c.id.desc()).limit(1)
_INSERT = insert(_LINES)  # type: ignore[arg-type]
CHAIN_LOCK = 371483  # any number that only this program uses as an advisory lock


def record(session: Session, db: Database, action: str, subject: str, **detail: Any) -> int:
    """Add a line to the chain; returns its id, which grows with every line.

    :param action: stable English word, as `class.publish`; shown through a dictionary where it is shown.
    :param subject: what it was done to, in words that a reader of the log understands.
    :param detail: facts that JSON can hold.
    """
    wait_for_others(session)
    session.flush()
    connection = session.connection()  # without objects: signing in writes many lines, and each would cost three times
    before = connection.execute(_LAST_DIGEST).scalar() or ""
    at = db.now()
    facts = {"at": at, "actor": db.actor, "action": action, "subject": subject[:200], "detail": detail}
    digest = line_digest(before, at, db.actor, action, subject, detail)
    line = connection.execute(_INSERT, {**facts, "digest": digest}).inserted_primary_key
    assert line is not None
    return int(line[0])


def wait_for_others(session: Session) -> None:
    """Let one writer at a time go on, until its transaction ends; SQLite does so by itself.

    On a server two writers would otherwise continue the chain from one line. Whoever waits before they look, too, finds
    everything that was written before them, and no line appears behind their back: so the desks sign in. Asked for once
    a transaction: each question is a way to the server and back during which all others wait.
    """
    if session.info.get("has_chain") or session.get_bind().dialect.name != "postgresql":
        return
    session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": CHAIN_LOCK})
    session.info["has_chain"] = True


def note(db: Database, action: str, subject: str, **detail: Any) -> None:
    """A line of its own for looking at or handing out personal data, which changes nothing else."""
    with db.write() as session:
        record(session, db, action, subject, **detail)


def line_digest(before: str, at: datetime, actor: str, action: str, subject: str, detail: dict[str, Any]) -> str:
    """SHA-256 over the line and the digest of the line before it, so that a removed or changed line shows."""
    facts = [before, at.isoformat(), actor, action, subject[:200], detail]
    line = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(line.encode()).hexdigest()
