"""领导班子: who leads the school and works in its office, with terms; the list on paper."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QInputDialog, QWidget

from partyschool.ui import icons
from partyschool.ui.context import Context
from partyschool.ui.days import day_or_none, show_day
from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_school_post_dialog import Ui_SchoolPostDialog
from partyschool.ui.forms.ui_school_posts_tab import Ui_SchoolPostsTab
from partyschool.ui.preview import show_preview
from partyschool.ui.table_model import Column, Kind, TableModel
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.school_posts import PostForm, PostRow

PAPER = "党校领导班子名单"
WORDS = "书记任校长，副书记任副校长，纪检、组织、宣传委员任校务委员。“学校”页没有填校长时，证书用这里在任的校长。"


def post_columns() -> list[Column[PostRow]]:
    return [
        Column("党校职务", lambda row: row.form.title, width=150),
        Column("姓名", lambda row: row.form.name, Kind.NAME, width=130),
        Column("党政职务", lambda row: row.form.party_post or "—", width=240, stretch=True),
        Column("联系电话", lambda row: row.form.phone or "—", width=140),
        Column("任职", lambda row: _day(row.form.start_on), width=120),
        Column("离任", lambda row: _day(row.form.end_on), width=120),
        Column("状态", lambda row: _state(row)[0], Kind.CHIP, tone=lambda row: _state(row)[1], width=100),
    ]


def _day(day: date | None) -> str:
    return "—" if day is None else f"{day:%Y-%m-%d}"


def _state(row: PostRow) -> tuple[str, Tone]:
    if row.is_held:
        return "在任", Tone.DONE
    return ("未到任", Tone.BETWEEN) if row.is_coming else ("已离任", Tone.MUTED)


class SchoolPostsTab(QWidget):
    """Lies in 设置; a double click corrects, 离任 ends a term with its last day."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.form = form = Ui_SchoolPostsTab()
        form.setupUi(self)
        form.words.setText(WORDS)
        self.model: TableModel[PostRow] = TableModel(
            post_columns(), self, key=lambda row: row.id, muted=lambda row: not row.is_held
        )
        form.table.install(self.model)
        form.table.when_empty(
            "还没有登记领导班子",
            "校长、副校长、校务委员和办公室人员，都写明任职时间；换届时写离任日期，以前的名单还查得到。",
            [("新增职务", "plus", self.ask)], picture="people",
        )  # fmt: skip
        form.table.when_filtered_empty("没有在任的人")
        form.table.opened.connect(self.ask)
        form.table.clear_wanted.connect(lambda: form.with_former.setChecked(True))
        form.table.chosen.connect(lambda row: form.end.setEnabled(row is not None and row.form.end_on is None))
        form.end.setEnabled(False)
        remove = QAction(icons.icon("trash"), "删除", self)
        remove.triggered.connect(self.remove)
        form.table.add_menu_actions([remove])
        form.with_former.toggled.connect(self._keep)
        form.school.currentIndexChanged.connect(lambda _: self._show())
        form.add.clicked.connect(lambda: self.ask())
        form.end.clicked.connect(self._ask_last_day)
        form.print.clicked.connect(self.print)

    def refresh(self) -> None:
        """Read the schools and all posts of the chosen one; former ones are shown on demand."""
        self.form.school.refresh(self.context.db)
        self._show()

    def _show(self) -> None:
        from partyschool.services.school_posts import list_school_posts

        self.form.words.setText(WORDS if self.form.school.school_id is None else "")
        self.model.set_rows(list_school_posts(self.context.db, school_id=self.form.school.school_id))
        self._keep()
        self.form.print.setEnabled(any(row.is_held for row in self.model.rows))
        self.form.add.setVisible(bool(self.model.rows))

    def _keep(self) -> None:
        with_former = self.form.with_former.isChecked()
        self.model.keep(lambda row: with_former or row.is_held or row.is_coming)

    def ask(self, row: PostRow | None = None) -> None:
        """The dialog for a new post, or for the given one."""
        SchoolPostDialog(self.context, row, self, self.form.school.school_id).open()

    def _ask_last_day(self) -> None:
        row, today = self.form.table.chosen_row(), self.context.today
        words = f"{row.form.name}任{row.form.title}到哪一天为止？（如 {today:%Y-%m-%d}）"
        text, sure = QInputDialog.getText(self, "离任", words, text=f"{today:%Y-%m-%d}")
        if sure:
            self.end(row, text)

    def end(self, row: PostRow, text: str) -> None:
        """The term ends with the day typed.

        :raises Refusal: it is no day, or the term had not begun.
        """
        from partyschool.errors import Refusal
        from partyschool.services.school_posts import end_school_post

        try:
            last_day = date.fromisoformat(text.strip())
        except ValueError as error:
            raise Refusal(f"“{text}”不是日期，请写成 2025-06-30 这样。", code="date") from error
        end_school_post(self.context.db, post_id=row.id, last_day=last_day)

    def remove(self) -> None:
        """Take back the chosen lines."""
        from partyschool.services.school_posts import remove_school_post

        for row in self.form.table.chosen_rows():
            remove_school_post(self.context.db, post_id=row.id)

    def print(self) -> None:
        """The list as of today in the preview window."""
        db, school_id = self.context.db, self.form.school.school_id

        def make(_: object) -> bytes:
            from partyschool.printing.leadership import print_leadership
            from partyschool.services.leadership_words import leadership_words

            return print_leadership(leadership_words(db, school_id=school_id))

        show_preview(self, PAPER, make, f"{PAPER}.pdf")


class SchoolPostDialog(FormDialog):
    """A new post, or the given one; its title may be one that nobody thought of."""

    def __init__(self, context: Context, row: PostRow | None, parent: QWidget, school_id: int | None = None) -> None:
        from partyschool.services.word_lists import offered_words

        super().__init__(parent)
        self._db, self._row, self._school_id = context.db, row, school_id
        self.form = form = Ui_SchoolPostDialog()
        form.setupUi(self)
        self.wire(form.save, form.cancel)
        form.title.setText("修改职务" if row else "新增职务")
        fill(form.post, offered_words(context.db, "school_posts"))
        show_day(form.first, None if row else context.today)
        show_day(form.last, None)
        if row:
            self._show(row.form)
        form.name.setFocus()

    def _show(self, known: PostForm) -> None:
        form = self.form
        form.post.setCurrentText(known.title)
        form.name.setText(known.name)
        form.party_post.setText(known.party_post)
        form.phone.setText(known.phone)
        show_day(form.first, known.start_on)
        show_day(form.last, known.end_on)

    def accept(self) -> None:
        from partyschool.services.school_posts import PostForm, save_school_post

        form, row = self.form, self._row
        entered = PostForm(
            form.post.currentText(),
            form.name.text(),
            form.party_post.text(),
            form.phone.text(),
            day_or_none(form.first),
            day_or_none(form.last),
            row.form.person_id if row else None,
        )
        post_id = row.id if row else None
        save_school_post(self._db, form=entered, post_id=post_id, school_id=self._school_id)
        super().accept()
