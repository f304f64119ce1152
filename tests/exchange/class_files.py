"""Made-up class workbooks."""

from pathlib import Path
from typing import Any

from tests.exchange.sheets import Rows, number_of, write_sheets

LESSON_HEAD = (
    "场次", "日期", "时段", "开始", "结束", "教学内容", "教学形式", "模块", "授课人", "授课人类别", "地点",
    "学时", "签到场次",
)  # fmt: skip
PLACE = "河湾镇党校教室"


def facts(**changes: Any) -> list[list[Any]]:
    values = {
        "班次编号": "2025-01",
        "班次名称": "河湾镇2025年农村党员轮训班（第1期）",
        "主办单位": "河湾镇党校",
        "培训对象": "农村党员",
        "开始日期": "2025-06-16",
        "结束日期": "2025-06-16",
        **changes,
    }
    return [[key, value] for key, value in values.items() if value is not None]


def lessons() -> list[list[Any]]:
    morning, afternoon = ("2025-06-16", "上午"), ("2025-06-16", "下午")
    first, second = "08:30-11:30", "14:00-17:00"
    fixed = ("规定动作", "通识教育", "", "", PLACE, 0, first)
    return [
        [1, *morning, "08:10", "08:30", "签到", *fixed],
        [1, *morning, "08:30", "08:35", "奏唱国歌", *fixed],
        [1, *morning, "08:35", "08:45", "重温入党誓词", *fixed],
        [1, *morning, "08:45", "09:15", "集体学习党章", *fixed],
        [
            1,
            *morning,
            "09:15",
            "11:30",
            "领导讲课",
            "专题讲座",
            "专题教育",
            "李书记（党委书记）",
            "领导干部",
            PLACE,
            4,
            first,
        ],
        [
            2,
            *afternoon,
            "14:00",
            "16:00",
            "现场教学",
            "现场教学",
            "专题教育",
            "王大棚",
            "身边榜样",
            "桥头村蔬菜大棚",
            3.5,
            second,
        ],
        [2, *afternoon, "16:00", "17:00", "研讨交流", "自选动作", "专题教育", "", "", PLACE, 0.5, second],
    ]


def class_file(
    path: Path, *, trainees: Rows = (), timetable: Rows | None = None, first_sheet: Rows | None = None
) -> Path:
    sheets = {
        "班次": first_sheet if first_sheet is not None else facts(),
        "课程表": [LESSON_HEAD, *(timetable if timetable is not None else lessons())],
        "学员": [("序号", "姓名", "身份证号", "单位"), *trainees],
    }
    return write_sheets(path, sheets)


def trainee(serial: int, name: str) -> tuple[Any, ...]:
    return (serial, name, number_of(serial), "桥头村党支部")
