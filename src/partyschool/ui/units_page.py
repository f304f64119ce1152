"""党组织: the tree of units with search and filters, one unit's history beside it, and everything that changes it."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from partyschool.domain.terms import UnitChangeKind, UnitKind
from partyschool.ui import problems
from partyschool.ui.context import Context
from partyschool.ui.exporting import ask_path
from partyschool.ui.forms.ui_units_page import Ui_UnitsPage
from partyschool.ui.menu_actions import Entry, menu_actions
from partyschool.ui.page import Page
from partyschool.ui.tokens import Tone
from partyschool.ui.unit_words import CHANGES, DOMAINS, KINDS, day_words, event_words

if TYPE_CHECKING:
    from partyschool.services.unit_story import UnitEvent
    from partyschool.services.units import UnitRow

YEARS_BACK = 5
NO_DOMAIN = "none"


class UnitsPage(Page):
    """Enter or a double click corrects a unit, the panel's red button leads through a change with its day."""

    tables = frozenset(
        {
            "units", "unit_changes", "unit_periods", "unit_steps", "people", "memberships", "teaching_points",
            "schools", "person_events",
        }
    )  # fmt: skip

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.form = form = Ui_UnitsPage()
        form.setupUi(self)
        self.dress()
        form.kind.set_choices("类别不限", [(words, kind) for kind, words in KINDS.items()])
        domains = [(words, domain) for domain, words in DOMAINS.items()]
        form.domain.set_choices("领域不限", [*domains, ("没有填领域", NO_DOMAIN)])
        years = [(f"{year} 年末的建制", year) for year in self._past_years()]
        form.year.set_choices("现在的建制", years)
        self.rows: list[UnitRow] = []
        self._day = context.today
        self._connect()

    def _past_years(self) -> range:
        this_year = self.context.today.year
        return range(this_year - 1, this_year - 1 - YEARS_BACK, -1)

    def _connect(self) -> None:
        form = self.form
        form.search.searched.connect(lambda _: self._show())
        for combo in (form.kind, form.domain):
            combo.changed.connect(lambda _: self._show())
        form.year.changed.connect(lambda _: self.refresh())
        form.with_closed.toggled.connect(lambda _: self.refresh())
        form.clear.clicked.connect(self._clear)
        form.tree.chosen.connect(self._show_unit)
        form.tree.opened.connect(lambda _: self._edit())
        form.tree.add_menu_actions(self._menu_actions())
        form.open_all.clicked.connect(form.tree.expandAll)
        form.close_all.clicked.connect(lambda: form.tree.expandToDepth(0))
        form.add.clicked.connect(self._add)
        form.import_button.clicked.connect(lambda: self.context.go("import", kind="organizations"))
        form.export_button.clicked.connect(self._export)
        panel = form.panel
        panel.edit_wanted.connect(self._edit)
        panel.change_wanted.connect(self.change)
        panel.undo_wanted.connect(self._undo)
        panel.people_wanted.connect(self._open_people)

    def _menu_actions(self) -> list[QAction]:
        entries: list[Entry] = [("people", "看人员", lambda: self._open_people(self.form.tree.chosen_row()))]
        entries += [("pencil", "改正…", self._edit), ("plus", "新增下级单位…", self._add)]
        entries += [("refresh", f"{title}…", partial(self.change, kind)) for kind, title in CHANGES.items()]
        return menu_actions(self, entries)

    # What is shown

    def refresh(self) -> None:
        from partyschool.services.schools import home_school
        from partyschool.services.units import list_units

        self.form.tree.home = home_school(self.context.db).unit_id
        year = self.form.year.value()
        day = self._day = date(year, 12, 31) if year else self.context.today
        self.rows = list_units(self.context.db, on=day, with_closed=self.form.with_closed.isChecked())
        self.form.add.setEnabled(year is None)
        self._show_caption()
        is_alone = len(self.rows) <= 1 and year is None and not self.form.with_closed.isChecked()
        self.form.stack.setCurrentWidget(self.form.empty if is_alone else self.form.list_page)
        if is_alone:
            self.form.empty.say(
                "还没有村和党支部",
                "导入党员花名册时，村和党支部会一并建立；也可以先用表格导入，或一个一个新增。",
                [("导入花名册", "upload", lambda: self.context.go("import")), ("新增单位", "plus", self._add)],
                picture="houses",
            )  # fmt: skip
        self._show()

    def _show_caption(self) -> None:
        kinds = [row.kind for row in self.rows if row.exists_on(self._day)]
        counts = [
            (kinds.count(UnitKind.TOWN), "个镇街"), (kinds.count(UnitKind.JOINT), "个联村党委"),
            (kinds.count(UnitKind.VILLAGE), "个村（社区）"), (kinds.count(UnitKind.DEPARTMENT), "个机关、企事业单位"),
            (kinds.count(UnitKind.BRANCH), "个党支部"),
        ]  # fmt: skip
        words = [f"{count:,} {name}" for count, name in counts if count]
        when = [f"{day_words(self._day)}的建制"] if self.form.year.value() is not None else []
        self.form.head.set_caption(" · ".join([*when, *words, self._people_words()]))

    def _people_words(self) -> str:
        """Members apart from the others, as on the first page; a past year's standing takes too long to find."""
        from partyschool.services.units import count_members

        people = sum(row.people_in_all for row in self.rows if row.depth == 0)
        if self.form.year.value() is not None:
            return f"在册 {people:,} 人"
        members = count_members(self.context.db)
        others = f"，积极分子、发展对象等 {people - members:,} 人" if people > members else ""
        return f"在册党员 {members:,} 人{others}"

    def _show(self) -> None:
        form, text = self.form, self.form.search.text().strip()
        kind, domain = form.kind.value(), form.domain.value()

        def fits(row: UnitRow) -> bool:
            wanted = "" if domain == NO_DOMAIN else domain
            return (kind is None or row.kind == kind) and (domain is None or row.domain == wanted)

        is_filtered = kind is not None or domain is not None
        found = form.tree.show_units(self.rows, self._day, fits if is_filtered else None, text)
        form.clear.setVisible(bool(text) or is_filtered or form.year.value() is not None)
        words = f"共 {found:,} 个单位" + (f"符合“{text}”" if text else "符合筛选条件" if is_filtered else "")
        form.count.setText(words if found else f"没有{'符合条件的' if text or is_filtered else ''}单位")
        form.tree.choose_first(form.tree.home)

    def _show_unit(self, row: UnitRow | None) -> None:
        from partyschool.services.unit_story import unit_story

        if row is None:
            self.form.panel.show_nothing()
        else:
            today = row if self.form.year.value() is None else None
            self.form.panel.show_story(unit_story(self.context.db, row.id, row=today))

    def _clear(self) -> None:
        form = self.form
        form.search.clear()
        for combo in (form.kind, form.domain, form.year):
            combo.reset()
        self._show()

    def open(self, **context: object) -> None:
        """`unit`: the id of the one to show."""
        wanted = context.get("unit")
        if isinstance(wanted, int) and not self.form.tree.choose(wanted):
            self._clear()
            if not self.form.tree.choose(wanted):
                self.form.with_closed.setChecked(True)
                self.form.tree.choose(wanted)

    # What is done

    def _add(self) -> None:
        self._dialog(None, self.form.tree.chosen_row())

    def _edit(self) -> None:
        row = self.form.tree.chosen_row()
        if row is not None and row.closed_on is None and self.form.year.value() is None:
            self._dialog(row, None)

    def _dialog(self, row: UnitRow | None, above: UnitRow | None) -> None:
        from partyschool.ui.unit_dialog import UnitDialog

        dialog = UnitDialog(self.context, row, above, self)
        dialog.saved.connect(lambda unit_id: self._show_saved(unit_id))
        dialog.open()

    def _show_saved(self, unit_id: int) -> None:
        self.refresh()
        self.open(unit=unit_id)

    def change(self, kind: UnitChangeKind) -> None:
        """The guided dialog for the marked unit.

        :raises Refusal: it is closed, or what is shown is a past year.
        """
        from partyschool.errors import Refusal
        from partyschool.ui.unit_change_dialog import UnitChangeDialog

        row = self.form.tree.chosen_row()
        if row is None:
            return
        if self.form.year.value() is not None:
            raise Refusal("现在看的是以前年份的建制，不能在这里办理变更。请先选“现在的建制”。")
        if row.closed_on is not None:
            raise Refusal(f"“{row.name}”在 {row.closed_on} 已经撤并，不能再变更。")
        dialog = UnitChangeDialog(self.context, row, kind, self)
        dialog.done_change.connect(self._show_saved)
        dialog.open()

    def _undo(self, event: UnitEvent) -> None:
        """Asks once, with the consequence in words."""
        from PySide6.QtWidgets import QMessageBox

        words = f"{day_words(event.on)}：{event_words(event)}。"
        consequence = "撤回后，人员、职务、名称和教学点都恢复到办理以前，历史里留一行“已撤回”。"
        answer = QMessageBox.question(self, "撤回这次变更", f"{words}\n\n{consequence}")
        if answer == QMessageBox.StandardButton.Yes:
            self.undo(event)

    def undo(self, event: UnitEvent) -> None:
        """Take the change back.

        :raises Refusal: something came after it.
        """
        from partyschool.services.unit_changes import undo_change

        assert event.change_id is not None
        undo_change(self.context.db, change_id=event.change_id)
        self.refresh()
        problems.say("已撤回，都恢复到办理以前。", Tone.DONE)

    def _open_people(self, row: UnitRow | None) -> None:
        if row is None:
            return
        if row.kind in {UnitKind.VILLAGE, UnitKind.DEPARTMENT}:
            self.context.go("people", unit=row.id)
        elif row.kind == UnitKind.BRANCH:
            self.context.go("people", search=row.name)
        else:
            self.context.go("people")

    def _export(self) -> None:
        from partyschool.exchange.unit_list import save_units

        path = ask_path(self, "导出党组织", f"党组织（{self.context.today:%Y-%m-%d}）.xlsx")
        if path is not None:
            save_units(path, self.rows)
            problems.say(f"已导出 {len(self.rows):,} 个单位到“{path}”，改好可以再导入。", Tone.DONE)
