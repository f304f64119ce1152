"""Proofs (证明) with numbers of their own: 学时证明 of a year, 结业证明 in place of a lost certificate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from partyschool.domain.identity import mask_id
from partyschool.domain.numbering import CertificateNumber
from partyschool.domain.terms import CertificateState
from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.certificate_queries import find_certificate
from partyschool.services.record_words import RecordWords, record_words
from partyschool.services.schools import home, home_school
from partyschool.storage.database import Database
from partyschool.storage.models import ClassSession, CreditEntry, OtherStudy, Person
from partyschool.storage.models.papers import PaperNumber

KIND = "证"  # 禹房党校证字〔2025〕第0001号


@dataclass(frozen=True, slots=True)
class ProofRow:
    """A proof that was given out; the same one printed again counts as another copy."""

    number: str
    serial: int
    name: str
    subject: str
    issued_on: date
    issued_by: str
    copies: int


@dataclass(frozen=True, slots=True)
class CompletionWords:
    """A 结业证明: the frozen words of the certificate that it stands for, under its own number."""

    number: str
    school: str
    issuer: str
    name: str
    id_number: str
    body: str
    certificate: str
    issued_on: date
    made: date


def credit_proof(db: Database, *, person_id: int, year: int) -> tuple[RecordWords, str]:
    """What a year's 学时证明 says, and its number; while nothing has changed the same number is given again.

    :raises Refusal: nothing is credited yet, no such person, or no home school.
    """
    words = record_words(db, person_id=person_id, year=year)
    if not words.lines:
        raise Refusal(f"{words.name}{year}年度还没有已认定的学时，不能出具学时证明。", code="no_credit")
    lines = [
        [line.first.isoformat(), line.last.isoformat(), line.title, line.quarter_days, line.quarter_hours]
        for line in words.lines
    ]
    record = {"name": words.name, "unit": words.unit, "lines": lines}
    number = _give_number(db, person_id, f"{year}年度学时证明", record)
    return words, number


def latest_year(db: Database, *, person_id: int) -> int:
    """The newest year, this one at most, for which a proof can be made out; this one where there is none."""
    today = db.now().date()
    sessions = (
        select(func.max(ClassSession.held_on))
        .join(CreditEntry, CreditEntry.session_id == ClassSession.id)
        .where(CreditEntry.person_id == person_id, CreditEntry.share > 0, ClassSession.held_on <= today)
    )
    studies = select(func.max(OtherStudy.studied_on)).where(
        OtherStudy.person_id == person_id, OtherStudy.voided_at.is_(None), OtherStudy.studied_on <= today
    )
    with db.read() as session:
        days = [day for query in (sessions, studies) if (day := session.scalar(query)) is not None]
    return max(days, default=today).year


def completion_proof(db: Database, *, number: str) -> CompletionWords:
    """The 结业证明 of a valid certificate.

    :raises Refusal: no such certificate, it is void, revoked or under review, or there is no home school.
    """
    row = find_certificate(db, number)
    if row is None:
        raise Refusal(f"登记簿里没有“{number}”这份结业证书。请核对编号。", code="certificate_unknown")
    if row.state != CertificateState.VALID:
        raise Refusal(f"{row.number} 不是有效的结业证书，不能出具结业证明。请先处理它的状态。", code="not_valid")
    body = row.words.paragraphs.split("\n")[0].strip()
    given = _give_number(db, row.person_id, f"结业证明 {row.number}", {"name": row.name, "body": body})
    school = home_school(db)
    with db.read() as session:
        person = session.get_one(Person, row.person_id)
        identity = mask_id(person.id_number or "")
    return CompletionWords(
        given, school.name, school.issuer or school.name, row.name, identity, body, row.number, row.issued_on,
        db.now().date(),
    )  # fmt: skip


def list_proofs(db: Database, *, year: int) -> list[ProofRow]:
    """The home school's proofs of a year by number."""
    with db.read() as session:
        query = (
            select(PaperNumber, Person.name)
            .join(Person, Person.id == PaperNumber.person_id)
            .where(PaperNumber.owner_uid == home(session).uid, PaperNumber.year == year)
            .order_by(PaperNumber.serial)
        )
        return [
            ProofRow(row.number, row.serial, name, row.subject, row.issued_on, row.issued_by, row.copies)
            for row, name in session.execute(query)
        ]


def _give_number(db: Database, person_id: int, subject: str, words: dict[str, Any]) -> str:
    """The next number of the year; the same words of the same person keep theirs."""
    day = db.now().date()
    with db.write() as session:
        same = select(PaperNumber).filter_by(person_id=person_id, subject=subject, kind=KIND, year=day.year)
        for row in session.scalars(same):
            if row.words == words:
                row.copies += 1
                audit.record(session, db, "proof.copy", row.number, copies=row.copies)
                return row.number
        school = home(session)
        serial = _next_serial(session, school.uid, day.year)
        number = str(CertificateNumber(school.short, KIND, day.year, serial))
        session.add(
            PaperNumber(
                kind=KIND, year=day.year, serial=serial, number=number, person_id=person_id, subject=subject,
                words=words, issued_on=day, issued_by=db.actor,
            )
        )  # fmt: skip
        audit.record(session, db, "proof.issue", number, words=subject)
        return number


def _next_serial(session: Session, school_uid: str, year: int) -> int:
    query = select(func.max(PaperNumber.serial)).where(
        PaperNumber.owner_uid == school_uid, PaperNumber.kind == KIND, PaperNumber.year == year
    )
    return (session.scalars(query).one() or 0) + 1
