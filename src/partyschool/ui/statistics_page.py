"""统计: the year's figures by unit, class, month, place and teacher, with the check that parts equal the whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QMenu, QWidget

from partyschool.ui import problems
from partyschool.ui import statistics_columns as lists
from partyschool.ui.context import Context
from partyschool.ui.exporting import ask_path
from partyschool.ui.forms.ui_statistics_page import Ui_StatisticsPage
from partyschool.ui.hours_columns import rate
from partyschool.ui.page import Page
from partyschool.ui.preview import show_preview
from partyschool.ui.style import mark
from partyschool.ui.table_model import TableModel
from partyschool.ui.tasks import Report, Task
from partyschool.ui.tokens import ROW_DENSE, Tone
from partyschool.ui.widgets.figure_card import Figure

if TYPE_CHECKING:
    from partyschool.services.statistics_rows import UnitFigures, YearStatistics

FORMATS = {"pdf": "PDF (*.pdf)", "docx": "WPS 文字 (*.docx)", "xlsx": "Excel 工作簿 (*.xlsx)"}
TABS = (
    ("units", "各单位"),
    ("classes", "班次"),
    ("months", "月份"),
    ("points", "教学点"),
    ("teachers", "师资"),
    ("exceptions", "5+1+N 例外"),
    ("missing", "未达标"),
)


class StatisticsPage(Page):
    """Printed reports count only what is 认定; the switch shows the year with provisional credit."""

    tables = frozenset(
        {
            "people", "memberships", "posts", "attendances", "credit_entries", "other_studies", "exemptions", "units",
            "training_classes", "class_sessions", "enrolments", "lessons", "requirements", "settings",
        }
    )  # fmt: skip

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.form = Ui_StatisticsPage()
        self.form.setupUi(self)
        self.dress()
        self.statistics: YearStatistics | None = None
        form = self.form
        self.units: TableModel[UnitFigures] = TableModel(lists.UNITS, self, key=lambda line: line.unit_id)
        form.unit_table.install(self.units, row_height=ROW_DENSE)
        form.unit_totals.follow(form.unit_table, lists.bold(lists.UNITS))
        self.lists = {
            "classes": self._install(form.class_table, lists.CLASSES),
            "months": self._install(form.month_table, lists.MONTHS),
            "points": self._install(form.point_table, lists.POINTS),
            "teachers": self._install(form.teacher_table, lists.TEACHERS),
            "exceptions": self._install(form.exception_table, lists.FLOW_EXCEPTIONS),
            "missing": self._install(form.missing_table, lists.MISSING),
        }
        form.tabs.set_tabs([(key, title, "") for key, title in TABS])
        form.tabs.over(form.stack)
        self._fill_years()
        self._connect()

    def _install(self, table: Any, columns: list[Any]) -> TableModel[Any]:
        model: TableModel[Any] = TableModel(columns, self)
        table.install(model, row_height=ROW_DENSE)
        return model

    def _fill_years(self) -> None:
        year = self.context.today.year
        for known in range(year, year - 6, -1):
            self.form.year.addItem(f"{known} 年", known)

    def _connect(self) -> None:
        form = self.form
        form.year.currentIndexChanged.connect(lambda _: self.refresh())
        form.with_provisional.toggled.connect(lambda _: self.refresh())
        form.unit_table.opened.connect(lambda line: self.context.go("hours", unit=line.unit_id, state="due"))
        form.class_table.opened.connect(lambda line: self.context.go("class", id=line.code))
        form.exception_table.opened.connect(lambda line: self.context.go("class", id=line.code))
        form.missing_table.opened.connect(lambda line: self.context.go("people", person=line.person_id))
        form.export_button.clicked.connect(self._export)
        form.table_button.clicked.connect(self._print_tables)
        menu = QMenu(self)
        menu.addAction("预览和打印", self._preview_summary)
        menu.addAction("存为 WPS 文字（.docx）…", lambda: self._save_summary("docx"))
        menu.addAction("存为 PDF…", lambda: self._save_summary("pdf"))
        form.summary_button.setMenu(menu)
        for card in (form.coverage, form.met_rate):
            card.clicked.connect(lambda key: self.context.go("hours", state="trained" if key == "coverage" else "met"))
        for card in (form.classes, form.attendances, form.people, form.attendance_rate):
            card.clicked.connect(lambda _: self.form.tabs.choose("classes"))

    @property
    def year(self) -> int:
        """The chosen year."""
        return int(self.form.year.currentData())

    def refresh(self) -> None:
        from partyschool.services.statistics import year_statistics

        found = year_statistics(
            self.context.db, year=self.year, with_provisional=self.form.with_provisional.isChecked()
        )
        self.statistics = found
        is_empty = not found.sums.count.totals.members and not found.classes
        self.form.page_stack.setCurrentWidget(self.form.empty if is_empty else self.form.card)
        if is_empty:
            self.form.empty.say(
                f"{self.year} 年还没有可以统计的数据", "导入花名册、办班签到并认定学时以后，统计表和年度总结自动生成。",
                [("导入花名册", "upload", lambda: self.context.go("import"))], picture="bars",
            )  # fmt: skip
        self._show_caption(found)
        self._show_figures(found)
        self.units.set_rows(found.units)
        self.form.unit_totals.set_row(_whole(found))
        rows: dict[str, Any] = {
            "classes": found.classes, "months": found.months, "points": found.points, "teachers": found.teachers,
            "exceptions": found.exceptions, "missing": found.missing,
        }  # fmt: skip
        for key, model in self.lists.items():
            model.set_rows(rows[key])
        self._show_counts(found)

    def _show_caption(self, found: YearStatistics) -> None:
        left_out = len(found.not_counted)
        words = f"截至 {found.as_of} · {'含' if found.with_provisional else '不含'}未认定学时"
        if left_out:
            words += f" · 有 {left_out} 期还没有认定，没有计入"
        self.form.head.set_caption(words)
        wrong = [check for check in found.checks if not check.agrees]
        good = "✓ 各单位之和与合计逐列相符"
        bad = "⚠ 各单位之和与合计不符：" + "、".join(f"{check.key} {check.parts}≠{check.whole}" for check in wrong[:3])
        self.form.check.setText(bad if wrong else good)
        mark(self.form.check, kind="caption", tone=Tone.ERROR if wrong else Tone.DONE)

    def _show_figures(self, found: YearStatistics) -> None:
        sums, last, totals = found.sums, found.last, found.sums.count.totals
        before = "" if last.is_empty else f"上年 {last.classes:,}"
        form = self.form
        form.classes.show_figure(Figure("classes", "期数", f"{sums.classes:,}", "期", before))
        before = "" if last.is_empty else f"上年 {last.count.attendances:,}"
        form.attendances.show_figure(Figure("attendances", "人次", f"{sums.count.attendances:,}", "人次", before))
        before = "" if last.is_empty else f"上年 {last.count.people:,}"
        form.people.show_figure(Figure("people", "人数", f"{sums.count.people:,}", "人", before))
        form.attendance_rate.show_figure(
            Figure("attendance_rate", "到课率", rate(sums.attendance_rate), "", f"{sums.sessions} 个半天场次")
        )
        form.coverage.show_figure(
            Figure("coverage", "覆盖率", rate(totals.coverage), "", f"已训 {totals.trained:,} / 应训 {totals.due:,}")
        )
        form.met_rate.show_figure(
            Figure("met_rate", "达标率", rate(totals.met_rate), "", f"达标 {totals.met:,} / 应训 {totals.due:,}")
        )

    def _show_counts(self, found: YearStatistics) -> None:
        counts = {
            "units": found.units, "classes": found.classes, "points": found.points, "teachers": found.teachers,
            "exceptions": found.exceptions, "missing": found.missing,
        }  # fmt: skip
        for key, rows in counts.items():
            self.form.tabs.set_count(key, f"{len(rows):,}")

    def _print_tables(self) -> None:
        found, today = self.statistics, self.context.today
        assert found is not None

        def make(_: Report) -> bytes:
            from partyschool.printing.statistics import print_statistics

            return print_statistics(found, made=today)

        show_preview(self, f"{self.year}年度统计表", make, f"{self.year}年度统计表.pdf")

    def _preview_summary(self) -> None:
        found, today = self.statistics, self.context.today
        assert found is not None

        def make(_: Report) -> bytes:
            from partyschool.printing.summary import print_summary

            return print_summary(found, made=today)

        show_preview(self, f"{self.year}年度总结", make, f"{self.year}年度总结.pdf")

    def _save_summary(self, kind: str) -> None:
        path = ask_path(self, "保存年度总结", f"{self.year}年度总结.{kind}", FORMATS[kind])
        if path is not None:
            self._save(path, kind)

    def _export(self) -> None:
        path = ask_path(self, "导出年度统计", f"{self.year}年度统计.xlsx")
        if path is not None:
            self._save(path, "xlsx")

    def _save(self, path: Path, kind: str) -> None:
        found, today = self.statistics, self.context.today
        assert found is not None

        def work(_: Report) -> Path:
            if kind == "pdf":
                from partyschool.printing.summary import print_summary

                path.write_bytes(print_summary(found, made=today))
            elif kind == "docx":
                from partyschool.exchange.summary_document import save_summary_document

                save_summary_document(path, found, today)
            else:
                from partyschool.exchange.summary_workbook import save_summary

                save_summary(path, found)
            return path

        Task(self, work, title="正在生成…").then(lambda saved: problems.say(f"已保存 {saved.name}", Tone.DONE))


def _whole(found: YearStatistics) -> UnitFigures:
    from partyschool.services.statistics_rows import UnitFigures

    return UnitFigures(None, f"合计 {len(found.units)} 个", None, "", found.sums.count)
