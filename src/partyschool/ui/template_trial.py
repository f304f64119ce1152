"""Trying a template: the sample on the sheet, 检查 with the longest names, and 预览 of every sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QWidget

from partyschool.domain.certificate_template import Template
from partyschool.ui.form_dialog import fill
from partyschool.ui.forms.ui_template_window import Ui_TemplateWindow
from partyschool.ui.preview import show_preview
from partyschool.ui.table_model import Column, Kind, TableModel
from partyschool.ui.tasks import Task
from partyschool.ui.template_editor import MakePage, TemplateEditor
from partyschool.ui.template_fields import short_name
from partyschool.ui.template_page import TemplatePages
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.printing.certificate_problems import LayoutProblem

SAMPLES = {
    "usual": "普通",
    "long_name": "最长姓名",
    "long_class": "最长班名",
    "minority": "少数民族长名",
    "reissued": "补发的",
}
ROW = 30
MOST_ROWS = 4


class TemplateTrial(QObject):
    """What was found stays listed until it is closed; a change of the template makes it out of date."""

    def __init__(self, window: QWidget, form: Ui_TemplateWindow, editor: TemplateEditor, pages: TemplatePages) -> None:
        super().__init__(window)
        self._window, self._form, self._editor, self._pages = window, form, editor, pages
        self._checked: Template | None = None
        self.model: TableModel[LayoutProblem] = TableModel(self._columns(), self)
        form.problems.install(self.model, row_height=ROW, header=False)
        form.problems.horizontalHeader().hide()
        form.problems.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        fill(form.sample, [(SAMPLES[sample.key], place) for place, sample in enumerate(pages.samples)])
        editor.make_page = self._page_maker
        editor.changed.connect(self._note_change)
        form.sample.activated.connect(lambda _: editor.ask_page())
        form.check.clicked.connect(self.check)
        form.status_more.clicked.connect(self.check)
        form.preview.clicked.connect(self.preview)
        form.close_found.clicked.connect(form.found.hide)
        form.problems.chosen.connect(self._show_problem)
        for keys, button in (("F7", form.check), ("Ctrl+P", form.preview)):
            QShortcut(QKeySequence(keys), window, button.click)

    def _columns(self) -> list[Column[LayoutProblem]]:
        return [
            Column("栏目", self._name, Kind.ICON, icon=lambda _: "warning", tone=lambda _: Tone.ERROR, width=150),
            Column("样张", lambda problem: SAMPLES.get(problem.sample, "版面"), width=110),
            Column(
                "问题",
                lambda problem: problem.sentence.replace("\n", " "),
                tip=lambda problem: problem.sentence,
                stretch=True,
            ),
        ]

    def _name(self, problem: LayoutProblem) -> str:
        fields = self._checked.fields if self._checked is not None else ()
        return short_name(fields[problem.place]) if problem.place is not None else "整张证书"

    def _page_maker(self) -> MakePage:
        """Draws the sample that is chosen now."""
        pages, sample = self._pages, self._pages.samples[self._form.sample.currentData()]
        return lambda template, dots_per_inch: pages.picture(template, sample, dots_per_inch)

    # 检查

    def check(self) -> None:
        """Every sample in every field, behind the window."""
        template = self._editor.draft.template
        pages = self._pages
        Task(self._window, lambda _: (template, pages.problems(template)), title="正在试排…").then(self._show_found)

    def _show_found(self, answer: tuple[Template, list[LayoutProblem]]) -> None:
        form = self._form
        self._checked, found = answer
        self.model.set_rows(found)
        tried = "、".join(SAMPLES.values())
        form.found_label.setText(
            f"有 {len(found)} 处要改，点一行到那个栏目" if found else f"没有问题：{tried}都排得下，没有压到盖章处的。"
        )
        form.problems.setVisible(bool(found))
        form.problems.setFixedHeight(ROW * min(max(len(found), 1), MOST_ROWS) + 2)
        form.found.show()
        if found:
            form.problems.choose_first()

    def _show_problem(self, problem: LayoutProblem | None) -> None:
        """The field, with the sample that shows the trouble."""
        if problem is None or self._editor.draft.template != self._checked:
            return
        place = next((i for i, sample in enumerate(self._pages.samples) if sample.key == problem.sample), None)
        if place is not None and place != self._form.sample.currentIndex():
            self._form.sample.setCurrentIndex(place)
            self._editor.ask_page()
        if problem.place is not None:
            self._editor.choose([problem.place])

    def _note_change(self) -> None:
        if self._form.found.isVisible() and self._editor.draft.template != self._checked:
            self._form.found_label.setText("改过了，再按一次“检查”（F7）。")

    # 预览

    def preview(self) -> None:
        """As it prints, one page for each sample.

        :raises Refusal: it cannot be printed, with the reason.
        """
        template, pages = self._editor.draft.template, self._pages
        name = f"证书模板 {template.name} 样张"
        show_preview(self._window, name, lambda report: pages.pdf(template, pages.samples, report), f"{name}.pdf")
