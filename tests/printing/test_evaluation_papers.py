"""教学质量测评表, tally page, result and 教学评价反馈单, also with data of unusual length."""

from datetime import date
from pathlib import Path

import pytest

from partyschool.errors import Refusal
from partyschool.printing.evaluation import print_evaluation
from partyschool.printing.evaluation_feedback import print_feedback
from partyschool.printing.preview import page_count
from partyschool.services.evaluation_queries import get_evaluation
from partyschool.services.evaluations import save_feedback
from partyschool.storage.database import Database
from tests.printing.boxes import trouble
from tests.printing.pages import check_file, text_of
from tests.services.asked_class import DAY, answer, make_class

MADE = date(2025, 6, 11)


def everything(pdf: bytes) -> str:
    return "".join("".join(text_of(pdf, page).split()) for page in range(page_count(pdf)))


def test_an_unanswered_questionnaire_prints_two_ballots_and_a_tally_page(db: Database, tmp_path: Path) -> None:
    pdf = print_evaluation(get_evaluation(db, make_class(db)), made=MADE)
    assert page_count(pdf) == 2
    assert everything(pdf).count("不记名") == 2
    assert "计票表" in text_of(pdf, 1)
    assert trouble(pdf) == []
    check_file(pdf, tmp_path)


def test_the_result_prints_scores_rates_and_what_was_written(db: Database) -> None:
    code = make_class(db)
    answer(db, code, (8, 1, 1, 0), issued=12)
    text = everything(print_evaluation(get_evaluation(db, code), made=MADE))
    assert "发放12回收10有效10回收率83.3%综合得分94.5满意率90.0%" in text
    assert "1．多讲身边的例子" in text


def test_few_ballots_do_not_tell_a_teacher_s_score(db: Database) -> None:
    code = make_class(db)
    answer(db, code, (3, 0, 0, 1))
    found = get_evaluation(db, code)
    assert "不足5张" in everything(print_evaluation(found, made=MADE))
    slip = everything(print_feedback(found, made=MADE))
    assert "不足5张" in slip
    assert "本课合计" not in slip


def test_each_teacher_gets_a_slip_with_only_what_was_said_of_him(db: Database, tmp_path: Path) -> None:
    code = make_class(db)
    answer(db, code)
    first, second = get_evaluation(db, code).feedbacks
    save_feedback(db, code=code, teacher_id=first.teacher_id, opinions="例子再多些", given_on=DAY, given_by="李会敏")
    pdf = print_feedback(get_evaluation(db, code), made=MADE)
    assert page_count(pdf) == 2
    assert ("例子再多些" in text_of(pdf, 0), "例子再多些" in text_of(pdf, 1)) == (True, False)
    assert "反馈日期：2025年6月10日" in text_of(pdf, 0)
    only = print_feedback(get_evaluation(db, code), made=MADE, teacher_ids=[second.teacher_id])
    assert page_count(only) == 1
    check_file(pdf, tmp_path)


def test_without_votes_there_is_no_result_and_no_slip(db: Database) -> None:
    found = get_evaluation(db, make_class(db))
    assert "综合得分" not in everything(print_evaluation(found, made=MADE))
    with pytest.raises(Refusal) as refused:
        print_feedback(found, made=MADE)
    assert refused.value.code == "no_votes"


@pytest.mark.parametrize("lessons", [1, 9, 24, 50])
def test_many_lessons_with_long_titles_stay_in_their_boxes(db: Database, lessons: int) -> None:
    names = [(f"{place}{'学习贯彻党的二十大精神' * 9}", f"欧阳{'长' * 20}{place}") for place in range(lessons)]
    code = make_class(db, names, title="镇" * 200)
    answer(db, code, (1000, 200, 30, 4), issued=9999)
    found = get_evaluation(db, code)
    pdf = print_evaluation(found, made=MADE)
    assert trouble(pdf) == []
    assert trouble(print_feedback(found, made=MADE, teacher_ids=[found.feedbacks[0].teacher_id])) == []


def test_the_same_input_gives_the_same_bytes(db: Database) -> None:
    found = get_evaluation(db, make_class(db))
    assert print_evaluation(found, made=MADE) == print_evaluation(found, made=MADE)
