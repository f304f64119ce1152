"""The list of units as a spreadsheet that can be imported again."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from partyschool.domain.terms import UnitDomain, UnitKind
from partyschool.exchange.tables import Column, save_table
from partyschool.services.units import UnitRow

KIND_LABELS = {
    UnitKind.CITY: "市", UnitKind.TOWN: "镇街", UnitKind.JOINT: "联村党委", UnitKind.VILLAGE: "村（社区）",
    UnitKind.DEPARTMENT: "部门单位", UnitKind.BRANCH: "党支部",
}  # fmt: skip
DOMAIN_LABELS = {
    UnitDomain.RURAL: "农村", UnitDomain.COMMUNITY: "社区", UnitDomain.OFFICE: "机关", UnitDomain.TWO_NEW: "“两新”组织",
    UnitDomain.SCHOOL: "学校",
}  # fmt: skip
COLUMNS = (
    Column("名称", 28), Column("类别", 14), Column("上级", 24), Column("代码", 16), Column("领域", 12),
    Column("成立日期", 13), Column("撤并日期", 13), Column("去向", 24), Column("党员数", 10, "number"),
)  # fmt: skip


def save_units(path: Path, rows: Iterable[UnitRow]) -> None:
    """Write the units in the order of the tree, each after the one that it lies in.

    :raises Trouble: the place cannot be written.
    """
    lines = [
        [
            row.name,
            KIND_LABELS[UnitKind(row.kind)],
            row.path[-2] if len(row.path) > 1 else "",
            row.code,
            DOMAIN_LABELS[UnitDomain(row.domain)] if row.domain else "",
            f"{row.founded_on or ''}",
            f"{row.closed_on or ''}",
            row.successor,
            str(row.people),
        ]
        for row in rows
    ]
    save_table(path, sheet="党组织", title="党组织", columns=list(COLUMNS), rows=lines)
