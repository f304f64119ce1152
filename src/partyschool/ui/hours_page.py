"""学时: units → people who are behind → why this figure. Each column is chosen by the one to its left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QWidget

from partyschool.ui import icons, problems, tokens
from partyschool.ui.context import Context
from partyschool.ui.counting_page import CountingPage
from partyschool.ui.exporting import ask_path, export_list, note_export
from partyschool.ui.forms.ui_hours_page import Ui_HoursPage
from partyschool.ui.hours_columns import TOTALS_COLUMNS, UNIT_COLUMNS, WORDS, person_columns, rules_words
from partyschool.ui.make_up import join_words, make_up, next_class
from partyschool.ui.table_model import TableModel
from partyschool.ui.tasks import Report, Task
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.class_rows import ClassRow
    from partyschool.services.quota_rows import QuotaBoard, QuotaRow, Totals, UnitTotals

STATES = (
    ("due", "应训"),
    ("trained", "已训"),
    ("met", "达标"),
    ("behind", "还差"),
    ("exempt", "免训"),
    ("not_required", "不作要求"),
)
YEARS_BACK = 6


@dataclass(frozen=True, slots=True)
class CountedYear:
    """The board, the next class to join, quarter days in classes that people are in, and the rules in words."""

    board: QuotaBoard
    coming: ClassRow | None
    to_come: Counter[int]
    rules: str


class HoursPage(CountingPage[CountedYear]):
    """The year as of a day, from the lines of the villages down to single entries."""

    tables = frozenset(
        {
            "people", "memberships", "posts", "attendances", "credit_entries", "other_studies", "exemptions",
            "requirements", "training_classes", "class_sessions", "settings", "units", "enrolments",
        }
    )  # fmt: skip

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.form = Ui_HoursPage()
        self.form.setupUi(self)
        self.dress()
        self.counted: CountedYear | None = None
        self._year = context.today.year
        self.units: TableModel[UnitTotals] = TableModel(UNIT_COLUMNS, self, key=lambda line: line.unit_id)
        self.people: TableModel[QuotaRow] = TableModel(
            person_columns(self._is_planned), self, key=lambda row: row.person_id, initials=lambda row: row.initials
        )
        self.form.units.install(self.units, row_height=tokens.ROW_DENSE)
        self.form.people.install(self.people, row_height=tokens.ROW_TWO_LINES, header=False)
        self.form.totals.follow(self.form.units, TOTALS_COLUMNS)
        self.form.category.set_choices("类别不限", [("村“两委”成员", "cadre"), ("普通党员", "plain")])
        self.form.floating.set_choices("流动不限", [("流动党员", True), ("非流动", False)])
        self.form.states.set_segments([(key, word, "") for key, word in STATES])
        self.form.states.choose("behind")
        self.form.people.when_filtered_empty("这里没有符合条件的人")
        self._fill_years()
        self._connect()
        self._add_menu()

    def _connect(self) -> None:
        form = self.form
        form.year.currentIndexChanged.connect(self._change_year)
        form.as_of.dateChanged.connect(lambda _: self.refresh())
        form.with_provisional.toggled.connect(lambda _: self.refresh())
        form.states.changed.connect(lambda _: self._show_people())
        form.category.changed.connect(lambda _: self._show_units())
        form.floating.changed.connect(lambda _: self._show_units())
        form.units.chosen.connect(lambda _: self._show_people())
        form.units.opened.connect(lambda _: form.people.setFocus())
        form.totals.clicked.connect(lambda _: form.units.clearSelection())
        form.all_people.clicked.connect(form.units.clearSelection)
        form.people.chosen.connect(self._show_person)
        form.people.opened.connect(lambda row: self.context.go("people", person=row.person_id))
        form.people.clear_wanted.connect(self._clear_filters)
        form.units.export_wanted.connect(self._save_units)
        form.people.export_wanted.connect(self._save_people)
        form.export_button.clicked.connect(self._export)
        form.save_list.clicked.connect(self._save_people)
        form.copy_names.clicked.connect(self._copy_names)
        form.record.clicked.connect(lambda: self._record_study(self._several()))
        form.panel.study_wanted.connect(lambda person_id: self._record_study([person_id]))
        form.panel.enrol_wanted.connect(lambda person_id, code: self._enrol([person_id]))
        form.panel.person_wanted.connect(lambda person_id: self.context.go("people", person=person_id))
        self.units.arranged.connect(lambda: form.unit_order.setVisible(self.units.order is None))

    def _add_menu(self) -> None:
        study = QAction(icons.icon("plus"), "登记其他学习…", self)
        study.triggered.connect(lambda: self._record_study(self._chosen()))
        self._join = QAction(icons.icon("calendar"), "", self)
        self._join.triggered.connect(lambda: self._enrol(self._chosen()))
        self.form.people.add_menu_actions([study, self._join])

    def _fill_years(self) -> None:
        year = self.context.today.year
        self.form.year.blockSignals(True)
        for known in range(year + 1, year - YEARS_BACK, -1):
            self.form.year.addItem(f"{known} 年", known)
        self.form.year.setCurrentIndex(self.form.year.findData(self._year))
        self.form.year.blockSignals(False)
        self._set_day(date(self._year, 12, 31))

    def _set_day(self, day: date) -> None:
        year = self._year
        field = self.form.as_of
        field.blockSignals(True)
        field.setDateRange(QDate(year, 1, 1), QDate(year, 12, 31))
        field.setDate(QDate(day.year, day.month, day.day))
        field.blockSignals(False)

    def _change_year(self) -> None:
        self._year = self.form.year.currentData()
        self._set_day(date(self._year, 12, 31))
        self.refresh()

    @property
    def as_of(self) -> date:
        """The chosen day."""
        chosen = self.form.as_of.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    @property
    def board(self) -> QuotaBoard | None:
        """What was counted last."""
        return self.counted.board if self.counted is not None else None

    # Counting

    def counting(self) -> Callable[[], CountedYear]:
        db, year, day, today = self.context.db, self._year, self.as_of, self.context.today
        provisional = self.form.with_provisional.isChecked()

        def count() -> CountedYear:
            from partyschool.services.coming import list_days_to_come
            from partyschool.services.quota import count_quota
            from partyschool.services.requirements import list_requirements

            board = count_quota(db, year=year, as_of=day, with_provisional=provisional)
            coming = next_class(db, year=year, today=today)
            rules = rules_words([row.form for row in list_requirements(db, year=year)])
            return CountedYear(board, coming, list_days_to_come(db, year=year), rules)

        return count

    def show_counted(self, found: CountedYear) -> None:
        self.counted = found
        self.form.head.set_caption(f"{self._year} 年度要求 · {found.rules} · 两项分开算，互不抵顶")
        is_empty = not found.board.rows
        self.form.stack.setCurrentWidget(self.form.empty if is_empty else self.form.columns_page)
        if is_empty:
            self.form.empty.say(
                "还没有党员", "先导入党员花名册；办班签到以后，这里会算出谁还差多少、为什么。",
                [("导入花名册", "upload", lambda: self.context.go("import"))], picture="clock",
            )  # fmt: skip
        self._join.setVisible(found.coming is not None)
        if found.coming is not None:
            self._join.setText(join_words(found.coming))
        self._show_units()

    def open(self, **context: object) -> None:
        """`state`, `unit` (id of a village), `category`, `floating`, `year`, `as_of` as figures elsewhere were counted.

        `person` shows one person among all.
        """
        self._open_day(context)
        if "state" in context or "category" in context or "floating" in context:
            self._clear_filters()
            self.form.states.choose(str(context.get("state", "behind")))
            self.form.category.set_value(context.get("category"))
            self.form.floating.set_value(context.get("floating"))
        self._show_units()
        if "unit" in context:
            self.form.units.choose(context["unit"])
        if "person" in context:
            self._open_person(context["person"])

    def _open_day(self, context: dict[str, object]) -> None:
        year, day = context.get("year", self._year), context.get("as_of")
        if year != self._year:
            self.form.year.setCurrentIndex(self.form.year.findData(year))
        if isinstance(day, date) and day != self.as_of:
            self._set_day(day)
            self.refresh()

    def _open_person(self, person_id: object) -> None:
        from partyschool.services.quota_totals import words_of

        row = next((row for row in self.board.rows if row.person_id == person_id), None) if self.board else None
        if row is None:
            return
        self._clear_filters()
        words = words_of(row)
        self.form.states.choose(next((key for key in ("behind", *dict(STATES)) if key in words), "due"))
        self._show_people()
        self.form.people.choose(row.person_id)

    # The three columns

    def _kept(self, row: QuotaRow) -> bool:
        category, floating = self.form.category.value(), self.form.floating.value()
        if category is not None and row.in_two_committees != (category == "cadre"):
            return False
        return floating is None or row.is_floating == floating

    def _show_units(self) -> None:
        from partyschool.services.quota_rows import UnitTotals
        from partyschool.services.quota_totals import totals_of

        if self.board is None:
            return
        kept = [row for row in self.board.rows if self._kept(row)]
        by_unit: dict[int | None, list[QuotaRow]] = {}
        for row in kept:
            by_unit.setdefault(row.village_id, []).append(row)
        names = {line.unit_id: line.name or "没有单位" for line in self.board.units}
        lines = [UnitTotals(key, names[key], totals_of(rows)) for key, rows in by_unit.items()]
        lines = [line for line in lines if line.totals.members]
        lines.sort(key=lambda line: (101.0 if line.totals.met_rate is None else line.totals.met_rate, line.name))
        whole = totals_of(kept)
        self.units.set_rows(lines)
        self.form.totals.set_row(UnitTotals(None, f"合计 {len(lines)} 个", whole))
        self._show_check(lines, whole)
        counts = {key: getattr(whole, key) for key, _ in STATES}
        self.form.states.set_segments([(key, word, f"{counts[key]:,}") for key, word in STATES])
        self._show_people()

    def _show_check(self, lines: list[UnitTotals], whole: Totals) -> None:
        parts_fit = all(sum(getattr(line.totals, key) for line in lines) == getattr(whole, key) for key, _ in STATES)
        words = "各村之和与合计相符" if parts_fit else "各村之和与合计不符"
        self.form.check.say(words, Tone.DONE if parts_fit else Tone.ERROR)

    def _show_people(self) -> None:
        from partyschool.services.quota_totals import words_of

        if self.board is None:
            return
        state = self.form.states.current()
        line = self.form.units.chosen_row()
        rows = [
            row
            for row in self.board.rows
            if (line is None or row.village_id == line.unit_id) and self._kept(row) and state in words_of(row)
        ]
        rows.sort(key=lambda row: (-row.short_quarter_days, -row.short_quarter_hours, row.sort_key, row.person_id))
        self.people.set_rows(rows)
        self.form.people_title.setText(WORDS[state])
        self.form.people_count.setText(f"{line.name if line else '全部'} {len(rows):,} 人")
        self.form.all_people.setVisible(line is not None)
        if self.form.people.chosen_row() is None:
            self.form.people.choose_first()
        self._show_person(self.form.people.chosen_row())

    def _is_planned(self, row: QuotaRow) -> bool:
        """Enrolled in coming classes that give what is missing."""
        short = row.short_quarter_days
        return bool(short) and self.counted is not None and self.counted.to_come[row.person_id] >= short

    def _show_person(self, row: QuotaRow | None) -> None:
        if row is None or self.counted is None:
            self.form.panel.show_nobody()
            return
        from partyschool.services.credit_entries import list_credits

        found = list_credits(
            self.context.db,
            year=self._year,
            as_of=self.as_of,
            person_id=row.person_id,
            with_provisional=self.form.with_provisional.isChecked(),
        )
        advice = make_up(row, self.counted.coming, self.counted.to_come[row.person_id])
        self.form.panel.show_person(row, found.get(row.person_id, []), advice)

    # What can be done

    def _chosen(self) -> list[int]:
        return [row.person_id for row in self.form.people.chosen_rows()]

    def _several(self) -> list[int]:
        """Those marked by hand; the one that is only being looked at is not meant."""
        chosen = self._chosen()
        return chosen if len(chosen) > 1 else []

    def _enrol(self, person_ids: list[int]) -> None:
        from partyschool.services.enrolment import enrol
        from partyschool.ui.enrol_dialog import say_enrolled

        if self.counted is not None and self.counted.coming is not None and person_ids:
            say_enrolled(enrol(self.context.db, code=self.counted.coming.code, person_ids=person_ids))

    def _record_study(self, person_ids: list[int]) -> None:
        from partyschool.ui.study_dialog import StudyDialog

        StudyDialog(self.context, person_ids, self).open()

    def _clear_filters(self) -> None:
        self.form.category.reset()
        self.form.floating.reset()
        self.form.units.clearSelection()

    def _export(self) -> None:
        """Everybody's line with days, hours and reasons."""
        path = ask_path(self, "导出学时表", f"{self._year}年度学时表.xlsx")
        board = self.board
        if path is None or board is None:
            return

        def work(_: Report) -> None:
            from partyschool.exchange.quota_workbook import save_quota

            save_quota(path, board)
            note_export(self.context, f"{board.year}年度学时表", len(board.rows))

        Task(self, work, title="正在导出…").then(lambda _: problems.say(f"已导出到“{path}”", Tone.DONE))

    def _save_units(self) -> None:
        export_list(self, self.units, f"{self._year}年度各村学时达标情况")

    def _save_people(self) -> None:
        line = self.form.units.chosen_row()
        title = f"{line.name if line else '全部'}{self.form.people_title.text()}名单"
        export_list(self, self.people, title, people_of=self.context)

    def _copy_names(self) -> None:
        names = "、".join(row.name for row in self.people.shown)
        QGuiApplication.clipboard().setText(names)
        problems.say(f"已复制 {len(self.people.shown)} 个姓名", Tone.DONE)
