"""Teaching points (教学点) of the five kinds; each town keeps three to five, departments' own ones count apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass

from sqlalchemy import func, select

from partyschool.domain.terms import PointKind, Tier, UnitKind
from partyschool.errors import Refusal
from partyschool.services import audit, names, settings
from partyschool.services.unit_tree import UnitTree, load_tree
from partyschool.services.word_lists import words_of
from partyschool.storage.database import Database
from partyschool.storage.models import Lesson, School, SubClassroom, TeachingPoint, Unit
from partyschool.storage.models.planning import PlanRow


@dataclass(frozen=True, slots=True)
class PointForm:
    """A teaching point for both directions. `unit_id` is the town or village that keeps it; one of a department or
    enterprise has a `builder` (建设单位) instead and counts to no town."""

    name: str
    kind: str = PointKind.PENDING
    unit_id: int | None = None
    builder: str = ""
    capacity: int | None = None
    contact: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class PointRow:
    """A teaching point with the lessons laid there; `town` is the town it counts to, empty for a department's.

    `kind_title` is the school's own word for its kind.
    """

    id: int
    initials: str
    unit: str
    town: str
    is_active: bool
    lessons: int
    kind_title: str
    form: PointForm

    @property
    def name(self) -> str:
        """As on the timetable."""
        return self.form.name


@dataclass(frozen=True, slots=True)
class PointCount:
    """A town with fewer or more active teaching points than the preset asks for."""

    unit_id: int
    town: str
    points: int
    minimum: int
    maximum: int


def list_points(db: Database, *, active_only: bool = False) -> list[PointRow]:
    """Teaching points by pinyin."""
    query = select(TeachingPoint) if not active_only else select(TeachingPoint).where(TeachingPoint.is_active)
    with db.read() as session:
        tree = load_tree(session)
        counts = select(Lesson.teaching_point_id, func.count().label("lessons")).group_by(Lesson.teaching_point_id)
        lessons = {row.teaching_point_id: row.lessons for row in session.execute(counts)}
        kinds = words_of(session, "point_kinds")
        rows = [_row(tree, point, lessons.get(point.id, 0), kinds) for point in session.scalars(query)]
    return sorted(rows, key=lambda row: (names.sort_key(row.name), row.id))


def _row(tree: UnitTree, point: TeachingPoint, lessons: int, kinds: dict[str, str]) -> PointRow:
    unit = tree.units.get(point.unit_id or 0)
    town = tree.nearest(unit.id, UnitKind.TOWN) if unit else None
    form = PointForm(
        point.name, point.kind, point.unit_id, point.builder, point.capacity, point.contact, point.phone, point.address
    )
    return PointRow(
        point.id, names.initials(point.name), unit.name if unit else "", town.name if town else "", point.is_active,
        lessons, kinds.get(point.kind, ""), form,
    )  # fmt: skip


def list_point_warnings(db: Database) -> list[PointCount]:
    """Towns outside the preset of 3 to 5 active teaching points (每个镇街设有3-5处): a warning, never a block.

    A village school is told nothing: it does not know the other points of its town.
    """
    query = select(TeachingPoint.unit_id).where(TeachingPoint.is_active, TeachingPoint.unit_id.is_not(None))
    with db.read() as session:
        if session.scalars(select(School.id).where(School.is_home, School.tier == Tier.VILLAGE)).first():
            return []
        tree = load_tree(session)
        least, most = settings.get(session, "points.minimum"), settings.get(session, "points.maximum")
        owners = [tree.nearest(unit_id, UnitKind.TOWN) for unit_id in session.scalars(query) if unit_id is not None]
    counts = Counter(town.id for town in owners if town is not None)
    towns = [unit for _, unit in tree.in_order() if unit.kind == UnitKind.TOWN and unit.closed_on is None]
    return [
        PointCount(town.id, town.name, counts[town.id], least, most)
        for town in towns
        if not least <= counts[town.id] <= most
    ]


def save_point(db: Database, *, form: PointForm, point_id: int | None = None) -> int:
    """Write a new teaching point or change one; returns the id.

    :raises Refusal: no name, unknown kind, no seats, the name is taken, or nobody keeps it.
    """
    form = _checked(form)
    with db.write() as session:
        same = select(TeachingPoint.id).where(TeachingPoint.name == form.name)
        if any(found != point_id for found in session.scalars(same)):
            raise Refusal(f"已经有“{form.name}”这个教学点，请换一个名称。", code="name_taken")
        if form.kind not in words_of(session, "point_kinds"):
            raise Refusal("请选择教学点的类别。", code="kind_unknown")
        if form.unit_id is not None:
            session.get_one(Unit, form.unit_id)
        point = TeachingPoint() if point_id is None else session.get_one(TeachingPoint, point_id)
        for field, value in asdict(form).items():
            setattr(point, field, value)
        session.add(point)
        session.flush()
        audit.record(session, db, "point.save", point.name, kind=point.kind)
        return point.id


def _checked(form: PointForm) -> PointForm:
    words = {key: value.strip() for key, value in asdict(form).items() if isinstance(value, str)}
    form = PointForm(**{**asdict(form), **words})
    if not form.name:
        raise Refusal("请填写教学点名称。", code="name_missing")
    if form.capacity is not None and form.capacity <= 0:
        raise Refusal("可容纳人数要大于 0，不清楚时可以空着。", code="capacity")
    if form.unit_id is None and not form.builder:
        raise Refusal("请选择所属镇街（村），或填写建设单位。", code="owner_missing")
    return form


def set_point_active(db: Database, *, point_id: int, is_active: bool) -> None:
    """Take a teaching point out of use (停用), or back; old lessons keep it."""
    with db.write() as session:
        point = session.get_one(TeachingPoint, point_id)
        point.is_active = is_active
        audit.record(session, db, "point.active", point.name, is_active=is_active)


def remove_point(db: Database, *, point_id: int) -> None:
    """Delete one entered by mistake.

    :raises Refusal: a lesson or a sub-classroom is or was there.
    """
    with db.write() as session:
        point = session.get_one(TeachingPoint, point_id)
        used = select(func.count()).select_from(Lesson).where(Lesson.teaching_point_id == point_id)
        lessons = session.scalars(used).one()
        if lessons:
            raise Refusal(f"“{point.name}”安排过 {lessons} 节课，不能删除。不再使用时可以停用。", code="in_use")
        if session.scalars(select(SubClassroom.id).where(SubClassroom.teaching_point_id == point_id)).first():
            raise Refusal(f"“{point.name}”做过分课堂，不能删除。不再使用时可以停用。", code="in_use")
        if session.scalars(select(PlanRow.id).where(PlanRow.teaching_point_id == point_id)).first():
            raise Refusal(f"“{point.name}”在年度计划里，不能删除。不再使用时可以停用。", code="in_use")
        session.delete(point)
        audit.record(session, db, "point.remove", point.name)
