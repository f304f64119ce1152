"""Importing 20,000 people from .xlsx against merely reading the file with the same library."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from partyschool.domain.identity import check_character
from partyschool.exchange.imports import import_file
from partyschool.paths import DataFolder
from partyschool.services.schools import init_school
from partyschool.storage.database import open_database

PEOPLE = 20_000
LIMIT = 4.0
ROUNDS = 5
HEAD = (
    "序号 姓名 所在党支部 公民身份证号 性别 民族 出生日期 学历 人员类别 加入党组织日期 转为正式党员日期 "
    "工作岗位 手机号 固定电话 家庭住址 党籍状态 是否为流动党员 外出流向"
).split()
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
NAMES = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华金宝玉长海波福庆立昌春盛林国红梅"


def line(serial: int, chance: random.Random) -> list[object]:
    born = date(1940, 1, 1) + timedelta(days=chance.randrange(23_000))
    joined = date(1985, 1, 1) + timedelta(days=chance.randrange(13_000))
    first_17 = f"{371400 + serial // 1000}{born:%Y%m%d}{serial % 1000:03}"
    village = f"{NAMES[serial % 20]}{SURNAMES[serial // 20 % 20]}村"
    return [
        serial, chance.choice(SURNAMES) + "".join(chance.sample(NAMES, 2)), f"{village}党支部",
        first_17 + check_character(first_17), "男" if serial % 2 else "女", "汉族", born.isoformat(), "高中",
        "正式党员", joined.isoformat(), (joined + timedelta(days=365)).isoformat(), "其他农牧渔民",
        f"138{chance.randrange(10**8):08}", "", "", "正常", "否", "",
    ]  # fmt: skip


@pytest.fixture
def roll(tmp_path: Path) -> Path:
    """The order of the national system's summary table, 400 villages."""
    chance = random.Random(2025)
    path = tmp_path / "roster.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("党员花名册")
    page.write_row(0, 0, HEAD)
    for serial in range(1, PEOPLE + 1):
        page.write_row(serial, 0, line(serial, chance))
    book.close()
    return path


def seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def read_only(path: Path) -> None:
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert len(rows) == PEOPLE + 1


def import_into(folder: Path, path: Path) -> float:
    db = open_database(DataFolder(folder), clock=lambda: datetime(2025, 6, 16, 8))
    init_school(db, name="中共清河市河湾镇委员会党校", short="清河", tier="town")
    started = time.perf_counter()
    assert import_file(db, "roster", path).created == PEOPLE
    took = time.perf_counter() - started
    db.close()
    return took


def test_importing_a_roll_takes_four_times_its_reading(tmp_path: Path, roll: Path) -> None:
    reading, importing = [], []
    # In turn and the best of each: the machine's speed wanders by a third within a minute.
    for turn in range(ROUNDS):
        reading.append(seconds(lambda: read_only(roll)))
        importing.append(import_into(tmp_path / f"school{turn}", roll))
    ratio = min(importing) / min(reading)
    print(f"read {min(reading):.2f} s, imported {min(importing):.2f} s, ratio {ratio:.2f}")
    assert ratio <= LIMIT
