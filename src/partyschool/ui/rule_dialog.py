"""Changing a rule in two steps: the numbers and years first, then whose state would change, and only then 保存."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication, QWidget

from partyschool.ui import problems, tokens
from partyschool.ui.context import Context
from partyschool.ui.days import day_of, show_day
from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_rule_dialog import Ui_RuleDialog
from partyschool.ui.table_model import Column, Kind, TableModel
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.requirements import RequirementForm
    from partyschool.services.rule_changes import Change
    from partyschool.services.rule_effects import Effect, StateChange
    from partyschool.services.rule_lines import RuleLine


class Mode(Enum):
    """What is done to the rule; each with its title and what it means."""

    ADD = ("新增要求", "新的一条和已有的一起算，一人符合几条时取最高。")
    REVISE = ("从某年起改", "以前的年度照旧，从这一年起用新的数值。")
    CORRECT = ("更正", "这一条写错了才用：它有效的年度都会重新算，已结转的年度除外。")
    END = ("结束", "到这一年为止，以后的年度不再按这一条算。")
    DROP = ("撤掉", "当作没有登记过；它前面的一条接着有效。")


def change_columns() -> list[Column[StateChange]]:
    """Who, and from what to what."""
    from partyschool.services.rule_words import owed_words, short_words

    return [
        Column("姓名", lambda row: row.after.name, Kind.NAME, width=96, sort=lambda row: row.after.sort_key),
        Column("党组织", lambda row: row.after.unit, width=120, stretch=True),
        Column("现在", lambda row: owed_words(row.before), Kind.TWO_LINES, width=200,
               second=lambda row: short_words(row.before)),
        Column("改了以后", lambda row: owed_words(row.after), Kind.TWO_LINES, width=200,
               second=lambda row: short_words(row.after), tone=lambda row: Tone.DONE if row.after.met else Tone.WATCH),
    ]  # fmt: skip


class RuleDialog(FormDialog):
    """`line` is the version that is changed; None only for a new requirement."""

    def __init__(self, context: Context, mode: Mode, line: RuleLine | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self._mode, self._line = context, mode, line
        self.form = form = Ui_RuleDialog()
        form.setupUi(self)
        self.wire(form.save, form.cancel)
        self.changes: TableModel[StateChange] = TableModel(
            change_columns(), self, key=lambda row: row.after.person_id, initials=lambda row: row.after.initials
        )
        form.changes.install(self.changes, row_height=tokens.ROW_TWO_LINES)
        title, lead = mode.value
        form.title.setText(f"{title}：{line.title}" if line else title)
        form.lead.setText(lead)
        form.back.clicked.connect(self._go_back)
        form.is_dated.toggled.connect(self._show_since)
        form.from_year.valueChanged.connect(lambda _: self._limit_since())
        self._fill()
        self._show_fields()
        self._go_back()
        if mode is Mode.DROP:
            self._look()

    @property
    def _is_requirement(self) -> bool:
        return self._line is None or self._line.form is not None

    # The fields

    def _fill(self) -> None:
        from partyschool.services.rule_words import CATEGORIES

        form, line, this_year = self.form, self._line, self.context.today.year
        known = line.form if line else None
        fill(form.category, [(word, key) for key, word in CATEGORIES.items()], known.category if known else None)
        if known is not None:
            form.code.setText(known.code)
            form.days.setValue(known.quarter_days / 4)
            form.hours.setValue(known.half_hours / 2)
        elif line is not None:
            self._fill_value(line)
        is_new = line is None or self._mode is Mode.REVISE
        form.from_year.setValue(this_year if is_new or line is None else line.from_year)
        to_year = line.to_year if line and self._mode is Mode.CORRECT else None
        if self._mode is Mode.END:
            form.to_year.setMinimum(line.from_year if line else this_year)
            form.to_year.setSpecialValueText("")
            to_year = this_year
        form.to_year.setValue(to_year or form.to_year.minimum())
        form.source.setPlainText("" if is_new or line is None else line.source)
        form.is_dated.setChecked(bool(known and known.since and not is_new))
        if known and known.since:
            show_day(form.since, known.since)
        self._limit_since()

    def _fill_value(self, line: RuleLine) -> None:
        from partyschool.services.rule_lines import bounds_of, is_whole
        from partyschool.services.rule_words import UNITS

        bounds = bounds_of(line.key)
        if bounds is None:
            self.form.switch_on.setChecked(bool(line.value))
            self.form.switch_on.setText(line.title)
            return
        whole = is_whole(line.key)
        field = self.form.value
        field.setDecimals(0 if whole else 1)
        field.setSingleStep(1 if whole else 0.5)
        field.setRange(*bounds)
        field.setSuffix(f" {UNITS[line.key]}")
        field.setValue(float(line.value))

    def _show_fields(self) -> None:
        """Only what the rule has and the mode changes."""
        form, mode = self.form, self._mode
        is_value = self._line is not None and self._line.form is None
        is_switch = is_value and isinstance(self._line.value, bool) if self._line else False
        edits = mode in (Mode.ADD, Mode.REVISE, Mode.CORRECT)
        self._show_all(edits and self._is_requirement, form.days, form.days_label, form.hours, form.hours_label)
        named = edits and self._is_requirement and mode is not Mode.REVISE
        self._show_all(named, form.category, form.category_label, form.code, form.code_label)
        self._show_all(edits and self._is_requirement and mode is not Mode.ADD, form.is_dated)
        self._show_all(edits and is_value and not is_switch, form.value, form.value_label)
        self._show_all(edits and is_switch, form.switch_on)
        self._show_all(edits or mode is Mode.END, form.from_year, form.from_year_label)
        form.from_year.setEnabled(edits)
        self._show_all(edits, form.source, form.source_label)
        self._show_all(mode in (Mode.ADD, Mode.CORRECT, Mode.END), form.to_year, form.to_year_label)
        self._show_since()

    def _show_all(self, on: bool, *widgets: QWidget) -> None:
        for widget in widgets:
            widget.setVisible(on)

    def _show_since(self) -> None:
        on = self.form.is_dated.isChecked() and not self.form.is_dated.isHidden()
        self._show_all(on, self.form.since, self.form.since_label)

    def _limit_since(self) -> None:
        year = self.form.from_year.value()
        self.form.since.setDateRange(QDate(year, 1, 1), QDate(year, 12, 31))

    # The change

    def _change(self) -> Change:
        """The command that the dialog stands for, with what is filled in.

        :raises Refusal: what is filled in cannot be.
        """
        from partyschool.services.requirements import (
            DropRequirement,
            EndRequirement,
            ReviseRequirement,
            SaveRequirement,
        )

        form, line = self.form, self._line
        if line is None:
            return SaveRequirement(self._requirement(form.code.text()))
        if line.form is None:
            return self._value_change(line)
        match self._mode:
            case Mode.REVISE:
                return ReviseRequirement(line.id, self._requirement(line.key))
            case Mode.END:
                return EndRequirement(line.id, form.to_year.value())
            case Mode.DROP:
                return DropRequirement(line.id)
            case _:
                return SaveRequirement(self._requirement(form.code.text()), line.id)

    def _value_change(self, line: RuleLine) -> Change:
        from partyschool.services.rule_values import DropValue, SaveValue, SetValue

        form = self.form
        is_switch = isinstance(line.value, bool)
        value = form.switch_on.isChecked() if is_switch else form.value.value()
        source = form.source.toPlainText()
        if self._mode is Mode.DROP:
            return DropValue(line.id)
        if self._mode is Mode.CORRECT and line.id:
            return SaveValue(line.id, value, form.from_year.value(), self._last_year(), source)
        return SetValue(line.key, value, form.from_year.value(), source)

    def _requirement(self, code: str) -> RequirementForm:
        from partyschool.services.requirements import RequirementForm

        form = self.form
        is_dated = form.is_dated.isChecked() and not form.is_dated.isHidden()
        return RequirementForm(
            code.strip(),
            form.category.currentData(),
            round(form.days.value() * 4),
            round(form.hours.value() * 2),
            form.from_year.value(),
            None if form.to_year.isHidden() else self._last_year(),
            form.source.toPlainText().strip(),
            day_of(form.since) if is_dated else None,
        )

    def _last_year(self) -> int | None:
        field = self.form.to_year
        return None if field.value() == field.minimum() else field.value()

    # The two steps

    def _go_back(self) -> None:
        self.form.stack.setCurrentWidget(self.form.fields_page)
        self.form.back.hide()
        self.form.save.setText("看影响")

    def _look(self) -> None:
        """Show whose state would change; what is refused is said here, before anything is written."""
        from partyschool.services.rule_effects import preview_change

        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            effect = preview_change(self.context.db, self._change(), today=self.context.today)
        finally:
            QApplication.restoreOverrideCursor()
        self._show_effect(effect)

    def _show_effect(self, effect: Effect) -> None:
        form = self.form
        self.changes.set_rows(effect.changes)
        count = len(effect.changes)
        people = f"{effect.year} 年 {effect.people:,} 名党员中"
        form.headline.setText(f"{people}有 {count:,} 人的结果会变：" if count else f"{people}没有人的结果会变。")
        form.counts.setText(_counts(effect))
        form.changes.setVisible(bool(count))
        form.stack.setCurrentWidget(form.effect_page)
        form.back.setVisible(self._mode is not Mode.DROP)
        form.save.setText("撤掉" if self._mode is Mode.DROP else "保存")

    def accept(self) -> None:
        from partyschool.services.rule_changes import apply

        if self.form.stack.currentWidget() is self.form.fields_page:
            self._look()
            return
        apply(self.context.db, self._change())
        super().accept()
        problems.say("规则已保存，已经按新的重新计算。", Tone.DONE)


def _counts(effect: Effect) -> str:
    """达标 740 → 698; only what changes."""
    words = (("met", "达标"), ("hours_met", "学时达标"), ("behind", "还差"), ("trained", "已训"), ("rotated", "已轮训"))
    pairs = [(word, getattr(effect.before, key), getattr(effect.after, key)) for key, word in words]
    changed = [f"{word} {was:,} → {will:,} 人" for word, was, will in pairs if was != will]
    return "，".join(changed) or "达标、学时达标和轮训的人数都不变。"
