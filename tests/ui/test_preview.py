"""The preview: pages rendered only in sight, saved, printed through a real printer device."""

import threading
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from partyschool.errors import Refusal, Trouble
from partyschool.printing.preview import page_sizes
from partyschool.printing.sheet import Sheet, build_pdf
from partyschool.printing.styles import A4_LANDSCAPE, TITLE
from partyschool.ui import problems
from partyschool.ui.preview import PreviewWindow, print_pages, show_preview
from partyschool.ui.tasks import Report
from partyschool.ui.widgets.notice import Notice
from tests.conftest import PATIENCE_MS
from tests.ui.dialogs import dialog_of, wait_for_work


def a_page(sheet: Sheet) -> None:
    sheet.text(100, 60, f"第 {sheet.number} 页", TITLE)


def a_paper(pages: int) -> bytes:
    return build_pdf([a_page] * pages, title="课表", author="党校", made=date(2025, 6, 16), paper=A4_LANDSCAPE)


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def window(parent: QWidget) -> PreviewWindow:
    made = PreviewWindow(parent, "课表", a_paper(30), "课表.pdf")
    made.show()
    made.grab()
    return made


def test_only_pages_in_sight_are_rendered(window: PreviewWindow) -> None:
    assert window.form.place.text() == "第 1 页，共 30 页"
    assert {index for index, _ in window.pages._pictures} <= {0, 1}
    assert not window.form.previous.isEnabled()


def test_the_arrows_turn_pages_and_the_last_has_no_next(window: PreviewWindow) -> None:
    window.form.next.click()
    assert window.form.place.text() == "第 2 页，共 30 页"
    window.pages.go_to(29)
    assert window.form.place.text() == "第 30 页，共 30 页"
    assert not window.form.next.isEnabled()


def test_enlarging_keeps_the_page_and_says_the_scale(window: PreviewWindow) -> None:
    window.pages.go_to(9)
    window.form.zoom.setCurrentIndex(window.form.zoom.findText("100%"))
    window.form.zoom.activated.emit(window.form.zoom.currentIndex())
    assert window.pages.scale() == 1.0
    window.form.larger.click()
    assert window.pages.scale() == 1.25
    assert window.form.place.text() == "第 10 页，共 30 页"


def test_the_file_is_saved_with_its_ending(window: PreviewWindow, tmp_path: Path) -> None:
    window.save_as(tmp_path / "课表 六月")
    assert len(PdfReader(tmp_path / "课表 六月.pdf").pages) == 30
    assert "已存到" in window.form.problem_notice.text()


def test_a_place_that_cannot_be_written_is_named(window: PreviewWindow, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"没有\.pdf"):
        window.save_as(tmp_path / "不在" / "没有.pdf")


def test_the_wanted_pages_go_to_the_printer_in_their_size(qapp: QApplication, tmp_path: Path) -> None:
    paper = a_paper(3)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setFromTo(2, 3)
    seen: list[tuple[int, int]] = []
    count = print_pages(paper, page_sizes(paper), printer, lambda done, of: seen.append((done, of)))

    printed = PdfReader(tmp_path / "printed.pdf").pages
    assert (count, len(printed), seen) == (2, 2, [(0, 2), (1, 2)])
    assert [round(float(edge) / 72 * 25.4) for edge in printed[0].mediabox[2:]] == [297, 210]


def test_a_paper_is_laid_out_in_the_background_and_then_shown(qtbot: QtBot, parent: QWidget) -> None:
    show_preview(parent, "课表", lambda report: a_paper(2), "课表.pdf")
    qtbot.waitUntil(lambda: bool(parent.findChildren(PreviewWindow)))
    assert dialog_of(parent, PreviewWindow).form.place.text() == "第 1 页，共 2 页"


def test_a_paper_that_cannot_be_made_is_said_and_no_window_opens(qtbot: QtBot, parent: QWidget) -> None:
    notice = Notice(parent)
    notice.setObjectName(problems.NOTICE)
    parent.show()

    def refuse(report: object) -> bytes:
        raise Refusal("还没有课程，课程表没有内容可印。")

    show_preview(parent, "课表", refuse, "课表.pdf")
    qtbot.waitUntil(lambda: notice.text() == "还没有课程，课程表没有内容可印。")
    assert not parent.findChildren(PreviewWindow)


def test_the_first_page_of_a_long_paper_is_seen_before_the_last_is_drawn(qtbot: QtBot, parent: QWidget) -> None:
    seen = threading.Event()

    def page(sheet: Sheet) -> None:
        if sheet.number == 30:
            assert seen.wait(PATIENCE_MS / 1000)
        a_page(sheet)

    def make(report: Report) -> bytes:
        made = date(2025, 6, 16)
        return build_pdf([page] * 30, title="课表", author="党校", made=made, progress=report)

    show_preview(parent, "课表", make, "课表.pdf")
    qtbot.waitUntil(lambda: bool(parent.findChildren(PreviewWindow)))
    window = dialog_of(parent, PreviewWindow)
    assert not window.form.print.isEnabled()
    assert window.form.place.text().startswith("第 1 页，正在排版后面的页")
    assert len(window.pages._sizes) == 1
    seen.set()
    qtbot.waitUntil(window.form.print.isEnabled)
    assert window.form.place.text() == "第 1 页，共 30 页"
    assert page_sizes(window._pdf) == page_sizes(make(lambda done, of: None))


def test_closing_the_window_stops_what_is_still_being_drawn(qtbot: QtBot, parent: QWidget) -> None:
    drawn: list[int] = []
    seen = threading.Event()

    def page(sheet: Sheet) -> None:
        drawn.append(sheet.number)
        assert sheet.number < 3 or seen.wait(PATIENCE_MS / 1000)

    def make(report: Report) -> bytes:
        return build_pdf([page] * 300, title="课表", author="党校", made=date(2025, 6, 16), progress=report)

    show_preview(parent, "课表", make, "课表.pdf")
    qtbot.waitUntil(lambda: bool(parent.findChildren(PreviewWindow)))
    dialog_of(parent, PreviewWindow).close()
    seen.set()
    wait_for_work(qtbot)
    assert max(drawn) < 300


@pytest.mark.parametrize("is_shown", [False, True])
def test_a_paper_stops_quietly_when_the_window_goes_that_wanted_it(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, is_shown: bool
) -> None:
    said: list[str] = []
    monkeypatch.setattr(problems, "say", lambda message, tone: said.append(message))
    go_on, pages = (threading.Event(), threading.Event()), [1, 40]
    drawn: list[int] = []

    def page(sheet: Sheet) -> None:
        if sheet.number in pages:
            assert go_on[pages.index(sheet.number)].wait(PATIENCE_MS / 1000)
        drawn.append(sheet.number)
        a_page(sheet)

    def make(report: Report) -> bytes:
        return build_pdf([page] * 300, title="课表", author="党校", made=date(2025, 6, 16), progress=report)

    owner = QWidget()
    show_preview(owner, "课表", make, "课表.pdf")
    if is_shown:
        go_on[0].set()
        qtbot.waitUntil(lambda: bool(owner.findChildren(PreviewWindow)))
    owner.deleteLater()
    qtbot.waitUntil(lambda: not isValid(owner))
    for event in go_on:
        event.set()
    wait_for_work(qtbot)
    assert max(drawn) < 300
    assert said == []
