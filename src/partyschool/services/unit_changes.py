"""Changes of units with a day (更名、并入、分设、调整隶属、撤销): done in one transaction, and undone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from partyschool.domain.terms import UnitChangeKind
from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.change_journal import altered_since, undo
from partyschool.services.unit_deed import Deed
from partyschool.services.unit_plan import ChangeForm, plan_change, refuse_closed_year
from partyschool.services.unit_preview import told
from partyschool.services.unit_rules import check_code, check_name
from partyschool.services.unit_tree import UnitNode, UnitTree, load_tree
from partyschool.storage.database import Database
from partyschool.storage.models import Unit
from partyschool.storage.models.unit_history import UnitChange

TABLE_WORDS = {
    "memberships": "{} 人的组织关系又有变动", "posts": "{} 个职务又有变动", "units": "{} 个单位又有变动",
    "teaching_points": "{} 个教学点又有变动", "schools": "{} 所党校又有变动", "enrolments": "{} 条参训名单又有变动",
    "unit_periods": "{} 个单位又有更名或调整", "unit_steps": "{} 个单位又有撤并或分设", "unit_changes": "单位又有变更",
}  # fmt: skip


def change_units(db: Database, *, form: ChangeForm) -> int:
    """Do it, in one transaction, and return the id of the change, to undo it by.

    Memberships end with the day before and go on in the new unit; names, codes and places until then are kept, so that
    past years are told by them.

    :raises Refusal: it cannot be; nothing is written.
    """
    with db.write() as session:
        _wait_for_others(session, {*form.unit_ids, *form.units, form.into_id or 0})
        tree = load_tree(session)
        plan = plan_change(session, tree, form, db.now().date())
        shown = told(session, tree, plan)
        change = UnitChange(
            kind=form.kind, changed_on=form.on, unit_id=form.unit_ids[0], document=plan.form.document,
            people=shown.people, made_at=db.now(), made_by=db.actor,
        )  # fmt: skip
        session.add(change)
        session.flush()
        change.effect = {**Deed(session, tree, plan, change).done(), "into": shown.into}
        detail = {"on": form.on.isoformat(), "into": shown.into, "people": shown.people, "posts": len(shown.posts)}
        audit.record(session, db, f"unit.{form.kind}", "、".join(shown.subjects), **detail)
        return change.id


def _wait_for_others(session: Session, unit_ids: Collection[int]) -> None:
    """On a server two clerks may merge one village at the same moment; SQLite has one writer at a time anyway."""
    session.execute(select(Unit.id).where(Unit.id.in_(unit_ids)).order_by(Unit.id).with_for_update())


def undo_change(db: Database, *, change_id: int) -> None:
    """Put everything back as it was before the change; its line stays in the history, marked as undone.

    :raises Refusal: something came after it that builds on it, it is undone already, or it was made elsewhere.
    """
    with db.write() as session:
        change = session.get_one(UnitChange, change_id, with_for_update=True)
        if change.undone_at is not None:
            raise Refusal("这次变更已经撤回了。", code="undone")
        if not change.effect:
            raise Refusal("这次变更是旧版本或别处登记的，没有留下撤回要用的记录。", code="no_effect")
        refuse_closed_year(session, change.changed_on)
        _forget_undone(session, change)
        since = altered_since(session, change.effect)
        if since:
            raise Refusal(f"这次变更以后，{_in_words(since)}，不能整个撤回。请先改回后来的变动。", code="came_after")
        undo(session, change.effect)
        _refuse_under_closed(session, change)
        change.undone_at = db.now()
        name = session.get_one(Unit, change.unit_id).name
        audit.record(session, db, "unit.undo", name, kind=change.kind, on=change.changed_on.isoformat())


def _refuse_under_closed(session: Session, change: UnitChange) -> None:
    """What is put back must not lie in a unit that was closed meanwhile, nor may people come back into one.

    Closing a unit alters no row of those that left it before, so `altered_since` says nothing of it.
    """
    tree = load_tree(session)
    put_back = [tree.units[row_id] for table, row_id, *_ in change.effect["altered"] if table == Unit.__tablename__]
    _refuse_doubles(tree, put_back)
    places = {unit.parent_id for unit in put_back if unit.closed_on is None}
    if change.kind == UnitChangeKind.SPLIT:
        places.add(change.unit_id)
    closed = next((unit for unit in tree.units.values() if unit.id in places and unit.closed_on is not None), None)
    if closed is not None:
        ending = _ending(session, closed.id)
        words = (
            f"“{closed.name}”在 {closed.closed_on} 已{ending}，不能恢复到它里面。请先撤回“{closed.name}”的{ending}。"
        )
        raise Refusal(words, code="above_closed")


def _refuse_doubles(tree: UnitTree, put_back: Collection[UnitNode]) -> None:
    """Meanwhile another unit may have taken the name or the code: two open ones would be called the same."""
    for unit in put_back:
        if unit.closed_on is None:
            try:
                check_name(tree, unit.name, unit.parent_id, unit.id)
                check_code(tree, unit.code, unit.id)
            except Refusal as found:
                words = (
                    f"撤回以后“{unit.name}”会和后来的单位重复：{found.message}请先把后来的那个更名或改代码，再撤回。"
                )
                raise Refusal(words, code=found.code) from found


def _ending(session: Session, unit_id: int) -> str:
    """How the closed unit ended, in a word."""
    closing = select(UnitChange.id).where(
        UnitChange.unit_id == unit_id, UnitChange.kind == UnitChangeKind.CLOSE, UnitChange.undone_at.is_(None)
    )
    return "撤销" if session.scalars(closing).first() is not None else "并入"


def _forget_undone(session: Session, change: UnitChange) -> None:
    """Undone changes of units that this one founded go with those units; the audit log keeps them."""
    founded = [row_id for table, row_id, _ in change.effect["added"] if table == Unit.__tablename__]
    undone = (UnitChange.unit_id.in_(founded), UnitChange.undone_at.is_not(None))
    session.execute(delete(UnitChange).where(*undone))


def _in_words(since: dict[str, int]) -> str:
    other = sum(count for table, count in since.items() if table not in TABLE_WORDS)
    words = [text.format(since[table]) for table, text in TABLE_WORDS.items() if table in since]
    return "，".join([*words, *([f"另有 {other} 条记录引用了新单位"] if other else [])])


def close_unit(db: Database, *, unit_id: int, on: date, successor_id: int | None = None) -> int:
    """撤销, or with people in it: to where they go; the short way for imports and packages.

    :raises Refusal: as `change_units`.
    """
    return change_units(db, form=ChangeForm(UnitChangeKind.CLOSE, on, (unit_id,), successor_id))
