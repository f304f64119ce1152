"""What of a class goes to other computers: its sign-ins and back (导出、并入签到记录), its hours to the towns."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from partyschool.ui import problems
from partyschool.ui.exporting import ask_path
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.ui.page import Page

SHOWN = 12


def export_sign_ins(page: Page, code: str) -> None:
    """Ask where, then write the class's log for the other computer."""
    from partyschool.exchange.sign_in_file import KIND, SUFFIX, write_sign_ins
    from partyschool.services.sign_in_records import collect_records

    records = collect_records(page.context.db, code=code)
    rooms = sorted({record.place for record in records.records if record.place})
    name = f"签到记录-{code}-{rooms[0] if len(rooms) == 1 else '全部'}-{records.made_at:%m%d-%H%M}{SUFFIX}"
    path = ask_path(page, "导出签到记录", name, f"{KIND.words} (*{SUFFIX})")
    if path is None:
        return
    write_sign_ins(path, records)
    count = len(records.records)
    problems.say(f"已导出 {count} 条签到到“{path}”。拿到另一台电脑，打开这一期，点“并入签到记录”。", Tone.DONE)


def join_sign_ins(page: Page, code: str) -> None:
    """Ask for the file, then join it."""
    from partyschool.exchange.sign_in_file import KIND, SUFFIX

    chosen, _ = QFileDialog.getOpenFileName(page, "并入签到记录", "", f"{KIND.words} (*{SUFFIX})")
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


def hand_down_hours(page: Page, code: str) -> None:
    """Ask for a folder, then write a spreadsheet of 上级调训 for each town whose people were there."""
    from partyschool.exchange.higher_training import write_higher_training
    from partyschool.services.higher_training import list_higher_training

    chosen = QFileDialog.getExistingDirectory(page, "上级调训学时存到哪个文件夹")
    if not chosen:
        return
    files = write_higher_training(Path(chosen), list_higher_training(page.context.db, code))
    problems.say(f"已写出 {len(files)} 个镇街的上级调训学时，在“{chosen}”。镇街在“导入”里按“其他学习”导入。", Tone.DONE)
