"""学时: lines → people who are behind → why this figure. Each column is chosen by the one to its left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from partyschool.ui import icons, tokens
from partyschool.ui.context import Context
from partyschool.ui.counting_page import CountingPage
from partyschool.ui.exporting import export_list
from partyschool.ui.forms.ui_hours_page import Ui_HoursPage
from partyschool.ui.hours_acts import HoursActs
from partyschool.ui.hours_board import HoursBoard
from partyschool.ui.hours_columns import WORDS, PersonWords, person_columns
from partyschool.ui.hours_count import MONTH, ROTATION, CountedYear, count_hours, regrouped
from partyschool.ui.make_up import join_words, make_up, next_for_all
from partyschool.ui.table_model import TableModel

if TYPE_CHECKING:
    from partyschool.services.quota_rows import QuotaBoard, QuotaRow

YEARS_BACK = 6


class HoursPage(CountingPage[CountedYear]):
    """The year as of a day, from the lines of the villages down to single entries."""

    tables = frozenset(
        {
            "people", "memberships", "posts", "attendances", "credit_entries", "other_studies", "exemptions",
            "requirements", "dated_rules", "closed_years", "training_classes", "class_sessions", "units", "enrolments",
        }
    )  # fmt: skip

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.form = Ui_HoursPage()
        self.form.setupUi(self)
        self.dress()
        self.counted: CountedYear | None = None
        self._year = context.today.year
        self.lines = HoursBoard(self.form, self)
        self.people: TableModel[QuotaRow] = TableModel(
            person_columns(PersonWords(self._tag, self._rotation_words)), self, key=lambda row: row.person_id,
            initials=lambda row: row.initials,
        )  # fmt: skip
        self.form.people.install(self.people, row_height=tokens.ROW_TWO_LINES, header=False)
        self.form.category.set_choices("类别不限", [("村“两委”成员", "cadre"), ("普通党员", "plain")])
        self.form.floating.set_choices("流动不限", [("流动党员", True), ("非流动", False)])
        self.form.states.set_segments([(key, word, "") for key, word in self.lines.states])
        self.form.states.choose("behind")
        self.form.people.when_filtered_empty("这里没有符合条件的人")
        self.acts = HoursActs(self)
        self.lines.begin(context.db)
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
        self.lines.chosen.connect(self._show_people)
        self.lines.regrouped.connect(self._regroup)
        self.lines.figure_opened.connect(self._open_figure)
        form.all_people.clicked.connect(self.lines.clear)
        form.people.chosen.connect(self._show_person)
        form.people.opened.connect(lambda row: self.context.go("people", person=row.person_id))
        form.people.clear_wanted.connect(self._clear_filters)
        for table in (form.units, form.rotation, form.months):
            table.export_wanted.connect(self._save_lines)
        form.people.export_wanted.connect(self._save_people)
        form.export_button.clicked.connect(self.acts.export_board)
        form.save_list.clicked.connect(self._save_people)
        form.studies.clicked.connect(lambda: self.context.go("studies", year=self._year))
        form.record.clicked.connect(lambda: self._record_study(self._several()))
        form.panel.study_wanted.connect(lambda person_id: self._record_study([person_id]))
        form.panel.enrol_wanted.connect(lambda person_id, code: self._enrol([person_id], code))
        form.panel.person_wanted.connect(lambda person_id: self.context.go("people", person=person_id))

    def _add_menu(self) -> None:
        study = QAction(icons.icon("plus"), "登记其他学习…", self)
        study.triggered.connect(lambda: self._record_study(self._chosen()))
        self._join = QAction(icons.icon("calendar"), "", self)
        self._join.triggered.connect(lambda: self._enrol(self._chosen(), self._join.data()))
        self.form.people.add_menu_actions([study, self._join])
        self.form.people.menu_wanted.connect(self._offer_class)

    def _offer_class(self) -> None:
        """The next class that is for everybody chosen; where there is none, the menu says so."""
        counted, people = self.counted, self.form.people.chosen_rows()
        coming = counted.coming if counted is not None else ()
        shared = next_for_all(people, coming, counted.outlook) if counted is not None else None
        self._join.setVisible(bool(coming and people))
        self._join.setEnabled(shared is not None)
        self._join.setText(join_words(shared) if shared else f"后面没有所选 {len(people)} 人都能参加的班")
        self._join.setData(shared.code if shared else "")

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
        return partial(
            count_hours,
            self.context.db,
            year=self._year,
            day=self.as_of,
            with_provisional=self.form.with_provisional.isChecked(),
            grouping=self.lines.grouping,
            today=self.context.today,
        )

    def show_counted(self, found: CountedYear) -> None:
        self.counted = found
        self.form.head.set_caption(self._caption(found))
        is_empty = not found.board.rows
        self.form.stack.setCurrentWidget(self.form.empty if is_empty else self.form.columns_page)
        if is_empty:
            self.form.empty.say(
                "还没有党员", "先导入党员花名册；办班签到以后，这里会算出谁还差多少、为什么。",
                [("导入花名册", "upload", lambda: self.context.go("import"))], picture="clock",
            )  # fmt: skip
        self._show_units()

    def _caption(self, found: CountedYear) -> str:
        if found.rotation is not None:
            left = f"还剩 {found.rotation.years_left} 年" if found.rotation.years_left else "今年是最后一年"
            return f"{found.rotation.first}–{found.rotation.last} 年轮训 · {left} · 进镇以上党校或送学上门一次就算"
        closed = found.board.closed_at
        return f"{closed:%Y-%m-%d} 已结转 · {found.rules}" if closed else f"{found.rules} · 两项互不抵顶"

    def open(self, **context: object) -> None:
        """`state`, `unit` (id of a village), `category`, `floating`, `year`, `as_of` as figures elsewhere were counted.

        `grouping` is town, unit, joint, branch, category, month or rotation.

        `person` shows one person among all.
        """
        self._open_day(context)
        if "grouping" in context:
            self.lines.regroup(str(context["grouping"]))
        elif self.lines.grouping in (MONTH, ROTATION):
            self.lines.begin(self.context.db)
        if "state" in context or "category" in context or "floating" in context:
            self._clear_filters()
            self.form.states.choose(str(context.get("state", "behind")))
            self.form.category.set_value(context.get("category"))
            self.form.floating.set_value(context.get("floating"))
        self._show_units()
        if "unit" in context:
            self._open_unit(context["unit"])
        if "person" in context:
            self._open_person(context["person"])

    def _open_unit(self, unit_id: object) -> None:
        """The line of a unit, in whichever way of telling it has one."""
        for grouping in (self.lines.grouping, "unit", "town", "branch", "joint"):
            self.lines.regroup(grouping)
            if self.lines.table.choose(unit_id):
                return

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
        self.form.states.choose(next((key for key in ("behind", *dict(self.lines.states)) if key in words), "due"))
        self._show_people()
        self.form.people.choose(row.person_id)

    # The three columns

    def _kept(self, counted: CountedYear) -> list[QuotaRow]:
        """Whom the filters above leave."""
        category, floating = self.form.category.value(), self.form.floating.value()
        return [
            row
            for row in counted.board.rows
            if (category is None or row.in_two_committees == (category == "cadre"))
            and (floating is None or row.is_floating == floating)
        ]

    def _show_units(self) -> None:
        if self.counted is None:
            return
        counted, kept = self.counted, self._kept(self.counted)
        self.lines.show(counted, kept)
        counts = Counter(state for row in kept for state in counted.states[row.person_id])
        self.form.states.set_segments([(key, word, f"{counts[key]:,}") for key, word in self.lines.states])
        self._show_people()

    def _regroup(self) -> None:
        """Other lines: the rotation has its own segments."""
        state = {"rotation": "not_rotated"}.get(self.lines.grouping, "behind")
        known = [key for key, _ in self.lines.states]
        if self.form.states.current() not in known:
            self.form.states.set_segments([(key, word, "") for key, word in self.lines.states])
            self.form.states.choose(state)
        if self.counted is None or self.is_waiting or self.lines.grouping in (MONTH, ROTATION):
            self.refresh()
        else:
            self.show_counted(regrouped(self.context.db, self.counted, self.lines.grouping))

    def _open_figure(self, state: str) -> None:
        self.form.states.choose(state)
        self._show_people()

    def _show_people(self) -> None:
        if self.counted is None:
            return
        state, counted = self.form.states.current(), self.counted
        is_in_line = self.lines.chosen_test(state)
        rows = [row for row in self._kept(counted) if counted.is_in(row, state) and is_in_line(row)]
        rows.sort(key=self._urgency)
        self.people.set_rows(rows)
        self.form.people_title.setText(WORDS[state])
        self.form.people_count.setText(f"{self.lines.where()} {len(rows):,} 人")
        self.form.all_people.setVisible(self.lines.table.chosen_row() is not None)
        if self.form.people.chosen_row() is None:
            self.form.people.choose_first()
        self._show_person(self.form.people.chosen_row())

    def _urgency(self, row: QuotaRow) -> tuple[object, ...]:
        if self.counted is not None and self.counted.rotation is not None:
            return row.rotated, not row.in_two_committees, row.sort_key, row.person_id
        return -row.short_quarter_days, -row.short_quarter_hours, row.sort_key, row.person_id

    def _tag(self, row: QuotaRow) -> str:
        """Whether the classes that are planned will do, or an exemption may be thought about."""
        from partyschool.domain.ages import full_years
        from partyschool.services.coming import Prospect

        if self.counted is None or self.counted.rotation is not None:
            return ""
        prospect = self.counted.outlook.prospect_of(row)
        if row.short_quarter_days and (full_years(row.birth_on, self.as_of) or 0) >= self.counted.age:
            return "可免训"
        return {Prospect.ENROLLED: "已排班", Prospect.UNREACHABLE: "赶不上"}.get(prospect, "") if prospect else ""

    def _rotation_words(self, row: QuotaRow) -> tuple[str, str] | None:
        if self.counted is None or self.counted.rotation is None:
            return None
        seen = self.counted.rotation.last_seen.get(row.person_id)
        return "已轮训" if row.rotated else "未轮训", f"最近 {seen:%Y-%m-%d}" if seen else "没有记录"

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
        advice = make_up(row, self.counted.coming, self.counted.outlook)
        self.form.panel.show_person(row, found.get(row.person_id, []), advice)

    # What can be done

    def _chosen(self) -> list[int]:
        return [row.person_id for row in self.form.people.chosen_rows()]

    def _several(self) -> list[int]:
        """Those marked by hand; the one that is only being looked at is not meant."""
        chosen = self._chosen()
        return chosen if len(chosen) > 1 else []

    def _enrol(self, person_ids: list[int], code: str) -> None:
        from partyschool.services.enrolment import enrol
        from partyschool.ui.enrol_dialog import say_enrolled

        if person_ids:
            say_enrolled(enrol(self.context.db, code=code, person_ids=person_ids))

    def _record_study(self, person_ids: list[int]) -> None:
        from partyschool.ui.study_dialog import StudyDialog

        StudyDialog(self.context, person_ids, self).open()

    def _clear_filters(self) -> None:
        self.form.category.reset()
        self.form.floating.reset()
        self.lines.clear()

    def _save_lines(self) -> None:
        words = {"rotation": "五年轮训情况", "month": "各月参训达标情况", "category": "各类学时达标情况"}
        export_list(self, self.lines.model, f"{self._year}年度{words.get(self.lines.grouping, '各村学时达标情况')}")

    def _save_people(self) -> None:
        export_list(
            self, self.people, f"{self.lines.where()}{self.form.people_title.text()}名单", people_of=self.context
        )
