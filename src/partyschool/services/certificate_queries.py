"""Questions about certificates: who is entitled, what the register holds, which numbers are not valid and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from partyschool.domain.certificate import CertificateWords
from partyschool.domain.certificate_template import Template
from partyschool.domain.credit import FULL, already_counted
from partyschool.domain.flow import FIELD
from partyschool.domain.numbering import CertificateNumber, parse_number
from partyschool.domain.terms import CertificateState, ClassState, SessionState
from partyschool.services import settings
from partyschool.services.certificate_rows import CertificateRow, Entitlement, Gap
from partyschool.services.certificate_template_queries import layouts_of
from partyschool.services.class_queries import class_by_code, flow_of
from partyschool.services.classes import titles_of
from partyschool.services.counted_sessions import Credited, claim_of, counted_sessions, share_left
from partyschool.services.own_credits import ledger_credits, provisional_credits
from partyschool.services.portraits import current_pictures
from partyschool.storage.database import Database
from partyschool.storage.models import Certificate, ClassSession, Enrolment, Person, School, TrainingClass

LIVE = (CertificateState.VALID, CertificateState.REVIEW)
STATE_WORDS = {CertificateState.VOID: "作废", CertificateState.REVOKED: "撤销", CertificateState.REVIEW: "待复核"}


def list_entitlements(db: Database, *, class_code: str) -> list[Entitlement]:
    """Everybody on the list of the class, in the order of their names' enrolment, with share and reason.

    :raises Refusal: there is no such class.
    """
    with db.read() as session:
        return entitlements(session, db, class_by_code(session, class_code))


def entitlements(session: Session, db: Database, training_class: TrainingClass) -> list[Entitlement]:
    """The same in an open transaction (rules: ¾ of all sessions, fixed actions closed, a class that certifies)."""
    sessions = [row for row in training_class.sessions if row.state != SessionState.CANCELLED]
    shares = shares_in(session, training_class, sessions)
    numbers = _live_numbers(session, training_class.id)
    obstacle = class_obstacle(session, db, training_class)
    quarters = settings.get(session, "certificate.share_quarters")
    full = FULL * len(sessions)
    query = (
        select(Enrolment, Person.name)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.class_id == training_class.id, Enrolment.withdrawn_at.is_(None))
        .order_by(Enrolment.id)
    )
    trainees = session.execute(query).all()
    pictures = current_pictures(session, [enrolment.person_id for enrolment, _ in trainees])
    found = []
    for enrolment, name in trainees:
        key = enrolment.person_id
        share, number = shares.get(key, 0), numbers.get(key, "")
        reason = obstacle or _share_reason(share, full, quarters)
        unit = enrolment.unit_name
        found.append(Entitlement(key, name, unit, share, full, not reason, reason, number, key in pictures))
    return found


def class_obstacle(session: Session, db: Database, training_class: TrainingClass) -> str:
    """What of the class stands against any certificate, as a Chinese clause; empty when nothing does."""
    if not training_class.gives_certificates:
        return "本班设置为不发结业证书"
    if training_class.state == ClassState.CANCELLED:
        return "本班已经取消"
    if training_class.confirmed_at is None:
        return "本班学时还没有认定"
    if training_class.state != ClassState.CLOSED:
        missing = [key for key in flow_of(session, training_class, db.now()).missing if key != FIELD]
        if missing:
            return f"规定动作还没有完成：{titles_of(missing)}"
    return ""


def _share_reason(share: int, full: int, quarters: int) -> str:
    if full and share * 4 >= full * quarters:
        return ""
    return f"到课 {_half(share)} 场，不足全部 {_half(full)} 场的四分之{'零一二三四'[quarters]}"


def _half(halves: int) -> str:
    return f"{halves / 2:g}"


def shares_in(
    session: Session, training_class: TrainingClass, sessions: Sequence[ClassSession] | None = None
) -> dict[int, int]:
    """Each person's credited shares of the class's sessions together, in halves; the same clock time counts once."""
    held = training_class.sessions if sessions is None else sessions
    days = [row.held_on for row in held]
    if not days:
        return {}
    around = counted_sessions(session, min(days), max(days))
    confirmed = [key for key, row in around.items() if row.is_confirmed]
    credits: dict[int, list[Credited]] = defaultdict(list)
    for person_id, key, share, sign_in in ledger_credits(session, confirmed):
        credits[person_id].append(Credited(person_id, around[key], share, sign_in))
    for credit in provisional_credits(session, around):
        credits[credit.person_id].append(credit)
    return {person_id: _own_share(parts, training_class.id) for person_id, parts in credits.items()}


def _own_share(credits: Sequence[Credited], class_id: int) -> int:
    covered = already_counted([claim_of(credit) for credit in credits])
    own = [credit for credit in credits if credit.session.class_id == class_id]
    return sum(share_left(credit, covered) for credit in own)


def _live_numbers(session: Session, class_id: int) -> dict[int, str]:
    query = select(Certificate.person_id, Certificate.number).where(
        Certificate.class_id == class_id, Certificate.state.in_(LIVE)
    )
    return {row.person_id: row.number for row in session.execute(query)}


def list_certificates(
    db: Database, *, year: int | None = None, class_code: str | None = None, states: Iterable[str] | None = None
) -> list[CertificateRow]:
    """The register, the newest year first, numbers in order; every line, also void and revoked ones."""
    query = _register()
    if year is not None:
        query = query.where(Certificate.year == year)
    if class_code is not None:
        query = query.where(TrainingClass.code == class_code)
    if states is not None:
        query = query.where(Certificate.state.in_(list(states)))
    query = query.order_by(Certificate.year.desc(), Certificate.kind, Certificate.serial)
    with db.read() as session:
        return _rows(session, query)


def find_certificate(db: Database, number: str) -> CertificateRow | None:
    """The register's line of a number as typed (spaces and other brackets forgiven)."""
    parsed = parse_number(number)
    if parsed is None:
        return None
    with db.read() as session:
        found = _rows(session, _register().where(Certificate.number == str(parsed)))
        return found[0] if found else None


def _register() -> Select[Certificate, Person, TrainingClass]:
    return (
        select(Certificate, Person, TrainingClass)
        .join(Person, Person.id == Certificate.person_id)
        .join(TrainingClass, TrainingClass.id == Certificate.class_id)
    )


def rows_of(session: Session, numbers: Sequence[str]) -> tuple[CertificateRow, ...]:
    """The register's lines of these numbers in an open transaction, in their order."""
    query = _register().where(Certificate.number.in_(numbers)).order_by(Certificate.year, Certificate.serial)
    return tuple(_rows(session, query))


def _rows(session: Session, query: Select[Certificate, Person, TrainingClass]) -> list[CertificateRow]:
    found = session.execute(query).all()
    layouts = layouts_of(session, {parts[0].layout for parts in found})
    return [_row(*parts, layouts.get(parts[0].layout)) for parts in found]


def _row(row: Certificate, person: Person, training_class: TrainingClass, template: Template | None) -> CertificateRow:
    """A stored line; the name is the printed one, which stays when the person's name is corrected later."""
    words = CertificateWords.from_record(row.words)
    return CertificateRow(
        row.number,
        row.kind,
        row.year,
        row.serial,
        person.id,
        words.name,
        training_class.code,
        training_class.title,
        row.issued_on,
        row.issued_by,
        row.state,
        row.state_reason,
        row.state_at,
        row.copies,
        row.reissued_on,
        row.pdf_sha256,
        words,
        template,
        row.photo,
    )


def list_gaps(db: Database, *, year: int) -> list[Gap]:
    """Numbers of the home school's series of the year that are no valid certificate, each explained."""
    with db.read() as session:
        home = session.scalars(select(School).where(School.is_home)).one()
        query = select(Certificate).where(Certificate.owner_uid == home.uid, Certificate.year == year)
        series: dict[str, dict[int, Certificate]] = defaultdict(dict)
        for row in session.scalars(query):
            series[row.kind][row.serial] = row
        gaps = []
        for kind, rows in sorted(series.items()):
            for serial in range(1, max(rows) + 1):
                found = rows.get(serial)
                if found is None:
                    gaps.append(Gap(str(CertificateNumber(home.short, kind, year, serial)), ""))
                elif found.state in {CertificateState.VOID, CertificateState.REVOKED}:
                    words = STATE_WORDS[CertificateState(found.state)]
                    gaps.append(Gap(found.number, f"{words}：{found.state_reason}"))
        return gaps
