"""核对后再写入: a spreadsheet read and checked row by row before anything is written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from partyschool.ui import problems, tokens
from partyschool.ui.context import Context
from partyschool.ui.exporting import ask_path
from partyschool.ui.file_drop import FileDrop
from partyschool.ui.forms.ui_import_page import Ui_ImportPage
from partyschool.ui.import_counters import OUTCOMES, CountCard
from partyschool.ui.page import Page
from partyschool.ui.table_model import Align, Column, Kind, TableModel
from partyschool.ui.tasks import Task
from partyschool.ui.tokens import Tone
from partyschool.ui.widgets.chip import Chip
from partyschool.ui.widgets.figure_card import Figure

if TYPE_CHECKING:
    from partyschool.exchange.preview import Preview
    from partyschool.exchange.preview_rows import PreviewRow
    from partyschool.exchange.results import ImportResult
    from partyschool.ui.tasks import Report

KINDS = (
    ("roster", "党员花名册", "people"),
    ("cadres", "村“两委”名单", "people"),
    ("attendance", "签到记录", "classes"),
    ("hours", "其他学习", "hours"),
    ("exemptions", "免训", "hours"),
    ("teachers", "师资库", "teachers"),
    ("sites", "教学点", "teachers"),
    ("courses", "课程库", "plan"),
    ("plan", "年度计划", "plan"),
    ("organizations", "党组织", "people"),
)
TITLES = {key: title for key, title, _ in KINDS}
BACK = {key: page for key, _, page in KINDS}
# The tab of its page where the written rows are seen.
TAB_OF: dict[str, dict[str, object]] = {
    "sites": {"tab": "points"}, "courses": {"tab": "courses"}, "plan": {"tab": "plan"},
}  # fmt: skip
FILES = "表格 (*.xlsx *.xls *.csv *.et);;所有文件 (*)"
ADVICE = {
    "roster": "手里的 Excel 直接用：标题行、两行表头、合计行、各种日期写法都认得。先逐行核对，确认后才写入。",
    "cadres": "列：村、姓名、身份证号、职务、任职日期、离任日期。村“两委”成员每年要求 2 天。",
    "courses": "列：课程题目、模块、标签、学时、教学形式、可授课教师、适合对象、教学材料、内容提要。题目相同的更新。",
    "plan": "列：班次名称、培训对象、期数、天数、时间安排、地点等。写进草案，审定过的另起调整稿；没有写年度的算今年。",
    "attendance": "纸质签到补录：班次编号、场次、姓名、身份证号、签到时间、签退时间、备注。",
}
FIELD_WIDTHS = {
    "name": 84, "id_number": 178, "sex": 50, "unit": 118, "phone": 116, "birth_on": 88, "joined_on": 92, "full_on": 92,
}  # fmt: skip
PERSONS = frozenset({"roster"})
TONES = {"error": Tone.ERROR, "warning": Tone.WATCH, "changed": Tone.BETWEEN}


class ImportPage(Page):
    """First choose kind and file, then check, then write; nothing is written before the last button."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.form = Ui_ImportPage()
        self.form.setupUi(self)
        self.dress()
        self.preview: Preview | None = None
        self.model: TableModel[PreviewRow] | None = None
        self._path: Path | None = None
        self._reading: Task[Preview] | None = None
        self._outcome, self._cause = "", ""
        self.form.kinds.set_segments([(key, title, "") for key, title, _ in KINDS])
        FileDrop(self, lambda paths: self.read(paths[0]))
        self._connect()
        self._show_start()

    def _connect(self) -> None:
        form = self.form
        form.head.back.connect(self._leave)
        form.kinds.changed.connect(lambda _: self._show_start())
        form.photos.clicked.connect(self._import_photos)
        form.template_button.clicked.connect(self._save_template)
        form.remap.clicked.connect(self._choose_columns)
        form.save_report.clicked.connect(self._save_report)
        form.cancel.clicked.connect(self._cancel)
        form.write.clicked.connect(self._write)
        form.panel.mended.connect(lambda index, field, text: self._then(lambda p: p.mend(index, field, text)))
        form.panel.skipped.connect(lambda index, on: self._then(lambda p: p.skip(index, on)))
        form.panel.decided.connect(lambda index, answer: self._then(lambda p: p.decide(index, answer)))
        form.panel.cause_chosen.connect(self._filter_cause)
        form.panel.stepped.connect(self._step)
        form.table.chosen.connect(lambda _: self._show_row())
        form.table.clear_wanted.connect(lambda: self._filter_outcome("all"))
        form.table.when_filtered_empty("没有符合条件的行")
        for key, card in self._cards().items():
            card.clicked.connect(lambda _, outcome=key: self._filter_outcome(outcome))
        QShortcut(QKeySequence("F8"), self, lambda: self._step(1))
        QShortcut(QKeySequence("Shift+F8"), self, lambda: self._step(-1))

    def _cards(self) -> dict[str, CountCard]:
        form = self.form
        return {
            "all": form.all_rows, "created": form.created, "updated": form.updated, "unchanged": form.unchanged,
            "duplicate": form.duplicate, "pending": form.pending, "rejected": form.rejected,
        }  # fmt: skip

    @property
    def kind(self) -> str:
        """What is being imported."""
        return self.form.kinds.current()

    def open(self, **context: object) -> None:
        """`kind` and `path` where another page knows them already."""
        if "kind" in context:
            self._cancel()
            self.form.kinds.choose(str(context["kind"]))
            self._show_start()
        if "path" in context:
            self.read(Path(str(context["path"])))

    def _show_start(self) -> None:
        self.form.stack.setCurrentWidget(self.form.start_page)
        title = TITLES[self.kind]
        self.form.head.set_trail("人员", "导入表格")
        self.form.head.set_title(f"导入{title}")
        self.form.head.set_caption("")
        self.form.head.set_chips()
        self.form.nothing_yet.hide()
        advice = ADVICE.get(self.kind, "可以先下载空白表格照着填；原来的表格列名相近的也认得。")
        self.form.empty.say(
            f"选择{title}文件",
            advice + "也可以把文件直接拖到这里。",
            [("选择文件…", "upload", self._choose_file)],
            picture="file",
        )

    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, f"选择{TITLES[self.kind]}", "", FILES)
        if chosen:
            self.read(Path(chosen))

    def read(self, path: Path) -> None:
        """Read and check the file in the background, then show the rows."""
        kind, db = self.kind, self.context.db
        self._stop_reading()
        self._path = path

        def work(report: Report) -> Preview:
            from partyschool.exchange.preview import open_preview

            return open_preview(db, kind, path, progress=report)

        self._reading = Task(self, work, title="正在读取和核对…").then(self.show_preview)

    def _stop_reading(self) -> None:
        """Another file was taken, or the page left: what is still being read is not wanted any more."""
        if self._reading is not None:
            self._reading.drop()

    def show_preview(self, preview: Preview) -> None:
        """The rows as read, with what each of them would become."""
        self.preview = preview
        self._outcome, self._cause = "", ""
        self.form.stack.setCurrentWidget(self.form.check_page)
        self.form.head.set_trail("人员", f"导入{TITLES[self.kind]}")
        self.form.head.set_title("核对后再写入")
        self.form.head.set_caption("")
        self.form.head.set_chips(Chip(preview.source, Tone.PLAIN, icon="file"))
        self.form.nothing_yet.show()
        self.model = TableModel(
            self._columns(preview),
            self,
            key=lambda row: row.index,
            muted=lambda row: row.is_skipped or row.outcome in {"unchanged", "duplicate"},
        )
        self.form.table.install(self.model, row_height=tokens.ROW_DENSE)
        self._fill()

    def _columns(self, preview: Preview) -> list[Column[PreviewRow]]:
        columns: list[Column[PreviewRow]] = [
            Column("行", lambda row: str(row.row), align=Align.RIGHT, sort=lambda row: row.row, width=48),
            Column(
                "结果",
                lambda row: "跳过" if row.is_skipped else OUTCOMES[row.outcome][0],
                Kind.CHIP,
                tone=lambda row: Tone.PLAIN if row.is_skipped else OUTCOMES[row.outcome][1],
                width=78,
            ),
        ]
        for place, column in enumerate(preview.columns):
            columns.append(
                Column(
                    column.title or column.label,
                    lambda row, at=place: row.cells[at].text or "（空）",  # type: ignore[misc]
                    Kind.FRAME,
                    tone=lambda row, at=place: TONES.get(row.cells[at].state),  # type: ignore[misc]
                    icon=lambda row, at=place: "warning" if row.cells[at].state == "error" else "",  # type: ignore[misc]
                    tip=lambda row, at=place: row.cells[at].note,  # type: ignore[misc]
                    width=FIELD_WIDTHS.get(column.field, 100),
                )
            )
        return columns

    def _fill(self) -> None:
        preview = self.preview
        assert preview is not None
        assert self.model is not None
        self.form.header_words.say(_header(preview), Tone.DONE, coloured=False)
        counts = preview.counts
        for key, card in self._cards().items():
            words, tone = ("全部", Tone.PLAIN) if key == "all" else OUTCOMES[key]
            card.show_figure(Figure(key, words, f"{counts.get(key, 0):,}", tone=tone))
            card.set_on(key == (self._outcome or "all"))
        self.model.set_rows(preview.rows)
        self.model.keep(self._keeps if self._outcome or self._cause else None)
        writable = preview.writable
        unit = "人" if self.kind in PERSONS else "行"
        self.form.will_write.setText(
            f"将写入 {writable:,} {unit}　新增 {counts['created']:,}，更新 {counts['updated']:,}"
        )
        left = f"有误 {counts['rejected']:,} 行、待确认 {counts['pending']:,} 行先不写入，可以导出问题表改好再导一次"
        self.form.will_leave.setText(left if counts["rejected"] or counts["pending"] else "没有需要处理的行")
        self.form.write.setText(f"写入 {writable:,} {unit}")
        self.form.write.setEnabled(writable > 0)
        self.form.write.setToolTip("" if writable else "没有要新增或更新的行")
        self.form.save_report.setEnabled(bool(preview.causes))
        if self.form.table.chosen_row() is None:
            self._step(1)
        self._show_row()

    def _keeps(self, row: PreviewRow) -> bool:
        if self._outcome and row.outcome != self._outcome:
            return False
        return not self._cause or any(issue.code == self._cause for issue in row.issues)

    def _filter_outcome(self, outcome: str) -> None:
        self._outcome, self._cause = "" if outcome == "all" else outcome, ""
        self._fill()

    def _filter_cause(self, code: str) -> None:
        self._cause = "" if self._cause == code else code
        self._outcome = ""
        self._fill()

    def _show_row(self) -> None:
        if self.preview is not None:
            self.form.panel.show_row(
                self.form.table.chosen_row(), self.preview.columns, self.preview.causes, self._cause
            )

    def _step(self, by: int) -> None:
        """To the next (or last) row with something to look at."""
        if self.model is None:
            return
        chosen = self.form.table.chosen_row()
        shown = self.model.shown
        here = shown.index(chosen) if chosen in shown else (-1 if by > 0 else len(shown))
        places = range(here + 1, len(shown)) if by > 0 else range(here - 1, -1, -1)
        for place in places:
            if shown[place].issues:
                self.form.table.choose(shown[place].index)
                return

    def _then(self, change: object) -> None:
        """Apply a decision, check everything again, and stay at the row."""
        assert self.preview is not None
        change(self.preview)  # type: ignore[operator]
        self._fill()

    def _choose_columns(self) -> None:
        """A menu of the columns of the file, each with the fields it may be."""
        preview = self.preview
        assert preview is not None
        menu = QMenu(self)
        for column in preview.all_columns:
            below = QMenu(f"{column.title or '（没有列名）'}　→　{column.label or '不导入'}", menu)
            menu.addMenu(below)
            for field, words in [("", "不导入"), *preview.choices]:
                action = QAction(words, below, checkable=True, checked=field == column.field)
                action.triggered.connect(lambda _, at=column.index, to=field: self._remap(at, to))
                below.addAction(action)
        menu.exec(self.form.remap.mapToGlobal(self.form.remap.rect().bottomLeft()))

    def _remap(self, index: int, field: str) -> None:
        assert self.preview is not None
        self.preview.remap(index, field or None)
        self.show_preview(self.preview)

    def _save_report(self) -> None:
        assert self.preview is not None
        path = ask_path(self, "导出问题表", f"{TITLES[self.kind]}问题表.xlsx")
        if path is not None:
            self.preview.save_report(path)
            problems.say(f"已导出 {path.name}；改好“问题”列指出的地方，可以直接再导入", Tone.DONE)

    def _import_photos(self) -> None:
        from partyschool.ui.photo_import_dialog import PhotoImportDialog

        PhotoImportDialog(self.context, self).open()

    def _save_template(self) -> None:
        from partyschool.exchange.templates import save_template

        path = ask_path(self, "下载空白表格", f"{TITLES[self.kind]}（空白）.xlsx")
        if path is not None:
            save_template(self.kind, path)
            problems.say(f"已写出 {path.name}", Tone.DONE)

    def _write(self) -> None:
        preview = self.preview
        assert preview is not None
        self.form.write.setEnabled(False)  # pressed twice, it would be written twice at once
        task = Task(self, lambda report: preview.write(progress=report), title="正在写入…").then(self._written)
        for over in (task.failed, task.cancelled):
            over.connect(self._offer_writing)

    def _offer_writing(self) -> None:
        self.form.write.setEnabled(self.preview is not None and self.preview.writable > 0)

    def _written(self, result: ImportResult) -> None:
        left = result.rejected + result.pending
        words = f"已写入：新增 {result.created:,}，更新 {result.updated:,}"
        page = BACK[self.kind]
        self._cancel()
        self.context.go(page, **TAB_OF.get(self.kind, {}))
        problems.say(words + (f"；还有 {left:,} 行没有写入" if left else ""), Tone.WATCH if left else Tone.DONE)

    def _cancel(self) -> None:
        self._stop_reading()
        self.preview = None
        self._show_start()

    def _leave(self) -> None:
        self._cancel()
        self.context.go(BACK[self.kind])


def _header(preview: Preview) -> str:
    unknown = f"；“{'”“'.join(preview.unknown)}”不认识，不导入" if preview.unknown else ""
    return f"{preview.header_words}{unknown}"
