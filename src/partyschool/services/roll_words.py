"""What the roll of teachers of a year says, on paper and in a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from partyschool.domain.pool import PoolAction
from partyschool.domain.terms import TeacherKind
from partyschool.services.schools import home_school
from partyschool.services.taught_lessons import TaughtLesson, list_taught
from partyschool.services.teacher_pool import ACTION_WORDS, PoolRoll, PoolRow, pool_roll
from partyschool.services.teacher_trainings import TrainingRow, list_trainings
from partyschool.services.words import TEACHER_KINDS
from partyschool.storage.database import Database


@dataclass(frozen=True, slots=True)
class RollWords:
    """A year's pool with its school, the lessons that its teachers gave, and their own trainings."""

    school: str
    issuer: str
    roll: PoolRoll
    lessons: tuple[TaughtLesson, ...]
    trainings: tuple[TrainingRow, ...]
    made: date

    @property
    def year(self) -> int:
        """Of the roll."""
        return self.roll.year

    @property
    def title(self) -> str:
        """As it stands at the head of the paper."""
        return f"{self.issuer}{self.year}年度师资库名册"

    @property
    def sum_words(self) -> str:
        """“在库 22 人：领导干部 6 人，专家教授 8 人，身边榜样 8 人；本年入库 3 人，续聘 19 人，出库 1 人”."""
        counts, changes = self.roll.counts, self.roll.changes
        kinds = [f"{TEACHER_KINDS[kind]} {counts[kind]} 人" for kind in TeacherKind if _is_named(kind, counts[kind])]
        moves = [f"{word} {changes[action]} 人" for action, word in ACTION_WORDS.items()]
        return f"在库 {counts.total()} 人：{'，'.join(kinds)}；本年{'，'.join(moves)}"

    def taught_by(self, row: PoolRow) -> list[TaughtLesson]:
        """The lessons of one teacher."""
        return [lesson for lesson in self.lessons if lesson.teacher_id == row.id]


def roll_words(db: Database, *, year: int) -> RollWords:
    """The roll with everything that is printed of it.

    :raises Refusal: an impossible year, or there is no home school.
    """
    school = home_school(db)
    roll = pool_roll(db, year=year)
    listed = {row.id for row in roll.rows}
    lessons = tuple(lesson for lesson in list_taught(db, year=year) if lesson.teacher_id in listed)
    trainings = tuple(row for row in list_trainings(db, year=year) if row.teacher_id in listed)
    return RollWords(school.name, school.issuer or school.name, roll, lessons, trainings, db.now().date())


def note_words(row: PoolRow) -> str:
    """“出库（9月1日）：工作调动”; the day only where somebody left."""
    if row.action is None:
        return ""
    word = ACTION_WORDS[row.action]
    if row.action == PoolAction.LEAVE and row.noted_on is not None:
        word = f"{word}（{row.noted_on.month}月{row.noted_on.day}日）"
    return f"{word}：{row.reason}" if row.reason else word


def _is_named(kind: TeacherKind, count: int) -> bool:
    """The three kinds of the pool always; 其他 only where there is somebody."""
    return kind != TeacherKind.OTHER or count > 0
