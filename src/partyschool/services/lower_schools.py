"""Schools of the tier below that the home school keeps: a city's town schools, a town's village schools.

Each has its own leadership, rooms, “六有” self-check and stars; entered by hand, or one for every unit at once.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from partyschool.domain.terms import Tier, UnitKind
from partyschool.domain.unit_names import fold
from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.school_posts import PRINCIPAL
from partyschool.services.schools import SchoolForm, SchoolRow, checked_form, home, school_row, write_form
from partyschool.services.unit_tree import UnitNode, load_tree
from partyschool.storage.database import Database
from partyschool.storage.models import Room, School, SchoolPost, SelfCheck, StarRating, TrainingClass

BELOW = {Tier.CITY: Tier.TOWN, Tier.TOWN: Tier.VILLAGE}
UNITS = {Tier.TOWN: UnitKind.TOWN, Tier.VILLAGE: UnitKind.VILLAGE}
STREET = "街道"


@dataclass(frozen=True, slots=True)
class LowerSchool:
    """A kept school with what is known of it in a year; `items` 0 while its self-check has not begun."""

    school: SchoolRow
    unit: str
    principal: str
    posts: int
    rooms: int
    met: int
    items: int
    stars: int | None


def tier_below(home_tier: str) -> Tier | None:
    """Of which tier the schools are that a school of this tier keeps; a village keeps none."""
    return BELOW.get(Tier(home_tier))


def kept_schools(db: Database) -> list[SchoolRow]:
    """The home school and then those below it."""
    with db.read() as session:
        own = home(session)
        return [school_row(own), *(school_row(school) for school in _below(session, own))]


def list_lower_schools(db: Database, *, year: int) -> list[LowerSchool]:
    """Those below the home school in the order of their units."""
    with db.read() as session:
        own, today = home(session), db.now().date()
        tree = load_tree(session)
        places = {unit.id: place for place, (_, unit) in enumerate(tree.in_order())}
        schools = sorted(_below(session, own), key=lambda row: (places.get(row.unit_id or 0, len(places)), row.id))
        rooms = _counts(session, Room.school_id)
        checks = _checks(session, year)
        stars = {row.school_id: row.stars for row in session.scalars(select(StarRating).filter_by(year=year))}
        held: dict[int, list[SchoolPost]] = {}
        for post in session.scalars(select(SchoolPost).order_by(SchoolPost.id)):
            if (post.start_on or today) <= today <= (post.end_on or today):
                held.setdefault(post.school_id, []).append(post)
        return [
            LowerSchool(
                school_row(row),
                tree.units[row.unit_id].name if row.unit_id in tree.units else "",
                row.principal or next((post.name for post in held.get(row.id, []) if post.title == PRINCIPAL), ""),
                len(held.get(row.id, [])),
                rooms[row.id],
                *checks.get(row.id, (0, 0)),
                stars.get(row.id),
            )
            for row in schools
        ]


def _below(session: Session, own: School) -> list[School]:
    tier = tier_below(own.tier)
    if tier is None:
        return []
    query = select(School).where(School.tier == tier, School.is_home.is_(False))
    return list(session.scalars(query.order_by(School.name, School.id)))


def _counts(session: Session, column: Any) -> Counter[int]:
    found = session.execute(select(column, func.count()).where(column.is_not(None)).group_by(column))
    return Counter({row[0]: row[1] for row in found})


def _checks(session: Session, year: int) -> dict[int, tuple[int, int]]:
    """Met items and all items of a year by school."""
    met, items = Counter[int](), Counter[int]()
    for school_id, is_met in session.execute(select(SelfCheck.school_id, SelfCheck.is_met).filter_by(year=year)):
        items[school_id] += 1
        met[school_id] += is_met is True
    return {key: (met[key], items[key]) for key in items}


def school_named(db: Database, name: str) -> int | None:
    """The id of the school of that name, of that short name or in that unit; None for the home school and no name.

    :raises Refusal: no kept school is called so.
    """
    if not name.strip():
        return None
    with db.read() as session:
        tree, wanted, own = load_tree(session), fold(name), home(session)
        for school in (own, *_below(session, own)):
            unit = tree.units.get(school.unit_id or 0)
            if wanted in {fold(school.name), school.short, unit.name if unit else ""}:
                return None if school.is_home else school.id
    raise Refusal(f"没有登记“{name}”这所党校。可以写全称、简称，或它所在的镇街（村）。", code="school_unknown")


def free_units(db: Database) -> list[UnitNode]:
    """The towns (of a city) or villages (of a town) in being that have no school yet."""
    with db.read() as session:
        return _free_units(session, home(session))


def _free_units(session: Session, own: School) -> list[UnitNode]:
    tier = tier_below(own.tier)
    if tier is None:
        return []
    tree, taken = load_tree(session), {row.unit_id for row in _below(session, own)}
    inside = tree.descendants(own.unit_id) if own.unit_id is not None else frozenset(tree.units)
    return [
        unit
        for _, unit in tree.in_order()
        if unit.kind == UNITS[tier] and unit.id in inside and unit.closed_on is None and unit.id not in taken
    ]


def found_lower_schools(db: Database) -> int:
    """A school for each unit that has none (各镇街、各村一次登记); returns how many were written.

    One that was entered under the same name without its unit gets the unit, and keeps what was entered.

    :raises Refusal: every unit has its school, or there is no unit to have one.
    """
    with db.write() as session:
        own = home(session)
        units = _free_units(session, own)
        if not units:
            message = "没有还要登记的单位：已登记的镇街（村）都有党校了。少了镇街（村）时，请先在“党组织”里添加。"
            raise Refusal(message, code="no_unit")
        tier, names = BELOW[Tier(own.tier)], []
        without_unit = {row.name: row for row in _below(session, own) if row.unit_id is None}
        for unit in units:
            form = _form_of(own, tier, unit)
            school = without_unit.get(form.name)
            if school is None:
                school = School(tier=tier, parent_id=own.id)
                write_form(school, form)
            school.unit_id = unit.id
            session.add(school)
            names.append(form.name)
        audit.record(session, db, "school.found", "、".join(names), count=len(names))
    return len(names)


def _form_of(own: School, tier: Tier, unit: UnitNode) -> SchoolForm:
    """中共禹城市房寺镇委员会党校, 中共禹城市市中街道工作委员会党校, 前庄村党校."""
    short = own.short[:1] + unit.name.removesuffix(STREET).rstrip("镇乡村")
    if tier == Tier.VILLAGE:
        return SchoolForm(f"{unit.name}党校", short, unit.code, own.city, own.town)
    body = "工作委员会" if unit.name.endswith(STREET) else "委员会"
    return SchoolForm(f"中共{own.city}{unit.name}{body}党校", short, unit.code, own.city, unit.name)


def save_lower_school(db: Database, *, form: SchoolForm, unit_id: int | None, school_id: int | None = None) -> int:
    """Write a new school below the home school, or change one; returns the id.

    :raises Refusal: no name or short name, the name or the unit has a school already, or a village keeps no schools.
    """
    form = checked_form(form)
    with db.write() as session:
        own = home(session)
        tier = tier_below(own.tier)
        if tier is None:
            raise Refusal("村级党校下面没有党校。", code="tier")
        for other in session.scalars(select(School).where(School.id != (school_id or 0))):
            if other.name == form.name:
                raise Refusal(f"已经登记过“{form.name}”，请换一个名称。", code="name_taken")
            if unit_id is not None and other.unit_id == unit_id and other.tier == tier:
                raise Refusal(f"这个单位已经有党校：{other.name}。", code="unit_taken")
        school = School(tier=tier, parent_id=own.id) if school_id is None else _kept(session, own, school_id)
        school.unit_id = unit_id
        write_form(school, form)
        session.add(school)
        session.flush()
        audit.record(session, db, "school.save", school.name)
        return school.id


def remove_lower_school(db: Database, *, school_id: int) -> None:
    """Take back one entered by mistake.

    :raises Refusal: something is recorded of it, or it is not one of the schools below.
    """
    with db.write() as session:
        school = _kept(session, home(session), school_id)
        uses = {
            "培训班": TrainingClass.school_id, "领导班子": SchoolPost.school_id, "场地": Room.school_id,
            "“六有”自查": SelfCheck.school_id, "星级评定": StarRating.school_id,
        }  # fmt: skip
        used = [words for words, column in uses.items() if session.scalar(select(column).where(column == school_id))]
        if used:
            raise Refusal(f"“{school.name}”已经有{'、'.join(used)}，不能删除。", code="in_use")
        session.delete(school)
        audit.record(session, db, "school.remove", school.name)


def _kept(session: Session, own: School, school_id: int) -> School:
    school = session.get(School, school_id)
    if school is None or school.is_home or school.tier != tier_below(own.tier):
        raise Refusal("这所党校不在本校下面，请重新选择。", code="not_below")
    return school
