"""A small town's spreadsheets, written with another library than the program's and as untidy as clerks send them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from partyschool.domain.identity import check_character

DAY = date(2025, 6, 16)
VILLAGES = ("桂庄村", "前庄村", "东街村")
# name, village, born, post: rare characters, a compound surname, an interpunct, two of one name in one village
PEOPLE = (
    ("许玉芳", "桂庄村", "1968-03-02", "党支部书记、村委会主任"),
    ("吴静", "桂庄村", "1974-05-11", "党支部委员"),
    ("孟䶮", "桂庄村", "1990-01-30", ""),
    ("于𠮷昌", "桂庄村", "1957-12-06", ""),
    ("王伟", "桂庄村", "1966-06-16", ""),
    ("王伟", "桂庄村", "1985-09-09", ""),
    ("欧阳建国", "前庄村", "1961-07-21", "党支部书记"),
    ("艾力·买买提", "前庄村", "1979-04-04", ""),
    ("刘堃", "前庄村", "1992-02-29", ""),
    ("陈桂荣", "前庄村", "1949-10-01", ""),
    ("马明艳", "前庄村", "1983-03-08", "村委会委员"),
    ("李洋", "东街村", "1999-11-12", ""),
    ("唐静静", "东街村", "1982-09-17", ""),
    ("王杰", "东街村", "1959-01-05", "党支部书记"),
    ("赵四海", "东街村", "1951-08-25", ""),
    ("孙立新", "东街村", "1970-06-01", ""),
)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the small town; `tail` is what a phone asks for."""

    name: str
    village: str
    born: str
    post: str
    number: str

    @property
    def tail(self) -> str:
        return self.number[-4:]

    @property
    def branch(self) -> str:
        return f"{self.village}党支部"


def members() -> list[Member]:
    """The same ones each time; one number ends in X."""
    return [
        Member(name, village, born, post, a_number(born, place))
        for place, (name, village, born, post) in enumerate(PEOPLE)
    ]


def a_number(born: str, place: int) -> str:
    """A number that passes the check, of an area that does not exist; the first person's ends in X."""
    for order in range(place * 20, 1000):
        first = f"379998{born.replace('-', '')}{order:03d}"
        if place or check_character(first) == "X":
            return first + check_character(first)
    raise AssertionError(born)


def save_roll(path: Path, people: Sequence[Member]) -> None:
    """Title, two-row header with a merged group, four styles of dates, spaces in names, small x, 合计 and a note."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["房寺镇党员花名册"])
    page.merge_cells("A1:H1")
    page.append(["序号", "姓 名", "基本情况", None, "公民身份证号码", "入党时间", "所属党支部", "联系电话"])
    page.append([None, None, "性别", "出生年月日", None, None, None, None])
    page.merge_cells("C2:D2")
    for place, person in enumerate(people):
        page.append(
            [
                place + 1,
                "\u3000".join(person.name) if len(person.name) == 2 else person.name,
                "男" if int(person.number[16]) % 2 else "女",
                _styled(person.born, place),
                person.number.lower() if place % 2 == 0 else f" {person.number}",
                date(2010, 7, 1) if place % 2 else "2010.07.01",
                person.branch if place % 3 else f"中共房寺镇{person.village}支部委员会",
                "15400001234",
            ]
        )
    page.append(["合计", f"{len(people)}人"])
    page.append(["注：以上人员均为虚构。"])
    book.save(path)


def _styled(day: str, place: int) -> str | date:
    year, month, date_ = day.split("-")
    return (day, f"{year}.{int(month)}.{int(date_)}", f"{year}年{int(month)}月{int(date_)}日", date.fromisoformat(day))[
        place % 4
    ]


def save_sheet(path: Path, rows: Iterable[Sequence[object]], *, name: str = "Sheet1") -> None:
    """A plain sheet."""
    save_book(path, {name: rows})


def save_book(path: Path, sheets: dict[str, Iterable[Sequence[object]]]) -> None:
    """Plain sheets by name."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    book.save(path)


def save_cadres(path: Path, people: Sequence[Member]) -> None:
    """村“两委”成员名单."""
    head = ("村", "姓名", "身份证号", "职务", "任职日期", "离任日期")
    rows = [(row.village, row.name, row.number, row.post, "2021-03-12", None) for row in people if row.post]
    save_sheet(path, [head, *rows], name="村两委")


def save_class(path: Path, people: Sequence[Member], *, day: date = DAY, code: str = "2025-01") -> None:
    """A class of two half-days with its 5+1+N, as a colleague lays it out."""
    head = ("场次", "日期", "开始", "结束", "教学内容", "教学形式", "授课人", "授课人类别", "地点", "学时", "签到场次")
    first, second = ("08:30-11:30", "14:00-17:00")
    hall, point = "党校报告厅", "贾集村温室蔬菜大棚"
    lessons = [
        (1, day, "08:00", "08:30", "签到", "规定动作", None, None, hall, 0, first),
        (1, day, "08:30", "08:35", "奏唱国歌", "规定动作", None, None, hall, 0, first),
        (1, day, "08:35", "08:45", "重温入党誓词", "规定动作", None, None, hall, 0, first),
        (1, day, "08:45", "09:15", "集体学习党章", "规定动作", None, None, hall, 0, first),
        (1, day, "09:15", "11:30", "领导讲课", "专题讲座", "周文斌", "领导干部", hall, 4, first),
        (2, day, "14:00", "16:00", "现场教学", "现场教学", "贾长河", "身边榜样", point, 4, second),
        (2, day, "16:00", "17:00", "研讨交流", "自选动作", None, None, hall, 0, second),
    ]
    facts = [
        ("班次编号", code), ("班次名称", "农村党员轮训班"), ("培训对象", "农村党员"), ("开始日期", day.isoformat()),
        ("结束日期", day.isoformat()), ("培训地点", hall), ("负责人", "李会敏"), ("发结业证书", "是"),
    ]  # fmt: skip
    trainees = [(row.name, row.number, row.branch) for row in people]
    save_book(path, {"班次": facts, "课程表": [head, *lessons], "学员": [("姓名", "身份证号", "单位"), *trainees]})


def save_attendance(path: Path, rows: Iterable[tuple[str, int, Member, str, str]]) -> None:
    """签到记录: class, session, person, signed in and out."""
    head = ("班次编号", "场次", "姓名", "身份证号", "签到时间", "签退时间", "备注")
    lines = [(code, number, who.name, who.number, came, left or None, None) for code, number, who, came, left in rows]
    save_sheet(path, [head, *lines], name="签到记录")
