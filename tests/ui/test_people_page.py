"""人员: search by initials, filters, the panel of one person, and everything that is done from it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt, QThread
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from partyschool.errors import Refusal
from partyschool.services import people_rows
from partyschool.services.audit_view import list_audit
from partyschool.services.exemptions import grant_exemption
from partyschool.services.memberships import leave_register
from partyschool.services.people import create_person, list_people
from partyschool.services.person_form import PersonForm
from partyschool.services.posts import PostForm, add_post
from partyschool.ui.context import Context
from partyschool.ui.people_page import PeoplePage
from partyschool.ui.person_change_dialog import PersonChangeDialog
from partyschool.ui.person_dialog import PersonDialog
from partyschool.ui.preview import PreviewWindow
from partyschool.ui.study_dialog import StudyDialog
from partyschool.ui.tasks import Task
from partyschool.ui.transfer_dialog import TransferDialog
from partyschool.ui.waiting import WaitingNotice
from partyschool.ui.widgets.elided_label import ElidedLabel
from tests.services.town import Town, found_town, id_number
from tests.ui.conftest import Ways


@pytest.fixture
def town(context: Context) -> Town:
    return found_town(context.db)


@pytest.fixture
def people(context: Context, town: Town) -> dict[str, int]:
    """Nine of every kind, by name."""
    forms = [
        PersonForm("王建国", id_number(1, "19670512"), unit_id=town.front_branch, phone="13800006021"),
        PersonForm("王金花", id_number(2, "19790308"), unit_id=town.front_branch),
        PersonForm("吴军", id_number(3, "19820101"), unit_id=town.back_branch, is_floating=True),
        PersonForm(
            "张伟", id_number(5, "19900101"), unit_id=town.back_branch, kind="probationary", joined_on="2025-03"
        ),
        PersonForm("李娜", id_number(6, "19990101"), unit_id=town.office_branch, kind="activist"),
        PersonForm("赵丽", id_number(8, "19450101"), unit_id=town.office_branch),
        PersonForm("孙德顺", id_number(7, "19430101"), unit_id=town.front_branch),
    ]
    ids = {form.name: create_person(context.db, form=form) for form in forms}
    add_post(context.db, person_id=ids["王建国"], form=PostForm(town.front_village, "村党支部书记", date(2021, 2, 1)))
    add_post(context.db, person_id=ids["王金花"], form=PostForm(town.front_village, "村委会委员", date(2021, 3, 1)))
    leave_register(context.db, person_id=ids["赵丽"], reason="transferred", on=date(2025, 5, 1))
    grant_exemption(
        context.db, person_ids=[ids["孙德顺"]], year=2025, reason="年老体弱", approver="镇党委",
        granted_on=date(2025, 1, 5),
    )  # fmt: skip
    return ids


@pytest.fixture
def page(qtbot: QtBot, context: Context, people: dict[str, int]) -> PeoplePage:
    made = PeoplePage(context)
    qtbot.addWidget(made)
    made.resize(1190, 690)
    made.refresh()
    made.show()
    qtbot.waitUntil(lambda: made.form.table.chosen_row() is not None)
    return made


def names(page: PeoplePage) -> list[str]:
    return [row.name for row in page.model.shown]


def said(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def test_everybody_on_the_register_stands_by_pinyin(page: PeoplePage) -> None:
    assert names(page) == ["李娜", "孙德顺", "王建国", "王金花", "吴军", "张伟"]
    assert page.form.head.property("caption") == (
        "3 个村（单位）、3 个党支部 · 在册党员 5 人，积极分子、发展对象等 1 人"
    )


@pytest.mark.parametrize(
    ("typed", "found"),
    [("wj", ["王建国", "王金花", "吴军"]), ("王", ["王建国", "王金花"]), ("前庄", ["孙德顺", "王建国", "王金花"]),
     (id_number(3, "19820101")[-4:], ["吴军"]), ("书记", ["王建国"])],
    ids=["initials", "surname", "branch", "tail of the number", "post"],
)  # fmt: skip
def test_a_few_letters_find_people(page: PeoplePage, qtbot: QtBot, typed: str, found: list[str]) -> None:
    page.form.search.setText(typed)
    qtbot.waitUntil(lambda: names(page) == found)
    assert page.form.count.text() == f"共 {len(found)} 人符合“{typed}” · 在册党员 5 人"
    assert not page.form.clear.isHidden()


@pytest.mark.parametrize(
    ("combo", "place", "found"),
    [
        ("unit", 1, ["孙德顺", "王建国", "王金花"]),
        ("kind", 1, ["孙德顺", "王建国", "王金花", "吴军", "张伟"]),
        ("kind", 2, ["孙德顺", "王建国", "王金花", "吴军"]),
        ("kind", 3, ["张伟"]),
        ("kind", 4, ["李娜"]),
        ("kind", 5, []),
        ("post", 1, ["王建国", "王金花"]),
        ("post", 2, ["王建国"]),
        ("post", 3, ["李娜", "孙德顺", "吴军", "张伟"]),
        ("floating", 1, ["吴军"]),
        ("floating", 2, ["李娜", "孙德顺", "王建国", "王金花", "张伟"]),
        ("floating", 3, ["赵丽"]),
    ],
)
def test_every_filter_keeps_whom_it_says(page: PeoplePage, combo: str, place: int, found: list[str]) -> None:
    getattr(page.form, combo).setCurrentIndex(place)
    assert names(page) == found
    page.form.clear.click()
    assert len(names(page)) == 6
    assert page.form.clear.isHidden()


def test_filters_and_search_together_are_cleared_from_the_list(page: PeoplePage, qtbot: QtBot) -> None:
    page.form.kind.setCurrentIndex(5)
    page.form.search.setText("zz")
    qtbot.waitUntil(lambda: "和筛选条件" in page.form.count.text())
    page.form.table.clear_wanted.emit()
    assert len(names(page)) == 6


def test_the_keys_lead_from_the_search_to_the_list_and_into_the_person(
    page: PeoplePage, qtbot: QtBot, people: dict[str, int]
) -> None:
    page.focus_search()
    assert page.form.search.hasFocus()
    page.form.table.choose(people["吴军"])
    page.form.table.setFocus()
    qtbot.keyClick(page.form.table, Qt.Key.Key_Down)
    assert page.form.table.chosen_row().name == "张伟"
    qtbot.keyClick(page.form.table, Qt.Key.Key_Return)
    assert page.findChildren(PersonDialog)[0].person_id == people["张伟"]


def test_tab_walks_from_the_head_through_filters_list_and_panel(page: PeoplePage) -> None:
    order: list[QWidget] = []
    widget: QWidget | None = page.form.import_button
    while widget is not None and widget not in order:
        order.append(widget)
        widget = widget.nextInFocusChain()
    form = page.form
    wanted = [form.import_button, form.export_button, form.add, form.search, form.unit, form.kind, form.post,
              form.floating, form.clear, form.table, form.copy_button, form.export_list]  # fmt: skip
    places = [order.index(one) for one in wanted]
    assert places == sorted(places)


def test_the_panel_tells_who_somebody_is(page: PeoplePage, people: dict[str, int]) -> None:
    page.form.table.choose(people["王建国"])
    words = said(page.form.panel)
    assert page.form.panel._row is not None and page.form.panel._row.name == "王建国"
    for fact in ("371482********001", "138****6021", "村党支部书记", "2021.02 至今", "/ 2 天", "/ 56 学时"):
        assert fact in words, fact
    assert id_number(1, "19670512") not in words


def test_a_person_elsewhere_is_shown_even_if_filtered_or_gone(page: PeoplePage, people: dict[str, int]) -> None:
    page.form.kind.setCurrentIndex(5)
    page.open(person=people["吴军"])
    assert page.form.table.chosen_row().name == "吴军"
    page.open(person=people["赵丽"])
    assert page.form.table.chosen_row().name == "赵丽"
    assert page.form.floating.value() == "left"
    page.open(person=people["吴军"])
    assert page.form.floating.value() is None
    page.open(person=-1)
    assert page.form.table.chosen_row().name == "吴军"


def test_other_pages_may_ask_for_a_unit_or_a_search(page: PeoplePage, qtbot: QtBot, town: Town) -> None:
    page.open(unit=town.front_village, search="wj")
    qtbot.waitUntil(lambda: names(page) == ["王建国", "王金花"])


def test_buttons_of_the_head_lead_on(page: PeoplePage, ways: Ways, people: dict[str, int]) -> None:
    page.form.import_button.click()
    page.form.table.choose(people["王建国"])
    page.form.panel._go_hours()
    assert ways.gone == [("import", {}), ("hours", {"person": people["王建国"]})]


@pytest.mark.parametrize("button", ["export_button", "export_list"])
def test_the_list_is_exported_as_it_stands(
    page: PeoplePage, tmp_path: Path, save_to: Callable[[Path | None], None], button: str
) -> None:
    page.form.post.setCurrentIndex(1)
    save_to(tmp_path / "人员")
    getattr(page.form, button).click()
    sheet = openpyxl.load_workbook(tmp_path / "人员.xlsx").active
    assert [sheet.cell(row, 1).value for row in (2, 3, 4, 5)] == ["姓名", "王建国 两委", "王金花 两委", None]
    line = list_audit(page.context.db, limit=1)[0]
    assert (line.action, line.detail) == ("list.export", {"rows": 2})


def test_the_chosen_or_all_are_copied(page: PeoplePage, people: dict[str, int]) -> None:
    page.form.table.choose(people["吴军"])
    page.form.copy_button.click()
    assert QGuiApplication.clipboard().text().splitlines()[1].startswith("吴军 流动\t男\t43\t后庄村党支部")
    page.form.table.clearSelection()
    page.form.copy_button.click()
    assert len(QGuiApplication.clipboard().text().splitlines()) == 7


def test_a_new_person_is_chosen_in_the_list(page: PeoplePage, qtbot: QtBot, town: Town) -> None:
    page.form.add.click()
    dialog = page.findChildren(PersonDialog)[0]
    dialog.form.name.setText("周玉霞")
    dialog.form.unit.setCurrentIndex(dialog.form.unit.findData(town.back_branch))
    dialog.accept()
    assert page.form.table.chosen_row().name == "周玉霞"
    assert page.form.search.text() == ""


def menu_of(page: PeoplePage) -> dict[str, Callable[[], None]]:
    row = page.form.table.chosen_row()
    return {action.text(): action.trigger for action in page.form.panel._menu(row).actions() if action.text()}


@pytest.mark.parametrize(
    ("words", "dialog"),
    [
        ("转到别的支部…", PersonChangeDialog),
        ("登记免训…", PersonChangeDialog),
        ("减少（转出、去世、停止党籍…）…", PersonChangeDialog),
        ("登记其他学习…", StudyDialog),
    ],
)
def test_every_entry_of_the_menu_opens_its_dialog(
    page: PeoplePage, people: dict[str, int], words: str, dialog: type[QWidget]
) -> None:
    page.form.table.choose(people["王建国"])
    menu_of(page)[words]()
    assert page.findChildren(dialog)[0].isVisible()


def test_several_are_transferred_at_once(page: PeoplePage, people: dict[str, int], town: Town) -> None:
    page.form.table.selectAll()
    transfer = next(action for action in page.form.table.make_menu().actions() if "转到别的支部" in action.text())
    transfer.trigger()
    dialog = page.findChildren(TransferDialog)[0]
    with pytest.raises(Refusal, match="哪个支部"):
        dialog.accept()
    dialog.form.unit.setCurrentIndex(dialog.form.unit.findData(town.office_branch))
    dialog.accept()
    units = {row.unit_id for row in list_people(page.context.db) if not row.is_left}
    assert units == {town.office_branch}


def test_the_menu_leads_to_the_page_of_the_person(page: PeoplePage, people: dict[str, int], ways: Ways) -> None:
    page.form.table.choose(people["王建国"])
    menu_of(page)["历程、任职、学习、证书、联系…"]()
    assert ways.gone[-1] == ("person", {"id": people["王建国"], "tab": "timeline"})


def test_what_concerns_many_stands_under_one_button(page: PeoplePage, ways: Ways) -> None:
    for action in page.form.changes_button.menu().actions():
        action.trigger()
    found = [(key, context["tab"]) for key, context in ways.gone]
    assert found == [
        ("changes", "events"), ("changes", "away"), ("changes", "matters"), ("election", ""), ("changes", "duplicates")
    ]  # fmt: skip


def test_somebody_who_left_can_only_come_back(page: PeoplePage, people: dict[str, int]) -> None:
    page.open(person=people["赵丽"])
    entries = menu_of(page)
    assert "恢复在册…" in entries and "转到别的支部…" not in entries
    entries["恢复在册…"]()
    page.findChildren(PersonChangeDialog)[0].accept()
    page.refresh()
    assert "赵丽" not in [row.name for row in page.model.rows if row.state == "left"]


def test_seeing_the_whole_number_is_noted(page: PeoplePage, people: dict[str, int], qtbot: QtBot) -> None:
    page.form.table.choose(people["王建国"])
    menu_of(page)["显示完整身份证号（记入操作记录）"]()
    line = list_audit(page.context.db, limit=1)[0]
    assert (line.action, line.subject) == ("person.full_id", "王建国")


def test_the_training_record_is_shown(page: PeoplePage, people: dict[str, int], qtbot: QtBot) -> None:
    page.form.table.choose(people["王建国"])
    button = next(one for one in page.form.panel.findChildren(QPushButton) if "个人培训档案" in one.text())
    button.click()
    qtbot.waitUntil(lambda: bool(page.findChildren(PreviewWindow)))
    window = page.findChildren(PreviewWindow)[0]
    assert "王建国" in window.windowTitle()
    window.close()
    assert list_audit(page.context.db, action="print.record")[0].subject == "王建国 2025年度"


def test_study_is_recorded_for_all_that_are_chosen(page: PeoplePage, people: dict[str, int]) -> None:
    page.form.table.selectAll()
    menu = page.form.table.make_menu()
    next(action for action in menu.actions() if action.text() == "登记其他学习…").trigger()
    assert len(page.findChildren(StudyDialog)[0].people()) == 6


def test_what_another_desk_writes_is_followed_and_the_choice_stays(
    page: PeoplePage, qtbot: QtBot, people: dict[str, int], town: Town
) -> None:
    page.form.table.choose(people["吴军"])
    create_person(page.context.db, form=PersonForm("白雪", unit_id=town.back_branch))
    page.follow()
    qtbot.waitUntil(lambda: "白雪" in names(page))
    assert page.form.table.chosen_row().name == "吴军"


def test_the_panel_is_not_rebuilt_when_nothing_of_the_person_changed(page: PeoplePage, people: dict[str, int]) -> None:
    page.form.table.choose(people["吴军"])
    before = page.form.panel.findChildren(ElidedLabel)
    page.refresh()
    page._choose_somebody()
    assert page.form.panel.findChildren(ElidedLabel) == before


def test_an_empty_register_is_told_what_to_do_first(qtbot: QtBot, context: Context, ways: Ways) -> None:
    page = PeoplePage(context)
    qtbot.addWidget(page)
    page.refresh()
    assert page.form.stack.currentWidget() is page.form.empty
    first, second = page.form.empty.findChildren(QPushButton)
    first.click()
    assert ways.gone == [("import", {})]
    second.click()
    assert page.findChildren(PersonDialog)[0].isVisible()


def start_and_wait(task: QThread) -> None:
    QThread.start(task)
    task.wait()


@pytest.mark.parametrize("is_done_at_once", [False, True])
def test_a_citys_people_are_counted_beside_the_window_and_the_page_says_so(
    qtbot: QtBot, page: PeoplePage, people: dict[str, int], monkeypatch: pytest.MonkeyPatch, is_done_at_once: bool
) -> None:
    monkeypatch.setattr(people_rows, "MANY_PEOPLE", len(people) - 1)
    if is_done_at_once:  # the worker ends before the page goes on
        monkeypatch.setattr(Task, "start", start_and_wait)
    page.refresh()
    page.refresh()  # asked for again while it is being counted
    notice = page.findChild(WaitingNotice)
    assert notice is not None
    assert notice.isVisible()
    assert notice.geometry() == page.rect()
    page.open_at(person=people["吴军"])
    qtbot.waitUntil(lambda: not page.is_waiting)
    assert page.findChild(WaitingNotice) is None or not notice.isVisible()  # it may be gone already
    chosen = page.form.table.chosen_row()
    assert chosen is not None
    assert chosen.name == "吴军"
