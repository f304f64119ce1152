"""镇街党校 (of a city) or 村级党校 (of a town): the schools below, with what is known of each in the year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partyschool.domain.terms import Tier, UnitKind
from partyschool.ui import problems
from partyschool.ui.bound_fields import count_or_none, show_count
from partyschool.ui.context import Context
from partyschool.ui.form_dialog import FormDialog
from partyschool.ui.forms.ui_lower_school_dialog import Ui_LowerSchoolDialog
from partyschool.ui.forms.ui_lower_schools_tab import Ui_LowerSchoolsTab
from partyschool.ui.menu_actions import Entry, menu_actions
from partyschool.ui.table_model import Align, Column, Kind, TableModel
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.lower_schools import LowerSchool

TITLES = {Tier.CITY: "镇街党校", Tier.TOWN: "村级党校"}
PLACES = {Tier.CITY: "镇街", Tier.TOWN: "村（社区）"}


def school_columns(tier: Tier) -> list[Column[LowerSchool]]:
    """Of the schools below a school of this tier; only town schools have stars."""
    stars: Column[LowerSchool] = Column(
        "星级", lambda row: "★" * (row.stars or 0) or "—", width=104, sort=lambda row: row.stars
    )
    return [
        Column("党校", lambda row: row.school.name, width=300, stretch=True),
        Column(PLACES[tier], lambda row: row.unit or "—", width=140),
        Column("校长", lambda row: row.principal or "—", width=100),
        Column("在任", lambda row: _people(row.posts), align=Align.RIGHT, width=76, sort=lambda row: row.posts),
        Column("编制 / 在岗", _staff_words, align=Align.RIGHT, width=104, sort=lambda row: row.school.staff),
        Column(
            "场地", lambda row: f"{row.rooms} 处" if row.rooms else "—", align=Align.RIGHT, width=76,
            sort=lambda row: row.rooms,
        ),
        Column("“六有”", _check_words, Kind.CHIP, tone=_check_tone, width=120, sort=lambda row: row.met),
        *([stars] if tier == Tier.CITY else []),
    ]  # fmt: skip


def _people(count: int) -> str:
    return f"{count} 人" if count else "—"


def _staff_words(row: LowerSchool) -> str:
    known = (row.school.posts_allotted, row.school.staff)
    return "—" if known == (None, None) else " / ".join("—" if count is None else str(count) for count in known)


def _check_words(row: LowerSchool) -> str:
    return f"达标 {row.met} / {row.items}" if row.items else "未查"


def _check_tone(row: LowerSchool) -> Tone:
    if not row.items:
        return Tone.PLAIN
    return Tone.DONE if row.met == row.items else Tone.WATCH


class LowerSchoolsTab(QWidget):
    """Lies in 设置; a double click corrects, the menu leads to a school's leadership, self-check and rooms."""

    def __init__(self, context: Context, tier: Tier, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self.tier = context, tier
        self.form = form = Ui_LowerSchoolsTab()
        form.setupUi(self)
        title, place = TITLES[tier], PLACES[tier]
        form.words.setText(
            f"每所{title}都有自己的领导班子、场地、“六有”自查和星级：选中一所，按右边的按钮进去填写。"
            if tier == Tier.CITY
            else f"每所{title}都有自己的领导班子、场地和“六有”自查：选中一所，按右边的按钮进去填写。"
        )
        self.model: TableModel[LowerSchool] = TableModel(school_columns(tier), self, key=lambda row: row.school.id)
        form.table.install(self.model)
        form.table.when_empty(
            f"还没有登记{title}",
            f"按“党组织”页里的{place}一次登记，每个{place}一所；名称、编制以后可以改。",
            [(f"按{place}一次登记", "houses", self.found), (f"新增{title}", "plus", self.ask)],
            picture="house-mark",
        )
        form.table.opened.connect(self.ask)
        form.table.chosen.connect(self._offer)
        form.year.setText("“六有”与星级" if tier == Tier.CITY else "“六有”自查")
        deeds: list[Entry] = [
            ("pencil", "修改…", lambda: self.ask(form.table.chosen_row())),
            ("people", "领导班子", lambda: self._open("posts")),
            ("check", form.year.text(), lambda: self._open("year")),
            ("house-mark", "教室、场地", self._open_rooms),
            ("trash", "删除", self.remove),
        ]
        form.table.add_menu_actions(menu_actions(self, deeds))
        form.posts.clicked.connect(lambda: self._open("posts"))
        form.year.clicked.connect(lambda: self._open("year"))
        form.rooms.clicked.connect(self._open_rooms)
        form.found.clicked.connect(self.found)
        form.add.clicked.connect(lambda: self.ask())
        self._offer(None)

    def refresh(self) -> None:
        """Read the schools and this year's results."""
        from partyschool.services.lower_schools import free_units, list_lower_schools

        rows = list_lower_schools(self.context.db, year=self.context.today.year)
        self.model.set_rows(rows)
        self.form.head.setVisible(bool(rows))
        self.form.found.setVisible(bool(rows) and bool(free_units(self.context.db)))
        if self.form.table.chosen_row() is None:
            self.form.table.choose_first()
        self._offer(self.form.table.chosen_row())

    def _offer(self, row: LowerSchool | None) -> None:
        for button in (self.form.posts, self.form.year, self.form.rooms):
            button.setEnabled(row is not None)

    def _open(self, tab: str) -> None:
        row = self.form.table.chosen_row()
        if row is not None:
            self.context.go("settings", tab=tab, school=row.school.id)

    def _open_rooms(self) -> None:
        row = self.form.table.chosen_row()
        if row is not None:
            self.context.go("teachers", tab="rooms", school=row.school.id)

    def found(self) -> None:
        """A school for each unit that has none."""
        from partyschool.services.lower_schools import found_lower_schools

        problems.say(f"已登记 {found_lower_schools(self.context.db)} 所{TITLES[self.tier]}。", Tone.DONE)

    def ask(self, row: LowerSchool | None = None) -> None:
        """The dialog for a new school, or for the given one."""
        LowerSchoolDialog(self.context, self.tier, row, self).open()

    def remove(self) -> None:
        """Take back the chosen one."""
        from partyschool.services.lower_schools import remove_lower_school

        row = self.form.table.chosen_row()
        if row is not None:
            remove_lower_school(self.context.db, school_id=row.school.id)


class LowerSchoolDialog(FormDialog):
    """A new school below the home school, or the given one."""

    def __init__(self, context: Context, tier: Tier, row: LowerSchool | None, parent: QWidget) -> None:
        from partyschool.services.lower_schools import UNITS, tier_below
        from partyschool.services.units import list_units

        super().__init__(parent)
        self._db, self._tier, self._row = context.db, tier, row
        self.form = form = Ui_LowerSchoolDialog()
        form.setupUi(self)
        self.wire(form.save, form.cancel)
        form.title.setText(f"{'修改' if row else '新增'}{TITLES[tier]}")
        form.unit_label.setText(f"所在{PLACES[tier]}")
        below = tier_below(tier)
        kind = UNITS[below] if below else UnitKind.TOWN
        units = [unit for unit in list_units(context.db) if unit.kind == kind]
        form.unit.load(units, row.school.unit_id if row else None)
        if row:
            self._show(row)

    def _show(self, row: LowerSchool) -> None:
        form, known = self.form, row.school
        form.name.setText(known.name)
        form.short_name.setText(known.short)
        form.principal.setText(known.principal)
        form.phone.setText(known.phone)
        form.address.setText(known.address)
        form.approval.setText(known.approval)
        show_count(form.posts_allotted, known.posts_allotted)
        show_count(form.staff, known.staff)

    def accept(self) -> None:
        from partyschool.errors import Refusal
        from partyschool.services.lower_schools import save_lower_school
        from partyschool.services.schools import SchoolForm, school_form

        form, row = self.form, self._row
        known = school_form(row.school) if row else SchoolForm("", "")
        entered = SchoolForm(
            form.name.text(),
            form.short_name.text(),
            known.code,
            known.city,
            known.town,
            known.issuer,
            form.principal.text(),
            form.phone.text(),
            form.address.text(),
            form.approval.text(),
            count_or_none(form.posts_allotted),
            count_or_none(form.staff),
        )
        unit_id = form.unit.value()
        if unit_id is None:
            place = PLACES[self._tier]
            raise Refusal(f"请从下拉里选{form.unit_label.text()}；没有时先在“党组织”页登记这个{place}。", code="unit")
        save_lower_school(self._db, form=entered, unit_id=unit_id, school_id=row.school.id if row else None)
        super().accept()
