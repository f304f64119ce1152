"""核对: everything that was answered on one page, and what still stands against publishing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QWidget

from partyschool.domain.timetable_moves import of_session
from partyschool.ui import class_words as words
from partyschool.ui.class_draft import ClassDraft
from partyschool.ui.context import Context
from partyschool.ui.new_class_what import clash_words
from partyschool.ui.tokens import Tone
from partyschool.ui.widgets.card import Card, clear, label

if TYPE_CHECKING:
    from partyschool.services.class_rows import Clash
    from partyschool.ui.forms.ui_new_class_dialog import Ui_NewClassDialog


class ReviewStep:
    """Fills the last page each time it is shown."""

    def __init__(self, form: Ui_NewClassDialog, context: Context) -> None:
        self.form, self.context = form, context

    def show(self, draft: ClassDraft, clashes: tuple[Clash, ...]) -> None:
        form, missing = self.form, draft.missing()
        clear(form.review_lines)
        card = Card()
        grid = QGridLayout(card)
        grid.setContentsMargins(16, 12, 16, 12)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for place, (title, value) in enumerate(review_lines(draft)):
            grid.addWidget(label(title, "caption"), place, 0)
            grid.addWidget(label(value, wrap=True), place, 1)
        form.review_lines.addWidget(card)
        form.review_lines.addWidget(self._timetable(draft))
        form.review_lines.addStretch(1)
        needs_reason = bool(missing) and not draft.is_published
        for part in (form.reason, form.reason_label):
            part.setVisible(needs_reason)
        self._say(missing, clashes, needs_reason)

    def _say(self, missing: list[str], clashes: tuple[Clash, ...], needs_reason: bool) -> None:
        notice = self.form.review_notice
        if needs_reason:
            advice = "可以回“课程和环节”补上，也可以先存为草稿；确实办不了的，在下面写明原因再发布。"
            notice.say(f"课程表上缺{'、'.join(missing)}，还不能发布。", advice, tone=Tone.WATCH)
        elif clashes:
            notice.say(f"{clash_words(clashes[0])}。", "不改也能发布，但要有人先说好。", tone=Tone.WATCH)
        else:
            notice.hush()

    def _timetable(self, draft: ClassDraft) -> QWidget:
        card = Card()
        grid = QGridLayout(card)
        grid.setContentsMargins(16, 12, 16, 12)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for place, session in enumerate(draft.sessions):
            day = session.held_on
            when = f"{day.month} 月 {day.day} 日（{words.weekday(day)}）{words.half_day(session.starts)}"
            lessons = [f"{row.starts:%H:%M} {row.title}" for row in of_session(draft.lessons, session.number)]
            grid.addWidget(label(when, "caption"), place, 0)
            grid.addWidget(label("　".join(lessons) or "没有课", wrap=True), place, 1)
        return card


def review_lines(draft: ClassDraft) -> list[tuple[str, str]]:
    """Title and value of each answer; nothing is shown of what was left out."""
    facts, wishes, days = draft.facts, draft.wishes, draft.wishes.days
    switches = (
        ("发结业证书", facts.gives_certificates),
        ("收临时来的人", facts.takes_walk_ins),
        ("下课要签退", facts.signs_out),
    )
    lines = [
        ("班次", " · ".join(part for part in (facts.title, facts.category, facts.audience) if part)),
        ("时间", f"{words.days(days[0], days[-1])}，{len(draft.sessions)} 场 {draft.half_hours() / 2:g} 学时"),
        ("地点", "，教学点 ".join(part for part in (wishes.place, wishes.point_name) if part)),
        ("负责人", " ".join(part for part in (facts.responsible, facts.phone) if part)),
        ("学员", f"{len(draft.person_ids)} 人" if draft.person_ids else "还没有选，发布后也能加"),
        ("另外", "、".join(title for title, on in switches if on)),
    ]
    return [(title, value) for title, value in lines if value]
