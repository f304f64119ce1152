"""登记其他学习: one entry for many people at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QCompleter, QDialog, QListWidgetItem, QWidget

from partyschool.domain.terms import StudyKind
from partyschool.errors import Refusal
from partyschool.ui import problems
from partyschool.ui.context import Context
from partyschool.ui.forms.ui_study_dialog import Ui_StudyDialog
from partyschool.ui.tokens import Tone

PERSON = Qt.ItemDataRole.UserRole


class StudyDialog(QDialog):
    """People are searched, or a whole unit is added; a double click takes somebody off again."""

    def __init__(self, context: Context, person_ids: Sequence[int] = (), parent: QWidget | None = None) -> None:
        from partyschool.services.people import list_people
        from partyschool.services.quota_words import STUDIES
        from partyschool.services.units import list_units

        super().__init__(parent)
        self.context = context
        self.form = Ui_StudyDialog()
        self.form.setupUi(self)
        for key, words in STUDIES.items():
            self.form.kind.addItem(words, key)
        self.form.unit.addItem("选一个单位", None)
        for unit in list_units(context.db):
            self.form.unit.addItem("　" * unit.depth + unit.name, unit.id)
        self._known = {row.id: row for row in list_people(context.db) if not row.is_left}
        today = context.today
        self.form.day.setDate(QDate(today.year, today.month, today.day))
        completer = QCompleter([f"{row.name}　{row.unit}" for row in self._known.values()], self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.form.search.setCompleter(completer)
        self._connect()
        for person_id in person_ids:
            self._add(person_id)
        self._show_kind()
        self._count()

    def _connect(self) -> None:
        form = self.form
        form.kind.currentIndexChanged.connect(self._show_kind)
        form.search.returnPressed.connect(self._add_searched)
        form.add_unit.clicked.connect(self._add_unit)
        form.people.itemDoubleClicked.connect(self._take_off)
        form.cancel.clicked.connect(self.reject)
        form.save.clicked.connect(self.accept)
        form.add_unit.setAutoDefault(False)
        form.cancel.setAutoDefault(False)
        form.save.setAutoDefault(False)

    def _show_kind(self) -> None:
        is_higher = self.form.kind.currentData() == StudyKind.HIGHER
        self.form.days.setVisible(is_higher)
        self.form.days_caption.setVisible(is_higher)

    def _add_searched(self) -> None:
        from partyschool.services.people import find_people

        typed = self.form.search.text().strip()
        name, _, unit = typed.partition("　")
        found = [row for row in find_people(self.context.db, name, limit=50) if not unit or row.unit == unit]
        if len(found) != 1:
            words = f"有 {len(found)} 个人符合，请再写几个字，或从下拉里选。" if found else "没有找到这个人。"
            raise Refusal(f"“{typed}”{words}")
        self._add(found[0].id)
        self.form.search.clear()

    def _add_unit(self) -> None:
        from partyschool.services.enrolment import people_of_units

        unit_id = self.form.unit.currentData()
        if unit_id is None:
            raise Refusal("请先在左边选一个单位。")
        for person_id in people_of_units(self.context.db, unit_ids=[unit_id], on=self._day()):
            self._add(person_id)

    def _add(self, person_id: int) -> None:
        row = self._known.get(person_id)
        if row is None or person_id in self.people():
            return
        item = QListWidgetItem(f"{row.name}　{row.unit}")
        item.setData(PERSON, person_id)
        self.form.people.addItem(item)
        self._count()

    def _take_off(self, item: QListWidgetItem) -> None:
        self.form.people.takeItem(self.form.people.row(item))
        self._count()

    def _count(self) -> None:
        number = self.form.people.count()
        self.form.count.setText(f"共 {number} 人，双击可以移出" if number else "还没有选人")

    def people(self) -> list[int]:
        """Ids of those on the list."""
        return [self.form.people.item(place).data(PERSON) for place in range(self.form.people.count())]

    def _day(self) -> date:
        chosen = self.form.day.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    def accept(self) -> None:
        from partyschool.services.other_study import StudyForm, record_study

        form = self.form
        if not self.people():
            raise Refusal("请先加入参加学习的人。")
        entry = StudyForm(
            kind=form.kind.currentData(),
            title=form.topic.text().strip() or form.kind.currentText(),
            studied_on=self._day(),
            half_hours=round(form.hours.value() * 2),
            quarter_days=round(form.days.value() * 4) if not form.days.isHidden() else 0,
            organiser=form.organiser.text().strip(),
            proof=form.proof.text().strip(),
        )
        recorded = record_study(self.context.db, person_ids=self.people(), form=entry)
        already = f"，{recorded.already} 人原来就有" if recorded.already else ""
        super().accept()
        problems.say(f"已登记 {recorded.written} 人{already}", Tone.DONE)
