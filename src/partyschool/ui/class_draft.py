"""A class while the guided dialog is open: what was answered, and the timetable that follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from partyschool.domain.flow import FIELD, FIXED_KEYS, SIGN_IN
from partyschool.domain.terms import LessonForm
from partyschool.domain.timetable import (
    AFTERNOON,
    MORNING,
    LessonPlan,
    SessionPlan,
    StepPlan,
    Wishes,
    lay_out,
    lay_out_sessions,
)
from partyschool.domain.timetable_moves import in_order, move, of_session, refit
from partyschool.domain.topics import Topic, place_topics
from partyschool.services.class_rows import ClassForm

if TYPE_CHECKING:
    from partyschool.services.plan_classes import ClassWish

SATURDAY = 5
PENDING = "专题课（待定）"


def following_days(first: date, count: int, *, skip_weekend: bool) -> tuple[date, ...]:
    """So many days from the first one on; the first is taken even when it is a Saturday."""
    days = [first]
    while len(days) < count:
        after = days[-1] + timedelta(days=1)
        while skip_weekend and after.weekday() >= SATURDAY:
            after += timedelta(days=1)
        days.append(after)
    return tuple(days)


@dataclass(slots=True)
class ClassDraft:
    """`facts` holds what is neither timetable nor people; `is_changed` once the clerk has moved or edited a lesson."""

    steps: Sequence[StepPlan]
    facts: ClassForm
    wishes: Wishes
    sessions: tuple[SessionPlan, ...] = ()
    lessons: tuple[LessonPlan, ...] = ()
    person_ids: tuple[int, ...] = ()
    is_changed: bool = False
    code: str = ""
    is_published: bool = False
    topics: tuple[Topic, ...] = ()
    left_over: tuple[Topic, ...] = ()
    _shape: tuple[object, ...] = field(default=(), init=False)

    @classmethod
    def new(cls, steps: Sequence[StepPlan], today: date, half_hours: int) -> ClassDraft:
        """Empty, beginning in a week on a working day."""
        first = today + timedelta(days=7)
        while first.weekday() >= SATURDAY:
            first += timedelta(days=1)
        wishes = Wishes((first,), lecture_title=PENDING, half_hours=half_hours)
        draft = cls(steps, ClassForm("", first, first), wishes)
        draft.lay_out()
        return draft

    @classmethod
    def planned(cls, steps: Sequence[StepPlan], wish: ClassWish) -> ClassDraft:
        """As a row of the yearly plan asks for it, or a class that was missed."""
        days = following_days(wish.first_day, wish.days, skip_weekend=True)
        wishes = Wishes(
            days, wish.with_afternoon, wish.place, wish.point_id, wish.point_name, half_hours=wish.half_hours,
            lecture_title=PENDING,
        )  # fmt: skip
        facts = ClassForm(
            wish.title, days[0], days[-1], category=wish.category, audience=wish.audience,
            responsible=wish.responsible, plan_thread=wish.thread, note=wish.note,
            makes_up=wish.makes_up,
        )  # fmt: skip
        draft = cls(steps, facts, wishes, topics=wish.topics, person_ids=wish.people)
        draft.lay_out()
        return draft

    @classmethod
    def of(cls, steps: Sequence[StepPlan], form: ClassForm, *, is_published: bool) -> ClassDraft:
        """A class that is there, as it was laid out."""
        draft = cls(steps, form, wishes_of(form), form.sessions, form.lessons, code=form.code)
        draft.is_changed, draft.is_published = bool(form.lessons), is_published
        if not form.sessions:
            draft.lay_out()
        return draft

    def form(self) -> ClassForm:
        """Everything, ready to be written."""
        days = [session.held_on for session in self.sessions] or list(self.wishes.days)
        return replace(
            self.facts,
            starts_on=min(days),
            ends_on=max(days),
            place=self.wishes.place,
            sessions=self.sessions,
            lessons=in_order(self.lessons),
        )

    def wish(self, wishes: Wishes) -> None:
        """Other days, places or people: laid out anew, or fitted in where the clerk has changed lessons by hand."""
        if wishes == self.wishes:
            return
        before, self.wishes = self.wishes, wishes
        if not self.is_changed:
            self.lay_out()
            return
        sessions = lay_out_sessions(wishes)
        self.lessons = refit(sessions, self.lessons, self.sessions)
        self.sessions = sessions
        self.lessons = tuple(_renamed(lesson, before, wishes) for lesson in self.lessons)

    def lay_out(self) -> None:
        """By the school's 5+1+N, whatever was there; the courses of the plan take the places that are open."""
        self.sessions, lessons = lay_out(self.wishes, self.steps)
        self.lessons, self.left_over = place_topics(lessons, self.topics, PENDING)
        self.is_changed = False

    def move(self, lesson: LessonPlan, session: int, place: int) -> None:
        self.lessons = move(self.sessions, self.lessons, lesson, session, place)
        self.is_changed = True

    def put(self, lesson: LessonPlan, instead_of: LessonPlan | None = None) -> None:
        """A new or changed lesson."""
        rest = [row for row in self.lessons if row is not instead_of]
        self.lessons = in_order([*rest, lesson])
        self.is_changed = True

    def remove(self, lesson: LessonPlan) -> None:
        self.lessons = tuple(row for row in self.lessons if row is not lesson)
        self.is_changed = True

    def new_lesson(self) -> LessonPlan:
        """An hour at the end of the half-day that has most room left."""
        session = min(self.sessions, key=lambda row: (_end_of(row, self.lessons), row.number))
        starts = min(_end_of(session, self.lessons), time(22))
        ends = time(starts.hour + 1, starts.minute)
        place = self.wishes.place
        return LessonPlan(session.number, starts, ends, "", LessonForm.LECTURE, "special", place=place)

    # What 5+1+N still lacks

    def fixed_missing(self) -> list[str]:
        """Titles of fixed actions that no lesson stands for."""
        planned = {lesson.step_key for lesson in self.lessons}
        return [step.title for step in self.steps if step.key in FIXED_KEYS and step.key not in planned]

    def points(self) -> int:
        """Teaching points on the timetable."""
        return len({lesson.teaching_point_id for lesson in self.lessons if lesson.teaching_point_id})

    def free(self) -> int:
        return sum(lesson.form == LessonForm.FREE for lesson in self.lessons)

    def missing(self) -> list[str]:
        """What refuses publishing."""
        return self.fixed_missing() + ([] if self.points() else ["教学点的现场教学"])

    def half_hours(self) -> int:
        return sum(session.half_hours for session in self.sessions)


def _end_of(session: SessionPlan, lessons: Sequence[LessonPlan]) -> time:
    return max((row.ends for row in of_session(lessons, session.number)), default=session.starts)


def _renamed(lesson: LessonPlan, before: Wishes, after: Wishes) -> LessonPlan:
    """Lessons that were where and with whom the wishes said go along with them."""
    changed = lesson
    if lesson.place == before.place:
        changed = replace(changed, place=after.place)
    if lesson.host == before.host:
        changed = replace(changed, host=after.host)
    own = lesson.teaching_point_id
    if own == before.point_id if own else lesson.step_key == FIELD:
        changed = replace(changed, teaching_point_id=after.point_id, place=after.point_name)
    if lesson.teacher_id is not None and lesson.teacher_id == before.leader_id:
        changed = replace(changed, teacher_id=after.leader_id)
    return changed


def wishes_of(form: ClassForm) -> Wishes:
    """The answers that a stored class would have come from."""
    days = tuple(sorted({row.held_on for row in form.sessions})) or (form.starts_on,)
    morning = next((row for row in form.sessions if row.starts.hour < 12), None)
    afternoon = next((row for row in form.sessions if row.starts.hour >= 12), None)
    visit = next((row for row in form.lessons if row.teaching_point_id), None)
    talk = next((row for row in form.lessons if row.step_key == "leader_talk"), None)
    first = next((row for row in form.lessons if row.step_key == SIGN_IN), None)
    return Wishes(
        days,
        afternoon is not None or not form.sessions,
        form.place,
        visit.teaching_point_id if visit else None,
        visit.place if visit else "",
        talk.teacher_id if talk else None,
        first.host if first else "",
        form.sessions[0].half_hours if form.sessions else 8,
        PENDING,
        (morning.starts, morning.ends) if morning else MORNING,
        (afternoon.starts, afternoon.ends) if afternoon else AFTERNOON,
    )
