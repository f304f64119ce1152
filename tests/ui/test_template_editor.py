"""证书模板: one window, worked with by mouse and keys; each test begins with 通用 as it ships, and nothing chosen."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QColorDialog, QWidget
from pytestqt.qtbot import QtBot

from partyschool.domain.certificate_presets import GENERAL
from partyschool.domain.certificate_template import Align, FieldKind, Template
from partyschool.errors import Refusal
from partyschool.paths import DataFolder
from partyschool.services.certificate_template_queries import get_template, list_templates, list_versions
from partyschool.services.certificate_templates import reset_template, save_template
from partyschool.services.schools import init_school
from partyschool.storage.database import open_database
from partyschool.ui.changes import Changes
from partyschool.ui.context import Context
from partyschool.ui.leave_dialog import LeaveDialog
from partyschool.ui.sure_dialog import SureDialog
from partyschool.ui.tasks import finish_all
from partyschool.ui.template_geometry import Handle
from partyschool.ui.template_new_dialog import TemplateNewDialog
from partyschool.ui.template_paint import handle_area
from partyschool.ui.template_window import TemplateWindow
from partyschool.ui.word_lists_tab import WordDialog
from tests.ui.dialogs import dialog_of

NONE, SHIFT, CONTROL, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
LEFT = Qt.MouseButton.LeftButton
PLACES = {field.kind: place for place, field in enumerate(GENERAL.fields)}
BODY, CODE, SEAL = PLACES[FieldKind.BODY], PLACES[FieldKind.CODE], PLACES[FieldKind.SEAL]
NUMBER, DATED, ISSUER = PLACES[FieldKind.NUMBER], PLACES[FieldKind.DATED], PLACES[FieldKind.ISSUER]


@pytest.fixture(scope="module")
def opened(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TemplateWindow]:
    folder = DataFolder(tmp_path_factory.mktemp("templates"))
    db = open_database(folder, actor="李会敏", clock=lambda: datetime(2026, 5, 20, 9))
    init_school(db, name="中共禹城市房寺镇委员会党校", short="禹房", tier="town")
    changes, host = Changes(db), QWidget()
    window = TemplateWindow(host, Context(db, changes))
    window.resize(1366, 768)
    window.show()
    yield window
    finish_all()
    window.editor.draft.stack.setClean()
    window.close()
    assert not window.isVisible()
    host.deleteLater()
    changes.stop()
    db.close()


@pytest.fixture
def window(opened: TemplateWindow, qtbot: QtBot) -> TemplateWindow:
    if get_template(opened.context.db, "general").is_changed:
        reset_template(opened.context.db, ref="general")
    opened._open_chosen("general")
    opened.editor.choose([])
    opened.form.problem_notice.hush()
    opened.form.found.hide()
    opened.form.snap.setChecked(False)
    opened.activateWindow()
    opened.form.canvas.setFocus()
    return opened


@pytest.fixture
def mouse(window: TemplateWindow, qtbot: QtBot) -> Callable[..., None]:
    """Press at one place of the sheet in mm, pull, let go at another."""
    canvas = window.form.canvas

    def pull(start: QPointF, end: QPointF | None = None, *, modifier: Qt.KeyboardModifier = NONE) -> None:
        first = canvas.view().point(start).toPoint()
        last = canvas.view().point(end).toPoint() if end is not None else first
        qtbot.mousePress(canvas.viewport(), LEFT, modifier, first)
        if end is not None:
            for step in (0.5, 1.0):
                qtbot.mouseMove(canvas.viewport(), first + QPoint(*_part(first, last, step)))
        qtbot.mouseRelease(canvas.viewport(), LEFT, modifier, last)

    return pull


def _part(first: QPoint, last: QPoint, step: float) -> tuple[int, int]:
    return round((last.x() - first.x()) * step), round((last.y() - first.y()) * step)


def shown(window: TemplateWindow) -> Template:
    return window.editor.draft.template


def middle(window: TemplateWindow, place: int) -> QPointF:
    return window.form.canvas.boxes()[str(place)].center()


def test_a_field_is_pulled_by_the_mouse_nudged_by_keys_and_taken_back(
    window: TemplateWindow, mouse: Callable[..., None], qtbot: QtBot
) -> None:
    mouse(middle(window, BODY), middle(window, BODY) + QPointF(10, 3))
    assert window.editor.places == (BODY,)
    moved = shown(window).fields[BODY]
    assert moved.x == pytest.approx(85, abs=0.5)
    assert moved.y == pytest.approx(76.5, abs=0.5)
    assert moved.x % 0.5 == 0
    canvas = window.form.canvas
    for _ in range(3):
        qtbot.keyClick(canvas, Qt.Key.Key_Left)
    qtbot.keyClick(canvas, Qt.Key.Key_Down, SHIFT)
    assert shown(window).fields[BODY].x == moved.x - 1.5
    assert shown(window).fields[BODY].y == moved.y + 5
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)  # the nudges are one step
    assert shown(window).fields[BODY] == moved
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert shown(window) == GENERAL
    qtbot.keyClick(window, Qt.Key.Key_Y, CONTROL)
    assert shown(window).fields[BODY] == moved


def test_the_code_stays_square_when_its_corner_is_pulled(window: TemplateWindow, mouse: Callable[..., None]) -> None:
    window.editor.choose([CODE])
    view, box = window.form.canvas.view(), window.form.canvas.boxes()[str(CODE)]
    corner = view.millimetres(handle_area(view, box, Handle(1, -1)).center())
    mouse(corner, corner + QPointF(6, 0))
    code = shown(window).fields[CODE]
    assert code.width == code.height == pytest.approx(34, abs=0.5)
    assert code.bottom == pytest.approx(175)


def test_a_frame_over_several_chooses_them_and_they_line_up(
    window: TemplateWindow, mouse: Callable[..., None], qtbot: QtBot
) -> None:
    mouse(QPointF(22, 140), QPointF(64, 188))
    assert {shown(window).fields[place].kind for place in window.editor.places} == {FieldKind.CODE, FieldKind.TEXT}
    mouse(middle(window, NUMBER), modifier=SHIFT)
    assert window.editor.places[-1] == NUMBER
    assert window.form.spread_down.isEnabled()
    window.form.align_left.click()
    assert {shown(window).fields[place].x for place in window.editor.places} == {30}
    qtbot.keyClick(window.form.canvas, Qt.Key.Key_Escape)
    assert not window.editor.places
    qtbot.keyClick(window.form.canvas, Qt.Key.Key_Escape)
    assert window.isVisible()
    assert not window.form.align_left.isEnabled()
    assert "先选中栏目" in window.form.align_left.toolTip()


def test_tab_walks_through_the_fields_and_the_list_follows(window: TemplateWindow, qtbot: QtBot) -> None:
    canvas = window.form.canvas
    for _ in range(3):
        qtbot.keyClick(canvas, Qt.Key.Key_Tab)
    assert window.editor.places == (2,)
    assert [line.place for line in window.form.fields.chosen_rows()] == [2]
    assert window.form.properties.form.title.text() == "编号"


def test_date_and_seal_follow_the_issuer_until_they_are_pushed_aside(
    window: TemplateWindow, mouse: Callable[..., None], qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: not window.editor.live.is_waiting)
    assert window.form.canvas._picture is not None
    dated = window.form.canvas.boxes()[str(DATED)]
    assert dated.center().x() == pytest.approx(213.7, abs=1.5)  # half of the issuer's words from its right end
    window.editor.choose([ISSUER])
    qtbot.keyClick(window.form.canvas, Qt.Key.Key_Left, SHIFT)
    assert window.form.canvas.boxes()[str(DATED)].center().x() == pytest.approx(dated.center().x() - 5)
    mouse(middle(window, DATED), middle(window, DATED) + QPointF(-12, 0))
    field = shown(window).fields[DATED]
    assert field.align == Align.CENTER
    assert shown(window).fields[SEAL].align == Align.UNDER


def test_another_colour_is_for_what_prints_words_and_none_is_changed_by_cancelling(
    window: TemplateWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, draft = window.form.properties.form, window.editor.draft
    window.editor.choose([PLACES[FieldKind.TITLE], NUMBER, CODE])
    before = draft.template

    def pick(colour: QColor) -> None:
        monkeypatch.setattr(QColorDialog, "getColor", lambda *_: colour)
        form.color.setCurrentIndex(form.color.findText("其他颜色…"))
        form.color.activated.emit(form.color.currentIndex())

    pick(QColor())
    assert draft.template == before
    assert not draft.is_edited
    pick(QColor("#123456"))
    changed = draft.template
    assert [changed.fields[place].color for place in (PLACES[FieldKind.TITLE], NUMBER)] == ["123456", "123456"]
    assert changed.fields[CODE] == before.fields[CODE]
    draft.stack.undo()
    assert draft.template == before


def test_a_field_that_is_taken_away_while_the_mouse_holds_it_is_let_go(window: TemplateWindow, qtbot: QtBot) -> None:
    window.form.add_text.click()
    sheet = window.form.canvas.viewport()
    at = window.form.canvas.view().point(middle(window, len(GENERAL.fields))).toPoint()
    qtbot.mousePress(sheet, LEFT, NONE, at)
    window.form.undo.click()
    qtbot.mouseMove(sheet, at + QPoint(40, 40))
    qtbot.mouseRelease(sheet, LEFT, NONE, at + QPoint(40, 40))
    assert shown(window) == GENERAL


def test_what_lies_over_the_seal_is_red_and_is_not_saved(window: TemplateWindow, qtbot: QtBot) -> None:
    window.form.add_text.click()
    assert window.form.properties.form.words.hasFocus()
    form = window.form.properties.form
    window.context.folder.attachments.mkdir(exist_ok=True)
    form.words.setPlainText("很长的字" * 40)  # longer than the name of a file can be
    form.words.setPlainText("压着章的字")
    form.x.setValue(200)
    form.y.setValue(150)
    assert "压到盖章处" in window.form.status.text()
    with pytest.raises(Refusal, match="压到盖章处"):
        window.save()
    window.form.check.click()
    qtbot.waitUntil(lambda: not window.form.found.isHidden())
    [problem] = window.trial.model.rows
    window.editor.choose([BODY])
    window.form.problems.clearSelection()
    window.form.problems.choose_first()
    assert window.editor.places == (problem.place,)
    qtbot.keyClick(window.form.canvas, Qt.Key.Key_Delete)
    assert shown(window).fields == GENERAL.fields
    qtbot.waitUntil(lambda: window.form.status.text().startswith("版面没有问题"))


def test_saving_is_a_new_version_and_reset_brings_back_what_ships(window: TemplateWindow, qtbot: QtBot) -> None:
    db = window.context.db
    before = get_template(db, "general").version
    window.editor.choose([BODY])
    window.form.properties.form.size_.setValue(22)
    assert window.form.state.accessibleName() == "有修改没保存"
    qtbot.keyClick(window, Qt.Key.Key_S, CONTROL)
    assert get_template(db, "general").template.fields[BODY].size == 22
    assert get_template(db, "general").version == before + 1
    assert not window.form.save.isEnabled()
    assert "以前发的证书不变" in window.form.problem_notice.text()
    window.shelf.reset()
    dialog_of(window, SureDialog).accept()
    assert shown(window) == GENERAL
    assert len(list_versions(db, "general")) == before + 2


def test_unsaved_changes_are_asked_about_before_another_template_or_closing(window: TemplateWindow) -> None:
    window.editor.choose([BODY])
    window.form.properties.form.size_.setValue(20)
    window.form.templates.choose("model")
    question = dialog_of(window, LeaveDialog)
    assert window.row.ref == "general"
    question.form.cancel.click()
    assert window.form.templates.chosen_row().ref == "general"
    window.close()
    assert window.isVisible()
    dialog_of(window, LeaveDialog).form.cancel.click()
    window.form.templates.choose("model")
    dialog_of(window, LeaveDialog).form.discard.click()
    assert window.row.ref == "model"
    assert get_template(window.context.db, "general").template == GENERAL


def test_a_version_saved_elsewhere_is_told_and_nothing_typed_is_taken_away(
    window: TemplateWindow, qtbot: QtBot
) -> None:
    db = window.context.db
    window.editor.choose([BODY])
    window.form.properties.form.size_.setValue(20)
    save_template(db, template=replace(GENERAL, title="荣誉证书"), ref="general")
    qtbot.waitUntil(lambda: "在别处存了" in window.form.problem_notice.text())
    assert shown(window).fields[BODY].size == 20
    window.leave(lambda: None)
    dialog_of(window, LeaveDialog).form.discard.click()
    assert shown(window).title == "荣誉证书"
    reset_template(db, ref="general")
    qtbot.waitUntil(lambda: shown(window) == GENERAL)


def test_a_copy_is_made_renamed_given_a_kind_of_class_and_retired(window: TemplateWindow) -> None:
    db = window.context.db
    window.shelf.make_new()
    dialog = dialog_of(window, TemplateNewDialog)
    dialog.form.name.setText("通用")
    with pytest.raises(Refusal, match="已经有叫"):
        dialog.accept()
    dialog.form.name.setText("外聘班")
    dialog.accept()
    assert window.row.name == "外聘班"
    window.form.properties.form.kind_model.click()
    window.save()
    assert [row.template.class_kinds for row in window.shelf.model.rows if row.name == "外聘班"] == [("model",)]
    window.shelf.rename()
    rename = dialog_of(window, WordDialog)
    rename.form.word.setText("示范班 2026")
    rename.accept()
    assert window.form.title.text() == "示范班 2026"
    window.shelf.retire()
    dialog_of(window, SureDialog).accept()
    assert window.form.properties.form.kinds_part.isEnabled() is False
    assert "示范班 2026" not in {row.name for row in list_templates(db)}
    window.shelf.restore()
    assert window.form.state.accessibleName() == "第 3 版"


def test_a_template_file_goes_out_with_its_picture_and_comes_in_again(
    window: TemplateWindow, qtbot: QtBot, save_to: Callable[[Path | None], None], tmp_path: Path
) -> None:
    Image.new("RGB", (1480, 1046), "#f6ecd8").save(tmp_path / "ground.png")
    save_to(tmp_path / "ground.png")
    window.form.properties.form.background_choose.click()
    qtbot.waitUntil(lambda: bool(shown(window).background))
    assert "铺满纸面" in window.form.problem_notice.text()
    window.save()
    save_to(tmp_path / "通用.zhengshu")
    window.shelf.hand_out()
    save_to(tmp_path / "ground.png")
    with pytest.raises(Refusal):
        window.shelf.take_in()
    save_to(tmp_path / "通用.zhengshu")
    window.shelf.take_in()
    assert window.row.name == "通用 2"
    assert shown(window) == replace(GENERAL, name="通用 2", background=shown(window).background)
    window.form.properties.form.photo.click()
    assert not shown(window).has_photo()
    assert shown(window).fields[BODY].x == 40
    window.form.undo.click()
