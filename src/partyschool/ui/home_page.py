"""首页: this year at a glance, and what to do next. Every figure and bar opens the names behind it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from partyschool.domain.terms import Grouping
from partyschool.ui.class_words import WEEKDAYS
from partyschool.ui.context import Context
from partyschool.ui.counting_page import CountingPage
from partyschool.ui.figure_lists import Basis, open_names
from partyschool.ui.forms.ui_home_page import Ui_HomePage
from partyschool.ui.todo_row import TodoRow
from partyschool.ui.tokens import Tone
from partyschool.ui.widgets.arc_rings import Ring
from partyschool.ui.widgets.card import Line, clear
from partyschool.ui.widgets.chip import Chip
from partyschool.ui.widgets.figure_card import Figure
from partyschool.ui.widgets.month_bars import Month, key_pixmap
from partyschool.ui.widgets.rank_rows import Rank

if TYPE_CHECKING:
    from partyschool.services.home_figures import HomeFigures
    from partyschool.services.statistics_rows import UnitFigures

BEST, LAST = 5, 3
TODOS_SHOWN = 4
WEAK = 50.0
RANKED = {
    Grouping.TOWN: ("各镇街达标率", "个镇街"), Grouping.UNIT: ("各村达标率", "个村"),
    Grouping.BRANCH: ("各党支部达标率", "个党支部"),
}  # fmt: skip
RINGS = {"ordinary": "普通党员", "two_committees": "村“两委”成员", "floating": "其中流动党员"}


class HomePage(CountingPage["HomeFigures"]):
    """Figures, charts, the list of what to do, and the ranking of the villages."""

    tables = frozenset(
        {
            "people", "memberships", "posts", "attendances", "credit_entries", "other_studies", "exemptions",
            "training_classes", "class_sessions", "enrolments", "certificates", "requirements", "settings", "units",
            "annual_plans", "plan_rows", "tasks", "dated_rules", "closed_years",
        }
    )  # fmt: skip

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.form = Ui_HomePage()
        self.form.setupUi(self)
        self.dress()
        self._shows_all_todos = False
        self._todo_count = Chip("", Tone.ACCENT, small=True)
        self.form.todo_head.insertWidget(1, self._todo_count)
        self._figures: HomeFigures | None = None
        self.form.done_key.setPixmap(key_pixmap(planned=False))
        self.form.planned_key.setPixmap(key_pixmap(planned=True))
        self._connect()

    def _connect(self) -> None:
        form, go = self.form, self.context
        form.import_button.clicked.connect(lambda: go.go("import"))
        form.study.clicked.connect(self._record_study)
        form.new_class.clicked.connect(lambda: go.go("classes", add=True))
        form.all_units.clicked.connect(lambda: self._open_hours("due"))
        form.all_todos.clicked.connect(self._toggle_todos)
        form.ranks.clicked.connect(self._open_rank)
        form.rings.clicked.connect(self._open_ring)
        form.months.clicked.connect(self._open_month)
        for card in (form.classes, form.attendances, form.people, form.coverage, form.met_rate):
            card.clicked.connect(self._open_figure)

    def _open_figure(self, key: str) -> None:
        if key in {"coverage", "met_rate"}:
            self._open_hours("trained" if key == "coverage" else "met")
        elif key == "classes":
            self.context.go("classes", year=self._day.year)
        else:
            self._open_names(f"{self._day.year} 年", key)

    def _open_ring(self, key: object) -> None:
        narrowed: dict[str, dict[str, object]] = {
            "ordinary": {"category": "plain"},
            "two_committees": {"category": "cadre"},
            "floating": {"floating": True},
        }
        self._open_hours("behind", **narrowed[str(key)])

    def _open_rank(self, unit_id: object) -> None:
        """Who is behind in the village, on the page of hours; of a town or a branch in a list of its own."""
        assert self._figures is not None
        grouping = self._figures.ranked_by
        if grouping == Grouping.UNIT:
            self._open_hours("behind", unit=unit_id)
            return
        line = next(line for line in self._figures.ranks if line.unit_id == unit_id)
        self._open_names(line.name or "没有单位", "behind", units=(line.unit_id,), grouping=grouping)

    def _open_hours(self, state: str, **narrowed: object) -> None:
        """The same people as the figure counts: of this day, with what is not yet confirmed."""
        self.context.go("hours", year=self._day.year, as_of=self._day, state=state, **narrowed)

    def _open_month(self, key: object) -> None:
        assert self._figures is not None
        month = self._figures.months[int(str(key)) - 1]
        if month.done:
            self._open_names(f"{self._day.year} 年 {month.month} 月", "attendances", month=month.month)
        else:
            self.context.go("classes", year=self._day.year)

    def _open_names(self, where: str, word: str, **narrowed: Any) -> None:
        from partyschool.services.names_behind import Wanted

        basis = Basis(self._day.year, self._day, with_provisional=True)
        open_names(self.context, where, Wanted(word, **narrowed), basis, self)

    @property
    def _day(self) -> date:
        """The day that the page was counted on."""
        return self._figures.as_of if self._figures is not None else self.context.today

    def counting(self) -> Callable[[], HomeFigures]:
        from partyschool.services.home_figures import home_figures

        today = self.context.today
        return partial(home_figures, self.context.db, year=today.year, as_of=today)

    def show_counted(self, found: HomeFigures) -> None:
        figures = self._figures = found
        today, members = figures.as_of, figures.count.totals.members
        self.form.head.set_title(f"{today.year} 年总览")
        weekday = WEEKDAYS[today.weekday()].replace("周", "星期")
        self.form.head.set_caption(
            f"截至 {today.month} 月 {today.day} 日（{weekday}） · 在册党员 {members:,} 人 · 含未认定学时"
        )
        is_empty = not members and not figures.todos and not figures.sums.classes and not figures.planned_classes
        self.form.stack.setCurrentWidget(self.form.empty if is_empty else self.form.year_page)
        if is_empty:
            self.form.empty.say(
                "先导入党员花名册",
                "手里的 Excel 直接用，不用改格式，导入前会逐行核对；有了名册就可以办第一期培训班。",
                [("导入花名册", "upload", lambda: self.context.go("import")),
                 ("新建培训班", "plus", lambda: self.context.go("classes", add=True))],
                picture="people",
            )  # fmt: skip
            return
        self._show_figures(figures)
        self._show_months(figures)
        self._show_rings(figures)
        self._show_todos(figures)
        self._show_ranks(figures)

    def _show_figures(self, figures: HomeFigures) -> None:
        count, totals, sums = figures.count, figures.count.totals, figures.sums
        form = self.form
        form.classes.show_figure(Figure("classes", "期数", f"{sums.classes:,}", "期", _plan_words(figures)))
        more = count.attendances - figures.last.attendances
        compared = f"比去年同期{'多' if more >= 0 else '少'} {abs(more):,}" if figures.last.classes else "去年没有记录"
        form.attendances.show_figure(Figure("attendances", "人次", f"{count.attendances:,}", "人次", compared))
        others = f"，积极分子等 {count.other_people:,}" if count.other_people else ""
        form.people.show_figure(
            Figure("people", "人数", f"{count.people:,}", "人", f"其中党员 {count.member_people:,}{others}")
        )
        form.coverage.show_figure(
            _rate("coverage", "覆盖率", totals.coverage, f"已训 {totals.trained:,} / 应训 {totals.due:,}")
        )
        form.met_rate.show_figure(
            _rate("met_rate", "达标率", totals.met_rate, f"达标 {totals.met:,} / 应训 {totals.due:,}")
        )

    def _show_months(self, figures: HomeFigures) -> None:
        now = figures.as_of.month
        months = []
        for row in figures.months:
            value = row.done or row.planned or None
            planned = not row.done and bool(row.planned)
            months.append(Month(row.month, f"{row.month}月", value, row.month == now, planned))
        self.form.months.show_months(months)

    def _show_rings(self, figures: HomeFigures) -> None:
        rings = []
        for ring in figures.rings:
            share = ring.met / ring.due if ring.due else None
            asked = f" · {ring.quarter_days / 4:g} 天" if ring.quarter_days else ""
            figure = "—" if share is None else f"{share:.1%}"
            rings.append(Ring(ring.key, RINGS[ring.key], figure, f"{ring.met:,} / {ring.due:,}{asked}", share))
        whole = figures.count.totals.met_rate
        self.form.rings.show_rings(rings, "—" if whole is None else f"{whole:.1f}%", "达标")

    def _show_todos(self, figures: HomeFigures) -> None:
        clear(self.form.todos)
        shown = figures.todos if self._shows_all_todos else figures.todos[:TODOS_SHOWN]
        for place, todo in enumerate(shown):
            if place:
                self.form.todos.addWidget(Line())
            self.form.todos.addWidget(TodoRow(todo, self.context, is_first=place == 0))
        if not shown:
            self.form.todos.addWidget(TodoRow(None, self.context, is_first=False))
        self._todo_count.say(str(len(figures.todos) or ""), Tone.ACCENT)
        self.form.all_todos.setVisible(len(figures.todos) > TODOS_SHOWN)
        self.form.all_todos.setText("收起 ›" if self._shows_all_todos else f"全部 {len(figures.todos)} 项 ›")

    def _toggle_todos(self) -> None:
        self._shows_all_todos = not self._shows_all_todos
        if self._figures is not None:
            self._show_todos(self._figures)

    def _show_ranks(self, figures: HomeFigures) -> None:
        title, counted = RANKED[figures.ranked_by]
        weak = float(self.context.rule("weak.met", figures.year))
        rows = [_rank(place, line, weak) for place, line in enumerate(figures.ranks, 1)]
        self.form.ranks_title.setText(title)
        self.form.all_units.setText(f"全部 {len(rows)} {counted} ›")
        if len(rows) > BEST + LAST:
            self.form.ranks.show_ranks(rows[:BEST], rows[-LAST:], "倒数三名")
        else:
            self.form.ranks.show_ranks(rows)

    def _record_study(self) -> None:
        from partyschool.ui.study_dialog import StudyDialog

        StudyDialog(self.context, parent=self).open()


def _plan_words(figures: HomeFigures) -> str:
    """The approved plan where there is one; else what is held and laid out."""
    if figures.plan is not None:
        return f"年度计划 {figures.plan.planned} 期，已办 {figures.plan.done} 期"
    planned = figures.sums.classes + figures.planned_classes
    return f"已排 {planned} 期"


def _rate(key: str, title: str, rate: float | None, note: str) -> Figure:
    if rate is None:
        return Figure(key, title, "—", "", note, 0.0)
    return Figure(key, title, f"{rate:.1f}", "%", note, rate / 100)


def _rank(place: int, line: UnitFigures, weak: float) -> Rank:
    totals = line.count.totals
    rate = totals.met_rate or 0.0
    name = line.name or "没有单位"
    return Rank(line.unit_id, place, name, rate / 100, f"{totals.met}/{totals.due}", f"{rate:.1f}%", rate < weak)
