"""师资库 by year: 入库, 续聘 and 出库 with their reasons, and the roll of a year (年度师资库名册)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from partyschool.domain.pool import STAYS, PoolAction, PoolFault, fault_of_action, fault_of_withdrawal
from partyschool.domain.terms import TeacherKind
from partyschool.errors import Refusal
from partyschool.services import audit, names
from partyschool.services.taught_lessons import taught_counts
from partyschool.storage.database import Database
from partyschool.storage.models import PoolEntry, Teacher, TeacherTraining

FIRST_YEAR = 2000
ACTION_WORDS = {PoolAction.JOIN: "入库", PoolAction.RENEW: "续聘", PoolAction.LEAVE: "出库"}
KIND_ORDER = list(TeacherKind)


@dataclass(frozen=True, slots=True)
class PoolRow:
    """A teacher's line in a year's roll. `action` None: in the pool, but the year's adjustment says nothing yet.

    `lessons`, `half_hours` (in half hours) and `trainings` are of that year.
    """

    id: int
    name: str
    initials: str
    sort_key: str
    kind: str
    title: str
    phone: str
    subjects: str
    action: PoolAction | None
    noted_on: date | None
    reason: str
    lessons: int
    half_hours: int
    trainings: int

    @property
    def is_in(self) -> bool:
        """In the pool at the end of the year, as far as recorded."""
        return self.action in STAYS


@dataclass(frozen=True, slots=True)
class PoolChange:
    """One line of a teacher's own history in the pool."""

    year: int
    action: PoolAction
    noted_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class PoolRoll:
    """The pool of a year: recorded lines by kind and pinyin, those who left last; `waiting` are not recorded yet."""

    year: int
    rows: tuple[PoolRow, ...]
    waiting: tuple[PoolRow, ...]

    @property
    def counts(self) -> Counter[str]:
        """Teachers in the pool by kind (领导干部, 专家教授, 身边榜样, 其他)."""
        return Counter(row.kind for row in self.rows if row.is_in)

    @property
    def changes(self) -> Counter[PoolAction]:
        """How many were taken in, kept on and let go."""
        return Counter(row.action for row in self.rows if row.action is not None)


def pool_roll(db: Database, *, year: int) -> PoolRoll:
    """The roll of a year; who is in the pool without a line waits for it, in years that have not passed.

    :raises Refusal: a year before 2000 or after the next one.
    """
    _check_year(db, year)
    with db.read() as session:
        entries = {entry.teacher_id: entry for entry in session.scalars(select(PoolEntry).filter_by(year=year))}
        standing = _standing(session, year) if year >= db.now().year else set()
        wanted = entries.keys() | standing
        taught, trained = taught_counts(session, year, db.now()), _trained(session, year)
        teachers = session.scalars(select(Teacher).where(Teacher.id.in_(wanted)))
        rows = [
            _row(teacher, entries.get(teacher.id), taught.get(teacher.id, (0, 0)), trained.get(teacher.id, 0))
            for teacher in teachers
        ]
    rows.sort(key=lambda row: (not row.is_in, KIND_ORDER.index(TeacherKind(row.kind)), row.sort_key, row.id))
    recorded = tuple(row for row in rows if row.action is not None)
    return PoolRoll(year, recorded, tuple(row for row in rows if row.action is None))


def list_pool_years(db: Database) -> list[int]:
    """Years that have a roll, and this and the next one; newest first."""
    this_year = db.now().year
    with db.read() as session:
        known = set(session.scalars(select(PoolEntry.year).distinct()))
    return sorted(known | {this_year, this_year + 1}, reverse=True)


def list_pool_changes(db: Database, *, teacher_id: int) -> list[PoolChange]:
    """A teacher's history in the pool, newest first."""
    query = select(PoolEntry).where(PoolEntry.teacher_id == teacher_id).order_by(PoolEntry.year.desc())
    with db.read() as session:
        return [
            PoolChange(entry.year, PoolAction(entry.action), entry.noted_on, entry.reason)
            for entry in session.scalars(query)
        ]


def record_pool(
    db: Database,
    *,
    teacher_ids: Sequence[int],
    year: int,
    action: PoolAction,
    reason: str = "",
    noted_on: date | None = None,
) -> int:
    """Write 入库, 续聘 or 出库 of a year for some teachers, all or none; what the year said before is replaced.

    :returns: how many.
    :raises Refusal: nobody, unknown year, 出库 without a reason, or it does not fit the years around.
    """
    _check_year(db, year)
    reason, noted_on = reason.strip(), noted_on or db.now().date()
    if not teacher_ids:
        raise Refusal("请先选中教师。", code="nobody")
    if action == PoolAction.LEAVE and not reason:
        raise Refusal("出库要写明原因，如“工作调动”“不再聘请”。", code="reason_missing")
    with db.write() as session:
        for teacher_id in teacher_ids:
            teacher = session.get_one(Teacher, teacher_id)
            _refuse_misfit(session, teacher, year, action)
            write_entry(session, db, teacher, year, action, reason, noted_on)
    return len(teacher_ids)


def renew_all(db: Database, *, year: int, noted_on: date | None = None) -> tuple[int, int]:
    """年度续聘: everybody in the pool who has no line in `year` gets 续聘, who was not in it before 入库.

    :returns: how many were taken in and how many kept on.
    :raises Refusal: a year that is over, or nobody waits.
    """
    waiting = pool_roll(db, year=year).waiting
    if not waiting:
        raise Refusal(f"{year} 年度没有待登记的教师：在库的都已续聘、入库或出库。", code="nobody")
    noted_on = noted_on or db.now().date()
    done: Counter[PoolAction] = Counter()
    with db.write() as session:
        for row in waiting:
            teacher = session.get_one(Teacher, row.id)
            before = _action(_entry_before(session, row.id, year))
            action = PoolAction.RENEW if before in STAYS else PoolAction.JOIN
            write_entry(session, db, teacher, year, action, "", noted_on)
            done[action] += 1
    return done[PoolAction.JOIN], done[PoolAction.RENEW]


def withdraw_pool(db: Database, *, teacher_id: int, year: int) -> None:
    """Strike out a line entered by mistake; the audit line keeps what it said.

    :raises Refusal: there is none, or a later year builds on it.
    """
    with db.write() as session:
        teacher = session.get_one(Teacher, teacher_id)
        entry = _entry_of(session, teacher_id, year)
        if entry is None:
            raise Refusal(f"{teacher.name}在 {year} 年度还没有登记，不用撤销。", code="no_entry")
        before, after = _entry_before(session, teacher_id, year), _entry_after(session, teacher_id, year)
        fault = fault_of_withdrawal(before=_action(before), after=_action(after))
        if fault is not None:
            raise Refusal(_fault_words(fault, teacher.name, before, after), code=fault)
        session.delete(entry)
        session.flush()
        _set_flag(session, teacher)
        audit.record(session, db, "pool.withdraw", f"{teacher.name} {year}年度", was=entry.action)


def follow_flag(session: Session, db: Database, teacher: Teacher, *, was_in: bool) -> None:
    """A teacher's own form moved him into or out of the pool: the line of this year says the same."""
    year, last = db.now().year, _last_entry(session, teacher.id)
    if teacher.in_pool == was_in or (last is not None and last.year > year):
        return
    action, reason = PoolAction.LEAVE, "改为库外"
    if teacher.in_pool:
        before = _action(_entry_before(session, teacher.id, year))
        action, reason = (PoolAction.RENEW if before in STAYS else PoolAction.JOIN), ""
    write_entry(session, db, teacher, year, action, reason, db.now().date())


def write_entry(
    session: Session, db: Database, teacher: Teacher, year: int, action: PoolAction, reason: str, noted_on: date
) -> None:
    """Write a line that is known to fit, and let the teacher's mark follow the newest year."""
    entry = _entry_of(session, teacher.id, year) or PoolEntry(teacher_id=teacher.id, year=year)
    entry.action, entry.reason, entry.noted_on = action, reason, noted_on
    session.add(entry)
    session.flush()
    _set_flag(session, teacher)
    audit.record(session, db, f"pool.{action}", f"{teacher.name} {year}年度", reason=reason)


def _set_flag(session: Session, teacher: Teacher) -> None:
    last = _last_entry(session, teacher.id)
    teacher.in_pool = last is not None and PoolAction(last.action) in STAYS


def _check_year(db: Database, year: int) -> None:
    latest = db.now().year + 1
    if not FIRST_YEAR <= year <= latest:
        raise Refusal(f"没有 {year} 年度的师资库。年度请填 {FIRST_YEAR} 到 {latest}。", code="year")


def _refuse_misfit(session: Session, teacher: Teacher, year: int, action: PoolAction) -> None:
    before, after = _entry_before(session, teacher.id, year), _entry_after(session, teacher.id, year)
    now = _entry_of(session, teacher.id, year)
    fault = fault_of_action(
        action, before=_action(before), now=_action(now), after=_action(after), is_flagged=teacher.in_pool
    )
    if fault is not None:
        raise Refusal(_fault_words(fault, teacher.name, before, after), code=fault)


def _fault_words(fault: PoolFault, name: str, before: PoolEntry | None, after: PoolEntry | None) -> str:
    if fault == PoolFault.ALREADY_IN and before:
        return f"{name}在 {before.year} 年度已经在库，这里应登记续聘。"
    if fault == PoolFault.LEFT_BEFORE and before:
        return f"{name}在 {before.year} 年度已出库，重新聘请应登记入库。"
    if fault == PoolFault.LATER_YEAR and after:
        word = ACTION_WORDS[PoolAction(after.action)]
        return f"{name}在 {after.year} 年度已登记{word}，和这次登记矛盾。请先撤销 {after.year} 年度的登记。"
    return f"{name}不在师资库里，不能出库。"


def _entry_of(session: Session, teacher_id: int, year: int) -> PoolEntry | None:
    return session.scalars(select(PoolEntry).filter_by(teacher_id=teacher_id, year=year)).first()


def _entry_before(session: Session, teacher_id: int, year: int) -> PoolEntry | None:
    query = select(PoolEntry).where(PoolEntry.teacher_id == teacher_id, PoolEntry.year < year)
    return session.scalars(query.order_by(PoolEntry.year.desc())).first()


def _entry_after(session: Session, teacher_id: int, year: int) -> PoolEntry | None:
    query = select(PoolEntry).where(PoolEntry.teacher_id == teacher_id, PoolEntry.year > year)
    return session.scalars(query.order_by(PoolEntry.year)).first()


def _last_entry(session: Session, teacher_id: int) -> PoolEntry | None:
    query = select(PoolEntry).where(PoolEntry.teacher_id == teacher_id)
    return session.scalars(query.order_by(PoolEntry.year.desc())).first()


def _action(entry: PoolEntry | None) -> PoolAction | None:
    return None if entry is None else PoolAction(entry.action)


def _standing(session: Session, year: int) -> set[int]:
    """Teachers who come into the year from an earlier one, or are marked as in the pool, as an import marks them."""
    before: dict[int, str] = {}
    settled: set[int] = set()
    for entry in session.scalars(select(PoolEntry).order_by(PoolEntry.year)):
        if entry.year < year:
            before[entry.teacher_id] = entry.action
        else:
            settled.add(entry.teacher_id)
    stays = {teacher for teacher, action in before.items() if action != PoolAction.LEAVE}
    flagged = set(session.scalars(select(Teacher.id).where(Teacher.in_pool, Teacher.is_active)))
    return stays | (flagged - settled)


def _trained(session: Session, year: int) -> dict[int, int]:
    """Trainings by teacher."""
    query = (
        select(TeacherTraining.teacher_id, func.count())
        .where(TeacherTraining.start_on.between(date(year, 1, 1), date(year, 12, 31)))
        .group_by(TeacherTraining.teacher_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _row(teacher: Teacher, entry: PoolEntry | None, taught: tuple[int, int], trainings: int) -> PoolRow:
    return PoolRow(
        teacher.id, teacher.name, names.initials(teacher.name), names.sort_key(teacher.name), teacher.kind,
        teacher.title, teacher.phone, teacher.subjects, _action(entry), entry.noted_on if entry else None,
        entry.reason if entry else "", *taught, trainings,
    )  # fmt: skip
