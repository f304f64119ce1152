"""The fields of two records of one person side by side, and the record that the clerk's choices make of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.identity import mask_id, mask_phone
from partyschool.domain.person_history import CONTACT, FLOATING, PROBATION, REGISTER, UNIT
from partyschool.services.event_words import left_words
from partyschool.services.memberships import ONE_DAY, current_membership
from partyschool.services.merge_steps import Steps
from partyschool.services.person_history import events_of
from partyschool.services.quota_words import KINDS
from partyschool.services.unit_tree import load_tree
from partyschool.storage.models import Base, Membership, Person

SEXES = {"male": "男", "female": "女", "": ""}
# What the clerk chooses as one: the field named, those that go with it, and the dated events that decide it.
LABELS = {
    "name": "姓名", "id_number": "身份证号", "sex": "性别", "birth_on": "出生日期", "ethnic": "民族",
    "education": "学历", "kind": "人员类别", "joined_on": "入党日期", "full_on": "转正日期", "unit": "所在党支部",
    "register": "在册情况", "is_floating": "流动情况", "is_lost": "失联情况", "occupation": "工作岗位",
    "party_post": "党内职务", "phone": "手机", "landline": "固定电话", "address": "住址", "note": "备注",
}  # fmt: skip
WITH_IT = {
    "name": ("name", "initials", "sort_key"), "id_number": ("id_number", "id_to_check"),
    "register": ("left_reason", "left_on"), "is_floating": ("is_floating", "floating_to"), "unit": (),
}  # fmt: skip
EVENTS_OF = {"kind": PROBATION, "register": REGISTER, "is_floating": FLOATING, "is_lost": CONTACT, "unit": UNIT}


@dataclass(frozen=True, slots=True)
class FieldPair:
    """One field of both records in words; `takes_merged` is what the program proposes: what is filled in wins."""

    field: str
    label: str
    kept: str
    merged: str
    takes_merged: bool

    @property
    def differs(self) -> bool:
        """Whether there is anything to choose."""
        return self.kept != self.merged


def field_pairs(session: Session, kept: Person, merged: Person) -> list[FieldPair]:
    """Every field, the differing ones too, in the order of the form."""
    one, other = _words(session, kept), _words(session, merged)
    return [
        FieldPair(field, label, one[field], other[field], not one[field] and bool(other[field]))
        for field, label in LABELS.items()
    ]


def _words(session: Session, person: Person) -> dict[str, str]:
    words = {field: str(getattr(person, field, "") or "") for field in LABELS}
    membership = current_membership(session, person.id)
    left_on = f"，{person.left_on}" if person.left_on else ""
    return words | {
        "id_number": mask_id(person.id_number or ""), "phone": mask_phone(person.phone),
        "sex": SEXES.get(person.sex, person.sex), "kind": KINDS.get(person.kind, person.kind),
        "unit": load_tree(session).units[membership.unit_id].name if membership else "",
        "register": f"减少（{left_words(person.left_reason)}{left_on}）" if person.left_reason else "在册",
        "is_floating": f"流动：{person.floating_to}" if person.is_floating else "不流动",
        "is_lost": "失联" if person.is_lost else "有联系",
    }  # fmt: skip


def write_fields(session: Session, steps: Steps, kept: Person, merged: Person, take: Collection[str]) -> None:
    """Let the kept record say what was chosen; what it said and the other did not choose is kept in the steps."""
    people = Base.metadata.tables["people"]
    values: dict[str, Any] = {}
    for field in take:
        for name in WITH_IT.get(field, (field,)):
            values[name] = getattr(merged, name)
    own_number, other_number, own_card = kept.id_number, merged.id_number, kept.card_code
    if "id_number" in values or own_card is None:
        moved = {"card_code": merged.card_code} if own_card is None else {}
        emptied = {name: None for name in ("id_number",) if name in values} | dict.fromkeys(moved)
        steps.set(people, merged.id, emptied)
        values |= moved
    steps.set(people, kept.id, values)
    if "id_number" in values and own_number != other_number:
        steps.set(people, merged.id, {"id_number": own_number})


def write_memberships(session: Session, steps: Steps, kept: int, merged: int, *, take_merged: bool) -> None:
    """The chosen record's memberships hold; the other's fill the time before, and what overlaps stays with it."""
    winner, loser = (merged, kept) if take_merged else (kept, merged)
    table = Base.metadata.tables["memberships"]
    winning, losing = _memberships(session, winner), _memberships(session, loser)
    starts = [row.start_on for row in winning]
    first = None if not winning or None in starts else min(start for start in starts if start is not None)
    for row in winning:
        steps.set(table, row.id, {"person_id": kept})
    for row in losing:
        fits = not winning or (first is not None and (row.start_on is None or row.start_on < first))
        steps.set(table, row.id, {"person_id": kept if fits else merged})
        if fits and first is not None and (row.end_on is None or row.end_on >= first):
            steps.set(table, row.id, {"end_on": first - ONE_DAY})


def _memberships(session: Session, person_id: int) -> list[Membership]:
    return list(session.scalars(select(Membership).where(Membership.person_id == person_id).order_by(Membership.id)))


def write_events(session: Session, steps: Steps, kept: int, merged: int, take: Collection[str]) -> None:
    """Dated events go with the choice of what they decide; those not chosen stay with the merged record."""
    table = Base.metadata.tables["person_events"]
    own, others = events_of(session, kept), events_of(session, merged)
    for field, kinds in EVENTS_OF.items():
        for event in own if field in take else ():
            if event.kind in kinds:
                steps.set(table, event.id, {"person_id": merged})
        for event in others if field in take else ():
            if event.kind in kinds:
                steps.set(table, event.id, {"person_id": kept})
