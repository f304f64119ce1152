"""A made-up town school for imports."""

from collections import Counter
from pathlib import Path

from partyschool.exchange.imports import import_file
from partyschool.exchange.results import ImportResult
from partyschool.services.schools import init_school
from partyschool.storage.database import Database
from tests.exchange.sheets import Rows, write_rows

HEAD = ("序号", "姓名", "身份证号", "所在党支部", "性别", "出生日期", "人员类别", "入党日期", "手机号")


def found_school(db: Database) -> None:
    init_school(db, name="中共清河市河湾镇委员会党校", short="清河", tier="town", code="371499")


def import_rows(db: Database, folder: Path, rows: Rows, kind: str = "roster", **options: object) -> ImportResult:
    path = write_rows(folder / f"{kind}.xlsx", rows)
    return import_file(db, kind, path, **options)  # type: ignore[arg-type]


def outcomes(result: ImportResult) -> dict[str, int]:
    """The counts that are not zero."""
    names = ("created", "updated", "unchanged", "duplicate", "pending", "rejected")
    return {name: count for name in names if (count := getattr(result, name))}


def codes(result: ImportResult) -> dict[str, int]:
    """How often each code was told, without the units that a first roll founds."""
    return dict(Counter(issue.code for issue in result.issues if issue.code != "unit_new"))
