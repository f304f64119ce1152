"""Are the records consistent with each other: the home school, the tree, memberships and terms, numbers of people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from partyschool.domain.identity import read_id
from partyschool.domain.person_history import Status, find_fault, status_on
from partyschool.services.event_words import fault_words
from partyschool.services.person_history import histories, status_of
from partyschool.services.unit_tree import UnitTree, load_tree
from partyschool.storage.models import ListedTail, Membership, Person, Post, School

MOST = 20


def record_faults(session: Session) -> Iterator[tuple[str, str]]:
    """Code and sentence of what contradicts itself, at most 20 of a kind."""
    homes = session.scalars(select(func.count()).select_from(School).where(School.is_home)).one()
    if homes != 1:
        yield "home_school", f"本党校应当只有一所，现在有 {homes} 所。请用 init 建立，或从备份恢复。"
    yield from _tree_faults(session)
    for name in _in_two_units(session):
        yield "two_units", f"{name}在同一天属于两个单位，人数会重复。请在人员页改正组织关系的起止日期。"
    for name in _without_unit(session):
        yield "no_unit", f"{name}不属于任何单位，不在任何一行统计里。请在人员页选择所在党支部。"
    for table, word in ((Membership, "组织关系"), (Post, "任期")):
        for name in _backwards(session, table):
            yield "term", f"{name}有一段{word}的结束日期早于开始日期。请在人员页改正。"
    yield from _number_faults(session)
    yield from _history_faults(session)


def _tree_faults(session: Session) -> Iterator[tuple[str, str]]:
    tree = load_tree(session)
    reached = {unit.id for _, unit in tree.in_order()}
    for unit in tree.units.values():
        if unit.id not in reached:
            yield "unit_circle", f"“{unit.name}”的上级单位绕成了一圈，它不在单位树里。请在党组织页改正上级单位。"
    yield from _closed_above(tree)
    codes = Counter(unit.code for unit in tree.units.values() if unit.code and unit.closed_on is None)
    for code, count in codes.items():
        if count > 1:
            yield "unit_code", f"代码 {code} 有 {count} 个单位在用，汇总时会混在一起。请在党组织页改正。"


def _closed_above(tree: UnitTree) -> Iterator[tuple[str, str]]:
    for unit in tree.units.values():
        above = tree.units.get(unit.parent_id or 0)
        if unit.closed_on is None and above is not None and above.closed_on is not None:
            yield "unit_above", f"“{unit.name}”的上级“{above.name}”已经撤并。请在党组织页办理调整隶属。"


def _in_two_units(session: Session) -> list[str]:
    """Open starts and ends reach without limit."""
    other = aliased(Membership)
    overlapping = and_(
        other.person_id == Membership.person_id,
        other.id > Membership.id,
        or_(other.start_on.is_(None), Membership.end_on.is_(None), other.start_on <= Membership.end_on),
        or_(Membership.start_on.is_(None), other.end_on.is_(None), Membership.start_on <= other.end_on),
    )
    query = select(Person.name).join(Membership, Membership.person_id == Person.id).join(other, overlapping)
    return list(session.scalars(query.order_by(Person.id).limit(MOST)))


def _without_unit(session: Session) -> list[str]:
    """Whoever came with another computer's list (签到名单) belongs to a unit there, not here."""
    belongs = select(Membership.id).where(Membership.person_id == Person.id).exists()
    query = select(Person.name).where(~belongs, Person.merged_into_id.is_(None), Person.left_reason == "")
    query = query.where(Person.id.not_in(select(ListedTail.person_id)))
    return list(session.scalars(query.order_by(Person.id).limit(MOST)))


def _backwards(session: Session, table: type[Membership] | type[Post]) -> list[str]:
    query = select(Person.name).join(table, table.person_id == Person.id).where(table.end_on < table.start_on)
    return list(session.scalars(query.order_by(Person.id).limit(MOST)))


def _number_faults(session: Session) -> Iterator[tuple[str, str]]:
    told = 0
    query = select(Person.name, Person.id_number).where(Person.id_number.is_not(None)).order_by(Person.id)
    for name, number in session.execute(query):
        if told < MOST and (number is None or isinstance(read_id(number, date.max), str)):
            told += 1
            yield "id_number", f"{name}的身份证号不符合校验规则，可能被直接改过数据库。请按证件改正。"


def _history_faults(session: Session) -> Iterator[tuple[str, str]]:
    """Dated changes that cannot all be true, or that the record does not agree with."""
    told, events = 0, histories(session)
    living = select(Person).where(Person.merged_into_id.is_(None)).order_by(Person.id)
    for person in session.scalars(living) if events else ():
        mine = events.get(person.id)
        if mine is None or told == MOST:
            continue
        record = status_of(person)
        fault = find_fault(record, mine, birth_on=person.birth_on, joined_on=person.joined_on)
        if fault is not None:
            told += 1
            yield "history", f"{fault_words(person.name, fault)}请在这个人的页面撤销其中一条。"
        elif not _same_standing(status_on(record, mine, date.max), record):
            told += 1
            yield "standing", f"{person.name}现在的情况和变动登记对不上。请在这个人的页面核对变动。"


def _same_standing(derived: Status, record: Status) -> bool:
    """What events and record both say; until when a probation or since when somebody is lost only events do."""
    return replace(derived, lost_on=None, probation_until=None) == record
