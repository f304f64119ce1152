"""批量导入照片: a folder of pictures named after people, seen file by file before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QWidget

from partyschool.ui import problems
from partyschool.ui.context import Context
from partyschool.ui.file_drop import FileDrop
from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_photo_import_dialog import Ui_PhotoImportDialog
from partyschool.ui.table_model import Column, Kind, TableModel
from partyschool.ui.tasks import Report, Task
from partyschool.ui.tokens import ROW_DENSE, Tone

if TYPE_CHECKING:
    from partyschool.exchange.portrait_folder import PhotoLine

OUTCOMES: dict[str, tuple[str, Tone]] = {
    "created": ("新增", Tone.DONE),
    "updated": ("更换", Tone.BETWEEN),
    "unchanged": ("没有变", Tone.PLAIN),
    "duplicate": ("不导入", Tone.PLAIN),
    "pending": ("待核对", Tone.WATCH),
    "rejected": ("不能用", Tone.ERROR),
}


def _tone(line: PhotoLine) -> Tone:
    """A picture that is written with a doubt is amber."""
    return Tone.WATCH if line.is_written and line.code else OUTCOMES[line.outcome][1]


COLUMNS: list[Column[PhotoLine]] = [
    Column("文件", lambda line: line.file, sort=lambda line: line.row, width=200),
    Column("结果", lambda line: OUTCOMES[line.outcome][0], Kind.CHIP, tone=_tone, width=86),
    Column("人员", lambda line: line.person.name if line.person else "", width=84),
    Column("单位", lambda line: line.person.unit if line.person else "", width=140),
    Column("说明", lambda line: line.note, tip=lambda line: line.note, width=220, stretch=True),
]


class PhotoImportDialog(FormDialog):
    """`among`: the trainees of a class, meant first where several people have one name."""

    def __init__(self, context: Context, parent: QWidget, *, among: Collection[int] = ()) -> None:
        super().__init__(parent)
        self.context, self._among = context, among
        self.form = form = Ui_PhotoImportDialog()
        form.setupUi(self)
        self.wire(form.save, form.cancel)
        FileDrop(self, lambda paths: self.read(paths[0] if paths[0].is_dir() else paths[0].parent))
        self.folder: Path | None = None
        self._reading: Path | None = None
        self._checking: Task[list[PhotoLine]] | None = None
        self.lines: list[PhotoLine] = []
        self.model: TableModel[PhotoLine] = TableModel(COLUMNS, self, key=lambda line: line.row)
        form.table.install(self.model, row_height=ROW_DENSE)
        form.table.when_empty(
            "选一个放照片的文件夹",
            "一人一张，文件名是身份证号、姓名，或者姓名加身份证号后四位。先逐张核对，确认后才导入。",
            [("选择文件夹…", "folder", self.choose)],
            picture="picture",
        )
        form.table.chosen.connect(self._show_preview)
        form.choose.clicked.connect(self.choose)
        form.replacing.toggled.connect(lambda _: self._read_again())
        form.who.activated.connect(lambda _: self._decide())
        self._show()

    def choose(self) -> None:
        """Ask for the folder."""
        chosen = QFileDialog.getExistingDirectory(self, "选择放照片的文件夹")
        if chosen:
            self.read(Path(chosen))

    def read(self, folder: Path) -> Task[list[PhotoLine]]:
        """Look at every picture in the background; nothing is written."""
        from partyschool.exchange.portrait_folder import read_folder

        db, among, replacing = self.context.db, self._among, self.form.replacing.isChecked()
        if self._checking is not None:
            self._checking.drop()  # read otherwise, or from another folder
        self._reading = folder

        def work(report: Report) -> list[PhotoLine]:
            return read_folder(db, folder, replacing=replacing, among=among, progress=report)

        self._checking = Task(self, work, title="正在核对照片…").then(self._show_lines)
        return self._checking

    def _read_again(self) -> None:
        if self.folder is not None:
            self.read(self.folder)

    def _show_lines(self, lines: list[PhotoLine]) -> None:
        self.folder, self.lines = self._reading, lines
        self.form.problem_notice.hush()
        self._show()
        self.form.table.choose_first()

    def _show(self) -> None:
        form, counts = self.form, Counter(str(line.outcome) for line in self.lines)
        self.model.set_rows(self.lines)
        form.place.setText(str(self.folder) if self.folder else "还没有选文件夹")
        told = [f"{words} {counts[key]}" for key, (words, _) in OUTCOMES.items() if counts[key]]
        form.count.setText(f"{len(self.lines)} 张照片：" + "，".join(told) if self.lines else "")
        wanted = counts["created"] + counts["updated"]
        form.save.setText(f"导入 {wanted} 张" if wanted else "导入")
        form.save.setEnabled(wanted > 0)
        form.save.setToolTip("" if wanted or not self.lines else "没有可以导入的照片，原因见“说明”一列")
        form.side.setVisible(bool(self.lines))

    def _show_preview(self, line: PhotoLine | None) -> None:
        picture = QPixmap()
        if line is not None and line.preview:
            picture.loadFromData(line.preview)
        label = self.form.preview
        self.form.note.setText(line.note if line is not None else "")
        self._offer_people(line)
        if picture.isNull():
            label.setText("没有照片可看" if line is None else "读不出来")
        else:
            how = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            label.setPixmap(picture.scaled(label.size(), *how))

    def _offer_people(self, line: PhotoLine | None) -> None:
        """Whom a doubtful picture may show."""
        people = line.candidates if line is not None else ()
        chosen = line.person.id if line is not None and line.person is not None else None
        words = [(f"{one.name} {one.number[-4:]} {one.unit}".strip(), one.id) for one in people]
        fill(self.form.who, [("这是谁？", None), *words], chosen)
        self.form.who.setVisible(bool(people))

    def _decide(self) -> None:
        from partyschool.exchange.portrait_folder import decided

        line, person_id = self.form.table.chosen_row(), self.form.who.currentData()
        if line is not None and person_id is not None:
            self.lines = decided(self.lines, line.row, person_id)
            self._show()
            self._show_preview(self.form.table.chosen_row())

    def accept(self) -> None:
        """Write them in the background; nothing else can be pressed until that is over."""
        from partyschool.exchange.portrait_folder import write_folder

        db, lines, folder = self.context.db, self.lines, self.folder
        assert folder is not None
        self._let_press(False)

        def work(report: Report) -> list[PhotoLine]:
            return write_folder(db, lines, source=folder.name, progress=report)

        task = Task(self, work, title="正在导入照片…").then(self._written)
        for stopped in (task.failed, task.cancelled):
            stopped.connect(self._offer_again)

    def _offer_again(self, *_: object) -> None:
        self._let_press(True)

    def _let_press(self, on: bool) -> None:
        form = self.form
        for widget in (form.choose, form.replacing, form.who, form.save):
            widget.setEnabled(on)
        self.setAcceptDrops(on)

    def _written(self, lines: list[PhotoLine]) -> None:
        written = sum(line.is_written for line in lines)
        super().accept()
        problems.say(f"已导入 {written} 张照片，都按正中裁成 5:7；不合适的在这个人的页面点照片再裁", Tone.DONE)
