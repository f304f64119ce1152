"""What the clerk should do next (待办), most pressing first, as facts for the page to put into words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from partyschool.domain.membership_terms import MatterKind
from partyschool.domain.terms import CertificateState, ClassState, SessionState
from partyschool.services.frozen_years import standing_closure
from partyschool.services.member_matters import matters_in
from partyschool.services.plan_progress import late_rows
from partyschool.services.quota_rows import QuotaBoard
from partyschool.services.reviews import count_waiting
from partyschool.services.tasks import tasks_in
from partyschool.storage.models import Attendance, Certificate, ClassSession, Enrolment, SignInList, TrainingClass

SOON = timedelta(days=7)
LAST_MONTH_TO_CLOSE = 3


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do. What the figures mean depends on `kind`:

    - sign_in: session `number` begins `at`; `people` enrolled, `part` signed in, `more` in the session before today.
    - hand_over: a class of another computer's list ended `at`; its `people` sign-ins are wanted there.
    - close: the class ended `at` and is not 办结; `people` enrolled.
    - confirm: the credit of `people` is only provisional; the class ended `at`.
    - publish: a draft begins `at`; `people` enrolled.
    - review: `people` certificates are 待复核.
    - approve: `people` entries of other study and exemptions wait for approval.
    - close_year: `number` is last year, which is not closed yet.
    - plan_late: `people` rows of the yearly plan are behind by `part` classes together; `title` names them.
    - tasks: `people` tasks are overdue (`part` of them) or due within a week; the first is `title`, due `at`, with
      `place` as the one responsible.
    - matters: `people` members' standing has to be decided on, `part` of them because the probation is over.
    - behind: `people` are not 达标, `part` of them in the two committees; with the classes they are enrolled in at
      most `more` of them will be.
    """

    kind: str
    code: str = ""
    title: str = ""
    number: int = 0
    at: datetime | None = None
    place: str = ""
    people: int = 0
    part: int = 0
    more: int = 0


def list_todos(session: Session, board: QuotaBoard, now: datetime, days_to_come: Mapping[int, int]) -> tuple[Todo, ...]:
    """Everything that waits now.

    :param days_to_come: quarter days that people who are behind can still earn in classes they are enrolled in.
    """
    classes = _OpenClasses(session)
    return (
        *classes.to_sign_in(now),
        *classes.to_hand_over(now),
        *classes.to_close(now),
        *classes.to_confirm(now),
        *classes.to_publish(now),
        *_to_review(session),
        *_to_approve(session),
        *_to_close_year(session, now),
        *_plan_late(session, now),
        *_tasks_due(session, now),
        *_matters_due(session, now),
        *_behind(board, days_to_come),
    )


class _OpenClasses:
    """Classes whose credit is not yet confirmed, with their sessions and counts."""

    def __init__(self, session: Session) -> None:
        query = (
            select(TrainingClass)
            .where(TrainingClass.confirmed_at.is_(None), TrainingClass.state != ClassState.CANCELLED)
            .order_by(TrainingClass.starts_on, TrainingClass.code)
        )
        self.rows = session.scalars(query).all()
        ids = [row.id for row in self.rows]
        self.sessions: dict[int, list[ClassSession]] = {key: [] for key in ids}
        places = select(ClassSession).where(
            ClassSession.class_id.in_(ids), ClassSession.state != SessionState.CANCELLED
        )
        for row in session.scalars(places.order_by(ClassSession.held_on, ClassSession.starts)):
            self.sessions[row.class_id].append(row)
        self.listed = frozenset(session.scalars(select(SignInList.class_id)))
        self.enrolled = _enrolled(session, ids)
        self.present, self.people = _present(session, ids)

    def to_sign_in(self, now: datetime) -> Iterator[Todo]:
        for row in self._in_state(ClassState.PUBLISHED):
            today = [place for place in self.sessions[row.id] if place.held_on == now.date()]
            for before, place in zip([None, *today], today, strict=False):
                if now < datetime.combine(place.held_on, place.ends):
                    earlier = self.present[before.id] if before else 0
                    yield self._todo("sign_in", row, place, self.present[place.id], earlier)
                    break

    def to_hand_over(self, now: datetime) -> Iterator[Todo]:
        for row in self._in_state(ClassState.PUBLISHED):
            if row.id in self.listed and self.people[row.id] and now - SOON < self._end(row) <= now:
                last = self.sessions[row.id][-1]
                yield Todo("hand_over", row.code, row.title, 0, _ends(last), row.place, self.people[row.id])

    def to_close(self, now: datetime) -> Iterator[Todo]:
        for row in self._in_state(ClassState.PUBLISHED):
            if row.id not in self.listed and self.sessions[row.id] and self._end(row) <= now:
                yield self._todo("close", row, self.sessions[row.id][-1])

    def to_confirm(self, now: datetime) -> Iterator[Todo]:
        for row in self._in_state(ClassState.CLOSED, ClassState.SUSPENDED):
            if self.people[row.id] and (row.state == ClassState.SUSPENDED or self._end(row) <= now):
                last = self.sessions[row.id][-1]
                yield Todo("confirm", row.code, row.title, 0, _ends(last), row.place, self.people[row.id])

    def to_publish(self, now: datetime) -> Iterator[Todo]:
        for row in self._in_state(ClassState.DRAFT):
            if self.sessions[row.id] and row.starts_on <= (now + SOON).date() and self._end(row) > now:
                yield self._todo("publish", row, self.sessions[row.id][0])

    def _in_state(self, *states: ClassState) -> Sequence[TrainingClass]:
        return [row for row in self.rows if row.state in states]

    def _end(self, row: TrainingClass) -> datetime:
        sessions = self.sessions[row.id]
        return _ends(sessions[-1]) if sessions else datetime.combine(row.ends_on, time.max)

    def _todo(self, kind: str, row: TrainingClass, place: ClassSession, part: int = 0, more: int = 0) -> Todo:
        at = datetime.combine(place.held_on, place.starts) if kind != "close" else _ends(place)
        where = place.place or row.place
        return Todo(kind, row.code, row.title, place.number, at, where, self.enrolled[row.id], part, more)


def _ends(row: ClassSession) -> datetime:
    return datetime.combine(row.held_on, row.ends)


def _enrolled(session: Session, class_ids: Sequence[int]) -> Counter[int]:
    query = (
        select(Enrolment.class_id, func.count())
        .where(Enrolment.class_id.in_(class_ids), Enrolment.withdrawn_at.is_(None))
        .group_by(Enrolment.class_id)
    )
    return Counter({row[0]: row[1] for row in session.execute(query)})


def _present(session: Session, class_ids: Sequence[int]) -> tuple[Counter[int], Counter[int]]:
    """Signed in by session, and distinct persons by class."""
    people = func.count(Attendance.person_id.distinct())
    by_session = select(ClassSession.id, people).group_by(ClassSession.id)
    by_class = select(ClassSession.class_id, people).group_by(ClassSession.class_id)
    return _live(session, by_session, class_ids), _live(session, by_class, class_ids)


def _live(session: Session, query: Select[int, int], class_ids: Sequence[int]) -> Counter[int]:
    query = query.join(Attendance, Attendance.session_id == ClassSession.id).where(
        ClassSession.class_id.in_(class_ids),
        ClassSession.state != SessionState.CANCELLED,
        Attendance.voided_at.is_(None),
    )
    return Counter({row[0]: row[1] for row in session.execute(query)})


def _to_review(session: Session) -> Iterator[Todo]:
    query = select(func.count()).where(Certificate.state == CertificateState.REVIEW)
    waiting = session.scalars(query).one()
    if waiting:
        yield Todo("review", people=waiting)


def _plan_late(session: Session, now: datetime) -> Iterator[Todo]:
    late = late_rows(session, now)
    if late:
        missing = sum(row.due - row.held for row in late)
        yield Todo("plan_late", title="、".join(row.row.title for row in late), people=len(late), part=missing)


def _tasks_due(session: Session, now: datetime) -> Iterator[Todo]:
    tasks = tasks_in(session, now.date())
    pressing = [row for row in tasks if row.is_late or row.is_soon]
    if pressing:
        late = sum(row.is_late for row in pressing)
        first = pressing[0]
        at = datetime.combine(first.form.due_on, time.min)
        yield Todo("tasks", title=first.title, at=at, place=first.form.responsible, people=len(pressing), part=late)


def _matters_due(session: Session, now: datetime) -> Iterator[Todo]:
    matters = matters_in(session, now.date()).values()
    if matters:
        part = sum(matter.kind == MatterKind.PROBATION for matter in matters)
        yield Todo("matters", people=len(matters), part=part)


def _to_approve(session: Session) -> Iterator[Todo]:
    waiting = count_waiting(session)
    if waiting:
        yield Todo("approve", people=waiting)


def _to_close_year(session: Session, now: datetime) -> Iterator[Todo]:
    """In the first months of a year, where the school held something in the last one."""
    year = now.year - 1
    if now.month > LAST_MONTH_TO_CLOSE or standing_closure(session, year) is not None:
        return
    held = select(ClassSession.id).where(ClassSession.held_on.between(date(year, 1, 1), date(year, 12, 31)))
    if session.scalars(held.limit(1)).first() is not None:
        yield Todo("close_year", number=year)


def _behind(board: QuotaBoard, days_to_come: Mapping[int, int]) -> Iterator[Todo]:
    behind = [row for row in board.rows if row.met is False]
    if behind:
        reached = sum(days_to_come.get(row.person_id, 0) >= row.short_quarter_days for row in behind)
        yield Todo("behind", people=len(behind), part=sum(row.in_two_committees for row in behind), more=reached)
