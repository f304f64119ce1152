"""学时: units → people who are behind → why this figure. Each column is chosen by the one to its left."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from partyschool.ui import problems, tokens
from partyschool.ui.context import Context
from partyschool.ui.exporting import ask_path, export_list
from partyschool.ui.forms.ui_hours_page import Ui_HoursPage
from partyschool.ui.hours_columns import PERSON_COLUMNS, TOTALS_COLUMNS, UNIT_COLUMNS, WORDS
from partyschool.ui.hours_panel import MakeUp
from partyschool.ui.page import Page
from partyschool.ui.table_model import TableModel
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.quota_rows import QuotaBoard, QuotaRow, UnitTotals

STATES = (
    ("due", "应训"),
    ("trained", "已训"),
    ("met", "达标"),
    ("behind", "还差"),
    ("exempt", "免训"),
    ("not_required", "不作要求"),
)


class HoursPage(Page):
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
        self.board: QuotaBoard | None = None
        self._year = context.today.year
        self.units: TableModel[UnitTotals] = TableModel(UNIT_COLUMNS, self, key=lambda line: line.unit_id)
        self.people: TableModel[QuotaRow] = TableModel(
            PERSON_COLUMNS, self, key=lambda row: row.person_id, initials=lambda row: row.initials
        )
        self.form.units.install(self.units, row_height=tokens.ROW_DENSE)
        self.form.people.install(self.people, row_height=tokens.ROW_TWO_LINES)
        self.form.people.horizontalHeader().hide()
        self.form.totals.follow(self.form.units, TOTALS_COLUMNS)
        self.form.category.set_choices("类别不限", [("村“两委”成员", "cadre"), ("普通党员", "plain")])
        self.form.floating.set_choices("流动不限", [("流动党员", True), ("非流动", False)])
        self.form.states.set_segments([(key, word, "") for key, word in STATES])
        self.form.states.choose("behind")
        self._fill_years()
        self._connect()

    def _connect(self) -> None:
        form = self.form
        form.year.currentIndexChanged.connect(self._change_year)
        form.as_of.dateChanged.connect(lambda _: self.refresh())
        form.with_provisional.toggled.connect(lambda _: self.refresh())
        form.states.changed.connect(lambda _: self._show_people())
        form.category.changed.connect(lambda _: self._show_units())
        form.floating.changed.connect(lambda _: self._show_units())
        form.units.chosen.connect(lambda _: self._show_people())
        form.people.chosen.connect(self._show_person)
        form.people.opened.connect(lambda row: self.context.go("people", person=row.person_id))
        form.people.clear_wanted.connect(self._clear_filters)
        form.people.when_filtered_empty("这里没有符合条件的人")
        form.units.export_wanted.connect(self._export)
        form.people.export_wanted.connect(self._save_people)
        form.export_button.clicked.connect(self._export)
        form.save_list.clicked.connect(self._save_people)
        form.copy_names.clicked.connect(self._copy_names)
        form.record.clicked.connect(lambda: self._record_study([row.person_id for row in form.people.chosen_rows()]))
        form.panel.study_wanted.connect(lambda person_id: self._record_study([person_id]))
        form.panel.enrol_wanted.connect(self._enrol)
        form.panel.person_wanted.connect(lambda person_id: self.context.go("people", person=person_id))

    def _fill_years(self) -> None:
        year = self.context.today.year
        self.form.year.blockSignals(True)
        for known in range(year + 1, year - 6, -1):
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

    def refresh(self) -> None:
        from partyschool.services.quota import count_quota

        self.board = count_quota(
            self.context.db,
            year=self._year,
            as_of=self.as_of,
            with_provisional=self.form.with_provisional.isChecked(),
        )
        self.form.head.set_caption(self._caption())
        is_empty = not self.board.rows
        self.form.stack.setCurrentWidget(self.form.empty if is_empty else self.form.board)
        if is_empty:
            self.form.empty.say(
                "还没有党员", "先导入党员花名册；办班签到以后，这里会算出谁还差多少、为什么。",
                [("导入花名册", "upload", lambda: self.context.go("import"))], picture="clock",
            )  # fmt: skip
        self._show_units()

    def _caption(self) -> str:
        return f"{self._year} 年度要求 · 党员 1 天、村“两委”成员 2 天，32 / 56 学时 · 两项分开算，互不抵顶"

    def open(self, **context: object) -> None:
        """`state`, `unit` (id of a village) and `category` as other pages' figures ask for."""
        if "state" in context:
            self.form.states.choose(str(context["state"]))
        if "category" in context:
            self.form.category.set_value(context["category"])
        if "floating" in context:
            self.form.floating.set_value(context["floating"])
        self._show_units()
        if "unit" in context:
            self.form.units.choose(context["unit"])
        if "person" in context:
            self._open_person(context["person"])

    def _open_person(self, person_id: object) -> None:
        from partyschool.services.quota import words_of

        row = next((row for row in self.board.rows if row.person_id == person_id), None) if self.board else None
        if row is None:
            return
        self._clear_filters()
        words = words_of(row)
        self.form.states.choose(next((key for key in ("behind", *dict(STATES)) if key in words), "due"))
        self._show_people()
        self.form.people.choose(row.person_id)

    def _kept(self, row: QuotaRow) -> bool:
        category, floating = self.form.category.value(), self.form.floating.value()
        if category is not None and row.in_two_committees != (category == "cadre"):
            return False
        return floating is None or row.is_floating == floating

    def _show_units(self) -> None:
        from partyschool.services.quota import totals_of
        from partyschool.services.quota_rows import UnitTotals

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

    def _show_check(self, lines: list[UnitTotals], whole: object) -> None:
        parts_fit = all(sum(getattr(line.totals, key) for line in lines) == getattr(whole, key) for key, _ in STATES)
        words = "各村之和与合计相符" if parts_fit else "各村之和与合计不符"
        self.form.check.say(words, Tone.DONE if parts_fit else Tone.ERROR)

    def _show_people(self) -> None:
        from partyschool.services.quota import words_of

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
        self.form.people_title.setText("谁还差多少" if state == "behind" else WORDS[state])
        self.form.people_count.setText(f"{line.name if line else '全部'} {len(rows):,} 人")
        self._show_person(self.form.people.chosen_row())

    def _show_person(self, row: QuotaRow | None) -> None:
        if row is None:
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
        self.form.panel.show_person(row, found.get(row.person_id, []), self._make_up(row))

    def _make_up(self, row: QuotaRow) -> MakeUp:
        """The next class of the year that has not begun, for somebody who is still short."""
        from partyschool.services.class_queries import list_classes
        from partyschool.services.quota_words import hours

        if not row.is_due or (not row.short_quarter_days and not row.short_quarter_hours):
            return MakeUp(())
        words = []
        today = self.context.today
        coming = [
            found
            for found in reversed(list_classes(self.context.db, year=self._year))
            if found.starts_on > today and found.phase in {"draft", "published"}
        ]
        chosen = coming[0] if coming else None
        if row.short_quarter_days and chosen is not None:
            words.append(f"还能补上：{chosen.starts_on.month} 月 {chosen.starts_on.day} 日 {chosen.title}")
        elif row.short_quarter_days:
            words.append("今年没有排着的班了，天数要另外安排补训班。")
        if row.short_quarter_hours:
            words.append(f"学时还差 {hours(row.short_quarter_hours)}，可以用其他学习补足。")
        if chosen is None or not row.short_quarter_days:
            return MakeUp(tuple(words))
        return MakeUp(tuple(words), chosen.code, f"加入 {chosen.starts_on.month} 月班")

    def _enrol(self, person_id: int, code: str) -> None:
        from partyschool.services.enrolment import enrol

        answer = enrol(self.context.db, code=code, person_ids=[person_id])
        busy = f"；注意：同一时间在“{answer.busy[0].other_title}”也有名单" if answer.busy else ""
        problems.say(("已加入名单" if answer.added else "已经在名单里") + busy, Tone.WATCH if busy else Tone.DONE)

    def _record_study(self, person_ids: list[int]) -> None:
        from partyschool.ui.study_dialog import StudyDialog

        dialog = StudyDialog(self.context, person_ids, self)
        dialog.exec()

    def _clear_filters(self) -> None:
        self.form.category.reset()
        self.form.floating.reset()
        self.form.units.clearSelection()

    def _export(self) -> None:
        """Everybody's line with days, hours and reasons."""
        path = ask_path(self, "导出学时表", f"{self._year}年度学时表.xlsx")
        if path is None or self.board is None:
            return
        from partyschool.exchange.quota_workbook import save_quota

        save_quota(path, self.board)
        problems.say(f"已导出到 {path.name}", Tone.DONE)

    def _save_people(self) -> None:
        line = self.form.units.chosen_row()
        export_list(
            self,
            self.people,
            f"{line.name if line else '全部'}{self.form.people_title.text()}名单",
            people_of=self.context,
        )

    def _copy_names(self) -> None:
        names = "、".join(row.name for row in self.people.shown)
        QGuiApplication.clipboard().setText(names)
        problems.say(f"已复制 {len(self.people.shown)} 个姓名", Tone.DONE)
