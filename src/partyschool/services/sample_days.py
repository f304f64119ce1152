"""What happened in the made-up town's classes: who was called, who came and when, and how each class ended."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random

from partyschool.domain.terms import ClassState, PersonKind, Way
from partyschool.services import attendance_paper, class_flow, classes
from partyschool.services.attendance_paper import PaperEntry
from partyschool.services.class_queries import get_class
from partyschool.services.class_rows import ClassDetail, SessionRow
from partyschool.services.class_setup import set_up_class
from partyschool.services.sample_evaluations import answer_questionnaire
from partyschool.services.sample_plan import ClassWords, Dated, class_form
from partyschool.services.sample_town import SEED, Town, Townsman
from partyschool.storage.database import Database

TOO_OLD_TO_CALL = 86
PAPER_OF_HUNDRED = 8
LAST_TOLD_MONTH = 10  # of the classes from October on the teachers have not been told yet


@dataclass(slots=True)
class Clock:
    """The office's clock, set by hand: the past of a made-up school is written at its own time."""

    time: datetime

    def __call__(self) -> datetime:
        return self.time

    def set(self, day: datetime) -> None:
        """Never back."""
        self.time = max(self.time, day)


@dataclass(slots=True)
class Register:
    """The town as it is in the database: ids by number, teachers and points by name."""

    town: Town
    ids: Mapping[str, int]
    teachers: Mapping[str, int]
    points: Mapping[str, int]
    clerk: str
    exempt: frozenset[str] = frozenset()
    missed: list[Townsman] = field(default_factory=list)
    came: set[str] = field(default_factory=set)


class Days:
    """Runs classes from the letter of invitation to 学时认定, each step at its own time."""

    def __init__(self, db: Database, clock: Clock, register: Register) -> None:
        self._db = db
        self._clock = clock
        self._register = register
        self._chance = Random(SEED)
        self._zeal = {row.village: self._chance.uniform(0.62, 1.04) for row in register.town.people}

    def forget_the_year(self) -> None:
        """A new year: nobody has missed anything."""
        self._register.missed.clear()
        self._register.came.clear()

    def call_up(self, dated: Dated, *, days_before: int = 12, publishes: bool = True) -> str:
        """Enter the class with its people and publish it; returns its code."""
        day = dated.starts_on - timedelta(days=days_before)
        self._clock.set(datetime.combine(day, time(9, 10 + days_before)))
        form = class_form(dated, self._register.teachers, self._register.points, self._register.clerk)
        people = [self._register.ids[row.id_number] for row in self.whom(dated.words)]
        return set_up_class(self._db, form=form, person_ids=people, publishes=publishes).code

    def whom(self, words: ClassWords) -> list[Townsman]:
        """Who is called to a class."""
        kind, *numbers = words.whom.split()
        register, town = self._register, self._register.town
        districts = {int(number) for number in numbers} or {1, 2, 3, 4}
        match kind:
            case "secretaries":
                return [row for row in town.holders if "书记" in row.title and "副" not in row.title]
            case "cadres":
                return [row for row in town.holders if row.district in districts]
            case "developing":
                return list(town.of_kind(PersonKind.DEVELOPMENT))
            case "activists":
                return list(town.of_kind(PersonKind.ACTIVIST))
            case "floating":
                return [row for row in town.members if row.floating_to and not row.leaves]
            case "missed":
                return [row for row in register.missed if row.id_number not in register.came][:96]
            case _:
                return [row for row in town.members if row.district in districts and self._may_be_called(row)]

    def _may_be_called(self, person: Townsman) -> bool:
        is_able = person.age_on(self._register.town.today) <= TOO_OLD_TO_CALL
        return is_able and not (person.title or person.leaves or person.id_number in self._register.exempt)

    def hold(self, dated: Dated, code: str, sessions: Collection[int] = ()) -> ClassDetail:
        """Fill the log of the half-days with these numbers, of all where none is named."""
        detail = get_class(self._db, code)
        present = [row for row in self.whom(dated.words) if self._comes(row, dated.words.come)]
        for session in detail.sessions:
            if not sessions or session.number in sessions:
                self._sign_in(session, present if session.number == 1 else self._stayed(present))
        here = {row.id_number for row in present}
        self._register.came |= here
        self._register.missed += [row for row in self.whom(dated.words) if row.id_number not in here]
        return get_class(self._db, code)

    def _comes(self, person: Townsman, of_hundred: int) -> bool:
        chance = of_hundred / 100
        if not person.title and person.kind != PersonKind.DEVELOPMENT:
            chance *= self._zeal[person.village]
        if person.floating_to:
            chance *= 0.4
        if person.age_on(self._register.town.today) > 76:
            chance *= 0.6
        return self._chance.random() < chance

    def _stayed(self, people: Iterable[Townsman]) -> list[Townsman]:
        return [row for row in people if self._chance.random() < 0.95]

    def _sign_in(self, session: SessionRow, people: Iterable[Townsman]) -> None:
        begin = datetime.combine(session.held_on, session.starts)
        self._clock.set(datetime.combine(session.held_on, session.ends) - timedelta(minutes=35))
        by_way: dict[Way, list[PaperEntry]] = {Way.PHONE: [], Way.PAPER: []}
        for row in people:
            way = Way.PAPER if self._chance.randrange(100) < PAPER_OF_HUNDRED else Way.PHONE
            by_way[way].append(PaperEntry(self._register.ids[row.id_number], begin + self._delay()))
        for way, entries in by_way.items():
            attendance_paper.enter_paper(self._db, session_id=session.id, entries=entries, way=way)
        attendance_paper.end_session(self._db, session_id=session.id)

    def _delay(self) -> timedelta:
        """Most come up to half an hour before; of a hundred six come late, two of them too late for the whole."""
        lot = self._chance.randrange(100)
        if lot < 2:
            return timedelta(minutes=self._chance.randint(17, 70))
        if lot < 6:
            return timedelta(minutes=self._chance.randint(1, 14))
        return -timedelta(seconds=int(self._chance.triangular(20, 2100, 700)))

    def close(self, dated: Dated, code: str) -> None:
        """办结 on the day after; where it rained the visit was not held, and the reason is written down."""
        rained = dated.words.rained
        self._clock.set(datetime.combine(dated.ends_on + timedelta(days=1), time(10, 5)))
        if rained:
            for lesson in get_class(self._db, code).lessons:
                if lesson.step_key == "field":
                    class_flow.record_lesson(
                        self._db, lesson_id=lesson.id, teacher_id=lesson.teacher_id, is_held=False
                    )  # fmt: skip
        classes.close_class(self._db, code=code, reason=rained)

    def confirm(self, dated: Dated, code: str) -> None:
        """学时认定 three days after."""
        self._clock.set(datetime.combine(dated.ends_on + timedelta(days=3), time(15, 40)))
        classes.confirm_class(self._db, code=code)

    def finish(self, dated: Dated, code: str) -> None:
        """From closing to the certificates."""
        from partyschool.services.certificates import issue

        if get_class(self._db, code).row.state == ClassState.PUBLISHED:
            self.close(dated, code)
        self.confirm(dated, code)
        answer_questionnaire(self._db, code=code, tells_teachers=dated.starts_on.month < LAST_TOLD_MONTH)
        if dated.words.certificates:
            issue(self._db, class_code=code)
