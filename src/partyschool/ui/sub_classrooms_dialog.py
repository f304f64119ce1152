"""分课堂 of a class: which there are, who keeps them, how many are called up and have come, and who is called up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from partyschool.errors import Refusal
from partyschool.ui import problems, tokens
from partyschool.ui.class_view import next_session
from partyschool.ui.context import Context
from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_call_up_dialog import Ui_CallUpDialog
from partyschool.ui.forms.ui_sub_classroom_dialog import Ui_SubClassroomDialog
from partyschool.ui.forms.ui_sub_classrooms_dialog import Ui_SubClassroomsDialog
from partyschool.ui.table_model import Align, Column, Kind, TableModel
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.class_rows import ClassDetail
    from partyschool.services.sub_classrooms import SubClassroomRow

MAIN = "主课堂"


@dataclass(frozen=True, slots=True)
class RoomLine:
    """A classroom in the list; `row` is None for the main one."""

    row: SubClassroomRow | None
    name: str
    address: str
    responsible: str
    phone: str
    called_up: int
    present: int


class SubClassroomsDialog(FormDialog):
    """Opened from a class's page; each row leads to its own sign-in."""

    def __init__(self, context: Context, detail: ClassDetail, parent: QWidget) -> None:
        super().__init__(parent)
        self.context, self.detail = context, detail
        self.form = Ui_SubClassroomsDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        sessions = [row for row in detail.sessions if row.state != "cancelled"]
        self._session = next_session(detail, context.db.now()) or (sessions[-1] if sessions else None)
        self.form.title.setText(f"分课堂　{detail.row.title}")
        self.model: TableModel[RoomLine] = TableModel(_columns(self._number()), self, key=lambda line: line.name)
        self.form.table.install(self.model, row_height=tokens.ROW_HEIGHT)
        self.form.table.opened.connect(lambda line: self.change())
        self.form.table.chosen.connect(lambda _: self._enable())
        self.form.change.clicked.connect(self.change)
        self.form.remove.clicked.connect(self.remove)
        self.form.sign_in.clicked.connect(self.sign_in)
        self.refresh()

    def _number(self) -> int:
        return self._session.number if self._session is not None else 0

    def refresh(self) -> None:
        """Read the rooms and their figures once more."""
        from partyschool.services.sub_classrooms import count_places, list_sub_classrooms

        code, row = self.detail.row.code, self.detail.row
        rooms = list_sub_classrooms(self.context.db, code)
        counts = count_places(self.context.db, self._session.id) if self._session is not None else []
        present = {count.name: count.present for count in counts}
        free = row.enrolled - sum(room.called_up for room in rooms)
        main = RoomLine(None, MAIN, row.place, row.responsible, self.detail.phone, free, present.get("", 0))
        self.model.set_rows([main, *(_line(room, present.get(room.name, 0)) for room in rooms)])
        self.form.table.choose_first()
        self._enable()

    def _enable(self) -> None:
        """The main classroom is kept with the class; it has a desk of its own only beside others."""
        line = self.form.table.chosen_row()
        is_room = line is not None and line.row is not None
        self.form.change.setEnabled(is_room)
        self.form.remove.setEnabled(is_room)
        self.form.sign_in.setEnabled(line is not None and len(self.model.rows) > 1)

    def accept(self) -> None:
        """新增: the button that Enter presses; the dialog stays."""
        self._edit(None)

    def _chosen(self) -> SubClassroomRow:
        line = self.form.table.chosen_row()
        if line is None or line.row is None:
            raise Refusal("请先选一个分课堂。主课堂的地点和负责人在“修改培训班”里改。")
        row: SubClassroomRow = line.row
        return row

    def change(self) -> None:
        self._edit(self._chosen())

    def _edit(self, row: SubClassroomRow | None) -> None:
        dialog = SubClassroomDialog(self.context, self.detail.row.code, row, self)
        dialog.accepted.connect(self.refresh)
        dialog.open()

    def remove(self) -> None:
        from partyschool.services.sub_classrooms import remove_sub_classroom

        row = self._chosen()
        remove_sub_classroom(self.context.db, code=self.detail.row.code, sub_classroom_id=row.id)
        problems.say(f"已删除“{row.name}”，安排到那里的人改为不限课堂。", Tone.DONE)
        self.refresh()

    def sign_in(self) -> None:
        """To the desk of the chosen room, by the dialog that starts its phones while a session is still to come."""
        from partyschool.ui.start_dialog import StartDialog

        line = self.form.table.chosen_row()
        room = line.row.name if line is not None and line.row is not None else ""
        if self.detail.row.phase == "draft" or self._session is None:
            raise Refusal("还不能签到：先排好场次，再发布这一期。")
        QDialog.accept(self)
        parent = self.parentWidget() or self
        if next_session(self.detail, self.context.db.now()) is None:
            self.context.go("desk", code=self.detail.row.code, number=self._number(), room=room)
        else:
            StartDialog(self.context, self.detail, parent, number=self._number(), room=room).open()


def _line(room: SubClassroomRow, present: int) -> RoomLine:
    form = room.form
    return RoomLine(room, form.name, form.address, form.responsible, form.phone, room.called_up, present)


def _columns(number: int) -> list[Column[RoomLine]]:
    return [
        Column("课堂", lambda line: line.name, Kind.NAME, width=180),
        Column("地点", lambda line: line.address, width=170, stretch=True),
        Column("负责人", lambda line: line.responsible, width=84),
        Column("电话", lambda line: line.phone, width=120),
        Column("应到", lambda line: str(line.called_up), align=Align.RIGHT, width=60),
        Column(
            f"第 {number} 场实到" if number else "实到", lambda line: str(line.present), align=Align.RIGHT, width=110
        ),
    ]


class SubClassroomDialog(FormDialog):
    """A new sub-classroom, or the given one; a teaching point fills in what is known of it."""

    def __init__(self, context: Context, code: str, row: SubClassroomRow | None, parent: QWidget) -> None:
        from partyschool.services.teaching_points import list_points

        super().__init__(parent)
        self.context, self._code, self._row = context, code, row
        self.form = Ui_SubClassroomDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        self.form.title.setText("修改分课堂" if row else "新增分课堂")
        self._points = {point.id: point.form for point in list_points(context.db, active_only=True)}
        entries = [(form.name, key) for key, form in self._points.items()]
        fill(self.form.point, [("不是教学点", None), *entries], row.form.teaching_point_id if row else None)
        if row:
            self.form.name.setText(row.form.name)
            self.form.address.setText(row.form.address)
            self.form.responsible.setText(row.form.responsible)
            self.form.phone.setText(row.form.phone)
        self.form.point.activated.connect(lambda place: self._fill_in())
        self.form.name.setFocus()

    def _fill_in(self) -> None:
        point = self._points.get(self.form.point.currentData())
        if point is not None:
            self.form.name.setText(point.name)
            self.form.address.setText(point.address)
            self.form.responsible.setText(point.contact)
            self.form.phone.setText(point.phone)

    def accept(self) -> None:
        from partyschool.services.sub_classrooms import SubClassroomForm, save_sub_classroom

        form = self.form
        entered = SubClassroomForm(
            form.name.text(), form.address.text(), form.responsible.text(), form.phone.text(), form.point.currentData()
        )
        key = self._row.id if self._row else None
        save_sub_classroom(self.context.db, code=self._code, form=entered, sub_classroom_id=key)
        super().accept()


class CallUpDialog(FormDialog):
    """安排课堂: to which classroom the chosen trainees are to come."""

    def __init__(self, context: Context, code: str, person_ids: Sequence[int], parent: QWidget) -> None:
        from partyschool.services.sub_classrooms import list_sub_classrooms

        super().__init__(parent)
        self.context, self._code, self._person_ids = context, code, list(person_ids)
        rooms = list_sub_classrooms(context.db, code)
        if not rooms:
            raise Refusal("这一期还没有分课堂。请先在右上角“更多”里点“分课堂…”新增。")
        self.form = Ui_CallUpDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        self.form.lead.setText(
            f"选中的 {len(person_ids)} 人到哪个课堂上课。到了别的课堂也能签到，实际在哪里以签到为准。"
        )
        fill(self.form.room, [(row.name, row.id) for row in rooms] + [("主课堂（或不限课堂）", None)], rooms[0].id)

    def accept(self) -> None:
        from partyschool.services.sub_classrooms import call_up_to

        room = self.form.room.currentData()
        call_up_to(self.context.db, code=self._code, person_ids=self._person_ids, sub_classroom_id=room)
        super().accept()
