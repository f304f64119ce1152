"""换届: choose villages and dates, say who leaves, stays, changes and is new, read the preview, then do it at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit, QInputDialog, QWidget

from partyschool.errors import Refusal
from partyschool.ui import problems, tokens
from partyschool.ui.context import Context
from partyschool.ui.election_columns import LINES, NEW, Newcomer, held_columns
from partyschool.ui.forms.ui_election_page import Ui_ElectionPage
from partyschool.ui.page import Page
from partyschool.ui.sure_dialog import SureDialog
from partyschool.ui.table_model import TableModel
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.elections import ElectionForm, ElectionLine, HeldPost
    from partyschool.services.people_rows import PersonRow
    from partyschool.services.units import UnitRow


class ElectionPage(Page):
    """What was entered stays until it is done; going away and coming back loses nothing."""

    tables = frozenset({"units", "posts", "people"})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.form = form = Ui_ElectionPage()
        form.setupUi(self)
        self.dress()
        form.head.set_trail("人员", "换届")
        form.head.set_title("换届")
        form.head.set_caption("村“两委”换届后，一次把上一届的任期结束、新一届的任期开始；先预览，再确认。")
        self.fates: dict[int, str] = {}
        self.titles: dict[int, str] = {}
        self.chosen_units: dict[int, str] = {}
        self._units: list[UnitRow] = []
        self.held: TableModel[HeldPost] = TableModel(
            held_columns(self.fates, self.titles), self, key=lambda row: row.id, initials=lambda row: row.initials
        )
        self.newcomers: TableModel[Newcomer] = TableModel(NEW, self, key=lambda row: row)
        self.lines: TableModel[ElectionLine] = TableModel(LINES, self, key=lambda row: row.words)
        self._install()
        self._connect()
        self._clear()

    def _install(self) -> None:
        form = self.form
        for table, model in ((form.held, self.held), (form.newcomers, self.newcomers), (form.lines, self.lines)):
            table.install(model, row_height=tokens.ROW_DENSE)
        form.held.when_empty("先加上换届的村", "这里列出上一届最后一天的现任职务，逐个定去留。", picture="people")
        form.newcomers.when_empty("没有新任的人", "在下面找到人，写上职务，点“加上新任”。", picture="plus")
        form.lines.when_empty(
            "还没有预览", "点右上角“预览”，这里逐条写明换届以后谁离任、连任、改任、新任。", picture="eye"
        )
        form.new_card.setMaximumWidth(520)
        form.person.start(self._find)

    def _find(self, text: str) -> list[PersonRow]:
        from partyschool.services.people import find_people

        return find_people(self.context.db, text)

    def _connect(self) -> None:
        form = self.form
        form.head.back.connect(lambda: self.context.go("people"))
        form.add_unit.clicked.connect(self.add_unit)
        form.clear_units.clicked.connect(self._clear_units)
        form.end_on.dateChanged.connect(self._follow_end)
        for button, fate in ((form.leaves, "leaves"), (form.stays, "stays"), (form.goes_on, "goes_on")):
            button.clicked.connect(lambda _=False, fate=fate: self.decide(fate))
        form.changes.clicked.connect(self._ask_title)
        form.held.opened.connect(lambda _: self._ask_title())
        form.add_new.clicked.connect(self.add_newcomer)
        form.remove_new.clicked.connect(self._remove_newcomer)
        form.preview.clicked.connect(self.preview)
        form.apply.clicked.connect(self.apply)
        form.held.chosen.connect(lambda _: self._enable())
        form.newcomers.chosen.connect(lambda _: self._enable())
        for model in (self.held, self.newcomers, self.lines):
            model.modelReset.connect(self._enable)

    def _enable(self) -> None:
        """What has nothing to act on cannot be pressed."""
        form = self.form
        for button in (form.leaves, form.stays, form.changes, form.goes_on):
            button.setEnabled(bool(form.held.chosen_rows()))
        form.remove_new.setEnabled(bool(form.newcomers.chosen_rows()))
        form.apply.setEnabled(bool(self.lines.rows))

    def refresh(self) -> None:
        from partyschool.services.units import list_units

        self._units = list_units(self.context.db)
        typed = self.form.unit.currentText()
        for combo in (self.form.unit, self.form.new_unit):
            combo.load(self._units)
        self.form.unit.setCurrentText(typed)
        self._show_held()

    def _clear(self) -> None:
        today = self.context.today
        self.fates.clear()
        self.titles.clear()
        self.chosen_units.clear()
        self.form.end_on.setDate(_qdate(today - timedelta(days=1)))
        self.form.start_on.setDate(_qdate(today))
        self.newcomers.set_rows([])
        self._show_units()

    def _follow_end(self) -> None:
        """The new term begins the day after, unless the clerk says otherwise; other posts may be held then."""
        self.form.start_on.setDate(self.form.end_on.date().addDays(1))
        self._show_held()

    def add_unit(self) -> None:
        """The unit in the field and everything below it takes part."""
        unit_id = self.form.unit.value()
        if unit_id is None:
            raise Refusal("请选择换届的村或支部：输入名称的几个字，再从列出的里面选。")
        self.chosen_units[unit_id] = self.form.unit.currentText()
        self.form.unit.setCurrentIndex(-1)
        self.form.new_unit.setCurrentIndex(self.form.new_unit.findData(unit_id))
        self._show_units()

    def _clear_units(self) -> None:
        self.chosen_units.clear()
        self._show_units()

    def _show_units(self) -> None:
        self.form.clear_units.setVisible(bool(self.chosen_units))
        self.form.units.setText("、".join(self.chosen_units.values()) or "还没有选")
        self._show_held()

    def _show_held(self) -> None:
        from partyschool.services.elections import held_posts

        self.lines.set_rows([])
        self.held.set_rows(
            held_posts(self.context.db, unit_ids=list(self.chosen_units), on=_date(self.form.end_on))
            if self.chosen_units
            else []
        )

    def decide(self, fate: str, title: str = "") -> None:
        """What becomes of the chosen posts."""
        rows = self.form.held.chosen_rows()
        if not rows:
            raise Refusal("请先在左边选中一个或几个现任职务。")
        for row in rows:
            self.fates[row.id] = fate
            self.titles[row.id] = title
        self.held.set_rows(list(self.held.rows))
        self.lines.set_rows([])

    def _ask_title(self) -> None:
        row = self.form.held.chosen_row()
        if row is None:
            raise Refusal("请先在左边选中一个现任职务。")
        title, is_sure = QInputDialog.getText(self, "改任", f"{row.person}由“{row.title}”改任：", text=row.title)
        if is_sure and title.strip():
            self.decide("changes", title.strip())

    def add_newcomer(self) -> None:
        """Somebody who is elected, with unit and title."""
        form = self.form
        person, unit, title = form.person.value(), form.new_unit.value(), form.new_post.text().strip()
        if person is None or unit is None or not title:
            raise Refusal("新任要选好人和村（支部），再写上职务。")
        name = form.person.currentText().split(" · ")[0]
        self.newcomers.set_rows(
            [*self.newcomers.rows, Newcomer(person, name, unit, form.new_unit.currentText(), title)]
        )
        form.new_post.clear()
        form.person.setCurrentIndex(-1)
        self.lines.set_rows([])

    def _remove_newcomer(self) -> None:
        chosen = self.form.newcomers.chosen_rows()
        self.newcomers.set_rows([row for row in self.newcomers.rows if row not in chosen])
        self.lines.set_rows([])

    def entered(self) -> ElectionForm:
        """What the page says."""
        from partyschool.services.elections import ElectionForm, NewPost

        new = tuple(NewPost(row.person_id, row.unit_id, row.title) for row in self.newcomers.rows)
        return ElectionForm(
            tuple(self.chosen_units), _date(self.form.end_on), _date(self.form.start_on), dict(self.fates),
            dict(self.titles), new,
        )  # fmt: skip

    def preview(self) -> None:
        """Say every change; nothing is written."""
        from partyschool.services.elections import preview_election

        told = preview_election(self.context.db, self.entered())
        self.lines.set_rows(told.lines)
        self.form.preview_title.setText(f"　换届以后：结束 {told.ended} 个任期，开始 {told.begun} 个任期")
        self.form.problem_notice.hush()

    def apply(self) -> None:
        """Only what was read in the preview is done; an election after which nobody begins is asked about once."""
        from partyschool.services.elections import preview_election

        if not self.lines.rows:
            raise Refusal("请先点“预览”，看清楚换届以后的变化，再确认。")
        told = preview_election(self.context.db, self.entered())
        if told.begun:
            self._hold()
            return
        lead = (
            f"一个任期也没有开始：只结束 {told.ended} 个任期，从 {_date(self.form.start_on)} 起这些职务没有人担任，"
            "有关人员也不再按“两委”成员要求学时。多半是漏了“连任”或“新任”。"
        )
        SureDialog(self, title="换届", lead=lead, button="只结束任期", act=self._hold).open()

    def _hold(self) -> None:
        from partyschool.services.elections import hold_election

        done = hold_election(self.context.db, self.entered())
        problems.say(f"换届已办理：结束 {done.ended} 个任期，开始 {done.begun} 个任期", Tone.DONE)
        self._clear()
        self.form.preview_title.setText("　换届以后")


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _date(field: QDateEdit) -> date:
    chosen = field.date()
    return date(chosen.year(), chosen.month(), chosen.day())
