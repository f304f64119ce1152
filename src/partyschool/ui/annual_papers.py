"""年度统计表 and 年度总结: shown, printed, or saved as .docx, .pdf and .xlsx; each one counted as an edition."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partyschool.errors import Trouble, reason_of
from partyschool.ui import problems
from partyschool.ui.exporting import ask_path
from partyschool.ui.paper_fonts import lay_out
from partyschool.ui.preview import show_preview
from partyschool.ui.tasks import Report, Task
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.statistics_rows import YearStatistics
    from partyschool.storage.database import Database

FORMATS = {"pdf": "PDF (*.pdf)", "docx": "WPS 文字 (*.docx)", "xlsx": "Excel 工作簿 (*.xlsx)"}


class AnnualPapers:
    """The papers of one year as it stands on the page, so that paper and screen say the same."""

    def __init__(self, page: QWidget, db: Database, found: YearStatistics, today: date) -> None:
        self._page, self._db, self._found, self._today = page, db, found, today

    @property
    def _year(self) -> int:
        return self._found.year

    def preview_tables(self) -> None:
        """年度统计表 in the preview window."""
        db, found, today, name = self._db, self._found, self._today, f"{self._year}年度统计表"

        def make(_: Report) -> bytes:
            from partyschool.printing.statistics import print_statistics
            from partyschool.services.paper_log import record_paper

            return print_statistics(found, made=today, edition=record_paper(db, kind="statistics", subject=name))

        show_preview(self._page, name, make, f"{name}.pdf")

    def preview_ledger(self) -> None:
        """培训台账 in the preview window, with what is not yet 认定."""
        db, year, today = self._db, self._year, self._today

        def make(_: Report) -> bytes:
            from partyschool.printing.ledger import print_ledger
            from partyschool.services.statistics import year_statistics

            return print_ledger(year_statistics(db, year=year, with_provisional=True), made=today)

        show_preview(self._page, f"{year}年度培训台账", make, f"{year}年度培训台账.pdf")

    def ask_ledger(self) -> None:
        """培训台账 as a workbook."""
        name = f"{self._year}年度培训台账"
        path = ask_path(self._page, f"保存{name}", f"{name}.xlsx", FORMATS["xlsx"])
        if path is not None:
            self.save_ledger(path)

    def save_ledger(self, path: Path) -> Task[Path]:
        """Write in the background and say where the file lies."""
        db, year = self._db, self._year

        def work(report: Report) -> Path:
            from partyschool.exchange.office_papers import save_year_paper

            save_year_paper(db, path, kind="ledger", year=year)
            return path

        task = Task(self._page, work, title="正在生成…")
        return task.then(lambda saved: problems.say(f"已保存到“{saved}”", Tone.DONE))

    def preview_summary(self) -> None:
        """年度总结 in the preview window."""
        show_preview(self._page, self._summary_name, lambda _: self._summary_pdf(), f"{self._summary_name}.pdf")

    def ask_summary(self, kind: str) -> None:
        """Ask where 年度总结 shall go, then write it; `kind` is pdf, docx or xlsx."""
        name = f"{self._year}年度统计" if kind == "xlsx" else self._summary_name
        path = ask_path(self._page, f"保存{name}", f"{name}.{kind}", FORMATS[kind])
        if path is not None:
            self.save_summary(path, kind)

    def save_summary(self, path: Path, kind: str) -> Task[Path]:
        """Write in the background and say where the file lies."""

        def work(report: Report) -> Path:
            if kind == "pdf":
                self._write_pdf(path, lay_out(lambda _: self._summary_pdf(), report))
            else:
                {"docx": self._write_document, "xlsx": self._write_workbook}[kind](path)
            return path

        task = Task(self._page, work, title="正在生成…")
        return task.then(lambda saved: problems.say(f"已保存到“{saved}”", Tone.DONE))

    @property
    def _summary_name(self) -> str:
        return f"{self._year}年度总结"

    def _edition(self, kind: str) -> int:
        from partyschool.services.paper_log import record_paper

        return record_paper(self._db, kind=f"summary.{kind}", subject=self._summary_name)

    def _summary_pdf(self) -> bytes:
        from partyschool.printing.summary import print_summary

        return print_summary(self._found, made=self._today, edition=self._edition("pdf"))

    def _write_pdf(self, path: Path, pdf: bytes) -> None:
        try:
            path.write_bytes(pdf)
        except OSError as error:
            raise Trouble(f"写不了“{path}”：{reason_of(error)}。请换个位置，或关掉正在打开它的程序。") from error

    def _write_document(self, path: Path) -> None:
        from partyschool.exchange.summary_document import save_summary_document

        self._edition("docx")
        save_summary_document(path, self._found, self._today)

    def _write_workbook(self, path: Path) -> None:
        from partyschool.exchange.summary_workbook import save_summary

        self._edition("xlsx")
        save_summary(path, self._found)
