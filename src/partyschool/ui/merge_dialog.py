"""合并重复记录: two records side by side, a tick a field, and everything that will happen in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partyschool.errors import Refusal
from partyschool.ui import problems, tokens
from partyschool.ui.context import Context
from partyschool.ui.form_dialog import FormDialog
from partyschool.ui.forms.ui_merge_dialog import Ui_MergeDialog
from partyschool.ui.table_model import NOTHING, Column, Kind, TableModel
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.merge_fields import FieldPair
    from partyschool.services.merging import MergePreview
    from partyschool.services.people_rows import PersonRow

NO_CLASH = "没有互相冲突的记录。"
SHOWN_CLASHES = 4


class MergeDialog(FormDialog):
    """`kept` and `merged` may be given; the preview follows every choice."""

    def __init__(
        self, context: Context, parent: QWidget | None = None, *, kept: int | None = None, merged: int | None = None
    ) -> None:
        super().__init__(parent)
        self.context = context
        self.preview: MergePreview | None = None
        self._take: set[str] | None = None
        self._is_told_for: tuple[int | None, int | None] = (None, None)
        self.form = form = Ui_MergeDialog()
        form.setupUi(self)
        self.wire(form.save, form.cancel)
        self.fields: TableModel[FieldPair] = TableModel(
            [
                Column(
                    "", lambda pair: "", Kind.CHECK, fraction=lambda pair: float(pair.field in self.taken()), width=44
                ),
                Column("项目", lambda pair: pair.label, width=110),
                Column("保留的记录", lambda pair: pair.kept or NOTHING, width=240, stretch=True),
                Column("并入的记录", lambda pair: pair.merged or NOTHING, width=240, stretch=True),
                Column("合并以后", self._result, width=200, stretch=True, bold=True),
            ],
            self,
            key=lambda pair: pair.field,
        )
        form.fields.install(self.fields, row_height=tokens.ROW_DENSE)
        form.fields.when_empty("先选两条记录", "选好以后，这里逐项对照；两边一样的不列出。", picture="copy")
        self._start(kept, merged)
        form.fields.checked.connect(self._toggle)
        form.swap.clicked.connect(self._swap)
        for combo in (form.kept, form.merged):
            combo.currentTextChanged.connect(lambda _: self._choose())
        self._choose()

    def _start(self, kept: int | None, merged: int | None) -> None:
        from partyschool.services.people import find_people
        from partyschool.services.person_detail import get_person

        def search(text: str) -> list[PersonRow]:
            return find_people(self.context.db, text, with_left=True)

        for combo, person_id in ((self.form.kept, kept), (self.form.merged, merged)):
            combo.start(search)
            if person_id is not None:
                combo.choose(get_person(self.context.db, person_id).row)
        if kept is not None and merged is None:
            self._offer_namesakes(kept)

    def _offer_namesakes(self, kept: int) -> None:
        """Records of the same name are most often what is looked for."""
        from partyschool.services.people import find_people
        from partyschool.services.person_detail import get_person

        name = get_person(self.context.db, kept).row.name
        others = find_people(self.context.db, name, with_left=True)
        self.form.merged.offer([row for row in others if row.id != kept])
        self.form.merged.setCurrentIndex(-1)

    def taken(self) -> set[str]:
        """Fields whose value comes from the record that goes into the other."""
        if self._take is not None:
            return self._take
        return {pair.field for pair in self.preview.fields if pair.takes_merged} if self.preview else set()

    def _result(self, pair: FieldPair) -> str:
        return (pair.merged if pair.field in self.taken() else pair.kept) or NOTHING

    def _choose(self) -> None:
        """Somebody else was chosen: the program's own proposal first."""
        pair = self.form.kept.value(), self.form.merged.value()
        if pair != self._is_told_for:
            self._is_told_for, self._take = pair, None
            self._tell()

    def _tell(self) -> None:
        from partyschool.services.merging import preview_merge

        kept, merged = self._is_told_for
        self.form.problem_notice.hush()
        self.preview = None
        self._show()
        if kept is not None and merged is not None:
            self.preview = preview_merge(self.context.db, kept_id=kept, merged_id=merged, take=self._take)
            self._show()

    def _show(self) -> None:
        preview, form = self.preview, self.form
        form.save.setEnabled(preview is not None)
        form.moved.setVisible(preview is not None)
        if preview is None:
            form.clashes.hush()
            if None in self._is_told_for:
                self.fields.set_rows([])
            return
        self.fields.set_rows([pair for pair in preview.fields if pair.differs])
        moved = "、".join(preview.moved)
        form.moved.setText(f"归到保留的记录：{moved}。" if moved else "并入的那条没有考勤、学时、证书等记录。")
        shown = "\n".join(preview.clashes[:SHOWN_CLASHES])
        more = len(preview.clashes) - SHOWN_CLASHES
        if preview.clashes:
            rest = f"\n另有 {more} 处，合并后记入操作记录。" if more > 0 else ""
            form.clashes.say(f"要留意的 {len(preview.clashes)} 处：", shown + rest, tone=Tone.WATCH)
        else:
            form.clashes.say(NO_CLASH, tone=Tone.DONE)

    def _toggle(self, pair: FieldPair) -> None:
        self._take = self.taken() ^ {pair.field}
        self._tell()

    def _swap(self) -> None:
        from partyschool.services.person_detail import get_person

        form = self.form
        kept, merged = form.kept.value(), form.merged.value()
        for combo, person_id in ((form.kept, merged), (form.merged, kept)):
            if person_id is not None:
                combo.blockSignals(True)  # between the two one record would stand on both sides
                combo.choose(get_person(self.context.db, person_id).row)
                combo.blockSignals(False)
        self._choose()

    def accept(self) -> None:
        from partyschool.services.merging import merge_people

        kept, merged = self.form.kept.value(), self.form.merged.value()
        if kept is None or merged is None:
            raise Refusal("请先选好两条记录：输入姓名，再从列出的里面选。")
        merge_people(self.context.db, kept_id=kept, merged_id=merged, take=self._take)
        super().accept()
        problems.say("已合并成一条；在“人员变动”的“合并记录”里可以撤销", Tone.DONE)
