"""证书: issued in the window, shown, voided with a reason, and verified by code, picture and PDF."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from partyschool.domain.certificate_presets import GENERAL
from partyschool.domain.overprint import Overprint
from partyschool.domain.portrait import centred
from partyschool.errors import Refusal
from partyschool.exchange.portraits import save_portrait
from partyschool.printing.preview import page_png
from partyschool.services import settings
from partyschool.services.certificate_queries import list_certificates
from partyschool.services.certificate_rows import CertificateRow
from partyschool.services.certificate_templates import save_template
from partyschool.services.certificates import issue
from partyschool.services.overprints import overprint_here
from partyschool.ui.certificates_page import CertificatesPage
from partyschool.ui.context import Context
from partyschool.ui.issue_dialog import IssueDialog
from partyschool.ui.overprint_dialog import OverprintDialog
from partyschool.ui.preview import PreviewWindow
from partyschool.ui.reason_dialog import ReasonDialog
from partyschool.ui.template_window import TemplateWindow
from partyschool.ui.verify_dialog import VerifyDialog
from tests.conftest import Clock
from tests.photographs import head, jpeg_of
from tests.services.certified_class import Held, hold_class

ATTENDED = {"王建国": 6, "李秀英": 5, "赵德柱": 2}


@pytest.fixture
def held(context: Context, clock: Clock) -> Held:
    """Two who are entitled and one who came too seldom."""
    return hold_class(context.db, clock, ATTENDED)


def shown(qtbot: QtBot, context: Context) -> CertificatesPage:
    page = CertificatesPage(context)
    qtbot.addWidget(page)
    page.resize(1190, 690)
    page.refresh()
    page.show()
    return page


@pytest.fixture
def page(qtbot: QtBot, context: Context, held: Held) -> CertificatesPage:
    """With two certificates issued."""
    issue(context.db, class_code=held.code)
    return shown(qtbot, context)


def deed(page: CertificatesPage, words: str) -> ReasonDialog:
    next(action for action in page._deeds.actions() if action.text() == words).trigger()
    return page.findChildren(ReasonDialog)[-1]


def state_of(page: CertificatesPage, number: str) -> CertificateRow:
    return next(row for row in list_certificates(page.context.db) if row.number == number)


def test_issuing_says_who_gets_none_and_why_and_shows_the_paper(qtbot: QtBot, context: Context, held: Held) -> None:
    page = shown(qtbot, context)
    assert page.form.stack.currentWidget() is page.form.empty
    page.open(code=held.code)
    dialog = page.findChildren(IssueDialog)[0]
    assert dialog.form.save.text() == "发证并打印 2 份"
    refused = [row for row in dialog.model.shown if not row.entitled]
    assert [(row.name, bool(row.reason)) for row in refused] == [("赵德柱", True)]
    dialog.accept()
    qtbot.waitUntil(lambda: bool(page.findChildren(PreviewWindow)))
    page.findChildren(PreviewWindow)[0].close()
    rows = list_certificates(context.db)
    assert {row.name for row in rows} == {"王建国", "李秀英"}
    assert all(row.pdf_sha256 for row in rows)
    page.refresh()
    assert page.form.head.property("caption") == "登记 2 份，有效 2 份"


def test_nobody_is_given_a_second_one(page: CertificatesPage, held: Held) -> None:
    page.open(code=held.code)
    dialog = page.findChildren(IssueDialog)[0]
    assert not dialog.form.save.isEnabled()
    assert dialog.form.save.toolTip()


@pytest.mark.parametrize("wished", [True, False])
def test_the_photograph_s_box_starts_as_the_school_has_set_it(
    qtbot: QtBot, context: Context, held: Held, wished: bool
) -> None:
    settings.change(context.db, certificate__photo_box=wished)
    dialog = IssueDialog(context, held.code, shown(qtbot, context))
    assert dialog.form.photo_box.isChecked() is wished


def test_a_certificate_is_voided_with_a_reason_and_its_line_stays(page: CertificatesPage) -> None:
    number = page.form.table.chosen_row().number
    dialog = deed(page, "作废…")
    with pytest.raises(Refusal, match="原因"):
        dialog.accept()
    dialog.form.reason.setPlainText("姓名印错")
    dialog.accept()
    assert state_of(page, number).state == "void"
    page.refresh()
    assert page.form.table.chosen_row().number == number
    assert page._deeds.isEmpty() and page._more.isHidden()
    said = " ".join(label.text() for label in page.form.panel.findChildren(QLabel))
    assert "姓名印错" in said


@pytest.mark.parametrize(("words", "state"), [("撤销…", "revoked"), ("补发…", "valid")])
def test_a_certificate_is_revoked_or_given_again(page: CertificatesPage, words: str, state: str) -> None:
    number = page.form.table.chosen_row().number
    dialog = deed(page, words)
    dialog.form.reason.setPlainText("原证遗失")
    dialog.accept()
    row = state_of(page, number)
    assert (row.state, row.reissued_on is not None) == (state, words == "补发…")


def test_a_photograph_that_came_late_is_put_on_the_chosen_lines(qtbot: QtBot, context: Context, held: Held) -> None:
    issue(context.db, class_code=held.code, with_photo=True)
    save_portrait(context.db, person_id=held.people["李秀英"], jpeg=jpeg_of(head()), crop=centred(300, 420))
    page = shown(qtbot, context)
    page.form.table.selectAll()
    dialog = deed(page, "补上照片…")
    assert "选中的 2 份" in dialog.form.lead.text()
    dialog.form.reason.setPlainText("照片晚到")
    dialog.accept()
    assert {row.name: bool(row.photo) for row in list_certificates(context.db)} == {"王建国": False, "李秀英": True}
    page.refresh()
    page.form.table.choose(next(row.number for row in list_certificates(context.db) if row.photo))
    qtbot.waitUntil(lambda: "换用现在的照片…" in [action.text() for action in page._deeds.actions()])


def test_the_menu_of_the_list_offers_the_same(page: CertificatesPage) -> None:
    menu = page.form.table.make_menu()
    assert "补发、作废" in [action.text() for action in menu.actions()]
    assert [action.text() for action in page._deeds.actions()] == ["结业证明…", "补发…", "作废…", "撤销…"]


def test_search_and_filters_keep_what_they_say(page: CertificatesPage, qtbot: QtBot) -> None:
    page.form.search.setText("李秀")
    qtbot.waitUntil(lambda: [row.name for row in page.model.shown] == ["李秀英"])
    assert page.form.count.text() == "共 1 份"
    page.form.table.clear_wanted.emit()
    qtbot.waitUntil(lambda: len(page.model.shown) == 2)
    page.open(state="void")
    assert page.model.shown == []
    page.form.table.clear_wanted.emit()
    page.form.year.set_value(2025)
    assert len(page.model.shown) == 2


def test_a_number_is_shown_when_another_page_asks(page: CertificatesPage) -> None:
    wanted = page.model.shown[1].number
    page.open(number=wanted)
    assert page.form.table.chosen_row().number == wanted


def test_the_register_is_exported(
    page: CertificatesPage, tmp_path: Path, save_to: Callable[[Path | None], None]
) -> None:
    save_to(tmp_path / "登记簿.xlsx")
    page.form.export_button.click()
    sheet = openpyxl.load_workbook(tmp_path / "登记簿.xlsx").active
    assert [sheet.cell(row, 1).value for row in (3, 4)] == [row.number for row in page.model.shown]


def test_the_template_comes_with_the_class_and_another_may_be_chosen(
    qtbot: QtBot, context: Context, held: Held
) -> None:
    own = save_template(context.db, template=replace(GENERAL, name="镇里的"))
    page = shown(qtbot, context)
    dialog = IssueDialog(context, held.code, page)
    assert dialog.template.name == "发展对象"
    dialog.form.template_choice.setCurrentIndex(dialog.form.template_choice.findData(own.ref))
    assert dialog.form.photo_box.isChecked() and not dialog.form.photo_box.isEnabled()
    assert dialog.form.overprint_row.isHidden()
    dialog.form.overprints.setChecked(True)
    dialog.form.overprint_row.right.setValue(2.5)
    dialog.accept()
    qtbot.waitUntil(lambda: bool(page.findChildren(PreviewWindow)))
    window = page.findChildren(PreviewWindow)[0]
    assert window.windowTitle().startswith("套打 ")
    window.close()
    assert {row.template for row in list_certificates(context.db)} == {own.template}
    assert overprint_here(context.db) == Overprint(2.5, 0)


def test_chosen_certificates_are_overprinted_after_a_test_page(page: CertificatesPage, qtbot: QtBot) -> None:
    page.form.table.selectAll()
    page.form.overprint_chosen.click()
    dialog = page.findChildren(OverprintDialog)[0]
    assert dialog.form.title.text() == "套打 2 份证书"
    dialog.form.offsets.down.setValue(-1.5)
    dialog.form.offsets.test.click()
    qtbot.waitUntil(lambda: bool(dialog.findChildren(PreviewWindow)))
    dialog.findChildren(PreviewWindow)[0].close()
    dialog.form.offsets.down.setValue(-1.3)
    with pytest.raises(Refusal, match=r"每次 0\.5 毫米"):
        dialog.accept()
    dialog.form.offsets.down.setValue(-1.5)
    dialog.accept()
    assert overprint_here(page.context.db) == Overprint(0, -1.5)
    qtbot.waitUntil(lambda: any(window.isVisible() for window in page.findChildren(PreviewWindow)))


def preview(page: CertificatesPage, qtbot: QtBot) -> PreviewWindow:
    qtbot.waitUntil(lambda: bool(page.findChildren(PreviewWindow)))
    return page.findChildren(PreviewWindow)[0]


@pytest.mark.parametrize("way", ["button", "chosen", "enter"])
def test_a_certificate_is_shown_before_it_is_printed(page: CertificatesPage, qtbot: QtBot, way: str) -> None:
    if way == "button":
        page._print_one.click()
    elif way == "chosen":
        page.form.table.selectAll()
        page.form.print_chosen.click()
    else:
        qtbot.keyClick(page.form.table, Qt.Key.Key_Return)
    window = preview(page, qtbot)
    assert len(window._sizes) == (2 if way == "chosen" else 1)
    window.close()


@pytest.fixture
def printed(page: CertificatesPage, qtbot: QtBot, tmp_path: Path) -> Path:
    """The PDF of the first certificate, saved from the preview."""
    page._print_one.click()
    window = preview(page, qtbot)
    window.save_as(tmp_path / "证书.pdf")
    window.close()
    return tmp_path / "证书.pdf"


def verdict(page: CertificatesPage, source: str) -> str:
    dialog = VerifyDialog(page.context, page)
    dialog.show()
    dialog.check(source)
    words = f"{dialog.form.verdict.text()} {dialog.form.facts.text()}"
    dialog.close()
    return words


def test_a_printed_pdf_a_picture_of_it_and_its_code_are_verified(
    page: CertificatesPage, printed: Path, tmp_path: Path
) -> None:
    line = page.form.table.chosen_row()
    picture = tmp_path / "照片.png"
    picture.write_bytes(page_png(printed.read_bytes(), 0, dots_per_inch=150))
    assert line.name in pypdf.PdfReader(printed).pages[0].extract_text()
    for source in (str(printed), str(picture), line.words.code):
        words = verdict(page, source)
        assert "核验通过" in words and line.number in words


def test_a_void_certificate_and_a_forged_code_do_not_pass(page: CertificatesPage) -> None:
    line = page.form.table.chosen_row()
    dialog = deed(page, "作废…")
    dialog.form.reason.setPlainText("印错")
    dialog.accept()
    assert "核验不通过" in verdict(page, line.words.code)
    code = line.words.code
    forged = code[:-4] + ("0000" if code[-4:] != "0000" else "1111")
    assert "核验通过" not in _try(page, forged)


def _try(page: CertificatesPage, source: str) -> str:
    try:
        return verdict(page, source)
    except Refusal as refusal:
        return refusal.message


def test_enter_checks_what_a_scanner_typed(page: CertificatesPage, qtbot: QtBot) -> None:
    page.form.verify.click()
    dialog = page.findChildren(VerifyDialog)[0]
    dialog.form.code.setText(page.form.table.chosen_row().words.code)
    qtbot.keyClick(dialog.form.code, Qt.Key.Key_Return)
    assert "核验通过" in dialog.form.verdict.text()
    assert dialog.isVisible()


def test_the_school_s_key_is_handed_out_and_another_s_taken_in(
    page: CertificatesPage, tmp_path: Path, save_to: Callable[[Path | None], None]
) -> None:
    dialog = VerifyDialog(page.context, page)
    dialog.show()
    save_to(tmp_path / "公钥.pem")
    dialog.form.save_key.click()
    assert "PUBLIC KEY" in (tmp_path / "公钥.pem").read_text(encoding="utf-8")
    dialog.form.add_key.click()
    assert list(page.context.folder.keys.rglob("*.pem"))


def test_an_empty_register_offers_to_issue_and_to_verify(qtbot: QtBot, context: Context) -> None:
    page = shown(qtbot, context)
    first, second, third = page.form.empty.findChildren(QPushButton)
    first.click()
    assert page.findChildren(IssueDialog)[0].form.count.text() == "还没有办过的班"
    second.click()
    [templates] = page.findChildren(TemplateWindow)
    assert templates.row.name == "通用"
    templates.close()
    third.click()
    assert page.findChildren(VerifyDialog)[0].isVisible()
