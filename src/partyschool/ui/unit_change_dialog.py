"""办理变更: the guided dialog of a change of units, which shows what will change before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QPushButton, QWidget

from partyschool.domain.terms import UnitChangeKind, UnitKind
from partyschool.errors import Refusal
from partyschool.ui import icons, problems
from partyschool.ui.context import Context
from partyschool.ui.days import day_of
from partyschool.ui.forms.ui_unit_change_dialog import Ui_UnitChangeDialog
from partyschool.ui.search import hits
from partyschool.ui.tokens import Tone
from partyschool.ui.unit_words import ADVICE, CHANGES, preview_lines
from partyschool.ui.widgets.card import clear, label
from partyschool.ui.widgets.step_rail import Step

if TYPE_CHECKING:
    from partyschool.services.people_rows import PersonRow
    from partyschool.services.unit_plan import ChangeForm
    from partyschool.services.units import UnitRow

FILL, PEOPLE, CHECK = "fill", "people", "check"
STEPS = {FILL: "填写", PEOPLE: "选人", CHECK: "核对"}
ID = Qt.ItemDataRole.UserRole
INTO_WORDS = {
    UnitChangeKind.MERGE: "并入", UnitChangeKind.MOVE: "新的上级", UnitChangeKind.CLOSE: "里面的人转到（没有人可不选）",
}  # fmt: skip
MERGE, SPLIT, RENAME = UnitChangeKind.MERGE, UnitChangeKind.SPLIT, UnitChangeKind.RENAME
MOVE, CLOSE = UnitChangeKind.MOVE, UnitChangeKind.CLOSE


class UnitChangeDialog(QDialog):
    """`done_change(unit id)` after it was written: the unit to show next."""

    done_change = Signal(int)

    def __init__(self, context: Context, unit: UnitRow, kind: UnitChangeKind, parent: QWidget | None = None) -> None:
        from partyschool.services.units import list_units

        super().__init__(parent)
        self.setModal(True)
        self.context, self.unit, self.kind = context, unit, kind
        self.form = Ui_UnitChangeDialog()
        self.form.setupUi(self)
        icons.give_buttons(self)
        self.units = list_units(context.db)
        self.order = (FILL, PEOPLE, CHECK) if kind == SPLIT else (FILL, CHECK)
        self.step = FILL
        self._people: list[PersonRow] = []
        self._people_in: dict[int, int] = {}
        self._prepare()
        self._connect()
        self._show_step(FILL)

    # The fields of each kind

    def _prepare(self) -> None:
        form, kind, title = self.form, self.kind, CHANGES[self.kind]
        self.setWindowTitle(f"{title} · {self.unit.name}")
        form.title.setText(f"{title} · {self.unit.name}")
        form.advice.setText(ADVICE[kind])
        today = self.context.today
        form.day.setMaximumDate(QDate(today.year, today.month, today.day))
        form.day.setDate(QDate(today.year, today.month, today.day))
        form.target_part.setVisible(kind in INTO_WORDS)
        for way in (form.to_known, form.to_new, form.joins_branches, form.others_part):
            way.setVisible(kind == MERGE)
        form.joins_branches.setVisible(kind == MERGE and self.unit.kind == UnitKind.VILLAGE)
        form.joins_branches.setChecked(True)
        form.keeps_posts.setVisible(kind in {MERGE, SPLIT, CLOSE})
        form.into_label.setText(INTO_WORDS.get(kind, ""))
        form.into.load(self._targets())
        self._list_others()
        if kind == RENAME:
            form.name.setText(self.unit.name)
            form.code.setText(self.unit.code)
        self._show_ways()

    def _targets(self) -> list[UnitRow]:
        from partyschool.services.unit_rules import MAY_LIE_IN

        own = self._below(self.unit.id)
        others = [row for row in self.units if row.id not in own]
        if self.kind == MERGE:
            return [row for row in others if row.kind == self.unit.kind]
        if self.kind == MOVE:
            allowed = MAY_LIE_IN[UnitKind(self.unit.kind)]
            return [row for row in others if row.kind in allowed and row.id != self.unit.parent_id]
        return [row for row in others if row.kind in {UnitKind.BRANCH, UnitKind.VILLAGE, UnitKind.DEPARTMENT}]

    def _below(self, unit_id: int) -> set[int]:
        found = {unit_id}
        for row in self.units:  # each parent comes before its children
            if row.parent_id in found:
                found.add(row.id)
        return found

    def _list_others(self) -> None:
        """Sisters that may be merged away together with this unit."""
        for row in self._targets() if self.kind == MERGE else []:
            above = f"（{row.path[-2]}）" if row.parent_id != self.unit.parent_id and len(row.path) > 1 else ""
            _add_checkable(self.form.others, f"{row.name}{above}　{row.people_in_all} 人", row.id)
        self.form.others_part.setVisible(self.form.others.count() > 0)

    def _connect(self) -> None:
        form = self.form
        form.to_new.toggled.connect(lambda _: self._show_ways())
        form.cancel.clicked.connect(self.reject)
        form.back.clicked.connect(self._back)
        form.next.clicked.connect(self._next)
        form.rail.clicked.connect(lambda place: self._show_step(self.order[int(place)]))
        form.search.searched.connect(self._search)
        form.people.itemChanged.connect(lambda _: self._count())
        form.check_all.clicked.connect(lambda: self._check(Qt.CheckState.Checked))
        form.check_none.clicked.connect(lambda: self._check(Qt.CheckState.Unchecked))
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        form.next.setDefault(True)

    def _show_ways(self) -> None:
        form = self.form
        founds_new = self.kind == SPLIT or (self.kind == MERGE and form.to_new.isChecked())
        form.known_part.setVisible(self.kind in INTO_WORDS and not founds_new)
        form.name_part.setVisible(founds_new or self.kind == RENAME)
        form.name_label.setText("新单位的名称" if founds_new else "新名称")

    # The steps

    def _show_step(self, step: str) -> None:
        self.step = step
        form, place = self.form, self.order.index(step)
        form.problem_notice.hush()
        form.steps.setCurrentWidget({FILL: form.fill_page, PEOPLE: form.people_page, CHECK: form.check_page}[step])
        notes = {FILL: "日期、名称、去向", PEOPLE: "哪些人去新单位", CHECK: "看清楚会变什么"}
        form.rail.show_steps(CHANGES[self.kind], [Step(STEPS[key], notes[key]) for key in self.order], place)
        form.back.setVisible(place > 0)
        form.next.setText(f"办理{CHANGES[self.kind]}" if step == CHECK else "下一步")

    def _back(self) -> None:
        self._show_step(self.order[self.order.index(self.step) - 1])

    def _next(self) -> None:
        """A Refusal that leaves here is shown in the dialog, which stays at its step."""
        if self.step == CHECK:
            self._carry_out()
            return
        following = self.order[self.order.index(self.step) + 1]
        if following == PEOPLE:
            self._load_people()
        else:
            self._preview()
        self._show_step(following)

    def _load_people(self) -> None:
        """Who is in the unit on the day, and the units below it; marks set before stay."""
        from partyschool.services.people import list_people

        if not self.form.name.text().strip():
            raise Refusal("请填写新单位的名称。")
        day, marked = day_of(self.form.day), set(self._marked(self.form.people))
        everybody = list_people(self.context.db, on=day)
        self._people = [row for row in everybody if row.unit_id == self.unit.id and not row.is_left]
        self._people_in = {}
        self.form.people.clear()
        for unit in self.units:
            if unit.parent_id == self.unit.id:
                own = self._below(unit.id)
                count = self._people_in[unit.id] = sum(row.unit_id in own and not row.is_left for row in everybody)
                _add_checkable(self.form.people, f"下级单位　{unit.name}　{count} 人", -unit.id)
        for row in self._people:
            _add_checkable(self.form.people, _person_words(row), row.id)
        self._check(Qt.CheckState.Checked, marked)
        self.form.people_note.setText(self._people_words())
        self._count()

    def _people_words(self) -> str:
        below = sum(self._people_in.values())
        among = f"，其中下级单位 {below} 人" if below else ""
        words = f"{self.unit.name}这一天在册 {len(self._people) + below} 人{among}。"
        words += f"勾上的转到“{self.form.name.text().strip()}”，其余留下。"
        return words + ("下级单位整个划转；要分出一部分人，请从党支部办理分设。" if below else "")

    def _check(self, state: Qt.CheckState, wanted: set[int] | None = None) -> None:
        """Mark those shown, or the wanted ones."""
        for place in range(self.form.people.count()):
            item = self.form.people.item(place)
            if (not item.isHidden()) if wanted is None else item.data(ID) in wanted:
                item.setCheckState(state)

    def _search(self, text: str) -> None:
        names = {row.id: (row.name, row.initials) for row in self._people}
        for place in range(self.form.people.count()):
            item = self.form.people.item(place)
            name, initials = names.get(item.data(ID), (item.text(), ""))
            item.setHidden(hits(text, name, initials) is None)

    def _count(self) -> None:
        marked = self._marked(self.form.people)
        chosen = sum(1 if key > 0 else self._people_in[-key] for key in marked)
        units = sum(key < 0 for key in marked)
        self.form.chosen_count.setText(f"已选 {chosen} 人" + (f"（含 {units} 个下级单位）" if units else ""))

    def _marked(self, box: QListWidget) -> list[int]:
        items = [box.item(place) for place in range(box.count())]
        return [item.data(ID) for item in items if item.checkState() == Qt.CheckState.Checked]

    def entered(self) -> ChangeForm:
        """What stands in the dialog."""
        from partyschool.services.unit_plan import ChangeForm
        from partyschool.services.unit_rules import UnitForm

        form, kind, unit = self.form, self.kind, self.unit
        founds_new = kind == SPLIT or (kind == MERGE and form.to_new.isChecked())
        into = form.into.value() if kind in INTO_WORDS and not founds_new else None
        if into is None and form.into.currentText().strip() and not founds_new and kind in INTO_WORDS:
            raise Refusal("单位没有选对：输入名称的几个字，再从列出的里面选。")
        founded = UnitForm(form.name.text(), unit.kind, unit.parent_id, form.code.text(), unit.domain, unit.position)
        marked = self._marked(form.people)
        return ChangeForm(
            kind, day_of(form.day), (unit.id, *self._marked(form.others)), into, founded if founds_new else None,
            form.name.text(), form.code.text(), tuple(key for key in marked if key > 0),
            tuple(-key for key in marked if key < 0), form.keeps_posts.isChecked(),
            form.joins_branches.isVisibleTo(self) and form.joins_branches.isChecked(), form.document.text(),
        )  # fmt: skip

    def _preview(self) -> None:
        from partyschool.services.unit_preview import preview_change

        told = preview_change(self.context.db, form=self.entered())
        clear(self.form.check_lines)
        for place, line in enumerate(preview_lines(told)):
            self.form.check_lines.addWidget(label(line, "strong" if place == 0 else "", wrap=True))
        self.form.check_lines.addStretch(1)

    def _carry_out(self) -> None:
        from partyschool.services.unit_changes import change_units
        from partyschool.services.units import get_unit

        change_units(self.context.db, form=self.entered())
        after = get_unit(self.context.db, self.unit.id)
        living = after.id if after.closed_on is None else after.successor_id or after.parent_id
        self.accept()
        self.done_change.emit(living or after.id)
        problems.say(f"已办理{CHANGES[self.kind]}。办错了可以在单位的历史里撤回。", Tone.DONE)


def _add_checkable(box: QListWidget, text: str, key: int) -> None:
    item = QListWidgetItem(text, box)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
    item.setData(ID, key)
    item.setCheckState(Qt.CheckState.Unchecked)


def _person_words(row: PersonRow) -> str:
    return "　".join(filter(None, (row.name, row.birth_on, "、".join(row.posts))))
