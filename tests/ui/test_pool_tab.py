"""年度名册 and 师资培训 in the page of teachers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from partyschool.domain.pool import PoolAction
from partyschool.errors import Refusal
from partyschool.services.teacher_pool import pool_roll, record_pool
from partyschool.services.teacher_trainings import list_trainings
from partyschool.services.teachers import TeacherForm, save_teacher
from partyschool.ui.context import Context
from partyschool.ui.pool_dialog import PoolDialog
from partyschool.ui.teacher_training_dialog import TeacherTrainingDialog
from partyschool.ui.teachers_page import TeachersPage
from tests.ui.dialogs import dialog_of


@pytest.fixture
def page(qtbot: QtBot, context: Context) -> TeachersPage:
    """周文斌 has been in the pool since last year, 李会敏 is from outside."""
    ids = [
        save_teacher(context.db, form=TeacherForm("周文斌", "leader", "镇党委书记", in_pool=False)),
        save_teacher(context.db, form=TeacherForm("李会敏", "expert", "讲师", in_pool=False)),
    ]
    record_pool(context.db, teacher_ids=ids[:1], year=2024, action=PoolAction.JOIN)
    made = TeachersPage(context)
    qtbot.addWidget(made)
    made.show()
    made.refresh()
    made.open(tab="pool")
    return made


def states(page: TeachersPage) -> list[tuple[str, str]]:
    return [(row[0], row[3]) for row in page.pool.model.texts()[1:]]


def test_who_was_in_the_pool_last_year_waits_and_is_kept_on_by_one_button(page: TeachersPage) -> None:
    assert states(page) == [("周文斌", "待登记")]
    assert not page.pool.form.print.isEnabled()
    page.pool.form.renew.click()
    page.refresh()
    assert states(page) == [("周文斌", "续聘")]
    assert page.pool.form.renew.isHidden()
    assert page.pool.form.words.text() == "在库 1 人：领导干部 1 · 续聘 1"


def test_the_year_chooser_shows_an_old_roll_and_stays_on_it(page: TeachersPage) -> None:
    page.pool.form.year.setCurrentIndex(page.pool.form.year.findText("2024 年"))
    assert states(page) == [("周文斌", "入库")]
    page.refresh()
    assert page.pool.year == 2024


def test_the_dialog_records_the_ticked_teachers_and_keeps_open_when_refused(page: TeachersPage) -> None:
    page.form.add.click()
    dialog = dialog_of(page, PoolDialog)
    dialog.form.search.setText("lhm")
    dialog.form.action.setCurrentIndex(2)
    with pytest.raises(Refusal):
        dialog.accept()
    assert dialog.isVisible()
    dialog.form.action.setCurrentIndex(0)
    [wanted] = [key for key in (1, 2) if "李会敏" in dialog.form.teachers.item(key - 1).text()]
    dialog.form.teachers.item(wanted - 1).setCheckState(dialog.form.teachers.item(0).checkState().Checked)
    dialog.accept()
    assert [row.name for row in pool_roll(page.context.db, year=2025).rows] == ["李会敏"]


def test_leaving_by_the_menu_needs_a_reason_and_can_be_withdrawn(page: TeachersPage) -> None:
    page.pool.form.table.choose_first()
    page.pool.ask(PoolAction.LEAVE, page.pool._chosen())
    dialog = dialog_of(page, PoolDialog)
    dialog.form.reason.setCurrentText("退休")
    dialog.accept()
    page.refresh()
    assert states(page) == [("周文斌", "出库")]
    page.pool.form.table.choose_first()
    page.pool.withdraw()
    page.refresh()
    assert states(page) == [("周文斌", "待登记")]


def test_the_roll_is_exported_with_an_audit_line(
    page: TeachersPage, tmp_path: Path, save_to: Callable[[Path | None], None]
) -> None:
    page.pool.renew()
    page.refresh()
    save_to(tmp_path / "名册.xlsx")
    page.pool.export()
    assert (tmp_path / "名册.xlsx").stat().st_size > 3000


def test_a_training_is_entered_for_ticked_teachers_and_corrected(page: TeachersPage) -> None:
    page.open(tab="trainings")
    page.trainings.ask()
    dialog = dialog_of(page, TeacherTrainingDialog)
    dialog.form.name.setText("市委党校师资班")
    dialog.form.hours.setValue(8)
    for place in range(2):
        dialog.form.teachers.item(place).setCheckState(dialog.form.teachers.item(0).checkState().Checked)
    dialog.accept()
    page.refresh()
    assert page.trainings.form.words.text() == "1 次，2 名教师、2 人次参加"
    page.trainings.form.table.choose_first()
    page.trainings._open(page.trainings.form.table.chosen_row())
    again = dialog_of(page, TeacherTrainingDialog)
    again.form.place.setText("德州")
    again.accept()
    assert sorted(row.form.place for row in list_trainings(page.context.db)) == ["", "德州"]
    assert {row.form.start_on for row in list_trainings(page.context.db)} == {date(2025, 6, 16)}
