"""添加学员 to a class that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from partyschool.errors import Refusal
from partyschool.ui import class_words as words
from partyschool.ui import problems
from partyschool.ui.context import Context
from partyschool.ui.form_dialog import FormDialog
from partyschool.ui.forms.ui_enrol_dialog import Ui_EnrolDialog
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.class_rows import ClassDetail
    from partyschool.services.enrolment import EnrolAnswer


class EnrolDialog(FormDialog):
    """Says afterwards who is busy elsewhere at the time; they are on the list all the same."""

    def __init__(self, context: Context, detail: ClassDetail, parent: QWidget, *, way: str = "unit") -> None:
        from partyschool.services.enrolment import list_enrolments

        super().__init__(parent)
        self.context, self._code = context, detail.row.code
        self.form = Ui_EnrolDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        already = [row.person_id for row in list_enrolments(context.db, code=self._code)]
        self.form.lead.setText(f"“{detail.row.title}”现有 {len(already)} 人。勾选村、支部，或输入姓名找人。")
        self.form.picker.changed.connect(self._count)
        self.form.picker.load(context, already=already)
        self.resize(880, 600)
        if way == "name":
            self.form.picker.focus_search()
        elif way == "file":
            QTimer.singleShot(0, self.form.picker.ask_file)

    def _count(self) -> None:
        number = len(self.form.picker.chosen())
        self.form.save.setText(f"加入名单（{number} 人）" if number else "加入名单")
        self.form.save.setEnabled(number > 0)

    def accept(self) -> None:
        from partyschool.services.enrolment import enrol

        chosen = self.form.picker.chosen()
        if not chosen:
            raise Refusal("请先勾选要加入的人。")
        answer = enrol(self.context.db, code=self._code, person_ids=chosen)
        super().accept()
        say_enrolled(answer)


def say_enrolled(answer: EnrolAnswer) -> None:
    """How many came onto the list, and who is called up elsewhere at the same time."""
    if not answer.busy:
        problems.say(f"已加入 {answer.added} 人。", Tone.DONE)
        return
    names = words.names(list(dict.fromkeys(busy.name for busy in answer.busy)))
    first = answer.busy[0]
    when = words.days(first.on, first.on)
    problems.say(
        f"已加入 {answer.added} 人，其中 {names}同一时间还在别的班。例如{first.name} {when}在“{first.other_title}”。",
        Tone.WATCH,
    )
