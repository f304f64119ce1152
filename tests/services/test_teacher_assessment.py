"""年度师资评估: ballots of all classes together, ranks by the printed score, nobody exposed by too few ballots."""

from datetime import date, datetime, time, timedelta

import pytest

from partyschool.domain.terms import Way
from partyschool.errors import Refusal
from partyschool.printing.teacher_assessment import print_teacher_assessment
from partyschool.services.class_flow import record_lesson
from partyschool.services.class_queries import get_class
from partyschool.services.classes import publish_class
from partyschool.services.enrolment import enrol
from partyschool.services.evaluation_queries import get_evaluation
from partyschool.services.evaluation_rows import CountsForm
from partyschool.services.evaluations import save_counts, save_feedback
from partyschool.services.roll_words import roll_words
from partyschool.services.sign_in import record_sign_in
from partyschool.services.sign_in_answer import SignIn
from partyschool.services.statistics import year_statistics
from partyschool.services.taught_lessons import list_taught
from partyschool.services.teacher_assessment import assess_teachers
from partyschool.services.teachers import list_teachers
from partyschool.storage.database import Database
from tests.conftest import Clock
from tests.printing.boxes import trouble
from tests.printing.pages import text_of
from tests.services.asked_class import DAY, make_class
from tests.services.town import add_person, found_town


def held(db: Database, clock: Clock) -> str:
    """A class whose lessons were really given."""
    code = make_class(db)
    clock.time = datetime.combine(DAY - timedelta(1), time(9))
    person = add_person(db, "马明艳", found_town(db).front_branch)
    enrol(db, code=code, person_ids=[person])
    publish_class(db, code=code, reason="没有教学点")
    clock.time = datetime.combine(DAY, time(8))
    session = get_class(db, code).sessions[0]
    record_sign_in(db, session.id, SignIn(Way.TAP, clock.time, person_id=person))
    clock.time = datetime.combine(DAY, time(18))
    return code


def vote(db: Database, code: str, by_teacher: dict[str, tuple[int, ...]]) -> None:
    found = get_evaluation(db, code)
    votes = {item.position: by_teacher.get(part.teacher, (10, 0, 0, 0)) for part in found.parts for item in part.items}
    most = max(sum(counts) for counts in votes.values())
    save_counts(db, code=code, form=CountsForm(most, most, most, votes))


def test_the_better_score_ranks_first_and_waiting_feedback_is_counted(db: Database, clock: Clock) -> None:
    code = held(db, clock)
    vote(db, code, {"周文斌": (5, 5, 0, 0), "刘桂英": (10, 0, 0, 0)})
    told = get_evaluation(db, code).feedbacks[1]
    save_feedback(db, code=code, teacher_id=told.teacher_id, opinions="", given_on=DAY, given_by="李会敏")
    rows = assess_teachers(db, year=DAY.year).rows
    assert [(row.figures.name, row.rank, row.ballots, row.waiting) for row in rows] == [
        ("刘桂英", 1, 10, 0),
        ("周文斌", 2, 10, 1),
    ]
    assert rows[1].score == pytest.approx(92.5)
    assert rows[1].satisfaction == pytest.approx(100)


def test_equal_scores_share_a_rank(db: Database, clock: Clock) -> None:
    code = held(db, clock)
    vote(db, code, {})
    assert [row.rank for row in assess_teachers(db, year=DAY.year).rows] == [1, 1]


def test_too_few_ballots_rank_nobody(db: Database, clock: Clock) -> None:
    code = held(db, clock)
    vote(db, code, {"周文斌": (3, 0, 0, 0), "刘桂英": (3, 0, 0, 0), "": (3, 0, 0, 0)})
    rows = assess_teachers(db, year=DAY.year).rows
    assert [(row.rank, row.score, row.ballots) for row in rows] == [(0, None, 0), (0, None, 0)]


def test_the_table_prints_scores_and_ranks(db: Database, clock: Clock) -> None:
    code = held(db, clock)
    vote(db, code, {"周文斌": (5, 5, 0, 0)})
    pdf = print_teacher_assessment(assess_teachers(db, year=DAY.year))
    text = "".join(text_of(pdf).split())
    assert "刘桂英" in text
    assert "92.5100.0%2" in text
    assert trouble(pdf) == []


def test_a_year_without_lessons_has_no_table(db: Database) -> None:
    found_town(db)
    with pytest.raises(Refusal) as refused:
        print_teacher_assessment(assess_teachers(db, year=date(2020, 1, 1).year))
    assert refused.value.code == "nobody_taught"


def figures(db: Database) -> list[list[tuple[str, int, int]]]:
    """Lessons and half hours of each teacher as the roll, 表六, the assessment and the list of teachers tell them."""
    year = DAY.year
    told = [
        [(row.name, row.lessons, row.half_hours) for row in roll_words(db, year=year).roll.rows],
        [(row.name, row.lessons, row.half_hours) for row in year_statistics(db, year=year).teachers],
        [
            (row.figures.name, row.figures.lessons, row.figures.half_hours)
            for row in assess_teachers(db, year=year).rows
        ],
        [(row.name, row.lessons, row.half_hours) for row in list_teachers(db, year=year)],
    ]
    return [sorted(row for row in rows if row[1]) for rows in told]


@pytest.mark.both_databases
def test_every_paper_counts_the_same_lessons_and_none_that_was_not_held(db: Database, clock: Clock) -> None:
    code = held(db, clock)
    make_class(db, (("还没有上的课", "李秀英"),), title="党员轮训班（第2期）")
    clock.time = datetime.combine(DAY, time(8, 1))
    roll, *others = figures(db)
    assert [name for name, _, _ in roll] == ["周文斌"], "his lesson has ended, the second one is still going on"
    assert others == [roll] * 3
    clock.time = datetime.combine(DAY, time(18))
    lessons = get_class(db, code).lessons
    record_lesson(db, lesson_id=lessons[0].id, teacher_id=lessons[0].teacher_id, is_held=False)
    roll, *others = figures(db)
    assert [name for name, _, _ in roll] == ["刘桂英"], "the clerk said that the first one was given up"
    assert others == [roll] * 3
    assert [row.title for row in list_taught(db, year=DAY.year)] == ["基层治理案例"]
