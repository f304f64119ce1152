"""年度师资库名册 as a workbook: the roll, the lessons that its teachers gave, and their own trainings."""

from __future__ import annotations

from pathlib import Path

from partyschool.exchange.tables import Column, add_table, new_workbook
from partyschool.services.roll_words import RollWords, note_words
from partyschool.services.teacher_trainings import FORMS
from partyschool.services.words import TEACHER_KINDS

ROLL = [
    Column("序号", 6, "number"), Column("姓名", 10), Column("类别", 10), Column("单位及职务（职称）", 26),
    Column("主讲内容", 30), Column("联系电话", 16), Column("入库情况", 22), Column("登记日期", 12, "date"),
    Column("授课节数", 9, "number"), Column("授课学时", 9, "number"), Column("参加培训次数", 12, "number"),
]  # fmt: skip
LESSONS = [
    Column("姓名", 10), Column("日期", 12, "date"), Column("班次编号", 12), Column("班次", 34),
    Column("课程", 34), Column("学时", 8, "number"),
]  # fmt: skip
TRAININGS = [
    Column("姓名", 10), Column("方式", 8), Column("名称", 34), Column("地点", 20), Column("开始", 12, "date"),
    Column("结束", 12, "date"), Column("学时", 8, "number"),
]  # fmt: skip


def save_teacher_roll(path: Path, words: RollWords) -> None:
    """Write the three sheets.

    :raises Trouble: the place cannot be written.
    """
    names = {row.id: row.name for row in words.roll.rows}
    with new_workbook(path) as book:
        add_table(book, sheet="名册", title=words.title, columns=ROLL, rows=_roll_rows(words))
        title = f"{words.year}年度授课情况"
        lessons = [
            [names[line.teacher_id], line.held_on, line.class_code, line.class_title, line.title, line.half_hours / 2]
            for line in words.lessons
        ]
        add_table(book, sheet="授课情况", title=title, columns=LESSONS, rows=lessons)
        title = f"{words.year}年度师资培训"
        add_table(book, sheet="师资培训", title=title, columns=TRAININGS, rows=_training_rows(words))


def _roll_rows(words: RollWords) -> list[list[object]]:
    return [
        [
            place, row.name, TEACHER_KINDS[row.kind], row.title, row.subjects, row.phone, note_words(row),
            row.noted_on, row.lessons, row.half_hours / 2, row.trainings,
        ]
        for place, row in enumerate(words.roll.rows, 1)
    ]  # fmt: skip


def _training_rows(words: RollWords) -> list[list[object]]:
    return [
        [
            row.name, FORMS[row.form.form], row.form.title, row.form.place, row.form.start_on,
            row.form.end_on or row.form.start_on, row.form.half_hours / 2,
        ]
        for row in words.trainings
    ]  # fmt: skip
