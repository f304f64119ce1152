"""联系与送学记录: how the branch keeps in touch with floating and lost members (流动不流失), and who waits longest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from partyschool.domain.person_history import EventKind, in_order
from partyschool.domain.terms import MEMBER_KINDS, ContactWay
from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.people_rows import PersonRow, rows_of
from partyschool.services.person_history import histories, status_of
from partyschool.storage.database import Database
from partyschool.storage.models import Contact, Person

TEXT_LIMIT, NAME_LIMIT = 200, 50


@dataclass(frozen=True, slots=True)
class ContactForm:
    """One contact as entered, for one person or many. `material` names what was sent (发送资料)."""

    contacted_on: date
    way: str
    content: str = ""
    material: str = ""
    is_reached: bool = True
    contacted_by: str = ""


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact of a person."""

    id: int
    person_id: int
    form: ContactForm


@dataclass(frozen=True, slots=True)
class AwayRow:
    """A floating or lost member: where and since when, and the last contact.

    `since` is None where the day is not known; `contacts` counts this year's, those that reached nobody too.
    """

    person: PersonRow
    place: str
    since: date | None
    last_on: date | None
    last_words: str
    contacts: int
    days_silent: int | None


def record_contact(db: Database, *, person_ids: Sequence[int], form: ContactForm) -> int:
    """Write the same contact for each of the people and return for how many.

    :raises Refusal: nobody, no way, a day to come, neither words nor material, or a text too long.
    """
    form = _checked(form, db.now().date())
    wanted = list(dict.fromkeys(person_ids))
    if not wanted:
        raise Refusal("请先选择联系的是哪些人。", code="nobody")
    with db.write() as session:
        people = session.scalars(select(Person).where(Person.id.in_(wanted))).all()
        session.add_all(Contact(person_id=person.id, **asdict(form)) for person in people)
        subject = people[0].name if len(people) == 1 else f"{people[0].name}等 {len(people)} 人"
        audit.record(session, db, "contact.record", subject, on=form.contacted_on.isoformat(), way=form.way)
        return len(people)


def _checked(form: ContactForm, today: date) -> ContactForm:
    content, material, by = form.content.strip(), form.material.strip(), form.contacted_by.strip()
    if form.way not in set(ContactWay):
        raise Refusal("请选择联系方式。", code="way_missing")
    if form.contacted_on > today:
        raise Refusal(f"日期 {form.contacted_on} 在今天之后，请联系过再登记。", code="date_in_future")
    if not content and not material:
        raise Refusal("请写明联系的情况，或者送了什么学习资料。", code="content_missing")
    if max(len(content), len(material)) > TEXT_LIMIT or len(by) > NAME_LIMIT:
        raise Refusal(f"情况和资料各不超过 {TEXT_LIMIT} 字，联系人不超过 {NAME_LIMIT} 字，请改短。", code="too_long")
    return ContactForm(form.contacted_on, form.way, content, material, form.is_reached, by)


def withdraw_contact(db: Database, *, contact_id: int, reason: str = "") -> None:
    """Take back a contact entered by mistake; it stays in the data, out of every list.

    :raises Refusal: taken back already.
    """
    with db.write() as session:
        contact = session.get_one(Contact, contact_id)
        if contact.voided_at is not None:
            raise Refusal("这条联系记录已经撤回过了。", code="withdrawn")
        contact.voided_at = db.now()
        person = session.get_one(Person, contact.person_id)
        told = {"on": contact.contacted_on.isoformat(), "reason": reason}
        audit.record(session, db, "contact.withdraw", person.name, **told)


def contact_rows(session: Session, person_id: int) -> list[ContactRow]:
    """A person's contacts, the latest first."""
    query = select(Contact).where(Contact.person_id == person_id, Contact.voided_at.is_(None))
    return [
        ContactRow(row.id, row.person_id, _form_of(row))
        for row in session.scalars(query.order_by(Contact.contacted_on.desc(), Contact.id.desc()))
    ]


def _form_of(row: Contact) -> ContactForm:
    return ContactForm(row.contacted_on, row.way, row.content, row.material, row.is_reached, row.contacted_by)


def list_away(db: Database) -> list[AwayRow]:
    """Floating and lost members on the register, those longest without contact first."""
    today = db.now().date()
    with db.read() as session:
        away = select(Person).where(
            Person.merged_into_id.is_(None), Person.left_reason == "", Person.kind.in_(MEMBER_KINDS),
            Person.is_floating | Person.is_lost,
        )  # fmt: skip
        people = {person.id: person for person in session.scalars(away)}
        rows = rows_of(session, on=today, person_ids=list(people))
        since = _since(session, people)
        last, counts = _last_contacts(session, people), _counts(session, today.year, people)
        places = {key: status_of(person).floating_to for key, person in people.items()}
    found = [_away_row(row, places[row.id], since.get(row.id), last.get(row.id), counts, today) for row in rows]
    return sorted(found, key=lambda row: (row.days_silent is not None, -(row.days_silent or 0), row.person.sort_key))


def _since(session: Session, people: dict[int, Person]) -> dict[int, date]:
    found = {}
    for person_id, events in histories(session, list(people)).items():
        begun = [event for event in in_order(events) if event.kind in (EventKind.WENT_AWAY, EventKind.LOST)]
        if person_id in people and begun:
            found[person_id] = begun[-1].on
    return found


def _last_contacts(session: Session, people: dict[int, Person]) -> dict[int, ContactForm]:
    """The last one that reached the person."""
    query = select(Contact).where(Contact.voided_at.is_(None), Contact.is_reached)
    found = {}
    for row in session.scalars(query.order_by(Contact.contacted_on, Contact.id)):
        if row.person_id in people:
            found[row.person_id] = _form_of(row)
    return found


def _counts(session: Session, year: int, people: dict[int, Person]) -> dict[int, int]:
    query = select(Contact.person_id, func.count().label("contacts")).where(
        Contact.voided_at.is_(None), Contact.contacted_on.between(date(year, 1, 1), date(year, 12, 31))
    )
    rows = session.execute(query.group_by(Contact.person_id))
    return {row.person_id: row.contacts for row in rows if row.person_id in people}


def _away_row(
    row: PersonRow, place: str, since: date | None, last: ContactForm | None, counts: dict[int, int], today: date
) -> AwayRow:
    silent_from = max((day for day in (since, last.contacted_on if last else None) if day), default=None)
    return AwayRow(
        row, place, since, last.contacted_on if last else None, (last.content or last.material) if last else "",
        counts.get(row.id, 0), (today - silent_from).days if silent_from else None,
    )  # fmt: skip
