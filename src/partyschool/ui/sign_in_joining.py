"""What of a class goes to other computers: its list and its sign-ins (签到名单、签到记录), its hours to the towns."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from partyschool.ui import problems
from partyschool.ui.exporting import ask_path
from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_call_up_dialog import Ui_CallUpDialog
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.storage.database import Database
    from partyschool.ui.page import Page

SHOWN = 12


def export_sign_ins(page: Page, code: str) -> None:
    """Ask where, then write the class's log for the other computer."""
    from partyschool.exchange.sign_in_file import KIND, write_sign_ins
    from partyschool.services.sign_in_records import collect_records

    records = collect_records(page.context.db, code=code)
    rooms = sorted({record.place for record in records.records if record.place})
    name = f"签到记录-{code}-{rooms[0] if len(rooms) == 1 else '全部'}-{records.made_at:%m%d-%H%M}{KIND.suffix}"
    path = ask_path(page, "导出签到记录", name, f"{KIND.words} (*{KIND.suffix})")
    if path is None:
        return
    write_sign_ins(path, records)
    count = len(records.records)
    problems.say(f"已导出 {count} 条签到到“{path}”。拿到另一台电脑，打开这一期，点“并入签到记录”。", Tone.DONE)


def join_sign_ins(page: Page, code: str) -> None:
    """Ask for the file, then join it."""
    from partyschool.exchange.sign_in_file import KIND

    chosen, _ = QFileDialog.getOpenFileName(page, "并入签到记录", "", f"{KIND.words} (*{KIND.suffix})")
    if chosen:
        join_file(page, code, Path(chosen))


def join_file(page: Page, code: str, path: Path) -> None:
    """Join it and say what it came to; conflicts stay on the screen until they were read."""
    from partyschool.exchange.sign_in_file import outcome_lines, read_sign_ins
    from partyschool.services.sign_in_join import join_records

    outcome = join_records(page.context.db, read_sign_ins(path), code=code)
    head, *conflicts = outcome_lines(outcome)
    if conflicts:
        show_conflicts(page, head, conflicts)
    else:
        problems.say(head, Tone.DONE)


def show_conflicts(parent: QWidget, head: str, conflicts: list[str]) -> QMessageBox:
    """A dozen at once; where there are more, all of them under 显示详情."""
    box = QMessageBox(QMessageBox.Icon.Warning, "并入签到记录", head, QMessageBox.StandardButton.Ok, parent)
    more = [f"……共 {len(conflicts)} 条，按“显示详情”看全部"] if len(conflicts) > SHOWN else []
    box.setInformativeText("\n".join([*(f"· {line}" for line in conflicts[:SHOWN]), *more]))
    if more:
        box.setDetailedText("\n".join(conflicts))
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    box.open()
    return box


class ListDialog(FormDialog):
    """签到名单文件: for which classroom; then where to put it."""

    def __init__(self, page: Page, code: str) -> None:
        from partyschool.services.sub_classrooms import list_sub_classrooms

        super().__init__(page)
        self._page, self._code = page, code
        self.form = Ui_CallUpDialog()
        self.form.setupUi(self)
        self.wire(self.form.save, self.form.cancel)
        self.setWindowTitle("签到名单文件")
        self.form.title.setText("签到名单文件")
        self.form.lead.setText(
            "给另一台电脑（分课堂、村）单独签到用。文件里只有班次、场次和名单：姓名、单位、身份证号后四位、学员证编码。"
            "对方在“签到”页点“打开签到名单…”，签完用“导出签到记录”交回来。"
        )
        rooms = list_sub_classrooms(page.context.db, code)
        entries = [(f"{row.name}　{words_of_called(row.called_up)}", row.name) for row in rooms]
        fill(self.form.room, [*entries, ("全部课堂的人", "")])
        self.form.save.setText("存为文件…")

    def accept(self) -> None:
        if export_list(self._page, self._code, str(self.form.room.currentData())):
            super().accept()


def words_of_called(people: int) -> str:
    """Who will be on the list of a sub-classroom."""
    return f"{people} 人" if people else "没有安排人，名单用没安排课堂的人"


def export_list(page: Page, code: str, room: str) -> bool:
    """Ask where, then write the list of the classroom; False where the clerk thinks better of it."""
    from partyschool.exchange.sign_in_list_file import KIND, write_list
    from partyschool.services.sign_in_list import collect_list

    listed = collect_list(page.context.db, code=code, room=room)
    name = f"签到名单-{code}-{room or '全部'}-{listed.made_at:%m%d-%H%M}{KIND.suffix}"
    path = ask_path(page, "签到名单文件", name, f"{KIND.words} (*{KIND.suffix})")
    if path is None:
        return False
    write_list(path, listed)
    problems.say(
        f"已把 {len(listed.people)} 人的签到名单存到“{path}”。拿到那台电脑，在“签到”页点“打开签到名单…”。", Tone.DONE
    )
    return True


def choose_list(parent: QWidget) -> Path | None:
    """Ask for a list that another computer made."""
    from partyschool.exchange.sign_in_list_file import KIND

    chosen, _ = QFileDialog.getOpenFileName(parent, "打开签到名单", "", f"{KIND.words} (*{KIND.suffix})")
    return Path(chosen) if chosen else None


def take_list(db: Database, path: Path) -> str:
    """Open it and say what can be signed in now."""
    from partyschool.exchange.sign_in_list_file import opened_words, read_list
    from partyschool.services.sign_in_list_opening import open_list

    return opened_words(open_list(db, read_list(path)))


def hand_down_hours(page: Page, code: str) -> None:
    """Ask for a folder, then write a spreadsheet of 上级调训 for each town whose people were there."""
    from partyschool.exchange.higher_training import write_higher_training
    from partyschool.services.higher_training import list_higher_training

    chosen = QFileDialog.getExistingDirectory(page, "上级调训学时存到哪个文件夹")
    if not chosen:
        return
    files = write_higher_training(Path(chosen), list_higher_training(page.context.db, code))
    problems.say(f"已写出 {len(files)} 个镇街的上级调训学时，在“{chosen}”。镇街在“导入”里按“其他学习”导入。", Tone.DONE)
