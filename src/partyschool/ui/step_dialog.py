"""A step of 5+1+N: when it was done, by whom, with what proof; or a new free step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCompleter, QFileDialog, QWidget

from partyschool.domain.flow import FIELD, LEADER_TALK, SIGN_IN
from partyschool.domain.terms import StepKind
from partyschool.errors import Refusal
from partyschool.ui.context import Context
from partyschool.ui.form_dialog import FormDialog
from partyschool.ui.forms.ui_step_dialog import Ui_StepDialog

if TYPE_CHECKING:
    from partyschool.services.class_rows import ClassDetail, LessonRow, StepRow

PROVEN = {
    SIGN_IN: "由第一场的第一个签到自动完成，不用手工记。",
    LEADER_TALK: "由领导干部实际授课后自动完成：在课程表里双击这节课，填实际授课人。",
    FIELD: "由在启用的教学点上课自动完成：在课程表里双击这节课，记为已上。",
}
PROOF_FILES = "照片和文件 (*.jpg *.jpeg *.png *.pdf *.docx);;所有文件 (*)"


class StepDialog(FormDialog):
    """Of an existing step."""

    def __init__(
        self, context: Context, detail: ClassDetail, step: StepRow, lesson: LessonRow | None, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.context, self._detail, self._step = context, detail, step
        self.form = Ui_StepDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        self.setWindowTitle(step.title)
        self.form.title.setText(step.title)
        self._show(lesson)
        self.form.choose.clicked.connect(self._choose_proof)
        self.form.show_proof.clicked.connect(self._open_proof)
        self.form.proof.textChanged.connect(self._offer_proof)
        self.form.undo.clicked.connect(self._take_back)
        self._offer_proof()

    def _show(self, lesson: LessonRow | None) -> None:
        form, step, state = self.form, self._step, self._step.state
        open_class = self._detail.row.phase in ("draft", "published", "running", "over")
        proven = state.key in PROVEN
        form.step_title_label.hide()
        form.step_title.hide()
        form.lead.setText(_lead(step, proven))
        at = state.at or state.planned_at or self.context.db.now()
        form.done_at.setDateTime(QDateTime.fromString(at.isoformat(), "yyyy-MM-ddTHH:mm:ss"))
        form.done_by.setText(state.by or (lesson.host or lesson.teacher if lesson else ""))
        form.proof.setText(step.proof)
        form.note.setText(step.note)
        form.undo.setVisible(open_class and state.done and not proven)
        form.save.setText("保存" if state.done else "记为已完成")
        form.save.setVisible(open_class and (state.done or not proven))
        can_write = not form.save.isHidden()
        form.cancel.setText("取消" if can_write else "关闭")
        for field in (form.done_at, form.done_by, form.proof, form.note, form.choose):
            field.setEnabled(can_write)

    def accept(self) -> None:
        from partyschool.services.class_flow import mark_step

        form = self.form
        at = form.done_at.dateTime().toPython()
        mark_step(
            self.context.db,
            code=self._detail.row.code,
            position=self._step.position,
            done_at=at,  # type: ignore[arg-type]  # PySide types it as object; it is a datetime
            done_by=form.done_by.text(),
            proof=form.proof.text().strip(),
            note=form.note.text().strip(),
        )
        super().accept()

    def _take_back(self) -> None:
        from partyschool.services.class_flow import unmark_step

        unmark_step(self.context.db, code=self._detail.row.code, position=self._step.position)
        super().accept()

    def _choose_proof(self) -> None:
        from partyschool.services.attachments import keep_file

        chosen, _ = QFileDialog.getOpenFileName(self, "选证明材料", "", PROOF_FILES)
        if chosen:
            self.form.proof.setText(keep_file(self.context.folder, Path(chosen)))

    def _offer_proof(self) -> None:
        from partyschool.services.attachments import find_file

        found = find_file(self.context.folder, self.form.proof.text().strip())
        self.form.show_proof.setVisible(found is not None)

    def _open_proof(self) -> None:
        from partyschool.services.attachments import find_file

        found = find_file(self.context.folder, self.form.proof.text().strip())
        if found is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(found)))


def _lead(step: StepRow, proven: bool) -> str:
    state = step.state
    if state.done:
        at = f"{state.at:%Y-%m-%d %H:%M}" if state.at else ""
        words = "自动完成" if proven else "已完成"
        return " · ".join(part for part in (words, at, state.by) if part)
    return PROVEN.get(state.key, "还没有记为完成。")


class NewStepDialog(FormDialog):
    """添加自选动作: only its name; the rest is said when it is done."""

    def __init__(self, context: Context, code: str, parent: QWidget) -> None:
        from partyschool.services.word_lists import offered_words

        super().__init__(parent)
        self.context, self._code = context, code
        self.form = Ui_StepDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        self.setWindowTitle("添加自选动作")
        self.form.title.setText("添加自选动作")
        words = [title for title, _ in offered_words(context.db, "free_steps")]
        self.form.lead.setText(f"常用的：{'、'.join(words)}。要排进课程表的，请用“添加一节”。")
        self.form.step_title.setCompleter(QCompleter(words, self))
        self.form.save.setText("添加")
        for part in ("done_at", "done_by", "proof", "note"):
            for name in (part, f"{part}_label"):
                getattr(self.form, name).hide()
        for button in (self.form.choose, self.form.show_proof, self.form.undo):
            button.hide()
        self.form.step_title.setFocus()

    def accept(self) -> None:
        from partyschool.services.class_flow import add_free_step

        add_free_step(self.context.db, code=self._code, title=self.form.step_title.text())
        super().accept()


def step_of(detail: ClassDetail, position: int) -> StepRow:
    """The step at that place.

    :raises Refusal: it is gone since the page was drawn.
    """
    for step in detail.steps:
        if step.position == position:
            return step
    raise Refusal("这个环节已经不在了，请刷新后再看。")


def is_free(step: StepRow) -> bool:
    return step.state.kind == StepKind.FREE
