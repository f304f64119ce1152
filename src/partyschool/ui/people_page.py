"""人员: the register with search by pinyin initials and filters, and a panel with one person's year."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QWidget

from partyschool.domain.terms import MEMBER_KINDS, PersonKind, QuotaState
from partyschool.ui import icons
from partyschool.ui.context import Context
from partyschool.ui.counting_page import CountingPage
from partyschool.ui.forms.ui_people_page import Ui_PeoplePage
from partyschool.ui.menu_actions import menu_actions
from partyschool.ui.people_columns import columns
from partyschool.ui.table_model import TableModel

if TYPE_CHECKING:
    from partyschool.services.quota_rows import QuotaBoard, QuotaRow

PANEL_AFTER_MS = 20  # the list is painted and answers before somebody's record is read for the panel
KINDS = (
    ("正式、预备党员", MEMBER_KINDS),
    ("正式党员", frozenset({PersonKind.FULL})),
    ("预备党员", frozenset({PersonKind.PROBATIONARY})),
    ("发展对象、积极分子", frozenset({PersonKind.DEVELOPMENT, PersonKind.ACTIVIST, PersonKind.APPLICANT})),
    ("群众", frozenset({PersonKind.MASSES})),
)


ASIDE = {QuotaState.LEFT: "left", QuotaState.GUEST: "guests"}  # not on this register: shown only when asked for


class PeoplePage(CountingPage["QuotaBoard"]):
    """Everybody on the register this year; those who left or only sign in here are shown, greyed, when asked for."""

    tables = frozenset(
        {
            "people", "memberships", "posts", "attendances", "credit_entries", "other_studies", "exemptions", "units",
            "requirements", "training_classes", "settings",
        }
    )  # fmt: skip

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.form = Ui_PeoplePage()
        self.form.setupUi(self)
        self.dress()
        self.form.panel.start(context)
        self.model: TableModel[QuotaRow] = TableModel(
            columns(context.today),
            self,
            key=lambda row: row.person_id,
            initials=lambda row: row.initials,
            searched=lambda row: [row.unit, row.id_number[-4:], "、".join(row.posts)],
            muted=lambda row: row.state in ASIDE,
        )
        self.form.table.install(self.model)
        self.form.table.when_filtered_empty("没有符合条件的人员")
        self.form.kind.set_choices("人员类别不限", KINDS)
        self.form.post.set_choices(
            "职务不限", [("村“两委”成员", "committees"), ("书记、班子成员", "leaders"), ("没有职务", "none")]
        )
        self.form.floating.set_choices(
            "流动不限",
            [("流动党员", "floating"), ("非流动", "settled"), ("已减少", "left"), ("只在这里签到", "guests")],
        )
        self._members = 0
        self._choice = QTimer(self, singleShot=True, interval=PANEL_AFTER_MS)
        self._choice.timeout.connect(self._choose_somebody)
        self.model.sort(0, Qt.SortOrder.AscendingOrder)
        self._filter()
        self._connect()
        self._add_menu()

    def _add_menu(self) -> None:
        acts = (
            ("people", "转到别的支部…", self._transfer),
            ("plus", "登记其他学习…", self._record_study),
            ("chat", "登记联系、送学…", self._record_contact),
            ("list", "打开这个人的页面", lambda: self.form.panel.open_page("timeline")),
        )
        self.form.table.add_menu_actions(menu_actions(self, acts))

    def _changes_menu(self) -> QMenu:
        """What concerns many people: changes of the year, those away, elections, duplicates."""
        menu = QMenu(self)
        for picture, words, key, tab in (
            ("list", "变动登记（转入转出、去世、转正…）", "changes", "events"),
            ("phone", "流动、失联党员和联系记录", "changes", "away"),
            ("flag", "到期事项（预备期满、失联、停止党籍）", "changes", "matters"),
            ("people", "换届…", "election", ""),
            ("copy", "重复记录…", "changes", "duplicates"),
        ):
            menu.addAction(icons.icon(picture), words, lambda key=key, tab=tab: self.context.go(key, tab=tab))
        menu.addAction(icons.icon("picture"), "批量导入照片…", self._import_photos)
        return menu

    def _connect(self) -> None:
        form = self.form
        form.search.searched.connect(self.model.search)
        for combo in (form.unit, form.kind, form.post, form.floating):
            combo.changed.connect(lambda _: self._filter())
        form.clear.clicked.connect(self._clear)
        form.table.clear_wanted.connect(self._clear)
        form.table.chosen.connect(self._show_person)
        form.table.opened.connect(lambda row: form.panel.edit())
        form.table.export_wanted.connect(self._export)
        self.model.arranged.connect(self._count)
        form.import_button.clicked.connect(lambda: self.context.go("import"))
        form.export_button.clicked.connect(self._export)
        form.export_list.clicked.connect(self._export)
        form.copy_button.clicked.connect(self._copy)
        form.add.clicked.connect(self._add)
        form.changes_button.setMenu(self._changes_menu())

    def counting(self) -> Callable[[], QuotaBoard]:
        from partyschool.services.quota import count_quota

        today = self.context.today
        return partial(count_quota, self.context.db, year=today.year, as_of=today, with_rotation=False)

    def show_counted(self, found: QuotaBoard) -> None:
        rows = sorted(found.rows, key=attrgetter("sort_key"))  # those of one name stay by their ids
        self._members = found.totals.members
        self.form.head.set_caption(_caption(found))
        self.form.unit.set_choices("全部党组织", [(line.name, line.unit_id) for line in found.units if line.unit_id])
        self._show_list_or_why_not(found)
        self.model.set_rows(rows, keep=self._kept())
        if self.isVisible():
            self._choice.start()

    def _show_list_or_why_not(self, found: QuotaBoard) -> None:
        """On a computer that only signs in, the list's people are nobody's register until they are asked for."""
        guests = found.totals.guests
        is_list = len(found.rows) > guests or self.form.floating.value() == ASIDE[QuotaState.GUEST]
        self.form.stack.setCurrentWidget(self.form.list_page if is_list else self.form.empty)
        if is_list:
            return
        buttons = [("导入花名册", "upload", lambda: self.context.go("import")), ("手工新增", "plus", self._add)]
        if guests:
            title, lead = "这里没有花名册", f"名单上的 {guests} 人只在这里签到，花名册和学时在做名单的电脑上。"
            buttons.insert(0, ("看名单上的人", "list", self._show_guests))
        else:
            title, lead = "还没有人员", "手里的党员花名册可以直接导入，不用改格式；导入前会先逐行核对。"
        self.form.empty.say(title, lead, buttons, picture="people")

    def _show_guests(self) -> None:
        self.form.floating.set_value(ASIDE[QuotaState.GUEST])
        self.form.stack.setCurrentWidget(self.form.list_page)
        self.form.table.choose_first()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._choice.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody is read for a page that is not seen; it may be counted while another one is open."""
        self._choice.stop()
        super().hideEvent(event)

    def _choose_somebody(self) -> None:
        chosen = self.form.table.chosen_row()
        if chosen is None:
            self.form.table.choose_first()
        else:
            self._show_person(chosen)

    def open(self, **context: object) -> None:
        """`person` to show, or `unit` and `search` to filter by."""
        found = [row for row in self.model.rows if row.person_id == context.get("person")]
        for row in found:
            self._clear()
            self.form.floating.set_value(ASIDE.get(row.state))
            self.form.table.choose(row.person_id)
        if "unit" in context:
            self.form.unit.set_value(context["unit"])
        if "search" in context:
            self.form.search.setText(str(context["search"]))

    def _kept(self) -> Callable[[QuotaRow], bool]:
        """What the filters ask for now, read once for 60,000 people."""
        form = self.form
        unit, floating, post, kinds = form.unit.value(), form.floating.value(), form.post.value(), form.kind.value()
        by_floating = floating in {"floating", "settled"}
        aside = floating if floating in ASIDE.values() else None

        def keeps(row: QuotaRow) -> bool:
            return (
                ASIDE.get(row.state) == aside
                and (unit is None or row.village_id == unit)
                and (kinds is None or row.kind in kinds)
                and (not by_floating or row.is_floating == (floating == "floating"))
                and _has_post(row, post)
            )

        return keeps

    def _filter(self) -> None:
        self.model.keep(self._kept())

    def _clear(self) -> None:
        self.form.search.clear()
        for combo in (self.form.unit, self.form.kind, self.form.post, self.form.floating):
            combo.reset()
        self.model.search("")
        self._filter()

    def _count(self) -> None:
        found, query = len(self.model.shown), self.form.search.text().strip()
        is_filtered = any(
            combo.value() is not None for combo in (self.form.unit, self.form.kind, self.form.post, self.form.floating)
        )
        self.form.clear.setVisible(bool(query) or is_filtered)
        words = f"共 {found:,} 人"
        if query:
            words += f"符合“{query}”" + ("和筛选条件" if is_filtered else "")
        elif is_filtered:
            words += "符合筛选条件"
        self.form.count.setText(f"{words} · 在册党员 {self._members:,} 人")

    def _show_person(self, row: QuotaRow | None) -> None:
        if row is None:
            self.form.panel.show_nobody()
        else:
            self.form.panel.show_person(row)

    def _add(self) -> None:
        from partyschool.ui.person_dialog import PersonDialog

        dialog = PersonDialog(self.context, parent=self)
        dialog.accepted.connect(lambda: self._show_new(dialog.person_id))
        dialog.open()

    def _show_new(self, person_id: int | None) -> None:
        self.refresh()
        self.open_at(person=person_id)

    def _record_study(self) -> None:
        from partyschool.ui.study_dialog import StudyDialog

        StudyDialog(self.context, [row.person_id for row in self.form.table.chosen_rows()], self).open()

    def _transfer(self) -> None:
        from partyschool.ui.transfer_dialog import TransferDialog

        rows = self.form.table.chosen_rows()
        TransferDialog(self.context, [(row.person_id, row.name) for row in rows], self).open()

    def _record_contact(self) -> None:
        from partyschool.ui.contact_dialog import ContactDialog

        ContactDialog(self.context, [row.person_id for row in self.form.table.chosen_rows()], self).open()

    def _import_photos(self) -> None:
        from partyschool.ui.photo_import_dialog import PhotoImportDialog

        PhotoImportDialog(self.context, self).open()

    def _copy(self) -> None:
        if not self.form.table.chosen_rows():
            self.form.table.selectAll()
        self.form.table.copy()

    def _export(self) -> None:
        from partyschool.ui.exporting import export_list

        export_list(self, self.model, f"{self.context.today.year}年人员名单", people_of=self.context)


def _caption(board: QuotaBoard) -> str:
    villages = {row.village_id for row in board.rows if row.village_id is not None}
    branches = {row.unit_id for row in board.rows if row.unit_id is not None}
    members, others, guests = board.totals.members, board.totals.not_members, board.totals.guests
    words = f"{len(villages)} 个村（单位）、{len(branches)} 个党支部 · 在册党员 {members:,} 人"
    words += f"，积极分子、发展对象等 {others:,} 人" if others else ""
    return words + (f"，另有 {guests:,} 人只在这里签到" if guests else "")


def _has_post(row: QuotaRow, wanted: str | None) -> bool:
    match wanted:
        case "committees":
            return row.in_two_committees
        case "leaders":
            return row.in_leadership
        case "none":
            return not row.posts
        case _:
            return True
