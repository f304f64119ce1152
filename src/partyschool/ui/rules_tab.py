"""规则: every rule of the counting with its years, source and effect; changing one shows first what it would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partyschool.domain.quota import MEMBER, TWO_COMMITTEES
from partyschool.ui import icons, tokens
from partyschool.ui.context import Context
from partyschool.ui.forms.ui_rules_tab import Ui_RulesTab
from partyschool.ui.rule_dialog import Mode, RuleDialog
from partyschool.ui.table_model import NOTHING, Column, Kind, TableModel
from partyschool.ui.tasks import Task
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.rule_lines import RuleLine


def rule_columns() -> list[Column[RuleLine]]:
    return [
        Column("规则", lambda line: line.title, Kind.TWO_LINES, second=lambda line: line.effect, width=380,
               stretch=True, tip=lambda line: line.effect),
        Column("数值", lambda line: line.words, width=120, bold=True),
        Column("有效年度", lambda line: line.years, width=130, sort=lambda line: line.from_year),
        Column("依据", lambda line: line.source or NOTHING, width=260, stretch=True, tip=lambda line: line.source),
        Column("状态", _state, Kind.CHIP, tone=_tone, width=96),
    ]  # fmt: skip


def _state(line: RuleLine) -> str:
    return "今年有效" if line.is_current else "以前" if line.to_year is not None else "以后"


def _tone(line: RuleLine) -> Tone:
    return Tone.DONE if line.is_current else Tone.PLAIN if line.to_year is not None else Tone.BETWEEN


class RulesTab(QWidget):
    """Lies in 设置; a double click changes a rule from a year on."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.form = form = Ui_RulesTab()
        form.setupUi(self)
        icons.give_buttons(self)
        self.model: TableModel[RuleLine] = TableModel(
            rule_columns(), self, key=lambda line: (line.kind, line.key, line.from_year),
            muted=lambda line: not line.is_current,
        )  # fmt: skip
        form.rules.install(self.model, row_height=tokens.ROW_TWO_LINES)
        form.rules.chosen.connect(lambda _: self._offer())
        form.rules.opened.connect(lambda line: self.ask(Mode.REVISE, line))
        form.add.clicked.connect(lambda: self.ask(Mode.ADD, None))
        form.names.clicked.connect(lambda: self._show_names(form.rules.chosen_row()))
        for button, mode in (
            (form.revise, Mode.REVISE), (form.correct, Mode.CORRECT), (form.end, Mode.END), (form.drop, Mode.DROP),
        ):  # fmt: skip
            button.clicked.connect(lambda _=False, mode=mode: self.ask(mode, form.rules.chosen_row()))
        self._task: Task[list[RuleLine]] | None = None
        self._offer()

    def refresh(self) -> None:
        """Read the rules with their effects beside the window's thread: counting a city takes a second."""
        from partyschool.services.rule_lines import list_rule_lines

        db, year = self.context.db, self.context.today.year
        if self._task is not None:
            self._task.drop()  # begun before the latest change, it may end after what is begun now
        self._task = Task(None, lambda _: list_rule_lines(db, year=year), quiet=True)
        self._task.done.connect(self._show)

    def _show(self, lines: list[RuleLine]) -> None:
        self.model.set_rows(lines)
        self._offer()

    def _offer(self) -> None:
        form, line = self.form, self.form.rules.chosen_row()
        is_requirement = line is not None and line.form is not None
        form.revise.setEnabled(line is not None and line.to_year is None)
        form.correct.setEnabled(line is not None)
        form.end.setEnabled(is_requirement and line.to_year is None)
        form.drop.setEnabled(line is not None and bool(line.id))
        form.names.setEnabled(is_requirement and line.is_current)

    def _show_names(self, line: RuleLine) -> None:
        """Whom a requirement fits: all who are due, or the line of the category."""
        year = self.context.today.year
        if line.form is None or line.form.category == MEMBER:
            self.context.go("hours", year=year, state="due")
        elif line.form.category == TWO_COMMITTEES:
            self.context.go("hours", year=year, state="due", category="cadre")
        else:
            self.context.go("hours", year=year, state="due", grouping="category", unit="leaders")

    def ask(self, mode: Mode, line: RuleLine | None) -> None:
        """The dialog for it; a version that has ended is set right, not followed by another."""
        if line is not None and mode is Mode.REVISE and line.to_year is not None:
            mode = Mode.CORRECT
        if line is not None or mode is Mode.ADD:
            RuleDialog(self.context, mode, line, self).open()
