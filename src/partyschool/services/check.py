"""Is everything stored sound? Database, audit chain, ledger, records and files, each with what was found in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.errors import DataTrouble
from partyschool.services.audit import line_digest
from partyschool.services.check_files import certificate_faults, file_faults, proof_faults
from partyschool.services.check_ledger import ledger_faults
from partyschool.services.check_records import record_faults
from partyschool.services.check_years import year_faults
from partyschool.storage.database import Database
from partyschool.storage.models import AuditLine

DATABASE, AUDIT, LEDGER, RECORDS, FILES = "database", "audit", "ledger", "records", "files"
MOST_LINES = 20

Fault = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it must be; `code` is stable, `message` one Chinese sentence."""

    area: str
    code: str
    message: str


def check(db: Database) -> list[Finding]:
    """Everything that is wrong; empty when all is well. Nothing is changed.

    A database too damaged to be read answers with that alone.
    """
    try:
        with db.read() as session:
            found = [Finding(DATABASE, *fault) for fault in _database_faults(db, session)]
            parts: tuple[tuple[str, Callable[[Session], Iterator[Fault]]], ...] = (
                (AUDIT, _audit_faults),
                (LEDGER, ledger_faults),
                (RECORDS, record_faults),
                (RECORDS, year_faults),
            )
            for area, faults_of in parts:
                found += [Finding(area, *fault) for fault in faults_of(session)]
            found += [Finding(FILES, *fault) for fault in certificate_faults(session, db.folder)]
            found += [Finding(FILES, *fault) for fault in proof_faults(session, db.folder)]
    except DataTrouble as trouble:
        return [Finding(DATABASE, trouble.code or "damaged", trouble.message)]
    return found + [Finding(FILES, *fault) for fault in file_faults(db.folder)]


def _database_faults(db: Database, session: Session) -> Iterator[Fault]:
    """What SQLite finds; a server checks references itself."""
    if not db.is_sqlite:
        return
    connection = session.connection()
    for (line,) in connection.exec_driver_sql(f"PRAGMA integrity_check({MOST_LINES})").fetchall():
        if line != "ok":
            yield "damaged", f"数据库文件已损坏：{line}。请从备份恢复。"
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(MOST_LINES):
        yield "reference", f"数据表 {table} 第 {row} 行指向 {parent} 里不存在的记录。请从备份恢复，或联系维护人员。"


def _audit_faults(session: Session) -> Iterator[Fault]:
    """Each line holds the digest of the one before: a changed, removed or inserted line breaks the chain there."""
    before = ""
    columns = (AuditLine.id, AuditLine.at, AuditLine.actor, AuditLine.action, AuditLine.subject, AuditLine.detail)
    query = select(*columns, AuditLine.digest).order_by(AuditLine.id)
    for number, at, actor, action, subject, detail, digest in session.execute(query.execution_options(yield_per=1000)):
        if line_digest(before, at, actor, action, subject, detail) != digest:
            when = f"{at:%Y-%m-%d %H:%M}"
            yield "audit_chain", f"操作记录第 {number} 行（{when} {action}）和前一行接不上：这里的记录被改动或删除过。"
        before = digest
