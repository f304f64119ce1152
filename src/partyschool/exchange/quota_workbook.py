"""学时 as a spreadsheet: everybody's line with what is owed, earned and missing, and the lines of the units."""

from __future__ import annotations

from pathlib import Path

from partyschool.domain.identity import mask_id
from partyschool.exchange.tables import Column, save_table
from partyschool.services.quota_rows import QuotaBoard, QuotaRow
from partyschool.services.quota_words import KINDS, STATES, owed_reasons

COLUMNS = [
    Column("村（社区）", 14, "text"),
    Column("党支部", 18, "text"),
    Column("姓名", 10, "text"),
    Column("身份证号", 20, "text"),
    Column("人员类别", 10, "text"),
    Column("状态", 12, "text"),
    Column("应训天数", 9, "number"),
    Column("已训天数", 9, "number"),
    Column("还差天数", 9, "number"),
    Column("是否达标", 9, "text"),
    Column("应学学时", 9, "number"),
    Column("已学学时", 9, "number"),
    Column("还差学时", 9, "number"),
    Column("五年轮训", 9, "text"),
    Column("依据", 60, "text"),
]


def save_quota(path: Path, board: QuotaBoard) -> None:
    """Write the board; numbers of people are masked, those furthest behind stand first."""
    rows = sorted(
        board.rows, key=lambda row: (-row.short_quarter_days, -row.short_quarter_hours, row.village, row.sort_key)
    )
    title = f"{board.year}年度学时表（截至{board.as_of:%Y-%m-%d}）"
    save_table(path, sheet=f"{board.year}学时", title=title, columns=COLUMNS, rows=[_line(row) for row in rows])


def _line(row: QuotaRow) -> list[object]:
    return [
        row.village,
        row.unit,
        row.name,
        mask_id(row.id_number),
        KINDS.get(row.kind, row.kind),
        STATES[row.state],
        row.required_quarter_days / 4,
        row.earned_quarter_days / 4,
        row.short_quarter_days / 4,
        {True: "是", False: "否", None: "—"}[row.met],
        row.required_half_hours / 2,
        row.earned_quarter_hours / 4,
        row.short_quarter_hours / 4,
        "已轮训" if row.rotated else "未轮训",
        "；".join(owed_reasons(row)),
    ]
