"""新增课程, 修改课程."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from partyschool.domain.terms import LessonForm
from partyschool.errors import Refusal
from partyschool.ui.class_words import FORMS
from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_course_dialog import Ui_CourseDialog

if TYPE_CHECKING:
    from partyschool.services.courses import CourseRow, Material
    from partyschool.ui.context import Context

FILES = "讲稿和课件 (*.docx *.pptx *.pdf *.doc *.ppt *.wps *.mp4);;所有文件 (*)"
KEPT = "　［已存文件］"


class CourseDialog(FormDialog):
    """A new course, or the given one."""

    def __init__(self, context: Context, row: CourseRow | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.context, self._row = context, row
        self._files: dict[str, str] = {}  # a kept file by the name that stands in the list of materials
        self.form = form = Ui_CourseDialog()
        form.setupUi(self)
        self.wire(form.save, form.cancel)
        form.title.setText("修改课程" if row else "新增课程")
        self._offer()
        if row is not None:
            self._show(row)
        form.search.textChanged.connect(form.teachers.search)
        form.add_file.clicked.connect(self._ask_file)
        form.show_file.clicked.connect(self._show_file)
        form.name.setFocus()

    def _offer(self) -> None:
        from partyschool.services.teachers import list_teachers
        from partyschool.services.word_lists import offered_words

        form, db = self.form, self.context.db
        known = self._row.form if self._row else None
        module = known.module if known else ""
        fill(form.module, [("不分模块", ""), *offered_words(db, "course_modules", always=[module])], module)
        kinds = [(word, kind) for kind, (word, _) in FORMS.items() if kind != LessonForm.FIXED]
        fill(form.lesson_form, kinds, known.form if known else LessonForm.LECTURE)
        form.audience.addItems(["", *(title for title, _ in offered_words(db, "audiences"))])
        ticked = known.teacher_ids if known else ()
        teachers = [row for row in list_teachers(db) if row.is_active or row.id in ticked]
        named = [
            ("　".join(part for part in (row.name, row.form.title) if part), row.id, row.initials) for row in teachers
        ]
        form.teachers.set_choices(named, ticked)
        words = [title for title, _ in offered_words(db, "course_tags")]
        own = [tag for tag in (known.tags if known else ()) if tag not in words]
        self._tags = [*own, *words]
        chosen = [place for place, tag in enumerate(self._tags) if known and tag in known.tags]
        form.tags.set_choices([(tag, place, "") for place, tag in enumerate(self._tags)], chosen)

    def _show(self, row: CourseRow) -> None:
        form, known = self.form, row.form
        form.name.setText(known.title)
        form.hours.setValue(known.half_hours / 2)
        form.audience.setCurrentText(known.audience)
        form.summary.setPlainText(known.summary)
        form.materials.setPlainText("\n".join(self._line(one) for one in known.materials))

    def _line(self, material: Material) -> str:
        from partyschool.services.attachments import find_file

        if find_file(self.context.folder, material.place) is None:
            return material.place or material.title
        self._files[material.title] = material.place
        return f"{material.title}{KEPT}"

    def _ask_file(self) -> None:
        from partyschool.services.attachments import keep_file

        chosen, _ = QFileDialog.getOpenFileName(self, "选教学材料", "", FILES)
        if not chosen:
            return
        name = Path(chosen).name
        self._files[name] = keep_file(self.context.folder, Path(chosen))
        before = self.form.materials.toPlainText().rstrip()
        self.form.materials.setPlainText(f"{before}\n{name}{KEPT}".lstrip())

    def _show_file(self) -> None:
        """The kept file or address in the line of the cursor, else the first one."""
        from partyschool.services.attachments import find_file

        lines = [self.form.materials.textCursor().block().text(), *self.form.materials.toPlainText().splitlines()]
        for material in self._materials(lines):
            found = find_file(self.context.folder, material.place)
            if found is not None:
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(found)))
                return
            if material.place.startswith(("http://", "https://")):
                QDesktopServices.openUrl(QUrl(material.place))
                return
        raise Refusal("没有可以打开的材料。请先选文件存入，或写上网址。")

    def _materials(self, lines: list[str]) -> list[Material]:
        from partyschool.services.courses import Material

        named = [line.strip().removesuffix(KEPT).strip() for line in lines]
        return [Material(name, self._files.get(name, name)) for name in named if name]

    def accept(self) -> None:
        from partyschool.services.courses import CourseForm, save_course

        form = self.form
        tags = [self._tags[place] for place in form.tags.ticked()]
        tags += [tag.strip() for tag in form.more_tags.text().replace("，", "、").split("、")]
        entered = CourseForm(
            form.name.text(),
            form.module.currentData(),
            round(form.hours.value() * 2),
            tuple(tags),
            form.lesson_form.currentData(),
            form.audience.currentText(),
            tuple(form.teachers.ticked()),
            form.summary.toPlainText(),
            tuple(self._materials(form.materials.toPlainText().splitlines())),
        )
        save_course(self.context.db, form=entered, course_id=self._row.id if self._row else None)
        super().accept()
