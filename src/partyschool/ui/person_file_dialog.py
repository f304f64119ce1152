"""个人档案: everything that was ever recorded of one person, with what can be mended or taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from partyschool.ui import icons, tokens
from partyschool.ui.context import Context
from partyschool.ui.form_dialog import FormDialog
from partyschool.ui.forms.ui_person_file_dialog import Ui_PersonFileDialog
from partyschool.ui.person_file_columns import LISTS
from partyschool.ui.reason_dialog import ReasonDialog
from partyschool.ui.table_model import TableModel

if TYPE_CHECKING:
    from partyschool.services.exemptions import ExemptionRow
    from partyschool.services.other_study import StudyRow
    from partyschool.services.person_detail import PersonDetail
    from partyschool.services.posts import PostRow
    from partyschool.services.quota_rows import QuotaRow


@dataclass(frozen=True, slots=True)
class Deeds:
    """The words of the buttons of one tab; an empty one is hidden."""

    add: str = ""
    change: str = ""
    end: str = ""
    lead: str = ""
    nothing: str = ""


DEEDS = {
    "posts": Deeds("登记任职…", "更正…", "卸任…", nothing="没有登记过职务。任过村“两委”或班子职务的，年度要求不同。"),
    "memberships": Deeds("转到别的支部…", nothing="还没有所在支部。"),
    "classes": Deeds(lead="打开培训班", nothing="还没有参加过培训班。"),
    "studies": Deeds("登记其他学习…", end="撤回…", nothing="没有其他学习的记录。"),
    "exemptions": Deeds("登记免训…", end="撤销免训…", nothing="没有免训过。"),
    "certificates": Deeds(lead="打开证书", nothing="还没有发过证书。"),
}


class PersonFileDialog(FormDialog):
    """Opens on a tab of LISTS; every change is seen at once."""

    def __init__(self, context: Context, person: QuotaRow, tab: str = "posts", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self._person = context, person
        self.form = form = Ui_PersonFileDialog()
        form.setupUi(self)
        icons.give_buttons(self)
        self._detail: PersonDetail | None = None
        self.lists: dict[str, TableModel[Any]] = {}
        form.tabs.set_tabs([(key, title, "") for key, (title, _) in LISTS.items()])
        form.tabs.over(form.stack)
        for key in LISTS:
            self._install(key)
        self._connect()
        form.tabs.choose(tab)
        self.refresh()
        self._show_deeds(tab)

    def _install(self, key: str) -> None:
        table = getattr(self.form, key)
        self.lists[key] = TableModel(
            LISTS[key][1], self, key=lambda row: getattr(row, "id", None) or row.class_id, muted=_is_past
        )
        table.install(self.lists[key], row_height=tokens.ROW_DENSE)
        table.when_empty(LISTS[key][0], DEEDS[key].nothing, picture="list")
        table.chosen.connect(lambda _: self._show_deeds(self.form.tabs.current()))

    def _connect(self) -> None:
        form = self.form
        for button in (form.add, form.change, form.end, form.lead, form.cancel):
            button.setAutoDefault(False)
        form.tabs.changed.connect(self._show_deeds)
        form.add.clicked.connect(self._add)
        form.change.clicked.connect(self._change)
        form.end.clicked.connect(self._end)
        form.lead.clicked.connect(self._lead)
        form.cancel.clicked.connect(self.reject)
        form.posts.opened.connect(lambda _: self._change())
        for table in (form.classes, form.certificates):
            table.opened.connect(lambda _: self._lead())
        self.context.changes.changed.connect(self._follow)

    def _follow(self) -> None:
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Read the file anew."""
        from partyschool.services.person_detail import get_person

        self._detail = detail = get_person(self.context.db, self._person.person_id)
        self.form.title.setText(f"{detail.row.name}的档案")
        self.setWindowTitle(f"{detail.row.name}的档案")
        self.form.facts.setText(" · ".join(part for part in (detail.row.unit, "、".join(detail.row.posts)) if part))
        for key, model in self.lists.items():
            rows = getattr(detail, key)
            model.set_rows(rows)
            self.form.tabs.set_count(key, str(len(rows) or ""))
        self._show_deeds(self.form.tabs.current())

    def _show_deeds(self, tab: str) -> None:
        deeds, form = DEEDS[tab], self.form
        if self._chosen(tab) is None:
            getattr(form, tab).choose_first()
        chosen = self._chosen(tab)
        for button, words in (
            (form.add, deeds.add), (form.change, deeds.change), (form.end, deeds.end), (form.lead, deeds.lead),
        ):  # fmt: skip
            button.setVisible(bool(words))
            button.setText(f" {words}")
        form.change.setEnabled(chosen is not None)
        form.lead.setEnabled(chosen is not None)
        form.end.setEnabled(chosen is not None and not _is_past(chosen))

    def _chosen(self, tab: str) -> Any:
        return getattr(self.form, tab).chosen_row()

    def _add(self) -> None:
        tab = self.form.tabs.current()
        if tab == "posts":
            self._open_post(None)
        elif tab == "studies":
            from partyschool.ui.study_dialog import StudyDialog

            StudyDialog(self.context, [self._person.person_id], self).open()
        else:
            from partyschool.ui.person_change_dialog import PersonChangeDialog

            what = "transfer" if tab == "memberships" else "exempt"
            PersonChangeDialog(self.context, self._person, what, self).open()

    def _change(self) -> None:
        self._open_post(self._chosen("posts"))

    def _open_post(self, post: PostRow | None) -> None:
        from partyschool.ui.post_dialog import PostDialog

        assert self._detail is not None
        PostDialog(self.context, self._detail, post, self).open()

    def _end(self) -> None:
        tab = self.form.tabs.current()
        ends: dict[str, Callable[[Any], None]] = {
            "posts": self._end_post, "studies": self._withdraw_study, "exemptions": self._withdraw_exemption,
        }  # fmt: skip
        ends[tab](self._chosen(tab))

    def _end_post(self, post: PostRow) -> None:
        from partyschool.services.posts import end_post
        from partyschool.ui.day_dialog import DayDialog

        DayDialog(
            self, title=f"卸任 · {post.title}", ask="离任日期（最后一天）", day=self.context.today, button="登记卸任",
            lead="这一天还算在任；年度要求按任职日期重新算，以前的学时不变。",
            act=lambda day: end_post(self.context.db, post_id=post.id, on=day),
        ).open()  # fmt: skip

    def _withdraw_study(self, study: StudyRow) -> None:
        from partyschool.services.other_study import withdraw_study

        what = f"{study.form.studied_on} {study.form.title}，{study.form.half_hours / 2:g} 学时"
        ReasonDialog(
            self, title="撤回其他学习", button="撤回", ask="为什么撤回", lead=f"{what}。撤回后不再计入；记录仍保留。",
            act=lambda reason: withdraw_study(self.context.db, study_id=study.id, reason=reason),
        ).open()  # fmt: skip

    def _withdraw_exemption(self, exemption: ExemptionRow) -> None:
        from partyschool.services.exemptions import withdraw_exemption
        from partyschool.ui.day_dialog import DayDialog

        DayDialog(
            self, title=f"撤销 {exemption.year} 年免训", ask="从哪一天起", day=self.context.today, button="撤销免训",
            lead="从这一天起重新算作应训；原来的免训记录保留。",
            act=lambda day: withdraw_exemption(self.context.db, exemption_id=exemption.id, on=day),
        ).open()  # fmt: skip

    def _lead(self) -> None:
        tab = self.form.tabs.current()
        chosen = self._chosen(tab)
        if chosen is None:
            return
        self.accept()
        if tab == "classes":
            self.context.go("class", id=chosen.code)
        else:
            self.context.go("certificates", number=chosen.number)


def _is_past(row: Any) -> bool:
    """A post that has ended, a membership that was left, an exemption that was withdrawn."""
    return bool(getattr(row, "end_on", None) or getattr(row, "withdrawn_on", None))
