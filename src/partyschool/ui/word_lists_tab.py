"""预设名目: every list that drop-downs offer, with its source; add, rename, hide, order, delete, back to the preset."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partyschool.ui import tokens
from partyschool.ui.context import Context
from partyschool.ui.exporting import export_list
from partyschool.ui.form_dialog import FormDialog
from partyschool.ui.forms.ui_word_dialog import Ui_WordDialog
from partyschool.ui.forms.ui_word_lists_tab import Ui_WordListsTab
from partyschool.ui.self_check_dialog import SelfCheckItemsDialog
from partyschool.ui.table_model import Align, Column, Kind, TableModel
from partyschool.ui.tokens import Tone
from partyschool.ui.undo_hint import UndoHint

if TYPE_CHECKING:
    from partyschool.services.word_lists import WordEntry, WordList

SELF_CHECK = "self_check"
FOLLOWING = {
    "room_kinds": "已登记的场地会跟着改名。",
    "course_tags": "课程库里的标签会跟着改名。",
}
STAYING = "以前的记录仍写原来的名称。"


def list_columns() -> list[Column[WordList]]:
    """The lists at the left."""
    return [
        Column("名目", lambda row: row.title, Kind.NAME, width=150, stretch=True,
               tag=lambda row: "已改" if row.is_changed else ""),
        Column("条数", lambda row: str(sum(not entry.is_hidden for entry in row.entries)), align=Align.RIGHT, width=64),
    ]  # fmt: skip


def entry_columns() -> list[Column[WordEntry]]:
    """The entries of one list; the order is the list's own, so no column sorts otherwise than by it."""
    return [
        Column("名称", lambda row: row.title, Kind.NAME, width=220, stretch=True),
        Column("来历", lambda row: "预设" if row.is_preset else "自加", Kind.CHIP, width=90,
               tone=lambda row: Tone.PLAIN if row.is_preset else Tone.BETWEEN),
        Column("在用", lambda row: f"{row.uses:,} 处" if row.uses else "—", align=Align.RIGHT, width=90,
               sort=lambda row: row.uses),
        Column("状态", lambda row: "隐藏" if row.is_hidden else "可选", Kind.CHIP, width=90,
               tone=lambda row: Tone.MUTED if row.is_hidden else Tone.DONE),
    ]  # fmt: skip


class WordListsTab(QWidget):
    """Lies in 设置: the lists left, the entries of the chosen one right; each act is done at once and can be undone."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.form = form = Ui_WordListsTab()
        form.setupUi(self)
        self.hint = UndoHint(form.hint)
        self._key = ""
        self.lists: TableModel[WordList] = TableModel(list_columns(), self, key=lambda row: row.key)
        self.entries: TableModel[WordEntry] = TableModel(
            entry_columns(), self, key=lambda row: row.value, muted=lambda row: row.is_hidden
        )
        form.lists.install(self.lists, row_height=tokens.ROW_DENSE)
        form.entries.install(self.entries)
        form.lists.chosen.connect(lambda _: self._turn_to_list())
        form.entries.chosen.connect(lambda _: self._enable())
        form.entries.opened.connect(lambda _: self.rename())
        form.entries.export_wanted.connect(self.export)
        form.lists.export_wanted.connect(lambda: export_list(self, self.lists, "预设名目"))
        self._connect()

    def _connect(self) -> None:
        form = self.form
        form.add.clicked.connect(self.add)
        form.reset.clicked.connect(self.reset)
        form.rename.clicked.connect(self.rename)
        form.hide_word.clicked.connect(self.turn)
        form.up.clicked.connect(lambda: self.shift(-1))
        form.down.clicked.connect(lambda: self.shift(1))
        form.remove.clicked.connect(self.remove)

    @property
    def shown(self) -> WordList | None:
        """The list chosen at the left."""
        chosen: WordList | None = self.form.lists.chosen_row()
        return chosen

    def refresh(self) -> None:
        """Read every list; the chosen one stays chosen."""
        from partyschool.services.word_lists import list_word_lists

        self.lists.set_rows([*list_word_lists(self.context.db), self._self_check()])
        if self.shown is None:
            self.form.lists.choose_first()
        self._show_list()

    def choose(self, key: str) -> None:
        """Show that list."""
        self.form.lists.choose(key)

    def _self_check(self) -> WordList:
        """“六有” has a dialog of its own: its items are kept year by year."""
        from partyschool.services.presets import preset_settings
        from partyschool.services.word_lists import WordEntry, WordList

        settings, shipped = self.context.settings, preset_settings()["self_check.items"]
        items = settings["self_check.items"]
        entries = tuple(WordEntry(item, item, is_preset=item in shipped) for item in items)
        return WordList(SELF_CHECK, "“六有”标准", settings["self_check.source"], items != shipped, entries)

    def _turn_to_list(self) -> None:
        if self.shown is not None and self.shown.key != self._key:
            self._key = self.shown.key
            self.hint.hush()
        self._show_list()

    def _show_list(self) -> None:
        found = self.shown
        self.entries.set_rows(list(found.entries) if found else [])
        self.form.source.setText(f"依据：{found.source}" if found else "")
        self._enable()

    def _enable(self) -> None:
        form, found = self.form, self.shown
        own = found is not None and found.key == SELF_CHECK
        entry: WordEntry | None = form.entries.chosen_row()
        form.add.setText(" 修改条目…" if own else " 新增")
        form.acts.setVisible(not own)
        form.reset.setEnabled(found is not None and found.is_changed)
        for button in (form.rename, form.hide_word, form.up, form.down, form.remove):
            button.setEnabled(entry is not None)
        form.hide_word.setText(" 显示" if entry is not None and entry.is_hidden else " 隐藏")

    # What is done

    def _done(self, before: WordList, words: str, value: str = "") -> None:
        """Say it, with the way back."""
        from partyschool.services.word_lists import put_back

        self.refresh()
        self.form.entries.choose(value)
        self.hint.offer(words, partial(put_back, self.context.db, before=before))

    def add(self) -> None:
        """A new entry; of “六有” all items at once."""
        found = self.shown
        if found is None:
            return
        if found.key == SELF_CHECK:
            SelfCheckItemsDialog(self.context, self).open()
            return
        lead = "加在最后，可以再上移。"
        WordDialog(self, f"{found.title} · 新增", lead, "", partial(self._add, found)).open()

    def _add(self, found: WordList, title: str) -> None:
        from partyschool.services.word_lists import add_word

        value = add_word(self.context.db, key=found.key, title=title)
        self._done(found, f"已新增“{title.strip()}”", value)

    def rename(self) -> None:
        """Another word for the chosen entry."""
        found, entry = self.shown, self.form.entries.chosen_row()
        if found is None or entry is None or found.key == SELF_CHECK:
            return
        coded = any(row.value != row.title for row in found.entries)
        lead = "已登记的记录会显示新名称。" if coded else FOLLOWING.get(found.key, STAYING)
        WordDialog(self, f"{found.title} · 改名", lead, entry.title, partial(self._rename, found, entry)).open()

    def _rename(self, found: WordList, entry: WordEntry, title: str) -> None:
        from partyschool.services.word_lists import rename_word

        rename = partial(rename_word, self.context.db, key=found.key)
        changed = rename(value=entry.value, title=title)
        self.refresh()
        words = f"“{entry.title}”已改为“{title.strip()}”" + (f"，{changed} 条记录跟着改了" if changed else "")
        value = entry.value if any(row.value == entry.value for row in self.entries.rows) else title.strip()
        self.form.entries.choose(value)
        self.hint.offer(words, partial(rename, value=value, title=entry.title))

    def turn(self) -> None:
        """Hide the chosen entry from the drop-downs, or offer it again."""
        from partyschool.services.word_lists import hide_word

        found, entry = self.shown, self.form.entries.chosen_row()
        if found is not None and entry is not None:
            hide_word(self.context.db, key=found.key, value=entry.value, is_hidden=not entry.is_hidden)
            words = f"“{entry.title}”又可以选了" if entry.is_hidden else f"“{entry.title}”不再出现在下拉列表里"
            self._done(found, words, entry.value)

    def shift(self, by: int) -> None:
        """The chosen entry up or down."""
        from partyschool.services.word_lists import move_word

        found, entry = self.shown, self.form.entries.chosen_row()
        if found is not None and entry is not None:
            move_word(self.context.db, key=found.key, value=entry.value, by=by)
            self.refresh()
            self.form.entries.choose(entry.value)

    def remove(self) -> None:
        """Delete the chosen entry; what is in use stays."""
        from partyschool.services.word_lists import remove_word

        found, entry = self.shown, self.form.entries.chosen_row()
        if found is not None and entry is not None:
            remove_word(self.context.db, key=found.key, value=entry.value)
            self._done(found, f"已删除“{entry.title}”")

    def reset(self) -> None:
        """Back to the list as it ships."""
        from partyschool.services.word_lists import reset_words

        found = self.shown
        if found is None:
            return
        if found.key == SELF_CHECK:
            self._reset_self_check(found)
            return
        reset_words(self.context.db, key=found.key)
        self._done(found, f"“{found.title}”已恢复预设")

    def _reset_self_check(self, found: WordList) -> None:
        from partyschool.services.presets import preset_settings
        from partyschool.services.self_checks import change_items

        shipped = preset_settings()
        change = partial(change_items, self.context.db)
        change(items=shipped["self_check.items"], source=shipped["self_check.source"])
        self.refresh()
        before = [entry.title for entry in found.entries]
        self.hint.offer("“六有”标准已恢复预设", partial(change, items=before, source=found.source))

    def export(self) -> None:
        """The entries of the chosen list as a workbook."""
        if self.shown is not None:
            export_list(self, self.entries, self.shown.title)


class WordDialog(FormDialog):
    """Asks for one word; `act(word)` may refuse it."""

    def __init__(self, parent: QWidget, title: str, lead: str, word: str, act: Callable[[str], object]) -> None:
        super().__init__(parent)
        self._act = act
        self.form = form = Ui_WordDialog()
        form.setupUi(self)
        self.wire(form.save, form.cancel)
        self.setWindowTitle(title)
        form.title.setText(title)
        form.lead.setText(lead)
        form.word.setText(word)
        form.word.selectAll()
        form.word.setFocus()

    def accept(self) -> None:
        self._act(self.form.word.text())
        super().accept()
