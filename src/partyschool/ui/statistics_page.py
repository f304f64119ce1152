"""统计: the year's figures by unit, class, month, place and teacher, with the check that parts equal the whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QMenu, QWidget

from partyschool.domain.terms import Grouping, Structure
from partyschool.ui import statistics_columns as lists
from partyschool.ui.annual_papers import AnnualPapers
from partyschool.ui.context import Context
from partyschool.ui.counting_page import CountingPage
from partyschool.ui.exporting import export_list
from partyschool.ui.figure_lists import Basis, classes_dialog, open_names
from partyschool.ui.form_dialog import fill
from partyschool.ui.forms.ui_statistics_page import Ui_StatisticsPage
from partyschool.ui.hours_columns import rate
from partyschool.ui.table import TableView
from partyschool.ui.table_model import TableModel
from partyschool.ui.tokens import ROW_DENSE, Tone
from partyschool.ui.unit_words import DOMAINS
from partyschool.ui.widgets.figure_card import Figure

if TYPE_CHECKING:
    from partyschool.services.names_behind import Wanted
    from partyschool.services.statistics_rows import Check, ClassFigures, MonthFigures, UnitFigures, YearStatistics
    from partyschool.storage.database import Database

TABS = (
    ("units", "各单位"),
    ("classes", "班次"),
    ("months", "月份"),
    ("points", "教学点"),
    ("teachers", "师资"),
    ("exceptions", "5+1+N 例外"),
    ("missing", "未达标"),
)
COLUMNS: dict[str, list[Any]] = {
    "units": lists.UNITS,
    "classes": lists.CLASSES,
    "months": lists.MONTHS,
    "points": lists.POINTS,
    "teachers": lists.TEACHERS,
    "exceptions": lists.FLOW_EXCEPTIONS,
    "missing": lists.MISSING,
}
KEYS: dict[str, Any] = {
    "units": lambda line: (line.unit_id, line.name),
    "classes": lambda line: line.code,
    "months": lambda line: line.month,
    "points": lambda line: line.name,
    "teachers": lambda line: line.teacher_id,
    "exceptions": lambda line: (line.code, line.kind),
    "missing": lambda line: line.person_id,
}
EMPTY = {
    "classes": ("今年还没有培训班", "办班以后，这里按班列出名单、人次、到课率和 5+1+N。"),
    "points": ("还没有用过教学点", "课程表里安排了教学点并且上过课，就会列在这里。"),
    "teachers": ("还没有授课记录", "课程表里安排了教师并且上过课，就会列在这里。"),
    "exceptions": ("没有例外", "没有强制发布、强制办结、中止或取消的班。"),
    "missing": ("没有未达标的人", "应训的人都达到了年度天数。"),
}
YEARS_BACK = 6
GROUPINGS = [
    ("按村（单位）列", Grouping.UNIT), ("按镇街列", Grouping.TOWN), ("按联村党委列", Grouping.JOINT),
    ("按党支部列", Grouping.BRANCH), ("按领域列", Grouping.DOMAIN),
]  # fmt: skip
OUTSIDE = {Grouping.TOWN: "镇街以外", Grouping.JOINT: "不在联村党委", Grouping.DOMAIN: "没有填领域"}


Counted = tuple["YearStatistics", "tuple[UnitFigures, ...]"]


def count_statistics(
    db: Database, *, year: int, with_provisional: bool, structure: Structure, grouping: Grouping
) -> Counted:
    """The year and the lines of the first tab; a plain function for any thread."""
    from partyschool.services.statistics import year_lines, year_statistics

    found = year_statistics(db, year=year, with_provisional=with_provisional, structure=structure)
    known = _known_lines(found, grouping)
    if known is not None:
        return found, known
    return found, year_lines(
        db, year=year, grouping=grouping, with_provisional=with_provisional, structure=structure
    )  # fmt: skip


def _known_lines(found: YearStatistics, grouping: Grouping) -> tuple[UnitFigures, ...] | None:
    """The lines that the printed tables have; others are counted when somebody asks for them."""
    return {Grouping.UNIT: found.units, Grouping.TOWN: found.towns}.get(grouping)


class StatisticsPage(CountingPage[Counted]):
    """Printed reports count only what is 认定; the switch shows the year with provisional credit."""

    tables = frozenset(
        {
            "people", "memberships", "posts", "attendances", "credit_entries", "other_studies", "exemptions", "units",
            "training_classes", "class_sessions", "enrolments", "lessons", "requirements", "settings", "unit_changes",
            "unit_periods",
        }
    )  # fmt: skip

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.form = form = Ui_StatisticsPage()
        form.setupUi(self)
        self.dress()
        self.statistics: YearStatistics | None = None
        self.tables_of: dict[str, TableView] = {
            "units": form.unit_table, "classes": form.class_table, "months": form.month_table,
            "points": form.point_table, "teachers": form.teacher_table, "exceptions": form.exception_table,
            "missing": form.missing_table,
        }  # fmt: skip
        self.lists: dict[str, TableModel[Any]] = {key: self._install(key) for key in self.tables_of}
        form.unit_totals.follow(form.unit_table, lists.bold(lists.UNITS))
        form.tabs.set_tabs([(key, title, "") for key, title in TABS])
        form.tabs.over(form.stack)
        for back in range(YEARS_BACK):
            form.year.addItem(f"{context.today.year - back} 年", context.today.year - back)
        fill(form.grouping, GROUPINGS, self._usual_grouping())
        self._connect()

    def _usual_grouping(self) -> Grouping:
        """Towns for a city, villages for a town, branches for a village."""
        from partyschool.domain.terms import Tier
        from partyschool.services.home_figures import GROUPINGS as OF_TIER
        from partyschool.services.schools import home_school

        return OF_TIER[Tier(home_school(self.context.db).tier)]

    def _install(self, key: str) -> TableModel[Any]:
        model: TableModel[Any] = TableModel(COLUMNS[key], self, key=KEYS[key])
        table = self.tables_of[key]
        table.install(model, row_height=ROW_DENSE)
        if key in EMPTY:
            table.when_empty(*EMPTY[key], picture="check" if key in {"exceptions", "missing"} else "book")
        table.export_wanted.connect(lambda: self.export_tab(key))
        return model

    def _connect(self) -> None:
        form, go = self.form, self.context.go
        form.year.currentIndexChanged.connect(lambda _: self.refresh())
        form.with_provisional.toggled.connect(lambda _: self.refresh())
        form.by_then.toggled.connect(lambda _: self.refresh())
        form.grouping.currentIndexChanged.connect(lambda _: self._regroup())
        form.unit_table.opened.connect(lambda line: self._open_unit(line, "due"))
        form.unit_table.figure_opened.connect(self._open_unit)
        form.unit_totals.figure_opened.connect(lambda word: self._open_names(self._whole_name, word))
        form.class_table.opened.connect(lambda line: go("class", id=line.code))
        form.class_table.figure_opened.connect(self._open_class_names)
        form.month_table.opened.connect(lambda line: self._open_month(line, "classes"))
        form.month_table.figure_opened.connect(self._open_month)
        for table in (form.point_table, form.teacher_table):
            table.opened.connect(self._open_used)
            table.figure_opened.connect(lambda line, _: self._open_used(line))
        form.exception_table.opened.connect(lambda line: go("class", id=line.code))
        form.missing_table.opened.connect(lambda line: go("people", person=line.person_id))
        form.export_button.clicked.connect(lambda: self.papers.ask_summary("xlsx"))
        form.table_button.clicked.connect(lambda: self.papers.preview_tables())
        menu = QMenu(self)
        menu.addAction("预览和打印", lambda: self.papers.preview_summary())
        menu.addAction("存为 WPS 文字（.docx）…", lambda: self.papers.ask_summary("docx"))
        menu.addAction("存为 PDF…", lambda: self.papers.ask_summary("pdf"))
        menu.addSeparator()
        menu.addAction("培训台账：预览和打印", lambda: self.papers.preview_ledger())
        menu.addAction("培训台账：存为 Excel…", lambda: self.papers.ask_ledger())
        form.summary_button.setMenu(menu)
        for card in (form.classes, form.attendances, form.people, form.attendance_rate, form.coverage, form.met_rate):
            card.clicked.connect(self._open_figure)

    @property
    def year(self) -> int:
        """The chosen year."""
        return int(self.form.year.currentData())

    @property
    def structure(self) -> Structure:
        """By which units the lines are told."""
        return Structure.THEN if self.form.by_then.isChecked() else Structure.YEAR_END

    @property
    def grouping(self) -> Grouping:
        """By what the first tab is told."""
        return Grouping(self.form.grouping.currentData())

    @property
    def papers(self) -> AnnualPapers:
        """Of the figures now on the page."""
        assert self.statistics is not None
        return AnnualPapers(self, self.context.db, self.statistics, self.context.today)

    def open(self, **context: object) -> None:
        """`year` to show, `tab` one of TABS."""
        if "year" in context:
            self.form.year.setCurrentIndex(max(0, self.form.year.findData(context["year"])))
        if "tab" in context:
            self.form.tabs.choose(str(context["tab"]))

    def counting(self) -> Callable[[], Counted]:
        return partial(
            count_statistics,
            self.context.db,
            year=self.year,
            with_provisional=self.form.with_provisional.isChecked(),
            structure=self.structure,
            grouping=self.grouping,
        )

    def show_counted(self, found: Counted) -> None:
        statistics, units = found
        self.statistics = statistics
        is_empty = not statistics.sums.count.totals.members and not statistics.classes
        self.form.page_stack.setCurrentWidget(self.form.empty if is_empty else self.form.card)
        if is_empty:
            self.form.empty.say(
                f"{self.year} 年还没有可以统计的数据",
                "导入花名册、办班签到并认定学时以后，统计表和年度总结自动生成。",
                [("导入花名册", "upload", lambda: self.context.go("import"))], picture="bars",
            )  # fmt: skip
        self._show_basis(statistics)
        self._show_figures(statistics)
        self._show_lists(statistics, units)

    def _regroup(self) -> None:
        known = _known_lines(self.statistics, self.grouping) if self.statistics and not self.is_waiting else None
        if known is None or self.statistics is None:
            self.refresh()
        else:
            self._show_lists(self.statistics, known)

    def _show_basis(self, found: YearStatistics) -> None:
        from partyschool.services.words import structure_words

        structure = structure_words(found.structure, found.as_of)
        words = f"截至 {found.as_of} · {structure} · {'含' if found.with_provisional else '不含'}未认定学时"
        if found.not_counted:
            words += f" · 有 {len(found.not_counted)} 期还没有认定，没有计入"
        self.form.head.set_caption(words)
        wrong = [check for check in found.checks if not check.agrees]
        if wrong:
            self.form.check.say(f"各单位之和与合计不符：{_check_words(wrong)}", Tone.ERROR)
        else:
            self.form.check.say("各单位之和与合计逐列相符", Tone.DONE)

    def _show_figures(self, found: YearStatistics) -> None:
        sums, last, totals, form = found.sums, found.last, found.sums.count.totals, self.form

        def beside(now: int, before: int, unit: str) -> str:
            return (
                ""
                if last.is_empty
                else f"上年 {before:,} {unit}，{'多' if now >= before else '少'} {abs(now - before):,}"
            )

        count, old = sums.count, last.count
        form.classes.show_figure(
            Figure("classes", "期数", f"{sums.classes:,}", "期", beside(sums.classes, last.classes, "期"))
        )
        visits = beside(count.attendances, old.attendances, "人次")
        form.attendances.show_figure(Figure("attendances", "人次", f"{count.attendances:,}", "人次", visits))
        people = beside(count.people, old.people, "人")
        form.people.show_figure(Figure("people", "人数", f"{count.people:,}", "人", people))
        halves = f"{sums.sessions} 个半天场次"
        form.attendance_rate.show_figure(Figure("attendance_rate", "到课率", rate(sums.attendance_rate), "", halves))
        trained = f"已训 {totals.trained:,} / 应训 {totals.due:,}"
        form.coverage.show_figure(Figure("trained", "覆盖率", rate(totals.coverage), "", trained))
        met = f"达标 {totals.met:,} / 应训 {totals.due:,}"
        form.met_rate.show_figure(Figure("met", "达标率", rate(totals.met_rate), "", met))

    def _show_lists(self, found: YearStatistics, units: tuple[UnitFigures, ...]) -> None:
        from partyschool.services.statistics_rows import UnitFigures

        rows: dict[str, Any] = {
            "units": self._named(units), "classes": found.classes, "months": found.months, "points": found.points,
            "teachers": found.teachers, "exceptions": found.exceptions, "missing": found.missing,
        }  # fmt: skip
        for key, model in self.lists.items():
            model.set_rows(rows[key])
            if key != "months":
                self.form.tabs.set_count(key, f"{len(rows[key]):,}")
        self.form.unit_totals.set_row(UnitFigures(None, f"合计 {len(rows['units'])} 个", None, "", found.sums.count))

    def _named(self, lines: Sequence[UnitFigures]) -> list[UnitFigures]:
        """What has no unit of its own says so."""
        if self.grouping == Grouping.UNIT:
            return list(lines)
        names = DOMAINS if self.grouping == Grouping.DOMAIN else {}
        return [replace(line, name=names.get(line.name, line.name) or OUTSIDE.get(self.grouping, "")) for line in lines]

    # The names behind

    @property
    def _whole_name(self) -> str:
        return f"{self.year} 年全部单位"

    def _open_figure(self, key: str) -> None:
        if key in {"classes", "attendance_rate"}:
            self.form.tabs.choose("classes")
        else:
            self._open_names(self._whole_name, key)

    def _open_unit(self, line: UnitFigures, word: str) -> None:
        domains = {words: domain for domain, words in DOMAINS.items()}
        key = line.unit_id if line.unit_id is not None else domains.get(line.name)
        self._open_names(line.name or "没有单位", word, units=(key,), grouping=self.grouping)

    def _open_class_names(self, line: ClassFigures, word: str) -> None:
        self._open_names(line.title, word, class_code=line.code)

    def _open_names(self, where: str, word: str, **narrowed: Any) -> None:
        from partyschool.services.names_behind import Wanted

        self._show_names(where, Wanted(word, **narrowed), self.year)

    def _show_names(self, where: str, wanted: Wanted, year: int) -> None:
        basis = Basis(year, None, self.form.with_provisional.isChecked(), self.structure)
        open_names(self.context, where, wanted, basis, self)

    def _open_month(self, line: MonthFigures, figure: str) -> None:
        from partyschool.services.names_behind import Wanted

        assert self.statistics is not None
        if figure == "classes":
            held = self.statistics.held_classes
            self._show_classes(f"{line.month} 月", [row for row in held if row.starts_on.month == line.month])
            return
        year = self.year - 1 if figure == "last_attendances" else self.year
        self._show_names(f"{year} 年 {line.month} 月", Wanted("attendances", month=line.month), year)

    def _open_used(self, line: Any) -> None:
        """The classes in which a teacher taught or a teaching point was used."""
        assert self.statistics is not None
        rows = [row for row in self.statistics.classes if line.name in (*row.teachers, *row.points)]
        self._show_classes(line.name, rows)

    def _show_classes(self, where: str, rows: list[ClassFigures]) -> None:
        classes_dialog(self.context, f"{where} · 培训班", rows, self).open()

    def export_tab(self, key: str) -> None:
        """The list of one tab as it stands; names of people are noted."""
        people_of = self.context if key == "missing" else None
        export_list(self, self.lists[key], f"{self.year}年度{dict(TABS)[key]}", people_of=people_of)


def _check_words(wrong: list[Check]) -> str:
    return "、".join(f"{check.key} {check.parts}≠{check.whole}" for check in wrong[:3])
