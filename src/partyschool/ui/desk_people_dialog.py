"""Choosing several people at the desk: who is missing from the paper sheet, who is on leave, whom to add."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import time

from PySide6.QtCore import QTime
from PySide6.QtWidgets import QWidget

from partyschool.errors import Refusal
from partyschool.ui import tokens
from partyschool.ui.form_dialog import FormDialog
from partyschool.ui.forms.ui_desk_people_dialog import Ui_DeskPeopleDialog
from partyschool.ui.table_model import Column, Kind, TableModel


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who can be chosen; `state` in words."""

    person_id: int
    name: str
    initials: str
    sort_key: str
    unit: str
    state: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the dialog answers."""

    person_ids: tuple[int, ...]
    at: time
    reason: str


class DeskPeopleDialog(FormDialog):
    """`act(chosen)` is called by the button; what it refuses is said here."""

    def __init__(
        self,
        parent: QWidget,
        choices: Sequence[Choice],
        act: Callable[[Chosen], object],
        *,
        title: str,
        lead: str,
        button: str,
        at: time | None = None,
        at_label: str = "签到时间",
        asks_reason: bool = False,
        may_be_none: bool = False,
    ) -> None:
        super().__init__(parent)
        self.form = Ui_DeskPeopleDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        self._act, self._button, self._may_be_none = act, button, may_be_none
        self._chosen: set[int] = set()
        self.setWindowTitle(title)
        self.form.title.setText(title)
        self.form.lead.setText(lead)
        self.form.at_part.setVisible(at is not None)
        if at is not None:
            self.form.at_label.setText(at_label)
            self.form.at.setTime(QTime(at.hour, at.minute))
        self.form.reason_part.setVisible(asks_reason)
        self._install(choices)
        self._count()
        self.resize(760, 560)
        self.form.search.setFocus()

    def _install(self, choices: Sequence[Choice]) -> None:
        columns: list[Column[Choice]] = [
            Column("", lambda row: "", Kind.CHECK, fraction=lambda row: float(row.person_id in self._chosen), width=44),
            Column("姓名", lambda row: row.name, Kind.NAME, width=130, sort=lambda row: row.sort_key),
            Column("单位", lambda row: row.unit, width=200, stretch=True),
            Column("现在", lambda row: row.state, width=160),
        ]
        self.model = TableModel(
            columns, self, key=lambda row: row.person_id, initials=lambda row: row.initials,
            searched=lambda row: [row.unit],
        )  # fmt: skip
        self.form.people.install(self.model, row_height=tokens.ROW_DENSE)
        self.form.people.when_filtered_empty("没有符合条件的人")
        self.model.set_rows(choices)
        self.form.people.clear_wanted.connect(self._show_everybody)
        self.form.people.checked.connect(self._toggle)
        self.form.people.opened.connect(self._toggle)
        self.form.search.searched.connect(self.model.search)
        units = sorted({row.unit for row in choices if row.unit})
        self.form.unit.set_choices("全部单位", [(unit, unit) for unit in units])
        self.form.unit.changed.connect(lambda unit: self.model.keep((lambda row: row.unit == unit) if unit else None))

    def _show_everybody(self) -> None:
        """Away with what keeps people from the list."""
        self.form.search.clear()
        self.form.unit.set_value(None)

    def choose(self, person_ids: Sequence[int]) -> None:
        """Tick these."""
        self._chosen |= set(person_ids)
        self._count()

    def _toggle(self, row: Choice) -> None:
        self._chosen ^= {row.person_id}
        self._count()

    def _count(self) -> None:
        self.form.people.viewport().update()
        self.form.count.setText(f"已选 {len(self._chosen)} 人")
        self.form.save.setText(self._button.format(len(self._chosen)))

    def accept(self) -> None:
        if not self._chosen and not self._may_be_none:
            raise Refusal("请先勾选人，点姓名前的方框。")
        at = self.form.at.time()
        chosen = Chosen(tuple(sorted(self._chosen)), time(at.hour(), at.minute()), self.form.reason.text().strip())
        self._act(chosen)
        super().accept()
