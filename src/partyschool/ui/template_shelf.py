"""The list of certificate templates, and what is done with one as a whole: new, renamed, retired, reset, a file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QMenu, QWidget

from partyschool.domain.certificate_template import ClassKind
from partyschool.ui import problems, tokens
from partyschool.ui.context import Context
from partyschool.ui.exporting import ask_path
from partyschool.ui.forms.ui_template_window import Ui_TemplateWindow
from partyschool.ui.menu_actions import Entry, menu_actions
from partyschool.ui.sure_dialog import SureDialog
from partyschool.ui.table_model import Column, Kind, TableModel
from partyschool.ui.template_new_dialog import TemplateNewDialog
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.certificate_template_queries import TemplateRow

FILE_KIND, SUFFIX = "证书模板 (*.zhengshu)", ".zhengshu"


def serves(row: TemplateRow) -> str:
    """For which classes it is taken when certificates are issued."""
    from partyschool.services.certificate_template_queries import GENERAL_KEY
    from partyschool.services.class_kind_words import CLASS_KINDS

    if row.retired_at is not None:
        return "已停用"
    if row.ref == GENERAL_KEY:
        return "用于没有专门模板的班"
    kinds = [CLASS_KINDS[kind] for kind in ClassKind if kind in row.template.class_kinds]
    return f"用于{'、'.join(kinds)}" if kinds else "发证时选用"


def _tag(row: TemplateRow) -> str:
    if not row.is_built_in:
        return ""
    return "预设 · 改过" if row.is_changed else "预设"


COLUMNS: list[Column[TemplateRow]] = [
    Column("模板", lambda row: row.name, Kind.TWO_LINES, second=serves, tag=_tag, width=200, stretch=True),
]


class TemplateShelf(QObject):
    """`wanted` tells the row that was chosen by hand; the window decides whether it may be left."""

    wanted = Signal(object)
    replaced = Signal(object)  # a deed has brought a new row, or another version of the shown one

    def __init__(
        self,
        window: QWidget,
        context: Context,
        form: Ui_TemplateWindow,
        leave: Callable[[Callable[[], object]], None],
    ) -> None:
        """:param leave: does what it is given at once, or after what was changed is saved or given up."""
        super().__init__(window)
        self._leave = leave
        self._window, self._context, self._form = window, context, form
        self._showing = False
        self.model: TableModel[TemplateRow] = TableModel(
            COLUMNS, self, key=lambda row: row.ref, muted=lambda row: row.retired_at is not None
        )
        form.templates.install(self.model, row_height=tokens.ROW_TWO_LINES, header=False)
        form.templates.horizontalHeader().hide()
        form.templates.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        form.templates.chosen.connect(self._tell)
        form.new_template.clicked.connect(lambda: leave(self.make_new))
        self._menu = QMenu(window)
        self._menu.aboutToShow.connect(self._fill_menu)
        form.more.setMenu(self._menu)

    def refresh(self, ref: str = "") -> TemplateRow:
        """Read all; answers the row of `ref`, else the first."""
        from partyschool.services.certificate_template_queries import list_templates

        rows = list_templates(self._context.db, with_retired=True)
        self._showing = True
        self.model.set_rows(rows)
        found = next((row for row in rows if row.ref == ref), rows[0])
        self._form.templates.choose(found.ref)
        self._showing = False
        return found

    def mark(self, ref: str) -> None:
        """Choose without telling: the clerk has thought better of leaving."""
        self._showing = True
        self._form.templates.choose(ref)
        self._showing = False

    @property
    def chosen(self) -> TemplateRow:
        """What the deeds are about."""
        row: TemplateRow = self._form.templates.chosen_row() or self.model.rows[0]
        return row

    def _tell(self, row: TemplateRow | None) -> None:
        if row is not None and not self._showing:
            self.wanted.emit(row)

    # Deeds

    def _fill_menu(self) -> None:
        row = self.chosen
        entries: list[Entry] = [("pencil", "改名…", self.rename)]
        if row.is_built_in:
            entries.append(("undo", "恢复预设…", self.reset))
        elif row.retired_at is None:
            entries.append(("lock", "停用…", self.retire))
        else:
            entries.append(("refresh", "恢复使用", self.restore))
        entries += [("upload", "导入模板文件…", self.take_in), ("download", "导出模板文件…", self.hand_out)]
        self._menu.clear()
        guarded = [(icon, words, partial(self._leave, deed)) for icon, words, deed in entries]
        self._menu.addActions(menu_actions(self._menu, guarded))
        for action in self._menu.actions():
            if action.text().startswith("恢复预设") and not row.is_changed:
                action.setEnabled(False)
                action.setText("恢复预设（没有改过）")

    def make_new(self) -> None:
        """A copy of one that there is."""
        sources = [(row.name, row.ref) for row in self.model.rows]
        dialog = TemplateNewDialog(self._window, sources, self.chosen.ref, self._copy)
        dialog.accepted.connect(self._say_copied)
        dialog.open()

    def _copy(self, ref: str, name: str) -> None:
        from partyschool.services.certificate_templates import copy_template

        self.replaced.emit(copy_template(self._context.db, ref=ref, name=name))

    def _say_copied(self) -> None:
        problems.say_in(self._form.problem_notice, "已新建。改好以后，在右边勾选发证时用于哪些班。", Tone.DONE)

    def rename(self) -> None:
        """Another name for the chosen one."""
        from partyschool.ui.word_lists_tab import WordDialog

        row = self.chosen
        WordDialog(self._window, "模板改名", "以前用它发的证书不变。", row.name, partial(self._rename, row.ref)).open()

    def _rename(self, ref: str, name: str) -> None:
        from partyschool.services.certificate_templates import rename_template

        self.replaced.emit(rename_template(self._context.db, ref=ref, name=name))

    def retire(self) -> None:
        """Ask once, then it is offered no more."""
        row = self.chosen
        SureDialog(
            self._window,
            title=f"停用“{row.name}”",
            lead="发证时不再用它。以前用它发的证书不变，随时可以恢复使用。",
            button="停用",
            act=partial(self._retire, row.ref),
        ).open()

    def _retire(self, ref: str) -> None:
        from partyschool.services.certificate_template_queries import get_template
        from partyschool.services.certificate_templates import retire_template

        retire_template(self._context.db, ref=ref)
        self.replaced.emit(get_template(self._context.db, ref))

    def restore(self) -> None:
        """A retired one is offered again."""
        from partyschool.services.certificate_template_queries import get_template
        from partyschool.services.certificate_templates import restore_template

        ref = self.chosen.ref
        restore_template(self._context.db, ref=ref)
        self.replaced.emit(get_template(self._context.db, ref))

    def reset(self) -> None:
        """Ask once, then the built-in one is as it ships."""
        row = self.chosen
        SureDialog(
            self._window,
            title=f"恢复“{row.name}”的预设",
            lead=f"改过的 {row.version} 版都留着，预设作为新的一版；以前发的证书不变。",
            button="恢复预设",
            act=partial(self._reset, row.ref),
        ).open()

    def _reset(self, ref: str) -> None:
        from partyschool.services.certificate_templates import reset_template

        self.replaced.emit(reset_template(self._context.db, ref=ref))

    def take_in(self) -> None:
        """A template that another school has handed out."""
        from partyschool.exchange.certificate_template_file import import_template_file

        chosen, _ = QFileDialog.getOpenFileName(self._window, "导入模板文件", "", f"{FILE_KIND};;所有文件 (*)")
        if chosen:
            row = import_template_file(self._context.db, path=Path(chosen))
            self.replaced.emit(row)
            kinds = "" if row.template.class_kinds else "要给哪些班用，在右边勾选。"
            problems.say_in(self._form.problem_notice, f"已导入“{row.name}”。{kinds}", Tone.DONE)

    def hand_out(self) -> None:
        """The chosen one as a file with its pictures."""
        from partyschool.exchange.certificate_template_file import export_template_file

        row = self.chosen
        path = ask_path(self._window, "导出模板文件", f"证书模板 {row.name}{SUFFIX}", FILE_KIND)
        if path is not None:
            written = export_template_file(self._context.db, ref=row.ref, path=path)
            problems.say_in(
                self._form.problem_notice, f"已导出到“{written}”。别的学校用“导入模板文件”打开它。", Tone.DONE
            )
