"""Other study (其他学习): hours outside the school's classes, for one person or for many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from partyschool.domain.terms import Review, StudyKind
from partyschool.errors import Refusal
from partyschool.services import audit, rules
from partyschool.services.people_rows import PersonRow, rows_of
from partyschool.storage.closed_years import refuse_closed
from partyschool.storage.database import Database
from partyschool.storage.models import OtherStudy, Person

TITLE_LIMIT = 200
HALF_HOURS_A_DAY = 24 * 2


@dataclass(frozen=True, slots=True)
class StudyForm:
    """What was studied. Hours in half hours; days in quarter days, only for 上级调训 (they count where the school's
    switch says so); `ended_on` for study of several days, in the same year."""

    kind: str
    title: str
    studied_on: date
    half_hours: int
    ended_on: date | None = None
    quarter_days: int = 0
    organiser: str = ""
    proof: str = ""


@dataclass(frozen=True, slots=True)
class StudyRow:
    """An entry with its person; `unit` is where the person belongs on the day asked for.

    :ivar review: 待审, 通过 or 退回 (then `review_note` says why).
    """

    id: int
    person_id: int
    person: str
    unit: str
    form: StudyForm
    review: str = Review.APPROVED
    reviewer: str = ""
    reviewed_at: datetime | None = None
    review_note: str = ""
    initials: str = ""
    sort_key: str = ""

    @property
    def counts(self) -> bool:
        """Only what is approved counts."""
        return self.review == Review.APPROVED


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many people it was written for, and for how many it was there already; `pending`: it waits for approval."""

    written: int
    already: int
    pending: bool = False


def record_study(db: Database, *, person_ids: Sequence[int], form: StudyForm) -> Recorded:
    """Write the same study for each of the people; whoever has it already is left out.

    :raises Refusal: nobody, no title, hours or dates that cannot be, or days for another kind than 上级调训.
    """
    form = _checked(form, db.now().date())
    wanted = list(dict.fromkeys(person_ids))
    if not wanted:
        raise Refusal("请先选择参加学习的人员。", code="nobody")
    with db.write() as session:
        refuse_closed(session, [form.studied_on])
        review = first_review(session, form.studied_on.year)
        known = set(session.scalars(_same(form).where(OtherStudy.person_id.in_(wanted))))
        people = session.scalars(select(Person).where(Person.id.in_(set(wanted) - known))).all()
        session.add_all(OtherStudy(person_id=person.id, review=review, **asdict(form)) for person in people)
        if people:
            subject = people[0].name if len(people) == 1 else f"{people[0].name}等 {len(people)} 人"
            detail = {"kind": form.kind, "on": form.studied_on.isoformat(), "half_hours": form.half_hours}
            audit.record(session, db, "study.record", f"{form.title}：{subject}", people=len(people), **detail)
        return Recorded(len(people), len(known), review == Review.PENDING)


def first_review(session: Session, year: int) -> Review:
    """What a new entry of the year begins with: 待审 where the school wants to approve first, else approved."""
    return Review.PENDING if rules.value_of(session, rules.NEEDS_REVIEW, year) else Review.APPROVED


def correct_study(db: Database, *, study_id: int, form: StudyForm) -> None:
    """Set an entry right; one that was sent back (退回) waits for approval again.

    :raises Refusal: withdrawn, what cannot be (as `record_study` says), or the person has the same entry already.
    """
    form = _checked(form, db.now().date())
    with db.write() as session:
        entry = session.get_one(OtherStudy, study_id)
        if entry.voided_at is not None:
            raise Refusal(f"这条记录在 {entry.voided_at:%Y-%m-%d} 已经撤销。", code="withdrawn")
        person = session.get_one(Person, entry.person_id)
        twins = _same(form).where(OtherStudy.person_id == person.id, OtherStudy.id != study_id)
        if session.scalars(twins).first() is not None:
            raise Refusal(f"{person.name}这一天已经有同样的记录，不用再改成一样的。", code="study_twice")
        for name, value in asdict(form).items():
            setattr(entry, name, value)
        if entry.review == Review.RETURNED:
            entry.review = Review.PENDING
        detail = {"kind": form.kind, "on": form.studied_on.isoformat(), "half_hours": form.half_hours}
        audit.record(session, db, "study.correct", f"{form.title}：{person.name}", **detail)


def _same(form: StudyForm) -> Select[int]:
    return select(OtherStudy.person_id).where(
        OtherStudy.kind == form.kind,
        OtherStudy.title == form.title,
        OtherStudy.studied_on == form.studied_on,
        OtherStudy.voided_at.is_(None),
    )


def _checked(form: StudyForm, today: date) -> StudyForm:
    title = form.title.strip()
    if form.kind not in set(StudyKind):
        raise Refusal("请选择学习的类别。", code="kind_unknown")
    if not title or len(title) > TITLE_LIMIT:
        raise Refusal(f"请填写学习内容，不超过 {TITLE_LIMIT} 个字。", code="title_missing")
    last = form.ended_on or form.studied_on
    _check_dates(form.studied_on, last, today)
    days = (last - form.studied_on).days + 1
    if not 0 < form.half_hours <= days * HALF_HOURS_A_DAY:
        raise Refusal("请填写学时：要大于 0，也不能超过这几天的总时间。", code="hours")
    if form.quarter_days and form.kind != StudyKind.HIGHER:
        raise Refusal("只有上级调训可以填写天数，其他学习只记学时。", code="days")
    if not 0 <= form.quarter_days <= days * 4:
        raise Refusal(f"天数不能超过 {days} 天。", code="days")
    return StudyForm(**{**asdict(form), "title": title, "organiser": form.organiser.strip()})


def _check_dates(first: date, last: date, today: date) -> None:
    if last < first:
        raise Refusal(f"结束日期 {last} 早于开始日期 {first}，请改正。", code="dates")
    if last > today:
        raise Refusal(f"日期 {last} 在今天之后，请学完再登记。", code="date_in_future")
    if first.year != last.year:
        raise Refusal("学习跨了年度，学时要分年度计算：请按年度分成两条登记。", code="two_years")


def list_studies(
    db: Database, *, year: int | None = None, person_id: int | None = None, kind: str = ""
) -> list[StudyRow]:
    """Entries that are not withdrawn, the latest first."""
    with db.read() as session:
        return study_rows(session, db.now().date(), year=year, person_id=person_id, kind=kind)


def study_rows(
    session: Session, day: date, *, year: int | None = None, person_id: int | None = None, kind: str = ""
) -> list[StudyRow]:
    """The same in an open transaction, with people's units as of the day."""
    query = select(OtherStudy).where(OtherStudy.voided_at.is_(None))
    if year is not None:
        query = query.where(OtherStudy.studied_on.between(date(year, 1, 1), date(year, 12, 31)))
    if person_id is not None:
        query = query.where(OtherStudy.person_id == person_id)
    if kind:
        query = query.where(OtherStudy.kind == kind)
    found = session.scalars(query.order_by(OtherStudy.studied_on.desc(), OtherStudy.id.desc())).all()
    people = {row.id: row for row in rows_of(session, on=day, person_ids={row.person_id for row in found})}
    return [_row(entry, people[entry.person_id]) for entry in found if entry.person_id in people]


def _row(entry: OtherStudy, person: PersonRow) -> StudyRow:
    form = StudyForm(
        entry.kind, entry.title, entry.studied_on, entry.half_hours, entry.ended_on, entry.quarter_days,
        entry.organiser, entry.proof,
    )  # fmt: skip
    return StudyRow(
        entry.id, person.id, person.name, person.unit, form, entry.review, entry.reviewer, entry.reviewed_at,
        entry.review_note, person.initials, person.sort_key,
    )  # fmt: skip


def withdraw_study(db: Database, *, study_id: int, reason: str) -> None:
    """Take an entry back; it stays stored and counts no more.

    :raises Refusal: no reason, or withdrawn already.
    """
    withdraw_studies(db, study_ids=[study_id], reason=reason)


def withdraw_studies(db: Database, *, study_ids: Sequence[int], reason: str) -> None:
    """The same for several entries, all or none.

    :raises Refusal: as `withdraw_study`.
    """
    if not reason.strip():
        raise Refusal("撤销学习记录要写明原因。", code="reason_missing")
    with db.write() as session:
        for study_id in study_ids:
            entry = session.get_one(OtherStudy, study_id)
            if entry.voided_at is not None:
                raise Refusal(f"“{entry.title}”在 {entry.voided_at:%Y-%m-%d} 已经撤销。", code="withdrawn")
            entry.voided_at = db.now()
            person = session.get_one(Person, entry.person_id)
            audit.record(session, db, "study.withdraw", f"{entry.title}：{person.name}", reason=reason.strip())
