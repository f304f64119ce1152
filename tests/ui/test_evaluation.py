"""测评 of a class in the window: counting, typing ballots in, telling the teachers."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from partyschool.errors import Refusal
from partyschool.services.class_queries import get_class
from partyschool.services.evaluation_queries import get_evaluation
from partyschool.services.handbook_texts import handbook_texts
from partyschool.services.settings import get_all
from partyschool.ui.class_page import ClassPage
from partyschool.ui.class_papers import KINDS, paper_lines
from partyschool.ui.context import Context
from partyschool.ui.evaluation_ballot_dialog import EvaluationBallotDialog
from partyschool.ui.evaluation_counts_dialog import EvaluationCountsDialog
from partyschool.ui.evaluation_feedback_dialog import EvaluationFeedbackDialog
from partyschool.ui.evaluation_items_dialog import EvaluationItemsDialog
from partyschool.ui.handbook_dialog import HandbookDialog
from tests.services.asked_class import answer, make_class
from tests.ui.dialogs import dialog_of


@pytest.fixture
def code(context: Context) -> str:
    return make_class(context.db)


@pytest.fixture
def page(qtbot: QtBot, context: Context, code: str) -> ClassPage:
    page = ClassPage(context)
    qtbot.addWidget(page)
    page.resize(1190, 690)
    page.show()
    page.open(id=code, tab="evaluation")
    return page


def shown(page: ClassPage) -> list[tuple[str, str]]:
    return [(line.lesson, line.teacher) for line in page.tabs.evaluation.shown]


def test_the_tab_lists_what_is_asked_before_anybody_answered(page: ClassPage) -> None:
    assert shown(page) == [("领导讲课：乡村振兴", "周文斌"), ("基层治理案例", "刘桂英"), ("班次整体", "")]
    assert all(line.score is None for line in page.tabs.evaluation.shown)


def test_counts_typed_into_the_grid_are_scored_in_the_list(page: ClassPage, context: Context, code: str) -> None:
    page.tabs.asking.enter_counts()
    dialog = dialog_of(page, EvaluationCountsDialog)
    form = dialog.form
    form.issued.setValue(12)
    form.returned.setValue(10)
    form.valid.setValue(10)
    for row in range(form.votes.rowCount()):
        for column, votes in ((2, "8"), (3, "2")):
            cell = form.votes.item(row, column)
            assert cell is not None
            cell.setText(votes)
    assert form.sum_label.text() == "各项合计：10 票"
    form.save.click()
    assert get_evaluation(context.db, code).score == pytest.approx(97)
    page.refresh()
    assert [line.score for line in page.tabs.evaluation.shown] == [pytest.approx(97)] * 4
    assert page.tabs.evaluation.shown[-1].lesson == "综合"


def test_a_count_that_is_no_number_is_refused_by_name_and_stays_typed(page: ClassPage) -> None:
    page.tabs.asking.enter_counts()
    dialog = dialog_of(page, EvaluationCountsDialog)
    cell = dialog.form.votes.item(1, 2)
    assert cell is not None
    cell.setText("八")
    with pytest.raises(Refusal, match="教学方法：“八”不是票数"):
        dialog.accept()
    assert dialog.isVisible()


def test_ballots_are_typed_as_figures_or_letters_and_the_last_can_be_taken_back(
    page: ClassPage, context: Context, code: str
) -> None:
    page.tabs.asking.enter_ballots()
    dialog = dialog_of(page, EvaluationBallotDialog)
    for field, text in zip(dialog._fields, ("1120", "aabd", "1111"), strict=True):
        field.setText(text)
    dialog.form.save.click()
    found = get_evaluation(context.db, code)
    counts = [row.votes.counts for row in found.lessons[0].items]
    assert counts == [(1, 0, 0, 0), (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 0, 0)]
    assert [row.votes.counts.index(1) for row in found.lessons[1].items] == [0, 0, 1, 3]
    assert dialog.form.state.text() == "已逐张录入 1 张"
    assert dialog._fields[0].text() == ""
    dialog.form.undo.click()
    assert get_evaluation(context.db, code).ballots == 0
    assert not dialog.form.undo.isEnabled()


def test_a_level_that_is_none_is_refused_and_nothing_is_lost(page: ClassPage, context: Context, code: str) -> None:
    page.tabs.asking.enter_ballots()
    dialog = dialog_of(page, EvaluationBallotDialog)
    dialog._fields[0].setText("1192")
    with pytest.raises(Refusal, match="“9”不是等次"):
        dialog.accept()
    assert dialog._fields[0].text() == "1192"
    assert get_evaluation(context.db, code).ballots == 0


def test_telling_a_teacher_marks_the_lesson(page: ClassPage, context: Context, code: str) -> None:
    answer(context.db, code)
    page.refresh()
    page.tabs.asking.give_feedback(page.tabs.evaluation.shown[1])
    dialog = dialog_of(page, EvaluationFeedbackDialog)
    assert "基层治理案例：94.5 分" in dialog.form.result.text()
    dialog.form.opinions.setPlainText("案例多些")
    dialog.form.is_given.setChecked(True)
    dialog.form.given_by.setText("李会敏")
    dialog.form.save.click()
    page.refresh()
    assert [line.feedback for line in page.tabs.evaluation.shown] == ["未反馈", "06-16 李会敏", "", ""]


def test_feedback_before_any_vote_says_what_to_do_first(page: ClassPage) -> None:
    with pytest.raises(Refusal, match="先“录入票数”"):
        page.tabs.asking.give_feedback(None)


def test_the_items_can_be_changed_and_a_line_without_points_is_refused(page: ClassPage, context: Context) -> None:
    page.tabs.asking.change_items()
    dialog = dialog_of(page, EvaluationItemsDialog)
    dialog.form.lesson_items.setPlainText("现实针对性")
    with pytest.raises(Refusal, match="没有写满分"):
        dialog.accept()
    dialog.form.lesson_items.setPlainText("现实针对性 60\n语言表达 40\n")
    dialog.form.save.click()
    assert get_all(context.db)["evaluation.lesson_items"] == ["现实针对性 60", "语言表达 40"]


def test_every_paper_of_a_class_is_laid_out_or_says_why_not(
    page: ClassPage, context: Context, code: str, tmp_path: Path
) -> None:
    answer(context.db, code)
    detail = get_class(context.db, code)
    for line, kind in zip(paper_lines(detail), KINDS, strict=True):
        if line.ready:
            assert kind.make(context.db, code, lambda done, of: None).startswith(b"%PDF"), kind.key
        else:
            with pytest.raises(Refusal):
                page.tabs.print(kind.key)


def test_the_handbooks_texts_are_changed_one_by_one_and_reset(page: ClassPage, context: Context) -> None:
    page.tabs._change_handbook()
    dialog = dialog_of(page, HandbookDialog)
    form = dialog.form
    assert form.text.toPlainText().startswith("提前10分钟到达")
    assert not form.reset.isEnabled()
    form.text.setPlainText("自带水杯。")
    form.which.setCurrentIndex(0)
    form.text.setPlainText("")
    form.which.setCurrentIndex(1)
    assert form.text.toPlainText() == "自带水杯。"
    assert form.reset.isEnabled()
    form.save.click()
    assert (handbook_texts(context.db).rules, handbook_texts(context.db).about) == (("自带水杯。",), ())
    page.tabs._change_handbook()
    again = dialog_of(page, HandbookDialog)
    again.form.reset.click()
    again.form.save.click()
    assert handbook_texts(context.db).rules[0].startswith("提前10分钟到达")


def test_the_list_can_be_walked_by_keyboard(qtbot: QtBot, page: ClassPage, context: Context, code: str) -> None:
    answer(context.db, code)
    page.refresh()
    table = page.form.evaluation
    table.setFocus()
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert dialog_of(page, EvaluationFeedbackDialog).form.teacher.currentText().startswith("周文斌")
