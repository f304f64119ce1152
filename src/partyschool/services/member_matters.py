"""到期事项: whose probation is over, who is lost for half a year, whose suspension has lasted two years."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from partyschool.domain.membership_terms import Matter, MatterKind, matter_of
from partyschool.domain.person_history import status_on
from partyschool.domain.terms import LeftReason, PersonKind
from partyschool.services.people_rows import PersonRow, rows_of
from partyschool.services.person_history import histories, status_of
from partyschool.storage.database import Database
from partyschool.storage.models import Person

_WORDS = {
    MatterKind.PROBATION: ("预备期到 {on} 已满。", "支部大会讨论后，登记转正、延长预备期或取消资格。"),
    MatterKind.LOST: ("从 {since} 起失去联系，已满 6 个月。", "可以停止党籍：登记变动 → 减少 → 停止党籍。"),
    MatterKind.SUSPENDED: (
        "停止党籍从 {since} 起已满 2 年。", "没有恢复的，按自行脱党予以除名：登记变动 → 减少 → 除名。",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MatterRow:
    """Somebody's matter that has fallen due."""

    person: PersonRow
    matter: Matter

    @property
    def words(self) -> str:
        """What has fallen due."""
        return matter_words(self.matter)[0]

    @property
    def advice(self) -> str:
        """What may be done."""
        return matter_words(self.matter)[1]


def matter_words(matter: Matter) -> tuple[str, str]:
    """A sentence, and what may be done."""
    sentence, advice = _WORDS[matter.kind]
    return sentence.format(on=matter.on, since=matter.since), advice


def list_matters(db: Database) -> list[MatterRow]:
    """Everybody's, the longest due first."""
    today = db.now().date()
    with db.read() as session:
        matters = matters_in(session, today)
        people = {row.id: row for row in rows_of(session, on=today, person_ids=list(matters))}
    rows = [MatterRow(people[person_id], matter) for person_id, matter in matters.items() if person_id in people]
    return sorted(rows, key=lambda row: (row.matter.on, row.person.sort_key, row.person.id))


def find_matter(db: Database, *, person_id: int) -> Matter | None:
    """One person's."""
    with db.read() as session:
        return matters_in(session, db.now().date(), [person_id]).get(person_id)


def matters_in(session: Session, today: date, person_ids: Collection[int] | None = None) -> dict[int, Matter]:
    """What has fallen due by person, in an open transaction."""
    query = select(Person).where(
        Person.merged_into_id.is_(None),
        or_(
            Person.kind == PersonKind.PROBATIONARY, Person.is_lost, Person.left_reason == LeftReason.SUSPENDED,
        ),
    )  # fmt: skip
    if person_ids is not None:
        query = query.where(Person.id.in_(person_ids))
    people = session.scalars(query.order_by(Person.id)).all()
    events = histories(session, [person.id for person in people]) if people else {}
    found = {}
    for person in people:
        status = status_on(status_of(person), events.get(person.id, []), today)
        matter = matter_of(status, person.joined_on, today)
        if matter is not None:
            found[person.id] = matter
    return found
