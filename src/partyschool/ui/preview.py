"""The preview window: pages of a paper before it is printed, saved or sent; `show_preview` is all that pages need."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMarginsF, QObject, QRectF, QSizeF, QStandardPaths, Signal
from PySide6.QtGui import QImage, QKeySequence, QPageLayout, QPageSize, QPainter, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QWidget

from partyschool.errors import Trouble, reason_of
from partyschool.ui import icons
from partyschool.ui.child_window import ChildWindow
from partyschool.ui.forms.ui_preview_window import Ui_PreviewWindow
from partyschool.ui.paper_fonts import lay_out
from partyschool.ui.tasks import Report, Task
from partyschool.ui.tokens import Tone
from partyschool.ui.widgets.pages_view import FIT_PAGE, FIT_WIDTH, PagesView

PRINT_DPI = 300
ZOOMS = (("整页", FIT_PAGE), ("页宽", FIT_WIDTH), ("75%", 0.75), ("100%", 1.0), ("150%", 1.5), ("200%", 2.0))


def show_preview(parent: QWidget, title: str, make_pdf: Callable[[Report], bytes], suggested_name: str) -> None:
    """Lay the paper out in the background; the first page of a long one is shown before the rest is drawn.

    :param make_pdf: a plain function for `Task`; it imports what lays papers out itself.
    :param suggested_name: of the file, without a folder: "培训通知 2025-09.pdf".
    """
    Preparation(parent, title, make_pdf, suggested_name)


class Preparation(QObject):
    """A paper being laid out: the preview opens with its first page, or with all of them where they are few.

    It has no parent, which the worker would find gone; when the page or window goes that wanted the paper, it stops.
    """

    first = Signal(object)

    def __init__(self, parent: QWidget, title: str, make_pdf: Callable[[Report], bytes], suggested_name: str) -> None:
        super().__init__()
        self._make_pdf = make_pdf
        self._facts = (parent, title, suggested_name)
        self._window: PreviewWindow | None = None
        self._is_wanted = True
        self.first.connect(self._show_first)
        parent.destroyed.connect(self._forget)
        self._task = Task(parent, self._lay_out, title="正在排版…").then(self._show)
        for over in (self._task.failed, self._task.cancelled):
            over.connect(self._give_up)

    def _lay_out(self, report: Report) -> bytes:
        """In the worker's thread; the signal brings the first page into the window's."""
        from partyschool.printing.sheet import first_page_first

        with first_page_first(self.first.emit):
            return lay_out(self._make_pdf, report)

    def _open(self, pdf: bytes) -> PreviewWindow:
        parent, title, name = self._facts
        self._window = PreviewWindow(parent, title, pdf, name)
        return self._window

    def _show_first(self, pdf: bytes) -> None:
        if not self._is_wanted:
            return
        self._task.go_quiet()
        window = self._open(pdf)
        window.wait()
        for over in (window.finished, window.destroyed):
            over.connect(self._forget)
        self._task.progressed.connect(window.say_progress)
        window.show()

    def _forget(self) -> None:
        """The window was closed before the last page was drawn, or with what had opened it; it goes by itself."""
        self._window, self._is_wanted = None, False
        self._task.cancel()

    def _show(self, pdf: bytes) -> None:
        if self._window is not None:
            self._window.take(pdf)
        elif self._is_wanted:
            self._open(pdf).show()
        self.deleteLater()

    def _give_up(self) -> None:
        if self._window is not None:
            self._window.close()
        self.deleteLater()


class PreviewWindow(ChildWindow):
    """Stands beside the main window, so that a paper and the list it came from can be compared."""

    def __init__(self, parent: QWidget, title: str, pdf: bytes, suggested_name: str) -> None:
        super().__init__(parent)
        self.form = Ui_PreviewWindow()
        self.form.setupUi(self)
        icons.give_buttons(self)
        self.setWindowTitle(f"{title} - 打印预览")
        self.resize(980, 700)
        self._name, self._is_whole = suggested_name, True
        for text, zoom in ZOOMS:
            self.form.zoom.addItem(text, zoom)
        self._connect()
        self._show_pages(pdf)
        self.form.pages.setFocus()

    def _show_pages(self, pdf: bytes) -> None:
        from partyschool.printing import preview

        self._pdf, self._sizes = pdf, preview.page_sizes(pdf)
        self.form.pages.show_pages(self._sizes, lambda index, dpi: preview.page_png(pdf, index, dots_per_inch=dpi))
        self._say_place(self.form.pages.page)

    def wait(self) -> None:
        """This is the first page only: the others are still being drawn."""
        self._set_whole(False)
        self.form.place.setText("第 1 页，正在排版后面的页…")

    def say_progress(self, done: int, of: int) -> None:
        """How many pages are drawn."""
        if not self._is_whole:
            self.form.place.setText(f"第 1 页，正在排版后面的页 {done}/{of}")

    def take(self, pdf: bytes) -> None:
        """The whole paper."""
        self._set_whole(True)
        self._show_pages(pdf)

    def _set_whole(self, is_whole: bool) -> None:
        self._is_whole = is_whole
        for button in (self.form.save, self.form.print):
            button.setEnabled(is_whole)

    def _connect(self) -> None:
        form, pages = self.form, self.form.pages
        form.previous.clicked.connect(lambda: pages.go_to(pages.page - 1))
        form.next.clicked.connect(lambda: pages.go_to(pages.page + 1))
        form.smaller.clicked.connect(lambda: pages.enlarge(-1))
        form.larger.clicked.connect(lambda: pages.enlarge(1))
        form.zoom.activated.connect(lambda: pages.set_zoom(form.zoom.currentData()))
        form.save.clicked.connect(self.save)
        form.print.clicked.connect(self.print)
        pages.page_changed.connect(self._say_place)
        pages.zoomed.connect(self._say_zoom)
        for keys, button in (("Ctrl++", form.larger), ("Ctrl+=", form.larger), ("Ctrl+-", form.smaller)):
            QShortcut(QKeySequence(keys), self, button.click)
        QShortcut(QKeySequence.StandardKey.Save, self, form.save.click)
        QShortcut(QKeySequence.StandardKey.Print, self, form.print.click)

    @property
    def pages(self) -> PagesView:
        return self.form.pages

    def save(self) -> None:
        """Ask where, then write the file."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        chosen, _ = QFileDialog.getSaveFileName(self, "存为 PDF", str(Path(folder) / self._name), "PDF 文件 (*.pdf)")
        if chosen:
            self.save_as(Path(chosen))

    def save_as(self, path: Path) -> None:
        """Write the file and say where it lies."""
        path = path if path.suffix.lower() == ".pdf" else path.with_name(path.name + ".pdf")
        try:
            path.write_bytes(self._pdf)
        except OSError as error:
            message = f"写不了文件“{path}”：{reason_of(error)}。请换一个文件夹，或关掉正在打开它的程序。"
            raise Trouble(message, code="file") from error
        self.form.problem_notice.say(f"已存到 {path}", tone=Tone.DONE)

    def print(self) -> None:
        """The system's print dialog, then all pages."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self._name)
        printer.setPageLayout(page_layout(self._sizes[0]))
        dialog = QPrintDialog(printer, self)
        dialog.setWindowTitle("打印")
        dialog.setMinMax(1, len(self._sizes))
        if dialog.exec() == QPrintDialog.DialogCode.Accepted:
            self.print_on(printer)

    def print_on(self, printer: QPrinter) -> Task[int]:
        """Print in the background; says how many pages went to the printer."""
        pdf, sizes = self._pdf, self._sizes
        task = Task(self, lambda report: print_pages(pdf, sizes, printer, report), title="正在打印…")
        return task.then(lambda count: self.form.problem_notice.say(f"已交给打印机 {count} 页", tone=Tone.DONE))

    def _say_place(self, page: int) -> None:
        self.form.place.setText(f"第 {page + 1} 页，共 {len(self._sizes)} 页")
        self.form.previous.setEnabled(page > 0)
        self.form.next.setEnabled(page + 1 < len(self._sizes))

    def _say_zoom(self, zoom: float) -> None:
        self.form.zoom.setPlaceholderText(f"{round(zoom * 100)}%")
        self.form.zoom.setCurrentIndex(-1)


def page_layout(size: tuple[float, float]) -> QPageLayout:
    """Paper of that size in pt, without margins: the papers bring their own."""
    width, height = size
    upright = QPageSize(QSizeF(min(size), max(size)), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    turned = QPageLayout.Orientation.Landscape if width > height else QPageLayout.Orientation.Portrait
    return QPageLayout(upright, turned, QMarginsF())


def print_pages(pdf: bytes, sizes: tuple[tuple[float, float], ...], printer: QPrinter, report: Report) -> int:
    """Paint the wanted pages as pictures of 300 dpi; the fonts of the paper need not be known to the printer.

    :raises Trouble: the printer takes nothing.
    """
    from partyschool.printing import preview

    first, last = printer.fromPage() or 1, printer.toPage() or len(sizes)
    printer.setFullPage(True)
    printer.setPageLayout(page_layout(sizes[first - 1]))
    painter = QPainter()
    if not painter.begin(printer):
        raise Trouble("打印机没有响应。请检查打印机是否开机、连好，或另选一台。", code="printer")
    try:
        for index in range(first - 1, last):
            report(index - first + 1, last - first + 1)
            if index >= first:
                printer.setPageLayout(page_layout(sizes[index]))
                printer.newPage()
            picture = QImage.fromData(preview.page_png(pdf, index, dots_per_inch=PRINT_DPI))
            target = QRectF(printer.pageLayout().fullRectPixels(printer.resolution()))
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(target, picture, QRectF(picture.rect()))
    finally:
        painter.end()
    return last - first + 1
