"""师资与教学点: the teachers with their pool by year and their trainings, the teaching points and the rooms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from partyschool.domain.pool import PoolAction
from partyschool.ui import problems
from partyschool.ui.context import Context
from partyschool.ui.exporting import export_list
from partyschool.ui.form_dialog import FormDialog
from partyschool.ui.forms.ui_teachers_page import Ui_TeachersPage
from partyschool.ui.menu_actions import Entry, menu_actions
from partyschool.ui.page import Page
from partyschool.ui.pool_tab import PoolTab
from partyschool.ui.preview import show_preview
from partyschool.ui.table import TableView
from partyschool.ui.table_model import Column, TableModel
from partyschool.ui.tasks import Report
from partyschool.ui.teacher_trainings_tab import TeacherTrainingsTab
from partyschool.ui.teaching_columns import point_columns, room_columns, teacher_columns
from partyschool.ui.teaching_words import TEACHER_KINDS, kind_choices
from partyschool.ui.tokens import Tone
from partyschool.ui.widgets.chip import Chip

if TYPE_CHECKING:
    from partyschool.services.teachers import TeacherRow
    from partyschool.services.teaching_points import PointCount

LISTS = ("teachers", "points", "rooms")
IMPORTS = {"teachers": "teachers", "points": "sites"}  # tab -> kind of import
TABS = {
    "teachers": "师资", "pool": "年度名册", "trainings": "师资培训", "points": "教学点", "rooms": "教室",
}  # fmt: skip
ADD = {
    "teachers": "新增教师", "pool": "登记入库、出库", "trainings": "登记培训", "points": "新增教学点",
    "rooms": "新增教室",
}  # fmt: skip


class TeachersPage(Page):
    """Lists with one search; a double click or Enter edits, the context menu retires and removes."""

    tables = frozenset(
        {
            "teachers",
            "teaching_points",
            "rooms",
            "lessons",
            "units",
            "pool_entries",
            "teacher_trainings",
            "list_entries",
            "schools",
        }
    )

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.form = Ui_TeachersPage()
        self.form.setupUi(self)
        form = self.form
        self.views: dict[str, TableView] = dict(zip(LISTS, (form.teachers, form.points, form.rooms), strict=True))
        self.models: dict[str, TableModel[Any]] = {
            "teachers": _model(teacher_columns(), lambda row: [row.form.title, row.form.subjects]),
            "points": _model(point_columns(), lambda row: [row.unit, row.form.builder]),
            "rooms": _model(room_columns(), lambda row: [row.form.kind]),
        }
        for key, view in self.views.items():
            view.install(self.models[key])
            view.opened.connect(self._edit)
            view.export_wanted.connect(self._export)
            view.clear_wanted.connect(self._clear)
            view.when_filtered_empty(f"没有符合条件的{TABS[key]}")
            view.add_menu_actions(self._menu_actions())
        self._say_what_is_missing()
        self.pool, self.trainings = PoolTab(context), TeacherTrainingsTab(context)
        self.models |= {"pool": self.pool.model, "trainings": self.trainings.model}
        for place, widget in enumerate((self.pool, self.trainings), 1):
            form.stack.insertWidget(place, widget)
        for table in (self.pool.form.table, self.trainings.form.table):
            table.clear_wanted.connect(self._clear)
        self.dress()
        form.tabs.set_tabs([(key, title, "") for key, title in TABS.items()])
        form.tabs.over(form.stack)
        form.tabs.changed.connect(self._show_tab)
        form.search.searched.connect(self._search)
        form.kind.changed.connect(self._filter)
        form.with_closed.toggled.connect(self._filter)
        form.add.clicked.connect(self._add)
        form.import_button.clicked.connect(lambda: context.go("import", kind=IMPORTS[self._tab()]))
        form.export_button.clicked.connect(self._export)
        form.print_cards.clicked.connect(self.print_cards)
        form.school.currentIndexChanged.connect(lambda _: self._show_rooms())
        self._show_tab("teachers")

    def refresh(self) -> None:
        from partyschool.services.teachers import list_teachers
        from partyschool.services.teaching_points import list_point_warnings, list_points

        db = self.context.db
        teachers = list_teachers(db)
        self._show_rows("teachers", teachers)
        self._show_rows("points", list_points(db))
        self.form.school.refresh(db)
        self._show_rooms()
        self.pool.refresh()
        self.trainings.refresh()
        self._filter()
        self.form.head.set_caption(_pool_words(teachers))
        self._warn_of_points(list_point_warnings(db))

    def _show_rows(self, key: str, rows: list[Any]) -> None:
        self.models[key].set_rows(rows)
        self.form.tabs.set_count(key, str(sum(row.is_active for row in rows)))

    def _show_rooms(self) -> None:
        """Of the chosen school."""
        from partyschool.services.rooms import list_rooms

        self._show_rows("rooms", list_rooms(self.context.db, school_id=self.form.school.school_id))
        self._offer_school()

    def _offer_school(self) -> None:
        self.form.school.setVisible(self._tab() == "rooms" and self.form.school.count() > 1)

    def _warn_of_points(self, towns: list[PointCount]) -> None:
        """每个镇街设有3-5处: said beside the title, never refused; departments' own points count to no town."""
        words = [f"{row.town}有教学点 {row.points} 个，应有 {row.minimum}–{row.maximum} 个" for row in towns]
        chips = []
        if words:
            chips.append(Chip(words[0] if len(words) == 1 else f"{len(words)} 个镇街的教学点数不合规定", Tone.WATCH))
            chips[0].setToolTip("\n".join(words))
        self.form.head.set_chips(*chips)

    def open(self, **context: object) -> None:
        """`tab` is teachers, pool, trainings, points or rooms; `school` whose rooms."""
        tab, school = context.get("tab"), context.get("school")
        if isinstance(tab, str):
            self.form.tabs.choose(tab)
        if isinstance(school, int):
            self.form.school.choose(school)

    def _say_what_is_missing(self) -> None:
        go = self.context.go
        by_file = {
            kind: ("从 Excel 导入", "upload", lambda kind=kind: go("import", kind=kind)) for kind in IMPORTS.values()
        }
        self.views["teachers"].when_empty(
            "师资库还没有人",
            "领导干部、专家教授、身边榜样都可以登记，排课时直接选，也能算出谁讲了多少课。",
            [("新增教师", "plus", self._add), by_file["teachers"]],
            picture="cap",
        )
        self.views["points"].when_empty(
            "还没有教学点",
            "“5+1+N”里的“1”是到教学点上课。每个镇街应有 3 到 5 个，先登记一个。",
            [("新增教学点", "plus", self._add), by_file["sites"]],
            picture="pin",
        )
        self.views["rooms"].when_empty(
            "还没有教室",
            "登记了教室，排课时才能查出同一时间占用的冲突。",
            [("新增教室", "plus", self._add), ("按“一厅五室”一次建好", "house-mark", self._add_preset_rooms)],
            picture="house-mark",
        )

    def _add_preset_rooms(self) -> None:
        from partyschool.services.rooms import add_preset_rooms

        added = add_preset_rooms(self.context.db, school_id=self.form.school.school_id)
        problems.say(f"已登记 {added} 处场地，座位数请逐个补上。", Tone.DONE)

    # What is shown

    def _show_tab(self, key: str) -> None:
        from partyschool.services.word_lists import offered_words

        is_place = key in ("points", "rooms")
        kinds = offered_words(self.context.db, "point_kinds") if is_place else kind_choices(TEACHER_KINDS)
        self.form.kind.setVisible(key != "rooms")
        self.form.kind.set_choices("类别不限", kinds)
        self.form.print_cards.setVisible(key == "points")
        self._offer_school()
        self.form.search.setPlaceholderText("名称或拼音首字母" if is_place else "姓名或拼音首字母")
        self.form.with_closed.setVisible(key in LISTS)
        self.form.add.setText(f" {ADD[key]}")
        self._filter()

    def _search(self, text: str) -> None:
        for model in self.models.values():
            model.search(text)

    def _filter(self) -> None:
        """An empty list has its own red button; the one in the head would be a second."""
        has_rows = bool(self.models[self._tab()].rows)
        self.form.add.setVisible(has_rows)
        self.form.import_button.setVisible(has_rows and self._tab() in IMPORTS)
        self.form.export_button.setVisible(has_rows and self._tab() != "pool")  # the roll has its own
        key, kind, with_closed = self._tab(), self.form.kind.value(), self.form.with_closed.isChecked()
        if key not in LISTS:
            (self.pool if key == "pool" else self.trainings).keep(kind)
            return
        self.models[key].keep(lambda row: (with_closed or row.is_active) and (kind is None or row.form.kind == kind))

    def _clear(self) -> None:
        self.form.search.clear()
        self.form.kind.reset()
        self.form.with_closed.setChecked(True)

    def _tab(self) -> str:
        return self.form.tabs.current()

    # What is done

    def _menu_actions(self) -> list[QAction]:
        entries: list[Entry] = [
            ("pencil", "修改…", lambda: self._edit(self._chosen())),
            ("undo", "停用或恢复", self._switch),
            ("trash", "删除", self._remove),
        ]
        return menu_actions(self, entries)

    def _chosen(self) -> Any:
        return self.views[self._tab()].chosen_row()

    def _add(self) -> None:
        if self._tab() == "pool":
            self.pool.ask(PoolAction.JOIN)
        elif self._tab() == "trainings":
            self.trainings.ask()
        else:
            self._dialog(None).open()

    def _edit(self, row: Any) -> None:
        if row is not None:
            self._dialog(row).open()

    def _dialog(self, row: Any) -> FormDialog:
        from partyschool.ui.point_dialog import PointDialog
        from partyschool.ui.room_dialog import RoomDialog
        from partyschool.ui.teacher_dialog import TeacherDialog

        db, tab = self.context.db, self._tab()
        if tab == "rooms":
            return RoomDialog(db, row, self, self.form.school.school_id)
        return TeacherDialog(db, row, self) if tab == "teachers" else PointDialog(db, row, self)

    def _switch(self) -> None:
        from partyschool.services import rooms, teachers, teaching_points

        row, db = self._chosen(), self.context.db
        if row is None:
            return
        if self._tab() == "teachers":
            teachers.set_teacher_active(db, teacher_id=row.id, is_active=not row.is_active)
        elif self._tab() == "points":
            teaching_points.set_point_active(db, point_id=row.id, is_active=not row.is_active)
        else:
            rooms.set_room_active(db, room_id=row.id, is_active=not row.is_active)

    def _remove(self) -> None:
        from partyschool.services import rooms, teachers, teaching_points

        row, db = self._chosen(), self.context.db
        if row is None:
            return
        if self._tab() == "teachers":
            teachers.remove_teacher(db, teacher_id=row.id)
        elif self._tab() == "points":
            teaching_points.remove_point(db, point_id=row.id)
        else:
            rooms.remove_room(db, room_id=row.id)

    def print_cards(self) -> None:
        """基层教学点登记卡 of the chosen points, of all in use where none is chosen."""
        db = self.context.db
        chosen = self.views["points"].chosen_rows()

        def make(_: Report) -> bytes:
            from partyschool.printing.point_card import print_point_cards
            from partyschool.services.point_words import point_words, words_of_points

            return print_point_cards(words_of_points(db, chosen) if chosen else point_words(db))

        show_preview(self, "基层教学点登记卡", make, "基层教学点登记卡.pdf")

    def _export(self) -> None:
        export_list(self, self.models[self._tab()], TABS[self._tab()])


def _pool_words(teachers: list[TeacherRow]) -> str:
    """“师资库 22 人：领导干部 6，专家教授 8，…”."""
    pool = Counter(row.form.kind for row in teachers if row.is_active and row.form.in_pool)
    parts = [f"{word} {pool[kind]}" for kind, (word, _) in TEACHER_KINDS.items() if pool[kind]]
    return f"师资库 {pool.total()} 人" + ("：" + "，".join(parts) if parts else "")


def _model(columns: list[Column[Any]], searched: Callable[[Any], list[str]]) -> TableModel[Any]:
    return TableModel(
        columns,
        key=lambda row: row.id,
        initials=lambda row: row.initials,
        searched=searched,
        muted=lambda row: not row.is_active,
    )
