"""Everything about one person for the panel, the personal record (个人培训档案) and the edit dialog."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.ages import full_years
from partyschool.domain.posts import PostFlags, PostTerm, held_on
from partyschool.services.contacts import ContactRow, contact_rows
from partyschool.services.exemptions import ExemptionRow, exemption_rows
from partyschool.services.kept_person import kept_record
from partyschool.services.merging import MergeRow, merge_rows
from partyschool.services.other_study import StudyRow, study_rows
from partyschool.services.people import form_of
from partyschool.services.people_rows import PersonRow, rows_of
from partyschool.services.person_classes import ClassLine, classes_of
from partyschool.services.person_events import EventRow, event_rows
from partyschool.services.person_form import PersonForm
from partyschool.services.person_history import decided_by_events, events_of
from partyschool.services.posts import PostRow
from partyschool.services.unit_tree import UnitTree, load_tree
from partyschool.storage.database import Database
from partyschool.storage.models import Certificate, Membership, Person, Post, TrainingClass


@dataclass(frozen=True, slots=True)
class MembershipRow:
    """A unit that the person belongs or belonged to; `end_on` is the last day."""

    id: int
    unit_id: int
    unit: str
    start_on: date | None
    end_on: date | None


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """A line of the certificate register that carries the person's name."""

    id: int
    number: str
    kind: str
    class_title: str
    issued_on: date
    state: str


@dataclass(frozen=True, slots=True)
class PersonDetail:
    """One person in full, with figures as of a day. `party_years` (党龄) counts from 转正; held posts come first.

    `decided` names the fields of the form that dated changes decide.
    """

    row: PersonRow
    form: PersonForm
    id_to_check: bool
    card_code: str
    unit_path: tuple[str, ...]
    party_years: int | None
    posts: tuple[PostRow, ...]
    memberships: tuple[MembershipRow, ...]
    classes: tuple[ClassLine, ...]
    studies: tuple[StudyRow, ...]
    exemptions: tuple[ExemptionRow, ...]
    certificates: tuple[CertificateLine, ...]
    contacts: tuple[ContactRow, ...]
    events: tuple[EventRow, ...]
    merges: tuple[MergeRow, ...]
    decided: frozenset[str]


def get_person(db: Database, person_id: int, *, on: date | None = None) -> PersonDetail:
    """One person as of the day (preset today); somebody who left is found too, and a merged record by the kept one."""
    day = on or db.now().date()
    with db.read() as session:
        person = kept_record(session, session.get_one(Person, person_id))
        person_id = person.id
        row = rows_of(session, on=day, person_ids=[person_id])[0]
        tree = load_tree(session)
        return PersonDetail(
            row=row,
            form=form_of(person, row.unit_id),
            id_to_check=person.id_to_check,
            card_code=person.card_code or "",
            unit_path=tree.path(row.unit_id) if row.unit_id is not None else (),
            party_years=full_years(person.full_on, day),
            posts=_posts(session, tree, person_id, day),
            memberships=_memberships(session, tree, person_id),
            classes=tuple(classes_of(session, person_id)),
            studies=tuple(study_rows(session, day, person_id=person_id)),
            exemptions=tuple(exemption_rows(session, day, person_id=person_id)),
            certificates=_certificates(session, person_id),
            contacts=tuple(contact_rows(session, person_id)),
            events=tuple(event_rows(session, person_id=person_id)),
            merges=tuple(merge_rows(session, person_id)),
            decided=decided_by_events(events_of(session, person_id)),
        )


def _posts(session: Session, tree: UnitTree, person_id: int, day: date) -> tuple[PostRow, ...]:
    query = select(Post).where(Post.person_id == person_id).order_by(Post.start_on.desc().nulls_last(), Post.id.desc())
    rows = [
        PostRow(
            post.id, post.unit_id, tree.units[post.unit_id].name, post.title, post.in_two_committees,
            post.in_leadership, post.start_on, post.end_on, held_on(_term(post), day),
        )
        for post in session.scalars(query)
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: not row.is_held))


def _term(post: Post) -> PostTerm:
    flags = PostFlags(post.in_two_committees, post.in_leadership)
    return PostTerm(post.title, flags, post.start_on, post.end_on)


def _memberships(session: Session, tree: UnitTree, person_id: int) -> tuple[MembershipRow, ...]:
    query = select(Membership).where(Membership.person_id == person_id)
    query = query.order_by(Membership.start_on.desc().nulls_last(), Membership.id.desc())
    return tuple(
        MembershipRow(row.id, row.unit_id, _name_at_the_end(session, tree, row), row.start_on, row.end_on)
        for row in session.scalars(query)
    )


def _name_at_the_end(session: Session, tree: UnitTree, row: Membership) -> str:
    """What the unit was called when the person left it."""
    return (tree if row.end_on is None else load_tree(session, row.end_on)).units[row.unit_id].name


def _certificates(session: Session, person_id: int) -> tuple[CertificateLine, ...]:
    query = (
        select(
            Certificate.id, Certificate.number, Certificate.kind, TrainingClass.title, Certificate.issued_on,
            Certificate.state,
        )
        .join(TrainingClass, TrainingClass.id == Certificate.class_id)
        .where(Certificate.person_id == person_id)
        .order_by(Certificate.issued_on.desc(), Certificate.id.desc())
    )  # fmt: skip
    return tuple(
        CertificateLine(row.id, row.number, row.kind, row.title, row.issued_on, row.state)
        for row in session.execute(query)
    )
