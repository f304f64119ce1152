"""培训班: the classes of a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partyschool.ui import class_words as words
from partyschool.ui.context import Context
from partyschool.ui.forms.ui_classes_page import Ui_ClassesPage
from partyschool.ui.page import Page
from partyschool.ui.table_model import Align, Column, Kind, TableModel
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.class_rows import ClassRow

ORDER = ("running", "over", "draft", "published", "closed", "confirmed", "suspended", "cancelled")


def columns() -> list[Column[ClassRow]]:
    """Shared with the export: what the list says of a class."""
    return [
        Column("班次", lambda row: words.issue(row.code), width=118, sort=lambda row: row.code),
        Column("名称", lambda row: row.title, Kind.NAME, tag=lambda row: row.category, width=240, stretch=True),
        Column("时间", lambda row: words.days(row.starts_on, row.ends_on), width=136, sort=lambda row: row.starts_on),
        Column("培训对象", lambda row: row.audience, width=130),
        Column("负责人", lambda row: row.responsible, width=80),
        Column("场次", _sessions, align=Align.RIGHT, width=64, sort=lambda row: row.sessions),
        Column(
            "学时", lambda row: words.hours(row.half_hours), align=Align.RIGHT, width=58, sort=lambda r: r.half_hours
        ),
        Column(
            "到课人数", _present, Kind.BAR, fraction=_fraction, tone=_bar_tone, width=138, sort=lambda r: r.enrolled
        ),
        Column("状态", lambda row: words.phase(row)[0], Kind.CHIP, tone=_tone, width=88, sort=_rank),
    ]


def _sessions(row: ClassRow) -> str:
    return f"{row.held_sessions}/{row.sessions}" if row.sessions else ""


def _present(row: ClassRow) -> str:
    return f"{row.present}/{row.enrolled}" if row.enrolled else ""


def _fraction(row: ClassRow) -> float | None:
    return row.present / row.enrolled if row.enrolled else None


def _bar_tone(row: ClassRow) -> Tone | None:
    return Tone.DONE if row.phase in ("closed", "confirmed", "over") else None


def _tone(row: ClassRow) -> Tone:
    return words.phase(row)[1]


def _rank(row: ClassRow) -> int:
    return ORDER.index(row.phase)


class ClassesPage(Page):
    """A list of one year with filters; Enter or a double click opens the class."""

    tables = frozenset(
        {"training_classes", "class_sessions", "enrolments", "attendances", "lessons", "flow_steps", "credit_entries"}
    )

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.form = Ui_ClassesPage()
        self.form.setupUi(self)
        self.dress()
        self.model: TableModel[ClassRow] = TableModel(
            columns(),
            self,
            key=lambda row: row.code,
            muted=lambda row: row.phase in words.STOPPED,
            searched=lambda row: [row.title, row.audience, row.responsible, row.code, row.place],
        )
        self.form.table.install(self.model)
        self.form.table.when_filtered_empty("没有符合条件的培训班")
        self._connect()

    def _connect(self) -> None:
        form = self.form
        form.add.clicked.connect(self.add)
        form.from_file.clicked.connect(self.add_from_file)
        form.export_list.clicked.connect(self.export)
        form.table.export_wanted.connect(self.export)
        form.table.opened.connect(self._open_row)
        form.table.clear_wanted.connect(self._clear_filters)
        form.clear.clicked.connect(self._clear_filters)
        form.search.searched.connect(self._search)
        form.year.activated.connect(self.refresh)
        for combo in (form.phase, form.category, form.school):
            combo.changed.connect(self._filter)
        self.model.arranged.connect(self._count)

    @property
    def year(self) -> int:
        """The year shown; this year until another is chosen."""
        chosen = self.form.year.currentData()
        return int(chosen) if chosen else self.context.today.year

    def refresh(self) -> None:
        from partyschool.services.class_queries import list_classes

        self._offer_years()
        rows = list_classes(self.context.db, year=self.year)
        self._offer_filters(rows)
        self.model.set_rows(rows)
        self._filter()
        self._say_year(rows)
        self._show_empty(not rows)

    def open(self, **context: object) -> None:
        """`year=2025`, `phase="draft"`, `add=True` (the dialog at once)."""
        if isinstance(context.get("year"), int):
            self._choose_year(int(str(context["year"])))
        if context.get("phase"):
            self.form.phase.set_value(context["phase"])
        if context.get("add"):
            self.add()

    def add(self) -> None:
        from partyschool.ui.new_class_dialog import NewClassDialog

        dialog = NewClassDialog(self.context, self)
        dialog.saved.connect(lambda code: self.context.go("class", id=code))
        dialog.open()

    def add_from_file(self) -> None:
        from partyschool.ui.class_import_dialog import ClassImportDialog

        dialog = ClassImportDialog(self.context, self)
        dialog.written.connect(lambda code: self.context.go("class", id=code))
        dialog.open()

    def export(self) -> None:
        from partyschool.ui.exporting import export_list

        export_list(self, self.model, f"培训班 {self.year} 年")

    def _open_row(self, row: ClassRow) -> None:
        self.context.go("class", id=row.code)

    def _offer_years(self) -> None:
        from partyschool.services.class_queries import list_class_years

        this_year = self.context.today.year
        chosen = self.year
        years = sorted({this_year + 1, this_year, chosen, *list_class_years(self.context.db)}, reverse=True)
        combo = self.form.year
        combo.clear()
        for year in years:
            combo.addItem(f"{year} 年", year)
        combo.setCurrentIndex(years.index(chosen))

    def _choose_year(self, year: int) -> None:
        combo = self.form.year
        place = combo.findData(year)
        if place < 0:
            combo.addItem(f"{year} 年", year)
            place = combo.count() - 1
        combo.setCurrentIndex(place)
        self.refresh()

    def _offer_filters(self, rows: list[ClassRow]) -> None:
        phases = [phase for phase in ORDER if any(row.phase == phase for row in rows)]
        categories = sorted({row.category for row in rows if row.category})
        schools = sorted({row.school for row in rows})
        self.form.phase.set_choices("全部状态", [(words.PHASES[phase][0], phase) for phase in phases])
        self.form.category.set_choices("全部类别", [(name, name) for name in categories])
        self.form.school.set_choices("全部主办单位", [(name, name) for name in schools])
        self.form.category.setVisible(bool(categories))
        self.form.school.setVisible(len(schools) > 1)

    def _filter(self) -> None:
        phase, category, school = self.form.phase.value(), self.form.category.value(), self.form.school.value()
        self.model.keep(
            lambda row: (
                row.phase == (phase or row.phase)
                and row.category == (category or row.category)
                and row.school == (school or row.school)
            )
        )

    def _search(self, text: str) -> None:
        self.model.search(text)

    def _clear_filters(self) -> None:
        self.form.search.clear()
        for combo in (self.form.phase, self.form.category, self.form.school):
            combo.reset()
        self.model.search("")

    def _count(self) -> None:
        shown, everything = len(self.model.shown), len(self.model.rows)
        self.form.count.setText(f"{shown} 期" if shown == everything else f"{shown} 期，共 {everything} 期")
        self.form.clear.setVisible(shown != everything)

    def _say_year(self, rows: list[ClassRow]) -> None:
        live = [row for row in rows if row.phase != "cancelled" and not row.is_listed]
        held = sum(row.held_sessions > 0 for row in live)
        visits = sum(row.present for row in live)
        facts = [f"{self.year} 年", f"{len(live)} 期", f"已办 {held} 期", f"培训 {visits:,} 人次"]
        listed = sum(row.is_listed for row in rows)
        facts += [f"另有 {listed} 期只在这里签到"] if listed else []
        self.form.head.set_caption(" · ".join(facts) if rows else facts[0])

    def _show_empty(self, is_empty: bool) -> None:
        form = self.form
        form.stack.setCurrentWidget(form.empty if is_empty else form.table)
        for widget in (form.search, form.phase, form.clear, form.count, form.export_list, form.from_file, form.add):
            widget.setVisible(not is_empty)
        if not is_empty:
            self._count()
            return
        this_year = self.year == self.context.today.year
        form.empty.say(
            "今年还没有培训班" if this_year else f"{self.year} 年没有培训班",
            "先定一期的时间和对象，“5+1+N”和课程表会自动排好；\n也可以从办班方案的 Excel 导入。",
            [("新建培训班", "plus", self.add), ("从 Excel 导入", "upload", self.add_from_file)],
        )
