"""Party schools: the home school that this database belongs to, and others known from packages."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.terms import Tier, UnitKind
from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.storage.database import Database
from partyschool.storage.models import School, Unit, new_uid

SHORT_LIMIT, NAME_LIMIT = 20, 100


@dataclass(frozen=True, slots=True)
class SchoolForm:
    """What the clerk may change of a school; its tier stays.

    `approval` is the document that set it up (批准文号), `posts_allotted` 编制数, `staff` 在岗数; None: not known.
    """

    name: str
    short: str
    code: str = ""
    city: str = ""
    town: str = ""
    issuer: str = ""
    principal: str = ""
    phone: str = ""
    address: str = ""
    approval: str = ""
    posts_allotted: int | None = None
    staff: int | None = None


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """A school. `short` stands in certificate numbers, `issuer` under a certificate (empty: the full name)."""

    id: int
    uid: str
    name: str
    short: str
    tier: str
    code: str
    city: str
    town: str
    unit_id: int | None
    issuer: str
    principal: str
    phone: str
    address: str
    approval: str
    posts_allotted: int | None
    staff: int | None
    is_home: bool


def find_home_school(db: Database) -> SchoolRow | None:
    """The home school, or None before the first start is finished."""
    with db.read() as session:
        school = session.scalars(select(School).where(School.is_home)).first()
        return school_row(school) if school else None


def home_school(db: Database) -> SchoolRow:
    """The school that this database belongs to.

    :raises Refusal: there is none yet.
    """
    with db.read() as session:
        return school_row(home(session))


def home(session: Session) -> School:
    """The home school in an open transaction.

    :raises Refusal: there is none yet.
    """
    school = session.scalars(select(School).where(School.is_home)).first()
    if school is None:
        raise Refusal("还没有登记党校。请先在首次启动页填写学校名称，或用 init 命令建立。", code="no_school")
    return school


def school_or_home(session: Session, school_id: int | None) -> School:
    """A school by its id, the home school for None.

    :raises Refusal: there is no such school.
    """
    school = home(session) if school_id is None else session.get(School, school_id)
    if school is None:
        raise Refusal("没有这所党校，请重新选择。", code="no_school")
    return school


def get_school(db: Database, school_id: int | None = None) -> SchoolRow:
    """A school, the home school for None.

    :raises Refusal: there is none.
    """
    with db.read() as session:
        return school_row(school_or_home(session, school_id))


def list_schools(db: Database) -> list[SchoolRow]:
    """Every school, the home school first."""
    with db.read() as session:
        found = session.scalars(select(School).order_by(School.is_home.desc(), School.name))
        return [school_row(school) for school in found]


def school_form(row: SchoolRow) -> SchoolForm:
    """The form as the clerk finds it filled in."""
    return SchoolForm(**{field: getattr(row, field) for field in SchoolForm.__dataclass_fields__})


def init_school(
    db: Database, *, name: str, short: str, tier: str, code: str = "", city: str = "", town: str = ""
) -> SchoolRow:
    """Found the home school with its unit, the units above it, and the preset requirements.

    :param city: and `town`: read out of the name where empty (中共禹城市房寺镇委员会党校).
    :raises Refusal: a home school is here already, or name, short name or tier is missing.
    """
    form = checked_form(SchoolForm(name, short, code, city, town))
    if tier not in set(Tier):
        raise Refusal(f"没有“{tier}”这个层级。层级只能是 city（市）、town（镇街）或 village（村）。", code="tier")
    with db.write() as session:
        _refuse_second(session)
        return school_row(found_school(session, db, form, tier=tier, uid=new_uid()))


def found_school(session: Session, db: Database, form: SchoolForm, *, tier: str, uid: str) -> School:
    """The same in an open transaction, under a uid that other computers may know already."""
    from partyschool.domain.unit_names import place_of_school  # founding is once, this module at every start
    from partyschool.services.requirements import seed_requirements

    place = place_of_school(form.name, city=form.city)
    school = School(
        uid=uid, owner_uid=uid, name=form.name, short=form.short, tier=tier, code=form.code,
        city=form.city or place.city, town=form.town or place.town, is_home=True,
    )  # fmt: skip
    session.add(school)
    session.flush()
    school.unit_id = _found_units(session, school, place.village)
    seed_requirements(session)
    audit.record(session, db, "school.init", school.name, tier=tier, code=form.code)
    return school


def _refuse_second(session: Session) -> None:
    known = session.scalars(select(School.name).where(School.is_home)).first()
    if known is not None:
        raise Refusal(f"这里已经有数据（{known}）。请换一个空的文件夹，或直接打开它。", code="exists")


def _found_units(session: Session, school: School, village: str) -> int:
    """City, town and village down to the school's own tier; what is not named is left out.

    Where the name tells no place (开发区党校) the school's own unit is called by what stands before 党校.
    """
    from partyschool.domain.unit_names import fold

    wanted = [(UnitKind.CITY, school.city), (UnitKind.TOWN, school.town), (UnitKind.VILLAGE, village)]
    depth = [Tier.CITY, Tier.TOWN, Tier.VILLAGE].index(Tier(school.tier))
    own_kind, own_name = wanted[depth]
    own_name = own_name or fold(school.name).removesuffix("党校") or school.name
    parent_id: int | None = None
    for kind, name in [*wanted[:depth], (own_kind, own_name)]:
        if name:
            unit = Unit(name=name, kind=kind, parent_id=parent_id, code=school.code if kind == own_kind else "")
            session.add(unit)
            session.flush()
            parent_id = unit.id
    assert parent_id is not None
    return parent_id


def save_school(db: Database, *, form: SchoolForm) -> None:
    """Change the home school; its unit takes the new name of the town or city with it.

    :raises Refusal: name or short name is missing.
    """
    form = checked_form(form)
    with db.write() as session:
        school = home(session)
        write_form(school, form)
        own_name = form.town if school.tier == Tier.TOWN else form.city if school.tier == Tier.CITY else ""
        if own_name and school.unit_id is not None:
            session.get_one(Unit, school.unit_id).name = own_name
        audit.record(session, db, "school.save", school.name)


def write_form(school: School, form: SchoolForm) -> None:
    """Let a record say what the form says."""
    for field in SchoolForm.__dataclass_fields__:
        setattr(school, field, getattr(form, field))


def checked_form(form: SchoolForm) -> SchoolForm:
    """The form with tidy texts.

    :raises Refusal: name or short name is missing or too long, or a number of posts is below nothing.
    """
    texts: dict[str, Any] = {key: value.strip() for key, value in asdict(form).items() if isinstance(value, str)}
    form = replace(form, **texts)
    if not form.name or len(form.name) > NAME_LIMIT:
        raise Refusal(f"请填写党校全称，不超过 {NAME_LIMIT} 个字。", code="name_missing")
    if not form.short or len(form.short) > SHORT_LIMIT:
        raise Refusal(f"请填写简称（用在证书编号里，如“禹房”），不超过 {SHORT_LIMIT} 个字。", code="short_missing")
    if len(form.approval) > NAME_LIMIT:
        raise Refusal(f"批准文号不超过 {NAME_LIMIT} 个字。", code="approval_long")
    if min(form.posts_allotted or 0, form.staff or 0) < 0:
        raise Refusal("编制数、在岗数不能小于 0，不清楚时可以空着。", code="staff")
    return form


def school_row(school: School) -> SchoolRow:
    """What a page shows of a record."""
    return SchoolRow(**{field: getattr(school, field) for field in SchoolRow.__dataclass_fields__})
