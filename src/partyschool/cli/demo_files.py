"""The demonstration's spreadsheets, as untidy as clerks send them: roll, 村“两委” list and class workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from partyschool.domain.timetable import LessonPlan
from partyschool.exchange.tables import new_workbook
from partyschool.services.class_rows import ClassForm
from partyschool.services.sample_town import Town, Townsman, town_words
from partyschool.services.words import FORMS, MODULES, TEACHER_KINDS

KINDS = {
    "full": "正式党员",
    "probationary": "预备党员",
    "development": "发展对象",
    "activist": "积极分子",
    "masses": "群众",
}
SEXES = {"male": "男", "female": "女"}
HEAD = (
    "序号", "姓 名", "基本情况", "", "身份证号码", "文化程度", "入党时间", "转正时间", "党员类别", "所属支部",
    "联系电话", "是否流动", "外出流向",
)  # fmt: skip
SECOND_HEAD = {2: "性别", 3: "出生年月"}
DATE_STYLES = (
    "{:%Y-%m-%d}",
    "{0.year}/{0.month}/{0.day}",
    "{0.year}年{0.month}月{0.day}日",
    "{0.year}.{0.month}.{0.day}",
    "{:%Y%m%d}",
)
WIDE = str.maketrans("0123456789X", "０１２３４５６７８９ｘ")
LESSON_HEAD = (
    "场次", "日期", "开始", "结束", "教学内容", "教学形式", "模块", "授课人", "授课人类别", "地点", "学时",
    "签到场次", "主持人",
)  # fmt: skip


def save_roll(path: Path, town: Town) -> None:
    """Title row, two-row header, five styles of dates, blanks in names, full-width numbers, one person twice, one
    number cut off by the spreadsheet program, and a 合计 row below."""
    people = town.people
    with new_workbook(path) as book:
        page = book.add_worksheet("花名册")
        page.merge_range(0, 0, 0, len(HEAD) - 1, f"房寺镇党员花名册（{town.today.year}年）")
        page.write_row(1, 0, HEAD)
        for column, title in SECOND_HEAD.items():
            page.write_string(2, column, title)
        rows = [roll_row(place, person) for place, person in enumerate(people)]
        twice, cut = rows[7], [*rows[11]]
        cut[1], cut[4] = "陈小川", "379999199203040000"
        for place, row in enumerate([*rows, twice, cut], 3):
            page.write_row(place, 0, [place - 2, *row[1:]])
        page.write_row(len(rows) + 5, 0, ["合计", f"{len(rows)}人"])


def roll_row(place: int, person: Townsman) -> list[str]:
    """One line, untidy in another way from row to row."""
    name = " ".join(person.name) if len(person.name) == 2 and place % 3 == 0 else person.name
    number = person.id_number.translate(WIDE) if place % 17 == 0 else person.id_number
    number = number.replace("X", "x") if place % 2 else number
    return [
        "",
        name,
        SEXES[person.sex],
        _day(person.born, place),
        number,
        person.education,
        _day(person.joined_on, place + 1),
        _day(person.full_on, place + 2),
        KINDS[person.kind],
        f"中共房寺镇{person.village}支部委员会" if place % 29 == 0 else person.branch,
        person.phone,
        "√" if person.floating_to else "",
        person.floating_to,
    ]


def _day(day: date | None, place: int) -> str:
    return "" if day is None else DATE_STYLES[place % len(DATE_STYLES)].format(day)


def save_cadres(path: Path, town: Town) -> None:
    """村“两委”成员名单."""
    since: date = town_words()["posts"]["since"]
    head = ("村", "姓名", "身份证号", "职务", "任职日期", "离任日期")
    rows = [(row.village, row.name, row.id_number, row.title, since.isoformat(), "") for row in town.holders]
    with new_workbook(path) as book:
        _write(book, "村两委成员名单", [head, *rows])


def save_class(
    path: Path, form: ClassForm, people: Iterable[Townsman], teachers: Mapping[int, tuple[str, str]]
) -> None:
    """The class workbook: 班次, 课程表, 学员.

    :param teachers: name and kind by id.
    """
    facts = [
        ("班次名称", form.title),
        ("班次类别", form.category),
        ("培训对象", form.audience),
        ("开始日期", form.starts_on.isoformat()),
        ("结束日期", form.ends_on.isoformat()),
        ("培训地点", form.place),
        ("负责人", form.responsible),
        ("发结业证书", "是" if form.gives_certificates else "否"),
    ]
    trainees = [("姓名", "身份证号", "单位"), *((row.name, row.id_number, row.branch) for row in people)]
    with new_workbook(path) as book:
        _write(book, "班次", facts)
        _write(book, "课程表", [LESSON_HEAD, *lesson_rows(form, teachers)])
        _write(book, "学员", trainees)


def lesson_rows(form: ClassForm, teachers: Mapping[int, tuple[str, str]]) -> Iterator[tuple[str, ...]]:
    """The timetable row by row; those of one 场次 make a half-day session."""
    sessions = {row.number: row for row in form.sessions}
    for lesson in form.lessons:
        session = sessions[lesson.session]
        name, kind = teachers.get(lesson.teacher_id or 0, ("", ""))
        yield (
            str(lesson.session),
            session.held_on.isoformat(),
            f"{lesson.starts:%H:%M}",
            f"{lesson.ends:%H:%M}",
            lesson.title,
            FORMS[lesson.form],
            MODULES[lesson.module],
            name,
            TEACHER_KINDS.get(kind, ""),
            lesson.place,
            _hours(lesson),
            f"{session.starts:%H:%M}-{session.ends:%H:%M}",
            lesson.host,
        )


def _hours(lesson: LessonPlan) -> str:
    return f"{lesson.half_hours / 2:g}"


def _write(book: Any, name: str, rows: Iterable[Sequence[str]]) -> None:
    page = book.add_worksheet(name)
    for place, row in enumerate(rows):
        for column, text in enumerate(row):
            page.write_string(place, column, text)
