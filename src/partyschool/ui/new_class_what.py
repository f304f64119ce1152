"""The first two steps of the guided dialog: what class it is, when and where."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QTime
from PySide6.QtWidgets import QTimeEdit

from partyschool.domain.terms import TeacherKind
from partyschool.domain.timetable import Wishes
from partyschool.ui import class_words as words
from partyschool.ui.class_draft import SATURDAY, ClassDraft, following_days
from partyschool.ui.context import Context
from partyschool.ui.form_dialog import fill
from partyschool.ui.lesson_record_dialog import teacher_words
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.class_rows import Clash
    from partyschool.ui.forms.ui_new_class_dialog import Ui_NewClassDialog

WHOLE_DAY, MORNING_ONLY = "上午和下午", "只上半天（上午）"


class WhatStep:
    """办什么班."""

    def __init__(self, form: Ui_NewClassDialog, context: Context) -> None:
        self.form = form
        self._offered = ""
        from partyschool.services.word_lists import offered_words

        for combo, key in ((form.audience, "audiences"), (form.category, "class_kinds")):
            combo.addItems([title for title, _ in offered_words(context.db, key)])
        self._town = _town_of(context)
        form.audience.editTextChanged.connect(lambda text: self._offer_title())
        self._year = context.today.year

    def show(self, draft: ClassDraft) -> None:
        form, facts = self.form, draft.facts
        form.audience.setEditText(facts.audience or form.audience.itemText(0))
        form.category.setEditText(facts.category or form.category.itemText(0))
        for widget, value in (
            (form.name, facts.title), (form.responsible, facts.responsible), (form.phone, facts.phone),
            (form.co_organisers, facts.co_organisers), (form.code, draft.code), (form.remark, facts.note),
        ):  # fmt: skip
            widget.setText(value)
        form.code.setEnabled(not draft.code)
        form.gives_certificates.setChecked(facts.gives_certificates)
        form.takes_walk_ins.setChecked(facts.takes_walk_ins)
        form.signs_out.setChecked(facts.signs_out)
        if not facts.title:
            self._offer_title()

    def take(self, draft: ClassDraft) -> None:
        form = self.form
        draft.facts = replace(
            draft.facts,
            title=form.name.text().strip(),
            code=draft.code or form.code.text().strip(),
            audience=form.audience.currentText().strip(),
            category=form.category.currentText().strip(),
            responsible=form.responsible.text().strip(),
            phone=form.phone.text().strip(),
            co_organisers=form.co_organisers.text().strip(),
            note=form.remark.text().strip(),
            gives_certificates=form.gives_certificates.isChecked(),
            takes_walk_ins=form.takes_walk_ins.isChecked(),
            signs_out=form.signs_out.isChecked(),
        )

    def _offer_title(self) -> None:
        """A name that most classes have, until the clerk types another."""
        if self.form.name.text() not in ("", self._offered):
            return
        audience = self.form.audience.currentText().strip()
        self._offered = f"{self._town}{self._year}年{audience}培训班" if audience else ""
        self.form.name.setText(self._offered)


def _town_of(context: Context) -> str:
    from partyschool.services.schools import find_home_school

    school = find_home_school(context.db)
    return school.town if school is not None else ""


class WhenStep:
    """时间和地点."""

    def __init__(self, form: Ui_NewClassDialog, context: Context) -> None:
        self.form, self.context = form, context
        self._rooms: list[str] = []
        self._points: dict[int, str] = {}
        form.half_days.addItems([WHOLE_DAY, MORNING_ONLY])
        form.first_day.dateChanged.connect(lambda day: self._say_days())
        form.length.valueChanged.connect(lambda value: self._say_days())
        form.skip_weekend.toggled.connect(lambda on: self._say_days())
        form.half_days.currentIndexChanged.connect(lambda place: self._say_days())
        self._offer()

    def _offer(self) -> None:
        from partyschool.services.rooms import list_rooms
        from partyschool.services.teachers import list_teachers
        from partyschool.services.teaching_points import list_points

        db = self.context.db
        self.form.place.addItems([room.name for room in list_rooms(db, active_only=True)])
        points = list_points(db, active_only=True)
        self._points = {point.id: point.name for point in points}
        seats = {point.id: f"（可容 {point.form.capacity} 人）" if point.form.capacity else "" for point in points}
        fill(self.form.point, [("先不定", None), *((point.name + seats[point.id], point.id) for point in points)])
        teachers = [row for row in list_teachers(db, active_only=True) if row.form.kind == TeacherKind.LEADER]
        leaders = [(teacher_words(row.name, "", row.form.title), row.id) for row in teachers]
        fill(self.form.leader, [("先不定", None), *leaders])

    def show(self, draft: ClassDraft) -> None:
        form, wishes = self.form, draft.wishes
        first = wishes.days[0]
        form.first_day.setDate(QDate(first.year, first.month, first.day))
        form.length.setValue(len(wishes.days))
        form.skip_weekend.setChecked(all(day.weekday() < SATURDAY for day in wishes.days))
        form.half_days.setCurrentIndex(0 if wishes.with_afternoon else 1)
        for fields, span in (
            ((form.morning_from, form.morning_until), wishes.morning),
            ((form.afternoon_from, form.afternoon_until), wishes.afternoon),
        ):
            for widget, clock in zip(fields, span, strict=True):
                widget.setTime(QTime(clock.hour, clock.minute))
        form.hours.setValue(wishes.half_hours / 2)
        form.place.setEditText(wishes.place or form.place.itemText(0))
        form.host.setText(wishes.host)
        for combo, value in ((form.point, wishes.point_id), (form.leader, wishes.leader_id)):
            combo.setCurrentIndex(max(combo.findData(value), 0))
        if not draft.is_changed and wishes.point_id is None and form.point.count() > 1:
            form.point.setCurrentIndex(1)
        self._say_days()

    def take(self, draft: ClassDraft) -> None:
        form = self.form
        point = form.point.currentData()
        draft.wish(
            Wishes(
                self._days(),
                form.half_days.currentIndex() == 0,
                form.place.currentText().strip(),
                point,
                self._points.get(point, ""),
                form.leader.currentData(),
                form.host.text().strip(),
                round(form.hours.value() * 2),
                draft.wishes.lecture_title,
                (_clock(form.morning_from), _clock(form.morning_until)),
                (_clock(form.afternoon_from), _clock(form.afternoon_until)),
            )
        )

    def _days(self) -> tuple[date, ...]:
        first = self.form.first_day.date()
        day = date(first.year(), first.month(), first.day())
        return following_days(day, self.form.length.value(), skip_weekend=self.form.skip_weekend.isChecked())

    def _say_days(self) -> None:
        form, days = self.form, self._days()
        whole = form.half_days.currentIndex() == 0
        for part in (form.afternoon_from, form.afternoon_until):
            part.setEnabled(whole)
        sessions = len(days) * (2 if whole else 1)
        named = "、".join(f"{day.month} 月 {day.day} 日（{words.weekday(day)}）" for day in days[:6])
        form.days_shown.setText(f"{named}{'…' if len(days) > 6 else ''}，共 {sessions} 场")

    def say_clashes(self, clashes: tuple[Clash, ...]) -> None:
        """What of the answers is taken elsewhere, each thing once."""
        if not clashes:
            self.form.when_notice.hush()
            return
        taken = list(dict.fromkeys(clash_words(clash) for clash in clashes))
        self.form.when_notice.say(
            taken[0] + (f"，另有 {len(taken) - 1} 处冲突。" if len(taken) > 1 else "。"),
            f"可以换{words.CLASH_KINDS[clashes[0].kind]}或者错开时间；不改也能往下走。",
            tone=Tone.WATCH,
        )


def clash_words(clash: Clash) -> str:
    """“报告厅”10 月 23 日 14:00 在第 11 期有课."""
    day = words.days(clash.starts.date(), clash.starts.date())
    return f"{clash.name} {day} {clash.starts:%H:%M} 在“{clash.with_class}”有课"


def _clock(field: QTimeEdit) -> time:
    value = field.time()
    return time(value.hour(), value.minute())
