"""People (人员): lists, search, and the record of one person written and changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session

from partyschool.domain.identity import mask_id, normalise_id, normalise_name
from partyschool.errors import Refusal
from partyschool.services import audit, names
from partyschool.services.memberships import current_membership, move_and_tell
from partyschool.services.people_rows import PersonRow, rows_of, units_on
from partyschool.services.person_form import ERROR, WARNING, FormIssue, PersonForm, check_form
from partyschool.services.person_history import decided_by_events, events_of
from partyschool.storage.database import Database
from partyschool.storage.models import Membership, Person, Unit

DECIDED_NAMES = {"kind": "人员类别", "is_floating": "流动情况", "floating_to": "流动情况", "is_lost": "失联情况"}
STORED = tuple(field.name for field in fields(PersonForm) if field.name != "unit_id")


def list_people(db: Database, *, on: date | None = None) -> list[PersonRow]:
    """Everybody, those who left too, as of the day (preset today), by pinyin."""
    with db.read() as session:
        return rows_of(session, on=on or db.now().date())


def find_people(db: Database, text: str, *, limit: int = 20, with_left: bool = False) -> list[PersonRow]:
    """People who fit every word: part of the name, pinyin or its initials, the end of the ID number or telephone."""
    words = text.split()
    if not words:
        return []
    query = select(Person.id).where(Person.merged_into_id.is_(None), *(_fits(word) for word in words))
    if not with_left:
        query = query.where(Person.left_reason == "")
    first = case((Person.initials.startswith(words[0].lower(), autoescape=True), 0), else_=1)
    query = query.order_by(first, Person.sort_key, Person.id).limit(limit)
    with db.read() as session:
        found = list(session.scalars(query))
        rows = {row.id: row for row in rows_of(session, on=db.now().date(), person_ids=found)}
        return [rows[person_id] for person_id in found]


def _fits(word: str) -> ColumnElement[bool]:
    number = normalise_id(word)
    if re.fullmatch(r"\d+X?|X", number) and len(number) > 1:
        by_number = [Person.id_number.endswith(number), Person.phone.endswith(number)]
        if len(number) >= 6:
            by_number += [Person.id_number.startswith(number), Person.phone.startswith(number)]
        return or_(*by_number)
    if word.isascii():
        letters = word.lower()
        spelled = func.replace(Person.sort_key, " ", "")
        return or_(
            Person.initials.contains(letters, autoescape=True),
            spelled.startswith(letters, autoescape=True),
            Person.name.icontains(word, autoescape=True),
        )
    return Person.name.contains(normalise_name(word), autoescape=True)


def check_person(db: Database, form: PersonForm, *, person_id: int | None = None) -> list[FormIssue]:
    """Everything that is wrong or doubtful about a form, for hints while it is filled in."""
    checked = check_form(form, db.now().date())
    with db.read() as session:
        issues = [*checked.issues, *_taken(session, checked.form, person_id)]
        if person_id is None:
            issues += _namesakes(session, db, checked.form)
    return issues


def _taken(session: Session, form: PersonForm, person_id: int | None) -> list[FormIssue]:
    """One number is one person."""
    if not form.id_number:
        return []
    owner = session.scalars(select(Person).where(Person.id_number == form.id_number)).first()
    if owner is None or owner.id == person_id:
        return []
    membership = current_membership(session, owner.id)
    unit = session.get_one(Unit, membership.unit_id).name if membership else "没有单位"
    left = "，已减少" if owner.left_reason else ""
    message = (
        f"身份证号 {mask_id(form.id_number)} 已登记在{owner.name}（{unit}{left}）名下。"
        "请核对号码；如果是同一个人，请改那条记录。"
    )
    return [FormIssue("id_number", "id_taken", ERROR, message)]


def _namesakes(session: Session, db: Database, form: PersonForm) -> list[FormIssue]:
    """Without a number on both sides nobody can tell two people of one name apart but the clerk."""
    query = select(Person.id, Person.id_number, Person.birth_on).where(
        Person.name == form.name, Person.left_reason == "", Person.merged_into_id.is_(None)
    )
    others = [row for row in session.execute(query) if not (row.id_number and form.id_number)]
    units = units_on(session, db.now().date(), [row.id for row in others])
    here = [row for row in others if units.get(row.id) == form.unit_id]
    if not here:
        return []
    born = here[0].birth_on or "出生日期不详"
    message = f"这个支部已经有一位{form.name}（{born}）。如果确实是另一个人，请确认后再保存。"
    return [FormIssue("name", "same_name_same_branch", WARNING, message)]


def create_person(db: Database, *, form: PersonForm, confirmed: bool = False, member_since: date | None = None) -> int:
    """Register a person and return the id.

    :param confirmed: the clerk has said that this is another person of the same name.
    :param member_since: first day in the unit; None means as long as known.
    :raises Refusal: the first error of the form; somebody else has the number; a namesake not confirmed.
    """
    checked = check_form(form, db.now().date())
    form = checked.or_refuse()
    with db.write() as session:
        _refuse(_taken(session, form, None))
        _check_unit(session, form.unit_id)
        if not confirmed:
            _refuse(_namesakes(session, db, form))
        person = Person(id_to_check=checked.id_to_check)
        _fill(person, form)
        session.add(person)
        session.flush()
        session.add(Membership(person_id=person.id, unit_id=form.unit_id, start_on=member_since))
        audit.record(session, db, "person.create", person.name, unit=form.unit_id)
        return person.id


def update_person(db: Database, *, person_id: int, form: PersonForm) -> None:
    """Change a record; another unit is a transfer as of today. Writes nothing where nothing is different.

    :raises Refusal: the first error of the form, or somebody else has the number.
    """
    checked = check_form(form, db.now().date())
    form = checked.or_refuse()
    with db.write() as session:
        person = session.get_one(Person, person_id)
        _refuse(_taken(session, form, person_id))
        changed: dict[str, object] = dict(_differences(person, form))
        _refuse_decided(session, person, changed)
        if form.id_number != (person.id_number or ""):
            person.id_to_check = checked.id_to_check
        _fill(person, form)
        membership = current_membership(session, person_id)
        if form.unit_id is not None and (membership is None or membership.unit_id != form.unit_id):
            changed["unit"] = [move_and_tell(session, db, person, form.unit_id, db.now().date()), form.unit_id]
        if changed:
            audit.record(session, db, "person.update", person.name, changed=changed)


def _refuse_decided(session: Session, person: Person, changed: Mapping[str, object]) -> None:
    """What dated events say is changed by an event, or by taking one back, never by writing over it."""
    clash = sorted(decided_by_events(events_of(session, person.id)) & set(changed))
    if clash:
        fields_told = "、".join(dict.fromkeys(DECIDED_NAMES[field] for field in clash))
        raise Refusal(
            f"{person.name}的{fields_told}由变动登记决定。请登记新的变动，或撤销登错的那一条，再改。", code="decided"
        )


def _refuse(issues: list[FormIssue]) -> None:
    for issue in issues:
        raise Refusal(issue.message, code=issue.code)


def _check_unit(session: Session, unit_id: int | None) -> None:
    unit = session.get(Unit, unit_id) if unit_id is not None else None
    if unit is None:
        raise Refusal("请选择所在党支部（单位）。", code="unit_unknown")
    if unit.closed_on is not None:
        raise Refusal(f"“{unit.name}”在 {unit.closed_on} 已撤并，请另选单位。", code="unit_closed")


def _fill(person: Person, form: PersonForm) -> None:
    for field in STORED:
        setattr(person, field, getattr(form, field))
    person.id_number = form.id_number or None
    person.initials, person.sort_key = names.initials(form.name), names.sort_key(form.name)


def _differences(person: Person, form: PersonForm) -> list[tuple[str, list[object]]]:
    """Old and new values of what differs, for the audit line; ID numbers are masked there."""
    pairs = [(field, getattr(person, field) or "", getattr(form, field) or "") for field in STORED]
    return [
        (field, [mask_id(old), mask_id(new)] if field == "id_number" else [old, new])
        for field, old, new in pairs
        if old != new
    ]


def form_of(person: Person, unit_id: int | None) -> PersonForm:
    """The form of a stored person, as the clerk finds it filled in."""
    values = {field: getattr(person, field) for field in STORED}
    return PersonForm(**{**values, "id_number": person.id_number or "", "unit_id": unit_id})
