"""Which papers with people's records were made: an audit line each, and the edition that stands on the paper."""

from __future__ import annotations

from sqlalchemy import func, select

from partyschool.services import audit
from partyschool.storage.database import Database
from partyschool.storage.models import AuditLine


def record_paper(db: Database, *, kind: str, subject: str) -> int:
    """Note that a paper is made; answers the how-manieth of its kind and subject it is (第 n 版).

    :param kind: the word of `print KIND` (statistics, summary, record …); `subject`: the year, class or person.
    """
    action = f"print.{kind}"
    with db.write() as session:
        query = select(func.count()).where(AuditLine.action == action, AuditLine.subject == subject)
        edition = session.scalars(query).one() + 1
        audit.record(session, db, action, subject, edition=edition)
    return edition
