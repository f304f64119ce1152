"""Exemptions (免训): a dated decision for one person and one year, with a reason and who approved it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.terms import Review
from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.other_study import Recorded, first_review
from partyschool.services.people_rows import rows_of
from partyschool.storage.closed_years import refuse_closed
from partyschool.storage.database import Database
from partyschool.storage.models import Exemption, Person

REASON_LIMIT, APPROVER_LIMIT = 100, 50


@dataclass(frozen=True, slots=True)
class ExemptionRow:
    """An exemption with its person; `withdrawn_on` is None while it holds. It counts when `review` is 通过."""

    id: int
    person_id: int
    person: str
    unit: str
    year: int
    granted_on: date
    reason: str
    approver: str
    withdrawn_on: date | None
    proof: str = ""
    review: str = Review.APPROVED
    reviewer: str = ""
    review_note: str = ""
    initials: str = ""
    sort_key: str = ""


def grant_exemption(
    db: Database,
    *,
    person_ids: Sequence[int],
    year: int,
    reason: str,
    approver: str,
    granted_on: date,
    proof: str = "",
) -> Recorded:
    """Exempt people from a year's requirement; whoever is exempt already is left out.

    :param reason: the kind only (年老体弱, 身体原因), no diagnosis: health is sensitive.
    :raises Refusal: nobody, no reason, no approver, or a day that is still to come.
    """
    reason, approver = reason.strip(), approver.strip()
    if not reason or len(reason) > REASON_LIMIT:
        raise Refusal("请选择免训原因。", code="reason_missing")
    if not approver or len(approver) > APPROVER_LIMIT:
        raise Refusal("请填写批准人。", code="approver_missing")
    if granted_on > db.now().date():
        raise Refusal(f"批准日期 {granted_on} 在今天以后，请改正。", code="day_to_come")
    wanted = list(dict.fromkeys(person_ids))
    if not wanted:
        raise Refusal("请先选择免训的人员。", code="nobody")
    with db.write() as session:
        refuse_closed(session, [date(year, 1, 1)])
        review = first_review(session, year)
        holding = select(Exemption.person_id).where(Exemption.year == year, Exemption.withdrawn_on.is_(None))
        known = set(session.scalars(holding.where(Exemption.person_id.in_(wanted))))
        people = session.scalars(select(Person).where(Person.id.in_(set(wanted) - known))).all()
        for person in people:
            session.add(
                Exemption(
                    person_id=person.id, year=year, granted_on=granted_on, reason=reason, approver=approver,
                    proof=proof.strip(), review=review,
                )
            )  # fmt: skip
            audit.record(session, db, "exemption.grant", person.name, year=year, reason=reason, approver=approver)
        return Recorded(len(people), len(known), review == Review.PENDING)


def list_exemptions(db: Database, *, year: int | None = None, person_id: int | None = None) -> list[ExemptionRow]:
    """Exemptions that hold, by year and person's pinyin."""
    with db.read() as session:
        rows = exemption_rows(session, db.now().date(), year=year, person_id=person_id)
    return [row for row in rows if row.withdrawn_on is None]


def exemption_rows(
    session: Session, day: date, *, year: int | None = None, person_id: int | None = None
) -> list[ExemptionRow]:
    """Exemptions, the withdrawn ones too, in an open transaction, with people's units as of the day."""
    query = select(Exemption)
    if year is not None:
        query = query.where(Exemption.year == year)
    if person_id is not None:
        query = query.where(Exemption.person_id == person_id)
    found = session.scalars(query.order_by(Exemption.year.desc(), Exemption.id)).all()
    people = {row.id: row for row in rows_of(session, on=day, person_ids={row.person_id for row in found})}
    known = [row for row in found if row.person_id in people]
    known.sort(key=lambda row: (-row.year, people[row.person_id].sort_key, row.id))
    return [
        ExemptionRow(
            row.id, row.person_id, people[row.person_id].name, people[row.person_id].unit, row.year, row.granted_on,
            row.reason, row.approver, row.withdrawn_on, row.proof, row.review, row.reviewer, row.review_note,
            people[row.person_id].initials, people[row.person_id].sort_key,
        )
        for row in known
    ]  # fmt: skip


def withdraw_exemption(db: Database, *, exemption_id: int, on: date) -> None:
    """Let the requirement hold again from the day on.

    :raises Refusal: withdrawn already, or the day lies before it was granted.
    """
    withdraw_exemptions(db, exemption_ids=[exemption_id], on=on)


def withdraw_exemptions(db: Database, *, exemption_ids: Sequence[int], on: date, reason: str = "") -> None:
    """The same for several exemptions, all or none.

    :raises Refusal: as `withdraw_exemption`.
    """
    with db.write() as session:
        for exemption_id in exemption_ids:
            exemption = session.get_one(Exemption, exemption_id)
            if exemption.withdrawn_on is not None:
                raise Refusal(f"这条免训在 {exemption.withdrawn_on} 已经撤销。", code="withdrawn")
            if on < exemption.granted_on:
                raise Refusal(f"撤销日期 {on} 早于批准日期 {exemption.granted_on}，请改正。", code="dates")
            exemption.withdrawn_on = on
            person = session.get_one(Person, exemption.person_id)
            detail = {"year": exemption.year, "on": on.isoformat(), "reason": reason.strip()}
            audit.record(session, db, "exemption.withdraw", person.name, **detail)
