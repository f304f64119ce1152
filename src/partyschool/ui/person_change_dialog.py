"""变动 of one person: transfer, standing, probation, floating, lost, exemption; each with its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit, QWidget

from partyschool.domain.person_history import EventKind
from partyschool.domain.terms import LeftReason, PersonKind, UnitKind
from partyschool.ui import problems
from partyschool.ui.context import Context
from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_person_change_dialog import Ui_PersonChangeDialog
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.people_rows import PersonRow
    from partyschool.services.quota_rows import QuotaRow

BELONGED_TO = frozenset({UnitKind.BRANCH, UnitKind.DEPARTMENT, UnitKind.VILLAGE})


@dataclass(frozen=True, slots=True)
class Change:
    """A kind of change: `kind` of its event (none for 免训), title, advice, and which fields it asks for."""

    title: str
    advice: str
    fields: tuple[str, ...]
    kind: EventKind | None = None
    place: str = ""


CHANGES = {
    "transfer": Change(
        "转到别的支部", "从这一天起算在新支部；以前的学时跟人走，班次仍算原来的统计。", ("unit", "note"),
        EventKind.TRANSFERRED,
    ),
    "exempt": Change(
        "登记免训", "只免这一天所在的年度；免训的人单独列出，不算在应训里。原因只写类别，不写病情。",
        ("reason", "approver"),
    ),
    "leave": Change(
        "减少", "从这一天起不再应训，现任职务同时结束，也从还没开始的班里退出；以前的学时、人次和证书都保留。",
        ("reason", "place", "note"), EventKind.LEFT, "转往哪里（转出的填写）",
    ),
    "return": Change(
        "恢复在册", "从这一天起恢复应训，历史原样保留；减少时结束的职务不会自动恢复。", ("place", "note"),
        EventKind.RETURNED, "从哪里转回（可空）",
    ),
    "arrive": Change(
        "补登转入", "从外地转来的，写明哪一天到的；这一天以前不算本镇的党员。", ("place", "note"),
        EventKind.ARRIVED, "从哪里转来",
    ),
    "admit": Change(
        "接收为预备党员", "支部大会通过的日期就是入党日期；6 月 30 日以后入党的，当年不作要求。", ("note",),
        EventKind.ADMITTED,
    ),
    "full": Change("转为正式党员", "支部大会通过转正的日期；以前的年度仍按预备党员算。", ("note",), EventKind.FULL),
    "extend": Change(
        "延长预备期", "只能延长一次，不少于半年，最长一年。", ("until", "note"), EventKind.EXTENDED,
    ),
    "cancel": Change(
        "取消预备党员资格", "从这一天起按群众算，不再有年度要求；以前的记录保留。", ("note",), EventKind.CANCELLED,
    ),
    "away": Change(
        "外出流动", "外出 6 个月以上、没有转组织关系的算流动党员，仍然应训，单独列出；换了地方再登记一次。",
        ("place", "note"), EventKind.WENT_AWAY, "外出流向（省、市、县或单位）",
    ),
    "home": Change("流动返回", "从这一天起不再算流动党员。", ("note",), EventKind.CAME_HOME),
    "lost": Change(
        "失去联系", "从这一天起标为失联，仍然应训；满 6 个月可以停止党籍，满 2 年按自行脱党除名。", ("note",),
        EventKind.LOST,
    ),
    "found": Change("恢复联系", "从这一天起不再标为失联。", ("note",), EventKind.FOUND),
}  # fmt: skip


def possible_changes(person: PersonRow) -> list[str]:
    """Keys of CHANGES that make sense for somebody who is as the row says; the rest is refused in words anyway."""
    if person.is_left:
        return ["return", "leave"] if person.left_reason == LeftReason.SUSPENDED else ["return"]
    found = ["transfer"]
    if person.kind == PersonKind.PROBATIONARY:
        found += ["full", "extend", "cancel"]
    elif person.kind == PersonKind.FULL:
        found += ["full"]
    else:
        found += ["admit"]
    found += ["away", "home"] if person.is_floating else ["away"]
    return [*found, "found" if person.is_lost else "lost", "arrive", "leave"]


class PersonChangeDialog(FormDialog):
    """`what` is a key of CHANGES."""

    def __init__(
        self, context: Context, person: QuotaRow | PersonRow, what: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.context, self._change = context, CHANGES[what]
        self._name, self._unit_id = person.name, person.unit_id
        self._person_id: int = person.person_id if hasattr(person, "person_id") else person.id
        self.form = form = Ui_PersonChangeDialog()
        form.setupUi(self)
        self.wire(form.save, form.cancel)
        self.setWindowTitle(self._change.title)
        form.title.setText(f"{self._change.title} · {person.name}")
        form.advice.setText(self._change.advice)
        form.place_label.setText(self._change.place)
        form.save.setText(self._change.title)
        self._show_fields()
        self._fill_in()

    def _show_fields(self) -> None:
        form = self.form
        for name, parts in {
            "unit": (form.unit, form.unit_label), "reason": (form.reason, form.reason_label),
            "approver": (form.approver, form.approver_label), "place": (form.place, form.place_label),
            "until": (form.until, form.until_label), "note": (form.note, form.note_label),
        }.items():  # fmt: skip
            for part in parts:
                part.setVisible(name in self._change.fields)

    def _fill_in(self) -> None:
        from partyschool.services.units import list_units

        form, today = self.form, self.context.today
        if "unit" in self._change.fields:
            units = list_units(self.context.db)
            form.unit.load([unit for unit in units if unit.kind in BELONGED_TO and unit.id != self._unit_id])
        if "reason" in self._change.fields:
            fill(form.reason, [("请选择", ""), *self._reasons()])
        form.approver.setText(self.context.db.actor)
        form.day.setDate(QDate(today.year, today.month, today.day))
        form.until.setDate(form.day.date().addMonths(6))
        first = {"unit": form.unit, "reason": form.reason, "place": form.place}
        first.get(self._change.fields[0], form.day).setFocus()

    def _reasons(self) -> list[tuple[str, str]]:
        from partyschool.services.quota_words import LEFT_REASONS
        from partyschool.services.word_lists import offered_words

        if self._change.kind is None:
            return offered_words(self.context.db, "exemption_reasons")
        return [(words, LeftReason(key)) for key, words in LEFT_REASONS.items()]

    def accept(self) -> None:
        if self._change.kind is None:
            self._exempt()
        else:
            self._record(self._change.kind)
        super().accept()
        problems.say(f"{self._name}：{self._change.title}，已登记", Tone.DONE)

    def _record(self, kind: EventKind) -> None:
        from partyschool.services.person_events import EventForm, record_event

        form, asked = self.form, self._change.fields
        entered = EventForm(
            kind,
            _day(form.day),
            reason=form.reason.currentData() if "reason" in asked else "",
            place=form.place.text() if "place" in asked else "",
            until=_day(form.until) if "until" in asked else None,
            unit_id=form.unit.value() if "unit" in asked else None,
            note=form.note.text(),
        )
        record_event(self.context.db, person_id=self._person_id, form=entered)

    def _exempt(self) -> None:
        from partyschool.services.exemptions import grant_exemption

        day = _day(self.form.day)
        grant_exemption(
            self.context.db,
            person_ids=[self._person_id],
            year=day.year,
            reason=self.form.reason.currentData(),
            approver=self.form.approver.text(),
            granted_on=day,
        )


def _day(field: QDateEdit) -> date:
    chosen = field.date()
    return date(chosen.year(), chosen.month(), chosen.day())
