"""Certificates from issue to withdrawal: numbers, frozen words, and the states of the register."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from partyschool.domain.certificate import CertificateWords
from partyschool.domain.certificate_code import CodeFacts, CodeTooLong, message, name_digest, signed
from partyschool.domain.certificate_template import Template
from partyschool.domain.numbering import LAST_SERIAL, CertificateNumber, parse_number
from partyschool.domain.overprint import Overprint
from partyschool.domain.terms import CertificateState
from partyschool.errors import Refusal
from partyschool.services import audit, settings, signing
from partyschool.services.certificate_queries import LIVE, STATE_WORDS, class_obstacle, entitlements, rows_of
from partyschool.services.certificate_rows import CertificateRow, Entitlement, IssueAnswer
from partyschool.services.certificate_template_queries import TemplateRow, template_by_ref, template_of_class
from partyschool.services.certificate_templates import freeze_layout
from partyschool.services.certificate_words import wording
from partyschool.services.class_queries import class_by_code
from partyschool.services.portraits import current_pictures
from partyschool.services.schools import home
from partyschool.services.signing import SigningKey
from partyschool.storage.database import Database
from partyschool.storage.models import Certificate, Person, School, TrainingClass


def issue(
    db: Database,
    *,
    class_code: str,
    person_ids: Sequence[int] | None = None,
    on: date | None = None,
    template: str = "",
    with_photo: bool | None = None,
) -> IssueAnswer:
    """Give numbers to the entitled of a class and freeze what will be printed, in one transaction.

    Who has a live certificate of the class keeps it. The others are refused by name in the answer.

    :param person_ids: only these; None means everybody on the list.
    :param on: date on the certificate, None for today.
    :param template: its ref; empty for the one of the class's kind.
    :param with_photo: whether a template as it ships leaves a place for the photograph, None for the school's setting.
    :raises Refusal: nobody is entitled, with the reasons; the school's short name is too long for the code.
    """
    day = on or db.now().date()
    key = signing.signing_key(db.folder)
    with db.write() as session:
        school = _lock_series(session)
        training_class = class_by_code(session, class_code)
        wanted = _chosen(entitlements(session, db, training_class), person_ids)
        if not any(row.entitled or row.number for row in wanted):
            raise _nobody(training_class, wanted, class_obstacle(session, db, training_class))
        entitled = [row for row in wanted if row.entitled and not row.number]
        chosen = _chosen_template(session, training_class, template)
        new = list(_lines(session, db, school, training_class, entitled, day, key, chosen))
        _lay_out(session, new, _layout(session, chosen, with_photo))
        session.add_all(new)
        session.flush()
        numbers = [row.number for row in new]
        if new:
            subject = f"{training_class.code} {training_class.title}"
            audit.record(session, db, "certificate.issue", subject, numbers=numbers, template=chosen.name)
        already = rows_of(session, [row.number for row in wanted if row.number])
        refused = tuple(row for row in wanted if not row.entitled and not row.number)
        answer = IssueAnswer(rows_of(session, numbers), already, refused)
        names = school.name, school.short
    signing.keep_public_key(db.folder, school=names[0], short=names[1])
    return answer


def draft_words(
    db: Database, *, class_code: str, on: date | None = None, template: str = "", with_photo: bool | None = None
) -> tuple[Template, list[CertificateWords]]:
    """What `issue` would freeze now, to try whether it fits on paper before any number is given; writes nothing.

    :raises Refusal: there is no such class or template, or the school's short name is too long for the code.
    """
    key = signing.signing_key(db.folder)
    with db.read() as session:
        training_class = class_by_code(session, class_code)
        entitled = [row for row in entitlements(session, db, training_class) if row.entitled and not row.number]
        chosen = _chosen_template(session, training_class, template)
        lines = _lines(session, db, home(session), training_class, entitled, on or db.now().date(), key, chosen)
        words = [CertificateWords.from_record(row.words) for row in lines]
        return _layout(session, chosen, with_photo), words


def _chosen_template(session: Session, training_class: TrainingClass, ref: str) -> TemplateRow:
    return template_by_ref(session, ref) if ref else template_of_class(session, training_class)


def _lock_series(session: Session) -> School:
    """The home school, locked: on a shared server two offices must not take the same number or serve one person twice.

    SQLite's write transaction is alone anyhow.
    """
    school = home(session)
    session.execute(select(School.id).where(School.id == school.id).with_for_update())
    return school


def _chosen(rows: Sequence[Entitlement], person_ids: Sequence[int] | None) -> list[Entitlement]:
    if person_ids is None:
        return list(rows)
    chosen = set(person_ids)
    return [row for row in rows if row.person_id in chosen]


def _nobody(training_class: TrainingClass, wanted: Sequence[Entitlement], obstacle: str) -> Refusal:
    if obstacle or not wanted:
        reason = obstacle or "参训名单里没有要发证的人"
        return Refusal(f"“{training_class.title}”不能发证：{reason}。", code="not_entitled")
    named = "；".join(f"{row.name}{row.reason}" for row in wanted[:5])
    more = f"；等 {len(wanted)} 人" if len(wanted) > 5 else ""
    return Refusal(f"“{training_class.title}”没有人可以发证：{named}{more}。", code="not_entitled")


def _lines(
    session: Session,
    db: Database,
    school: School,
    training_class: TrainingClass,
    entitled: Sequence[Entitlement],
    day: date,
    key: SigningKey,
    chosen: TemplateRow,
) -> Iterator[Certificate]:
    kind, year = settings.get(session, "certificate.kind"), training_class.ends_on.year
    organiser = session.get_one(School, training_class.school_id).name
    form = wording(session, school, day, chosen)
    wanted = [row.person_id for row in entitled]
    people = {row.id: row for row in session.scalars(select(Person).where(Person.id.in_(wanted)))}
    first = _next_serial(session, school, kind, year)
    for serial, row in enumerate(entitled, start=first):
        number = CertificateNumber(school.short, kind, year, serial)
        person = people[row.person_id]
        code = _code(number, person.name, day, key)
        words = form.words(training_class, organiser, person, row.unit, number, day, code)
        yield Certificate(
            number=str(number),
            kind=kind,
            year=year,
            serial=serial,
            class_id=training_class.id,
            person_id=row.person_id,
            issued_on=day,
            issued_by=db.actor,
            words=words.to_record(),
            layout="",
            code=code,
        )


def _layout(session: Session, chosen: TemplateRow, with_photo: bool | None) -> Template:
    """Only a template as it ships asks whether there is to be a photograph."""
    if not chosen.is_as_shipped:
        return chosen.template
    wished = settings.get(session, "certificate.photo_box") if with_photo is None else with_photo
    return chosen.template if wished else chosen.template.without_photo()


def _lay_out(session: Session, lines: Sequence[Certificate], template: Template) -> None:
    """Freeze the layout and, where it has a place for one, each person's photograph as it is now."""
    if not lines:
        return
    layout = freeze_layout(session, template)
    pictures = current_pictures(session, [row.person_id for row in lines]) if template.has_photo() else {}
    for row in lines:
        row.layout, row.photo = layout.digest, pictures.get(row.person_id, "")


def _next_serial(session: Session, school: School, kind: str, year: int) -> int:
    query = select(func.max(Certificate.serial)).where(
        Certificate.owner_uid == school.uid, Certificate.kind == kind, Certificate.year == year
    )
    return (session.scalars(query).one() or 0) + 1


def _code(number: CertificateNumber, name: str, day: date, key: SigningKey) -> str:
    if number.serial > LAST_SERIAL:
        raise Refusal(
            f"{number.year} 年的证书编号已经用完 {LAST_SERIAL} 个。请与上级党校联系。", code="numbers_used_up"
        )
    try:
        text = message(CodeFacts(number, name_digest(name, number), day))
    except CodeTooLong as error:
        reason = f"学校简称“{number.short}”太长，核验码放不下。请在设置里改为 5 个字以内，再发证。"
        raise Refusal(reason, code="short_too_long") from error
    return signed(text, key.sign(text.encode("ascii")))


def note_printed(db: Database, *, numbers: Sequence[str], sha256: str, overprint: Overprint | None = None) -> None:
    """Log a print; the first one leaves the file's SHA-256 in the register (see `CertificateRow`).

    An overprint's offsets stand in the log: with them the same file can be made again.
    """
    moved = {} if overprint is None else {"overprint": [overprint.right, overprint.down]}
    with db.write() as session:
        for row in session.scalars(select(Certificate).where(Certificate.number.in_(numbers))):
            row.pdf_sha256 = row.pdf_sha256 or sha256
        audit.record(session, db, "certificate.print", _range(numbers), numbers=list(numbers), sha256=sha256, **moved)


def _range(numbers: Sequence[str]) -> str:
    return numbers[0] if len(numbers) == 1 else f"{numbers[0]} 等 {len(numbers)} 份"


def reissue(db: Database, *, number: str, reason: str, on: date | None = None) -> CertificateRow:
    """补发: the same number and words once more, marked with the new date; the first copy counts as lost.

    :raises Refusal: no reason, no such number, or it is void or revoked.
    """
    with db.write() as session:
        row = _line(session, number, reason, "补发")
        if row.state in {CertificateState.VOID, CertificateState.REVOKED}:
            words = STATE_WORDS[CertificateState(row.state)]
            raise Refusal(f"{row.number} 已经{words}，不能补发。请为本人重新发证。", code="certificate_state")
        row.copies += 1
        row.reissued_on = on or db.now().date()
        return _changed(session, db, row, "certificate.reissue", reason)


def void(db: Database, *, number: str, reason: str) -> CertificateRow:
    """作废, for a misprint found before it was handed over; the person can then be issued the next number."""
    return _withdraw(db, number, reason, CertificateState.VOID)


def revoke(db: Database, *, number: str, reason: str) -> CertificateRow:
    """撤销, for a certificate that should not have been given; its line stays."""
    return _withdraw(db, number, reason, CertificateState.REVOKED)


def _withdraw(db: Database, number: str, reason: str, state: CertificateState) -> CertificateRow:
    with db.write() as session:
        row = _line(session, number, reason, STATE_WORDS[state])
        if row.state in {CertificateState.VOID, CertificateState.REVOKED}:
            words = STATE_WORDS[CertificateState(row.state)]
            raise Refusal(f"{row.number} 已经{words}（{row.state_reason}），不用再办。", code="certificate_state")
        row.state, row.state_reason, row.state_at = state, reason.strip(), db.now()
        return _changed(session, db, row, f"certificate.{state.value}", reason)


def keep_valid(db: Database, *, number: str, reason: str) -> CertificateRow:
    """The clerk's answer to 待复核: the certificate stands, for the given reason.

    :raises Refusal: no reason, no such number, or it is not under review.
    """
    with db.write() as session:
        row = _line(session, number, reason, "复核")
        if row.state != CertificateState.REVIEW:
            raise Refusal(f"{row.number} 不在待复核状态，不用复核。", code="certificate_state")
        row.state, row.state_reason, row.state_at = CertificateState.VALID, reason.strip(), db.now()
        return _changed(session, db, row, "certificate.keep", reason)


def _line(session: Session, number: str, reason: str, deed: str) -> Certificate:
    if not reason.strip():
        raise Refusal(f"{deed}证书要写明原因。", code="reason_missing")
    parsed = parse_number(number)
    row = session.scalars(select(Certificate).where(Certificate.number == str(parsed))).first()
    if row is None:
        raise Refusal(
            f"证书登记里没有“{number}”。请核对编号，例如 禹房党校结字〔2025〕第0001号。", code="number_unknown"
        )
    return row


def _changed(session: Session, db: Database, row: Certificate, action: str, reason: str) -> CertificateRow:
    audit.record(session, db, action, row.number, reason=reason.strip(), state=row.state)
    return rows_of(session, [row.number])[0]


def review_after_correction(session: Session, db: Database, person_ids: Iterable[int]) -> list[str]:
    """待复核 for certificates of these people whose credit no longer reaches the limit; answers the numbers.

    Nothing is withdrawn by itself: the clerk keeps or revokes it with a reason.
    """
    query = (
        select(Certificate, TrainingClass)
        .join(TrainingClass, TrainingClass.id == Certificate.class_id)
        .where(Certificate.person_id.in_(list(person_ids)), Certificate.state.in_(LIVE))
    )
    flagged = []
    for row, training_class in session.execute(query):
        standing = next(
            (one for one in entitlements(session, db, training_class) if one.person_id == row.person_id), None
        )
        if standing is not None and not standing.entitled:
            row.state, row.state_reason, row.state_at = CertificateState.REVIEW, standing.reason, db.now()
            flagged.append(row.number)
            audit.record(session, db, "certificate.review", row.number, reason=standing.reason)
    return flagged
