"""年度计划: 草案 → 审定 → 调整. Versions are kept; an approved one is never changed, a change makes the next one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from partyschool.domain.plan import PlanState
from partyschool.domain.terms import ClassState
from partyschool.errors import Refusal
from partyschool.services import audit, settings
from partyschool.services.plan_queries import newest, rows_of_plan, version_of
from partyschool.services.plan_rows import PlanRowForm, check_plan_year, checked_row, compare_rows
from partyschool.services.word_lists import words_of
from partyschool.storage.database import Database, owner_uid
from partyschool.storage.models import School, TeachingPoint, TrainingClass, new_uid
from partyschool.storage.models.planning import AnnualPlan, Course, PlanCourse, PlanRow

COPIED = (
    "position", "title", "audience", "category", "module", "module_title", "content", "course_titles", "classes",
    "people_each", "quarter_days", "half_hours", "months", "place", "teaching_point_id", "point_name", "teachers",
    "responsible", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlanEdit:
    """What a change of a plan came to: the row, the version that holds it, and whether that version was made for it."""

    thread: str
    version: int
    is_new_version: bool


def start_plan(db: Database, *, year: int, like: int | None = None) -> int:
    """Begin a year's plan as an empty draft, or with the rows of another year's newest version; returns the version.

    :raises Refusal: the year has a plan already, or there is nothing to copy.
    """
    check_plan_year(year)
    with db.write() as session:
        _one_at_a_time(session)
        if newest(session, year) is not None:
            raise Refusal(f"{year} 年度已经有计划，直接在上面改就行。", code="plan_exists")
        plan = _new_version(session, db, year, 1)
        if like is not None:
            source = newest(session, like)
            if source is None:
                raise Refusal(f"{like} 年度没有计划，没有可以照抄的。", code="plan_missing")
            _copy_rows(session, source, plan, keeps_threads=False)
        audit.record(session, db, "plan.start", f"{year}年度计划", like=like)
        return plan.version


def save_plan_row(
    db: Database, *, year: int, form: PlanRowForm, thread: str = "", position: int | None = None
) -> PlanEdit:
    """Write a new row, or change the one of `thread`; on an approved plan this begins an adjustment (调整稿).

    :param thread: of a row that was taken out: it comes back as the same row, at `position`.
    :raises Refusal: what a row must say is missing, or a course, point or module is unknown.
    """
    with db.write() as session:
        edit = put_row(session, db, year, checked_row(form), thread, position)
        audit.record(session, db, "plan.row", f"{year}年度计划：{form.title.strip()}", version=edit.version)
        return edit


def put_row(
    session: Session, db: Database, year: int, form: PlanRowForm, thread: str = "", position: int | None = None
) -> PlanEdit:
    """The same in an open transaction with a form that is checked already; for imports too."""
    plan, is_new = _draft(session, db, year)
    form = _known(session, form)
    row = _row(session, plan, thread) if thread else None
    if row is None:
        row = PlanRow(plan_id=plan.id, thread=thread or new_uid(), position=_last(session, plan) + 1)
        _place(session, plan, row, position)
    write_row(session, row, form)
    return PlanEdit(row.thread, plan.version, is_new)


def remove_plan_row(db: Database, *, year: int, thread: str) -> PlanEdit:
    """Take a row out of the plan; an approved version keeps it.

    :raises Refusal: there is no such row, or classes were made from it.
    """
    with db.write() as session:
        plan, is_new = _draft(session, db, year)
        row = _row(session, plan, thread)
        if row is None:
            raise Refusal("这一行已经不在计划里，请刷新后再看。", code="row_unknown")
        _refuse_used(session, row)
        session.execute(delete(PlanCourse).where(PlanCourse.row_id == row.id))
        session.delete(row)
        session.flush()
        _number(session, plan)
        audit.record(session, db, "plan.row_remove", f"{year}年度计划：{row.title}", version=plan.version)
        return PlanEdit(thread, plan.version, is_new)


def move_plan_row(db: Database, *, year: int, thread: str, by: int) -> PlanEdit:
    """Put a row so many places down, up where `by` is negative."""
    with db.write() as session:
        plan, is_new = _draft(session, db, year)
        rows = _rows(session, plan)
        place = next((place for place, row in enumerate(rows) if row.thread == thread), None)
        if place is None:
            raise Refusal("这一行已经不在计划里，请刷新后再看。", code="row_unknown")
        row = rows.pop(place)
        rows.insert(max(0, min(len(rows), place + by)), row)
        for number, one in enumerate(rows, 1):
            one.position = number
        audit.record(session, db, "plan.order", f"{year}年度计划：{row.title}", version=plan.version)
        return PlanEdit(thread, plan.version, is_new)


def approve_plan(db: Database, *, year: int, approved_by: str, approved_on: date | None = None, note: str = "") -> int:
    """审定: from now on this version is fixed; returns its number.

    :raises Refusal: nothing to approve, an empty plan, nobody named, a day to come, or nothing differs from before.
    """
    approved_by, day = approved_by.strip(), approved_on or db.now().date()
    with db.write() as session:
        _one_at_a_time(session)
        plan = newest(session, year)
        if plan is None or plan.state == PlanState.APPROVED:
            raise Refusal(f"{year} 年度没有等着审定的计划。", code="no_draft")
        rows = rows_of_plan(session, plan)
        if not rows:
            raise Refusal(f"{year} 年度计划还是空的，不能审定。请先加上要办的班次。", code="plan_empty")
        if not approved_by or len(approved_by) > 50:
            raise Refusal("请写明谁审定的，如“镇党委会议”或校长姓名。", code="approver_missing")
        if day > db.now().date():
            raise Refusal(f"审定日期 {day} 还没有到。", code="date")
        before = version_of(session, year, plan.version - 1)
        if before is not None and all(change.kind == "same" for change in compare_rows(before.rows, rows)):
            raise Refusal("调整稿和上一版没有差别，不用审定。请先改，或放弃这份调整稿。", code="plan_same")
        plan.state, plan.approved_by, plan.approved_on = PlanState.APPROVED, approved_by, day
        plan.note = note.strip()
        audit.record(session, db, "plan.approve", f"{year}年度计划", version=plan.version, by=approved_by)
        return plan.version


def adjust_plan(db: Database, *, year: int) -> int:
    """Begin an adjustment of an approved plan; returns the number of the new version.

    :raises Refusal: there is no plan, or it is still a draft.
    """
    with db.write() as session:
        plan = newest(session, year)
        if plan is None or plan.state != PlanState.APPROVED:
            raise Refusal(f"{year} 年度计划还没有审定，直接改就行，不用另起调整稿。", code="no_approved")
        plan, _ = _draft(session, db, year)
        return plan.version


def drop_draft(db: Database, *, year: int) -> int:
    """放弃: the draft goes with its rows, the approved version before it stays; returns the number of the dropped one.

    :raises Refusal: there is none, or classes were made from rows that only it has.
    """
    with db.write() as session:
        plan = newest(session, year)
        if plan is None or plan.state == PlanState.APPROVED:
            raise Refusal(f"{year} 年度没有可以放弃的草案或调整稿。审定过的计划一直留着。", code="no_draft")
        before = version_of(session, year, plan.version - 1)
        kept = {row.thread for row in before.rows} if before is not None else set()
        rows = _rows(session, plan)
        for row in rows:
            if row.thread not in kept:
                _refuse_used(session, row)
        session.execute(delete(PlanCourse).where(PlanCourse.row_id.in_([row.id for row in rows])))
        session.execute(delete(PlanRow).where(PlanRow.plan_id == plan.id))
        session.flush()
        session.delete(plan)
        audit.record(session, db, "plan.drop", f"{year}年度计划", version=plan.version, rows=len(rows))
        return plan.version


def _draft(session: Session, db: Database, year: int) -> tuple[AnnualPlan, bool]:
    check_plan_year(year)
    _one_at_a_time(session)
    plan = newest(session, year)
    if plan is not None and plan.state == PlanState.DRAFT:
        return plan, False
    following = _new_version(session, db, year, 1 if plan is None else plan.version + 1)
    if plan is not None:
        _copy_rows(session, plan, following, keeps_threads=True)
        audit.record(session, db, "plan.adjust", f"{year}年度计划", version=following.version)
    return following, plan is not None


def _one_at_a_time(session: Session) -> None:
    """On a server two clerks would else begin the same version; SQLite has one writer anyhow."""
    session.scalars(select(School.id).where(School.is_home).with_for_update()).first()


def _new_version(session: Session, db: Database, year: int, version: int) -> AnnualPlan:
    clerk = settings.get(session, "office.clerk") or db.actor
    plan = AnnualPlan(year=year, version=version, state=PlanState.DRAFT, made_by=str(clerk)[:50])
    session.add(plan)
    session.flush()
    return plan


def _copy_rows(session: Session, source: AnnualPlan, target: AnnualPlan, *, keeps_threads: bool) -> None:
    """Word for word: names of courses stay as the earlier version has them until the row is written anew."""
    for row in _rows(session, source):
        own = {"plan_id": target.id, "thread": row.thread if keeps_threads else new_uid()}
        copy = PlanRow(**{name: getattr(row, name) for name in COPIED} | own)
        session.add(copy)
        session.flush()
        for course in session.scalars(select(PlanCourse).where(PlanCourse.row_id == row.id)):
            session.add(PlanCourse(row_id=copy.id, course_id=course.course_id, position=course.position))
    session.flush()


def write_row(session: Session, row: PlanRow, form: PlanRowForm) -> None:
    """Set everything of a row in an open transaction; the form is checked already."""
    values = asdict(form)
    courses = values.pop("course_ids")
    values["months"] = ",".join(map(str, form.months))
    for name, value in (values | _names(session, form)).items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    session.execute(delete(PlanCourse).where(PlanCourse.row_id == row.id))
    session.add_all(PlanCourse(row_id=row.id, course_id=key, position=place) for place, key in enumerate(courses, 1))
    session.flush()


def _names(session: Session, form: PlanRowForm) -> dict[str, str]:
    """What module, point and courses are called now; kept with the row."""
    titles = dict(session.execute(select(Course.id, Course.title).where(Course.id.in_(form.course_ids))).all())
    point = session.get_one(TeachingPoint, form.teaching_point_id) if form.teaching_point_id is not None else None
    return {
        "module_title": words_of(session, "course_modules").get(form.module, "")[:50],
        "point_name": point.name if point is not None else "",
        "course_titles": "\n".join(titles[key] for key in form.course_ids),
    }


def _known(session: Session, form: PlanRowForm) -> PlanRowForm:
    """What the row refers to must be there."""
    if form.module and form.module not in words_of(session, "course_modules"):
        raise Refusal("请选择课程模块：通识教育、专业教育、专题教育，或在设置里新增。", code="module_unknown")
    for key in form.course_ids:
        session.get_one(Course, key)
    return form


def _rows(session: Session, plan: AnnualPlan) -> list[PlanRow]:
    query = select(PlanRow).where(PlanRow.plan_id == plan.id).order_by(PlanRow.position, PlanRow.id)
    return list(session.scalars(query))


def _row(session: Session, plan: AnnualPlan, thread: str) -> PlanRow | None:
    return session.scalars(select(PlanRow).where(PlanRow.plan_id == plan.id, PlanRow.thread == thread)).first()


def _last(session: Session, plan: AnnualPlan) -> int:
    found = session.scalars(select(func.max(PlanRow.position)).where(PlanRow.plan_id == plan.id)).one()
    return found or 0


def _place(session: Session, plan: AnnualPlan, row: PlanRow, position: int | None) -> None:
    if position is None or position >= row.position:
        return
    for other in _rows(session, plan):
        if other.position >= position:
            other.position += 1
    row.position = max(position, 1)


def _number(session: Session, plan: AnnualPlan) -> None:
    for number, row in enumerate(_rows(session, plan), 1):
        row.position = number


def _refuse_used(session: Session, row: PlanRow) -> None:
    query = select(TrainingClass.code).where(
        TrainingClass.plan_thread == row.thread,
        TrainingClass.owner_uid == owner_uid(session),
        TrainingClass.state != ClassState.CANCELLED,
    )
    codes = sorted(session.scalars(query))
    if codes:
        raise Refusal(
            f"“{row.title}”已经排了 {len(codes)} 期班（{'、'.join(codes[:3])}），不能从计划里删去。可以把期数改少。",
            code="in_use",
        )
