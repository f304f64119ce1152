"""年度计划: the rows of a version, how far each is, and from a row the next class."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from partyschool.domain.plan import Progress
from partyschool.errors import Refusal
from partyschool.ui import problems
from partyschool.ui.context import Context
from partyschool.ui.exporting import ask_path, export_list
from partyschool.ui.form_dialog import fill
from partyschool.ui.forms.ui_plan_tab import Ui_PlanTab
from partyschool.ui.list_dialog import Leading, ListDialog
from partyschool.ui.menu_actions import Entry, menu_actions
from partyschool.ui.plan_classes import PlanClasses
from partyschool.ui.plan_columns import (
    CLASSES,
    OPEN_CLASS,
    PROGRESS,
    PlanLine,
    change_columns,
    outside_columns,
    plan_columns,
)
from partyschool.ui.plan_row_dialog import ApproveDialog, PlanRowDialog
from partyschool.ui.preview import show_preview
from partyschool.ui.table_model import TableModel
from partyschool.ui.tasks import Report
from partyschool.ui.tokens import Tone
from partyschool.ui.undo_hint import UndoHint

if TYPE_CHECKING:
    from partyschool.services.plan_progress import PlannedClass, PlanProgress
    from partyschool.services.plan_rows import PlanHead, PlanVersion
    from partyschool.services.plans import PlanEdit

ALL, OUTSIDE = "all", "outside"


class PlanTab(QWidget):
    """Lies in the page of plans; `year` is the one chosen. `shown` tells that another plan or version is seen."""

    shown = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.heads: list[PlanHead] = []
        self.plan: PlanVersion | None = None
        self.progress: PlanProgress | None = None
        self.form = form = Ui_PlanTab()
        form.setupUi(self)
        self.hint = UndoHint(form.hint)
        self.classes = PlanClasses(context, self, self.hint)
        self.model: TableModel[PlanLine] = TableModel(
            plan_columns(), self, key=lambda line: line.thread, initials=lambda line: line.row.initials,
            searched=lambda line: [line.row.title, line.row.form.audience, line.row.places, line.row.form.responsible],
        )  # fmt: skip
        self.outside: TableModel[PlannedClass] = TableModel(
            outside_columns(), self, key=lambda row: row.code, searched=lambda row: [row.title, row.code]
        )
        form.table.install(self.model)
        form.outside.install(self.outside)
        form.table.when_filtered_empty("没有符合条件的班次")
        form.outside.when_empty("没有计划外的班", "这一年的班都是从计划开的，或者已经算进了计划。", picture="check")
        fill(form.year, [(f"{context.today.year} 年", context.today.year)])
        self._acts = self._menu_actions()
        self._connect()

    def _connect(self) -> None:
        form = self.form
        form.table.opened.connect(self.edit)
        form.table.figure_opened.connect(self._follow_figure)
        form.table.chosen.connect(lambda _: self._enable())
        form.table.export_wanted.connect(self.export)
        form.table.add_menu_actions(self._acts)
        form.outside.chosen.connect(lambda _: self._enable())
        form.outside.export_wanted.connect(lambda: export_list(self, self.outside, f"{self.year}年计划外的班"))
        form.outside.opened.connect(lambda row: self.context.go("class", id=row.code))
        form.states.changed.connect(self._keep_state)
        form.year.currentIndexChanged.connect(lambda _: self._show_year())
        form.version.currentIndexChanged.connect(lambda _: self._show_version())
        form.approve.clicked.connect(self.approve)
        form.drop.clicked.connect(self.drop)
        form.compare.clicked.connect(self.compare)
        form.print.clicked.connect(self.print)
        form.export.clicked.connect(self.export)
        form.from_file.clicked.connect(lambda: self.context.go("import", kind="plan"))
        form.open_class.clicked.connect(lambda: self.classes.open_next(form.table.chosen_row()))
        form.link.clicked.connect(self._link)

    @property
    def year(self) -> int:
        """Of the plan shown."""
        return int(self.form.year.currentData())

    @property
    def is_newest(self) -> bool:
        """Whether the shown version is the one that changes go into."""
        return self.plan is None or (bool(self.heads) and self.plan.head.version == self.heads[0].version)

    # What is shown

    def refresh(self) -> None:
        """Read years, versions and rows anew; the chosen ones stay."""
        from partyschool.services.plan_queries import list_plan_years

        combo, chosen = self.form.year, self.year
        years = sorted({*list_plan_years(self.context.db), chosen}, reverse=True)
        combo.blockSignals(True)
        fill(combo, [(f"{year} 年", year) for year in years], chosen)
        combo.blockSignals(False)
        self._show_year()

    def choose_year(self, year: int) -> None:
        place = self.form.year.findData(year)
        if place >= 0:
            self.form.year.setCurrentIndex(place)

    def choose_state(self, state: str) -> None:
        self.form.states.choose(state)
        self._keep_state(state)

    def _show_year(self, *, newest: bool = False) -> None:
        from partyschool.services.plan_progress import plan_progress
        from partyschool.services.plan_queries import list_plan_versions
        from partyschool.services.plan_words import state_words

        db, combo = self.context.db, self.form.version
        chosen = None if newest else combo.currentData()
        self.progress = plan_progress(db, year=self.year)
        before, self.heads = self.heads, list_plan_versions(db, year=self.year)
        is_same = [head.id for head in before] == [head.id for head in self.heads]
        combo.blockSignals(True)
        fill(combo, [(state_words(head), head.version) for head in self.heads], chosen if is_same else None)
        combo.blockSignals(False)
        combo.setVisible(bool(self.heads))
        self._show_version()

    def _show_version(self) -> None:
        from partyschool.services.plan_queries import find_plan

        self.plan = find_plan(self.context.db, year=self.year, version=self.form.version.currentData())
        rows = self.plan.rows if self.plan is not None else ()
        assert self.progress is not None
        self.model.set_rows([PlanLine(row, self.progress.row(row.thread)) for row in rows])
        self.outside.set_rows(list(self.progress.outside))
        self._say_year()
        self._show_states()
        self._offer_start()
        self._enable()
        self.shown.emit()

    def _say_year(self) -> None:
        found, plan = self.progress, self.plan
        if found is None or plan is None:
            self.form.words.setText("")
            return
        people = f"，{plan.attendances:,} 人次" if plan.attendances else ""
        parts = [f"{len(plan.rows)} 个班次，{plan.classes} 期{people}", f"已办 {found.done} 期，还有 {found.left} 期"]
        if not self.is_newest:
            parts = [parts[0], "以前的版本，只能看"]
        self.form.words.setText(" · ".join(parts))

    def _show_states(self) -> None:
        found = self.progress
        assert found is not None
        counts = found.counts
        segments = [(ALL, "全部", str(len(self.model.rows)))]
        segments += [(str(state), word, str(counts[state])) for state, (word, _) in PROGRESS.items()]
        segments.append((OUTSIDE, "计划外的班", str(len(found.outside))))
        self.form.states.set_segments(segments)
        self._keep_state(self.form.states.current())

    def _keep_state(self, state: str) -> None:
        self.form.stack.setCurrentWidget(self.form.outside if state == OUTSIDE else self.form.table)
        wanted = None if state in (ALL, OUTSIDE) else Progress(state)
        self.model.keep(
            None if wanted is None else lambda line: line.progress is not None and line.progress.state == wanted
        )
        self._enable()

    def _offer_start(self) -> None:
        last = self.year - 1
        actions: list[Any] = [
            ("新增第一行", "plus", self.add),
            ("从 Excel 导入", "upload", lambda: self.context.go("import", kind="plan")),
        ]
        if self.plan is None and self._has_plan(last):
            actions.insert(1, (f"照抄 {last} 年的", "copy", lambda: self.copy_year(last)))
        self.form.table.when_empty(
            f"{self.year} 年还没有计划" if self.plan is None else "这份草案还是空的",
            "年初把要办的班一行一行列出来：培训谁、几期、哪几个月、在哪里。审定以后，从一行点一下就能开班，办了多少一看就知道。",
            actions,
        )

    def _has_plan(self, year: int) -> bool:
        from partyschool.services.plan_queries import find_plan

        return find_plan(self.context.db, year=year) is not None

    def _enable(self) -> None:
        form = self.form
        has_rows = self.plan is not None and bool(self.plan.rows)
        is_draft = bool(self.heads) and not self.heads[0].is_approved and self.is_newest
        form.approve.setVisible(is_draft and has_rows)
        form.drop.setVisible(is_draft)
        form.drop.setText("放弃调整稿" if self.heads and self.heads[0].version > 1 else "放弃草案")
        form.compare.setVisible(len(self.heads) > 1)
        form.print.setEnabled(has_rows)
        form.export.setEnabled(has_rows)
        form.from_file.setVisible(has_rows)  # an empty plan offers it in its middle
        is_outside = form.stack.currentWidget() is form.outside
        line = form.table.chosen_row()
        can_open = line is not None and line.progress is not None and line.progress.month is not None
        form.open_class.setVisible(not is_outside and has_rows)
        form.open_class.setEnabled(can_open and self.is_newest)
        for action in self._acts:
            action.setEnabled(self.is_newest)
        form.link.setVisible(is_outside and bool(self.outside.rows))
        form.link.setEnabled(form.outside.chosen_row() is not None)

    # What is done

    def _menu_actions(self) -> list[QAction]:
        entries: list[Entry] = [
            ("pencil", "修改…", lambda: self.edit(self.form.table.chosen_row())),
            ("plus", "由这一行开班…", lambda: self.classes.open_next(self.form.table.chosen_row())),
            ("arrow-up", "上移", lambda: self.move_row(-1)),
            ("arrow-down", "下移", lambda: self.move_row(1)),
            ("trash", "从计划里删去", self.remove),
        ]
        return menu_actions(self, entries)

    def add(self) -> None:
        """A new row."""
        self._need_newest()
        PlanRowDialog(self.context, self.year, None, self, self._edited).open()

    def edit(self, line: PlanLine | None) -> None:
        """Change a row; on an approved plan that begins an adjustment."""
        if line is not None:
            self._need_newest()
            PlanRowDialog(self.context, self.year, line.row, self, self._edited).open()

    def _need_newest(self) -> None:
        if not self.is_newest:
            raise Refusal("这是以前的版本，只能看。要改请先在上面选最新的一版。")

    def _edited(self, edit: PlanEdit) -> None:
        self._show_year(newest=True)
        self.form.table.choose(edit.thread)
        if edit.is_new_version:
            self._say_adjustment(edit.version)

    def _say_adjustment(self, version: int) -> None:
        words = f"审定过的第 {version - 1} 版没有动，改动写进了第 {version} 版（调整稿）。"
        problems.say(words + "改完请按“审定”；不要了按“放弃调整稿”。", Tone.DONE)

    def move_row(self, by: int) -> None:
        """The chosen row up or down."""
        from partyschool.services.plans import move_plan_row

        line = self.form.table.chosen_row()
        if line is not None:
            self._need_newest()
            self._edited(move_plan_row(self.context.db, year=self.year, thread=line.thread, by=by))

    def remove(self) -> None:
        """Take the chosen row out; one link puts it back."""
        from partyschool.services.plans import remove_plan_row, save_plan_row

        line = self.form.table.chosen_row()
        if line is None:
            return
        self._need_newest()
        db, year, row = self.context.db, self.year, line.row
        edit = remove_plan_row(db, year=year, thread=row.thread)
        back = partial(save_plan_row, db, year=year, form=row.form, thread=row.thread, position=row.position)
        self._edited(edit)
        self.hint.offer(f"已从计划里删去“{row.title}”", lambda: self._edited(back()))

    def copy_year(self, year: int) -> None:
        """Begin the year with another one's rows."""
        from partyschool.services.plans import start_plan

        start_plan(self.context.db, year=self.year, like=year)
        self._show_year(newest=True)
        problems.say(f"已照抄 {year} 年的计划，请逐行改成今年的。", Tone.DONE)

    def approve(self) -> None:
        """The dialog of 审定."""
        assert self.plan is not None
        words = f"{len(self.plan.rows)} 个班次，{self.plan.classes} 期，{self.plan.attendances:,} 人次"
        ApproveDialog(self.context, self.year, words, self, self._approved).open()

    def _approved(self, version: int) -> None:
        self._show_year(newest=True)
        problems.say(f"{self.year} 年度计划第 {version} 版已审定。现在可以从每一行开班。", Tone.DONE)

    def drop(self) -> None:
        """放弃 the draft, after asking once."""
        from partyschool.ui.sure_dialog import SureDialog

        head = self.heads[0]
        rest = f"审定过的第 {head.version - 1} 版照样有效。" if head.version > 1 else "这一年就没有计划了。"
        lead = f"这份{'调整稿' if head.version > 1 else '草案'}有 {len(self.model.rows)} 行，放弃以后找不回来。{rest}"
        SureDialog(self, title=self.form.drop.text(), lead=lead, button="放弃", act=self._drop).open()

    def _drop(self) -> None:
        from partyschool.services.plans import drop_draft

        drop_draft(self.context.db, year=self.year)
        self.hint.hush()
        self._show_year(newest=True)

    def compare(self) -> None:
        """What the shown version changed against the one before (the first one against the second)."""
        from partyschool.services.plan_queries import compare_plans

        assert self.plan is not None
        newer = max(self.plan.head.version, 2)
        changes = compare_plans(self.context.db, year=self.year, older=newer - 1, newer=newer)
        model: TableModel[Any] = TableModel(change_columns(), key=lambda row: row.thread, searched=lambda r: [r.title])
        model.set_rows(sorted(changes, key=lambda row: row.kind == "same"))
        leading = Leading("行", lambda row: row.title, "看这一行", "班次名称", lambda row: self._look_at(row.thread))
        title = f"{self.year} 年度计划 · 第 {newer - 1} 版 → 第 {newer} 版"
        ListDialog(title, model, leading, self).open()

    def _look_at(self, thread: str) -> None:
        self.choose_state(ALL)
        self.form.table.choose(thread)

    def _follow_figure(self, line: PlanLine, key: str) -> None:
        if key == OPEN_CLASS:
            self._need_newest()
            self.classes.open_next(line)
        elif key == CLASSES:
            self.classes.show(line)

    def _link(self) -> None:
        found = self.form.outside.chosen_row()
        if found is not None and self.progress is not None:
            self.classes.link(found, self.progress.rows)

    def print(self) -> None:
        """年度培训计划表 in the preview window."""
        assert self.plan is not None
        db, year, version = self.context.db, self.year, self.plan.head.version

        def make(_: Report) -> bytes:
            from partyschool.printing.plan import print_plan
            from partyschool.services.plan_words import plan_words

            return print_plan(plan_words(db, year=year, version=version))

        show_preview(self, f"{year}年度培训计划表", make, f"{year}年度培训计划表.pdf")

    def export(self) -> None:
        """The plan as a workbook that can be imported again."""
        from partyschool.exchange.plan_lists import save_plan
        from partyschool.services.plan_words import plan_words

        assert self.plan is not None
        path = ask_path(self, "导出 Excel", f"{self.year}年度培训计划表.xlsx")
        if path is not None:
            words = plan_words(self.context.db, year=self.year, version=self.plan.head.version)
            save_plan(path, words)
            problems.say(f"已导出 {len(words.plan.rows)} 行到“{path}”", Tone.DONE)
