"""Writing a roll: each row against the register, and all that is written in one transaction (rules.md 8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from partyschool.domain.person_history import EventKind
from partyschool.domain.terms import PersonKind
from partyschool.services import audit, names
from partyschool.services.branches import BranchIndex
from partyschool.services.bulk import Same, insert_columns, update_rows
from partyschool.services.import_rows import Answer, Decisions, Record
from partyschool.services.roster_comparison import Comparison, Plan
from partyschool.storage.database import Database
from partyschool.storage.models import Membership, Person, PersonEvent

_TEXTS = (
    "sex", "birth_on", "ethnic", "education", "joined_on", "full_on", "occupation", "party_post", "phone", "landline",
    "address", "floating_to", "note",
)  # fmt: skip


def check_roster(db: Database, records: Sequence[Record], decisions: Decisions | None = None) -> list[Answer]:
    """How each row would end; nothing is written."""
    with db.read() as session:
        return Comparison(session, decisions or {}, db.now().date()).plan(records).answers


def write_roster(
    db: Database, records: Sequence[Record], decisions: Decisions | None = None, source: str = ""
) -> list[Answer]:
    """Write what is neither in error nor undecided, in one transaction; rows are judged anew inside it.

    :param source: the file's name, for the audit line.
    """
    with db.write() as session:
        comparison = Comparison(session, decisions or {}, db.now().date())
        plan = comparison.plan(records)
        _create(session, comparison.units, plan.created)
        _change(session, plan)
        _move(session, comparison.units, plan, db.now().date())
        _turn_full(session, db, plan)
        if plan.created or plan.changed or plan.moved:
            changes = {known.uid: sorted(values) for known, values in plan.changed}
            audit.record(
                session, db, "people.import", source, created=len(plan.created), changed=changes, moved=len(plan.moved)
            )
    return plan.answers


def _create(session: Session, units: BranchIndex, created: Sequence[Mapping[str, Any]]) -> None:
    """People and their memberships, by columns."""
    count = len(created)
    named = [values["name"] for values in created]
    pinyin = [names.initials_and_key(name) for name in named]
    left = [values.get("standing", "in") for values in created]
    columns: dict[str, Sequence[Any] | Same] = {
        "name": named,
        "initials": [initials for initials, _ in pinyin],
        "sort_key": [key for _, key in pinyin],
        "id_number": [values.get("id_number") for values in created],
        "kind": [values.get("kind") or values["default_kind"] for values in created],
        "left_reason": ["" if reason == "in" else reason for reason in left],
    }
    for key in ("id_to_check", "is_floating", "is_lost"):
        columns[key] = _column(created, key, False)
    for key in _TEXTS:
        columns[key] = _column(created, key, "")
    people = insert_columns(session, Person, count, columns)
    unit_ids = units.ensure_all(values["unit"] for values in created)
    belonging = {"person_id": people, "unit_id": [unit_ids[values["unit"]] for values in created]}
    insert_columns(session, Membership, count, belonging)


def _column(created: Sequence[Mapping[str, Any]], key: str, blank: Any) -> Sequence[Any] | Same:
    cells = [values.get(key, blank) for values in created]
    return Same(cells[0]) if cells and cells.count(cells[0]) == len(cells) else cells


def _change(session: Session, plan: Plan) -> None:
    for _, values in plan.changed:
        if "name" in values:
            values["initials"] = names.initials(values["name"])
            values["sort_key"] = names.sort_key(values["name"])
        if values.get("left_reason") == "":
            values["left_on"] = None
    update_rows(session, Person, [(known.id, values) for known, values in plan.changed])


def _move(session: Session, units: BranchIndex, plan: Plan, today: date) -> None:
    """A transfer as of today: yesterday is the last day in the old branch. One of the same day is corrected."""
    corrected, ended, begun = [], [], []
    ids = units.ensure_all(unit for _, unit in plan.moved)
    for known, unit in plan.moved:
        unit_id = ids[unit]
        if known.membership_id is not None and known.member_since == today:
            corrected.append((known.membership_id, {"unit_id": unit_id}))
            continue
        if known.membership_id is not None:
            ended.append((known.membership_id, {"end_on": today - timedelta(days=1)}))
        begun.append((known.id, unit_id))
    update_rows(session, Membership, corrected)
    update_rows(session, Membership, ended)
    moved: dict[str, Sequence[Any] | Same] = {
        "person_id": [person_id for person_id, _ in begun],
        "unit_id": [unit_id for _, unit_id in begun],
        "start_on": Same(today),
    }
    insert_columns(session, Membership, len(begun), moved)


def _turn_full(session: Session, db: Database, plan: Plan) -> None:
    """Keep 转正 with its day, so that the years before go on counting somebody on probation."""
    told = plan.turned_full
    was = {"was": {"kind": str(PersonKind.PROBATIONARY)}}
    columns: dict[str, Sequence[Any] | Same] = {
        "person_id": [known.id for known, _ in told],
        "kind": Same(str(EventKind.FULL)),
        "happened_on": [day for _, day in told],
        "reason": Same(""),
        "place": Same(""),
        "note": Same(""),
        "detail": [was] * len(told),
        "recorded_at": Same(db.now()),
        "recorded_by": Same(db.actor),
        "withdraw_reason": Same(""),
    }
    insert_columns(session, PersonEvent, len(told), columns)
