"""A class's questionnaire: laid out from the timetable, counted or typed in, told to the teachers."""

from dataclasses import replace
from datetime import date

import pytest

from partyschool.errors import Refusal
from partyschool.services import settings
from partyschool.services.audit_view import list_audit
from partyschool.services.class_forms import get_class_form
from partyschool.services.classes import update_class
from partyschool.services.evaluation_queries import get_evaluation
from partyschool.services.evaluation_rows import BallotForm, CountsForm
from partyschool.services.evaluations import add_ballot, save_counts, save_feedback, withdraw_ballot
from partyschool.services.statistics import year_statistics
from partyschool.services.teachers import list_teachers, remove_teacher
from partyschool.storage.database import Database
from tests.services.asked_class import DAY, answer, make_class


def positions(db: Database, code: str) -> list[int]:
    return [item.position for part in get_evaluation(db, code).parts for item in part.items]


def test_every_lesson_with_a_teacher_is_asked_about_and_then_the_class(db: Database) -> None:
    found = get_evaluation(db, make_class(db))
    assert [(part.lesson, part.teacher) for part in found.parts] == [
        ("领导讲课：乡村振兴", "周文斌"),
        ("基层治理案例", "刘桂英"),
        ("", ""),
    ]
    assert [item.item for item in found.parts[0].items] == ["教学内容", "教学方法", "教学态度", "教学效果"]
    assert [item.item for item in found.parts[-1].items] == ["课程设置", "现场教学", "组织管理", "食宿服务"]
    assert (found.has_votes, found.score, found.feedbacks) == (False, None, ())


@pytest.mark.both_databases
def test_counts_give_score_satisfaction_and_recovery(db: Database) -> None:
    code = make_class(db)
    answer(db, code, (8, 1, 1, 0), issued=12)
    found = get_evaluation(db, code)
    assert found.score == pytest.approx((800 + 85 + 60) / 10)
    assert found.satisfaction == pytest.approx(90)
    assert found.recovery == pytest.approx(1000 / 12)
    assert found.remarks == ("多讲身边的例子",)


def test_ballots_typed_in_come_on_top_of_the_counts(db: Database) -> None:
    code = make_class(db)
    answer(db, code, (4, 0, 0, 0), issued=6)
    every = positions(db, code)
    assert add_ballot(db, code=code, form=BallotForm(dict.fromkeys(every, 3), "音响不好")) == 1
    found = get_evaluation(db, code)
    assert (found.returned, found.valid) == (5, 5)
    assert found.parts[0].items[0].votes.counts == (4, 0, 0, 1)
    assert found.remarks == ("多讲身边的例子", "音响不好")
    assert found.counted[every[0]] == (4, 0, 0, 0)


def test_an_empty_ballot_is_returned_but_not_valid(db: Database) -> None:
    code = make_class(db)
    add_ballot(db, code=code, form=BallotForm({}))
    found = get_evaluation(db, code)
    assert (found.returned, found.valid, found.score) == (1, 0, None)


def test_a_ballot_taken_back_counts_no_more_and_its_number_stays_used(db: Database) -> None:
    code = make_class(db)
    every = positions(db, code)
    number = add_ballot(db, code=code, form=BallotForm({every[0]: 0}))
    withdraw_ballot(db, code=code, number=number)
    assert get_evaluation(db, code).returned == 0
    assert add_ballot(db, code=code, form=BallotForm({every[0]: 0})) == number + 1
    with pytest.raises(Refusal):
        withdraw_ballot(db, code=code, number=number)


@pytest.mark.parametrize(
    ("issued", "returned", "valid", "votes", "code"),
    [
        (10, 11, 10, (1, 0, 0, 0), "counts"),
        (10, 9, 10, (1, 0, 0, 0), "counts"),
        (10, 5, -1, (0, 0, 0, 0), "counts"),
        (10, 9, 8, (5, 3, 1, 0), "votes"),
        (10, 9, 8, (5, 3), "votes"),
        (10, 9, 8, (5, -1, 1, 0), "votes"),
    ],
)
def test_numbers_that_cannot_be_are_refused_and_nothing_is_written(
    db: Database, issued: int, returned: int, valid: int, votes: tuple[int, ...], code: str
) -> None:
    asked = make_class(db)
    first = positions(db, asked)[0]
    with pytest.raises(Refusal) as refused:
        save_counts(db, code=asked, form=CountsForm(issued, returned, valid, {first: votes}))
    assert refused.value.code == code
    assert not get_evaluation(db, asked).has_votes


def test_valid_ballots_without_their_votes_are_refused_in_words(db: Database) -> None:
    asked = make_class(db)
    every = positions(db, asked)
    with pytest.raises(Refusal, match="有效票 78 张，票数一格也没有填") as refused:
        save_counts(db, code=asked, form=CountsForm(80, 78, 78, dict.fromkeys(every, (0, 0, 0, 0))))
    assert refused.value.code == "votes_missing"
    votes = dict.fromkeys(every, (70, 5, 0, 0)) | {every[1]: (1, 0, 0, 0)}
    with pytest.raises(Refusal, match="教学方法只有 1 票，不到有效票 78 张的一半") as refused:
        save_counts(db, code=asked, form=CountsForm(80, 78, 78, votes))
    assert refused.value.code == "votes_few"
    assert get_evaluation(db, asked).valid == 0


def test_only_handed_out_ballots_may_be_noted_before_single_ones_are_typed_in(db: Database) -> None:
    asked = make_class(db)
    save_counts(db, code=asked, form=CountsForm(80, 0, 0, {}))
    add_ballot(db, code=asked, form=BallotForm(dict.fromkeys(positions(db, asked), 0)))
    assert get_evaluation(db, asked).valid == 1


def test_more_ballots_than_were_handed_out_are_refused(db: Database) -> None:
    code = make_class(db)
    answer(db, code, (4, 0, 0, 0), issued=4)
    with pytest.raises(Refusal) as refused:
        add_ballot(db, code=code, form=BallotForm({positions(db, code)[0]: 0}))
    assert refused.value.code == "ballots"


def test_the_questions_follow_the_timetable_until_the_first_answer_and_then_stay(db: Database) -> None:
    code = make_class(db)
    settings.change_many(db, {"evaluation.lesson_items": ["教学内容 60", "教学方法 40"]})
    assert len(get_evaluation(db, code).parts[0].items) == 2
    answer(db, code)
    settings.change_many(db, {"evaluation.lesson_items": ["现实针对性 20"]})
    form = get_class_form(db, code)
    update_class(db, code=code, form=replace(form, lessons=form.lessons[:1]))
    found = get_evaluation(db, code)
    assert [part.lesson for part in found.lessons] == ["领导讲课：乡村振兴", "基层治理案例"]
    assert [item.item for item in found.parts[0].items] == ["教学内容", "教学方法"]


def test_with_fewer_than_five_ballots_no_teacher_is_shown_apart(db: Database) -> None:
    code = make_class(db)
    answer(db, code, (4, 0, 0, 0))
    assert not get_evaluation(db, code).shows_parts
    answer(db, code, (5, 0, 0, 0))
    assert get_evaluation(db, code).shows_parts


def test_feedback_is_noted_with_day_and_name(db: Database) -> None:
    code = make_class(db)
    answer(db, code)
    teacher = get_evaluation(db, code).feedbacks[0]
    save_feedback(db, code=code, teacher_id=teacher.teacher_id, opinions="语速快", given_on=DAY, given_by="李会敏")
    told, waiting = get_evaluation(db, code).feedbacks
    assert (told.opinions, told.given_on, told.given_by) == ("语速快", DAY, "李会敏")
    assert waiting.given_on is None


@pytest.mark.parametrize(
    ("given_on", "given_by", "code"), [(date(2030, 1, 1), "甲", "date"), (DAY, " ", "given_by_missing")]
)
def test_feedback_of_the_future_or_by_nobody_is_refused(db: Database, given_on: date, given_by: str, code: str) -> None:
    asked = make_class(db)
    answer(db, asked)
    teacher_id = get_evaluation(db, asked).feedbacks[0].teacher_id
    with pytest.raises(Refusal) as refused:
        save_feedback(db, code=asked, teacher_id=teacher_id, opinions="", given_on=given_on, given_by=given_by)
    assert refused.value.code == code


def test_without_answers_there_is_nothing_to_tell(db: Database) -> None:
    code = make_class(db)
    teacher_id = get_evaluation(db, code).lessons[0].teacher_id or 0
    with pytest.raises(Refusal) as refused:
        save_feedback(db, code=code, teacher_id=teacher_id, opinions="")
    assert refused.value.code == "no_votes"


def test_a_class_without_teachers_has_nothing_to_ask(db: Database) -> None:
    code = make_class(db, ())
    assert get_evaluation(db, code).parts == ()
    with pytest.raises(Refusal) as refused:
        add_ballot(db, code=code, form=BallotForm({}))
    assert refused.value.code == "no_questions"


def test_a_teacher_who_was_judged_stays(db: Database) -> None:
    code = make_class(db)
    answer(db, code)
    teacher_id = next(row.id for row in list_teachers(db) if row.name == "周文斌")
    with pytest.raises(Refusal) as refused:
        remove_teacher(db, teacher_id=teacher_id)
    assert refused.value.code == "in_use"


def test_the_year_s_statistics_carry_the_satisfaction_of_the_class(db: Database) -> None:
    code = make_class(db)
    answer(db, code, (8, 1, 1, 0))
    found = year_statistics(db, year=DAY.year)
    assert [row.satisfaction for row in found.classes] == [pytest.approx(90)]
    assert found.satisfaction == pytest.approx(90)


def test_every_deed_leaves_an_audit_line(db: Database) -> None:
    code = make_class(db)
    answer(db, code)
    add_ballot(db, code=code, form=BallotForm({positions(db, code)[0]: 1}))
    save_feedback(db, code=code, teacher_id=get_evaluation(db, code).feedbacks[0].teacher_id, opinions="")
    actions = {row.action for row in list_audit(db)}
    assert {"evaluation.counts", "evaluation.ballot", "evaluation.feedback"} <= actions
