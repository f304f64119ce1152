"""`import_file`: read a file completely, check it, and write it in one transaction or not at all."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from partyschool.errors import Refusal
from partyschool.exchange.catalogue import TABLE_KINDS
from partyschool.exchange.class_import import import_class
from partyschool.exchange.kinds import Kind
from partyschool.exchange.layout import Table, read_tables
from partyschool.exchange.report import save_report
from partyschool.exchange.results import ImportResult, Issue, findings_of, issue_of, result_of
from partyschool.services.import_rows import Answer, Finding, Progress, Record
from partyschool.storage.database import Database


def import_file(
    db: Database,
    kind: str,
    path: Path,
    *,
    dry_run: bool = False,
    report: Path | None = None,
    progress: Progress | None = None,
) -> ImportResult:
    """Import a file; with `dry_run` only say what would happen.

    :param kind: a key of `catalogue.KIND_TITLES`.
    :param report: where to write the rows in error or undecided, to be corrected and imported again.
    :param progress: called with rows done and rows in all; what it raises leaves everything as it was.
    :raises Refusal: no header was found, or the kind does not exist. Trouble: the file cannot be read.
    """
    if kind == "class":
        return import_class(db, path, dry_run=dry_run, report=report)
    if kind not in TABLE_KINDS:
        raise Refusal(f"没有“{kind}”这种导入。", code="kind")
    with without_collector():
        return _import_table(db, TABLE_KINDS[kind], path, dry_run, report, progress)


@contextmanager
def without_collector() -> Iterator[None]:
    """Thousands of rows are made and none is garbage: measured, the collector takes a third of such an import."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _import_table(
    db: Database, kind: Kind, path: Path, dry_run: bool, report: Path | None, progress: Progress | None
) -> ImportResult:
    tables = of_kind(read_tables(path, kind.titles, kind.wanted), kind, path)
    parts = [kind.read(table, db.now().date(), {}, progress) for table in tables]
    records = [record for part in parts for record in part]
    answers = kind.check(db, records, {}) if dry_run else kind.write(db, records, {}, path.name)
    issues = list_issues(kind, tables, parts, answers)
    if report is not None:
        save_report(report, kind, tables, parts, answers)
    return result_of(kind.key, answers, issues)


def of_kind(tables: list[Table], kind: Kind, path: Path) -> list[Table]:
    """The sheets that have every column that this kind needs; other sheets of the workbook are something else.

    :raises Refusal: no sheet has them; the missing ones are named.
    """
    fitting = [table for table in tables if kind.needed <= table.header.columns.keys()]
    if fitting:
        return fitting
    missing = kind.needed - tables[0].header.columns.keys()
    titles = "、".join(f"“{field.label}”" for field in kind.fields if field.key in missing)
    message = f"“{path.name}”里没有{titles}这一列，不像{kind.title}。请核对选的文件和种类，或用本程序的模板填写。"
    raise Refusal(message, code="columns_missing")


def list_issues(kind: Kind, tables: list[Table], parts: list[list[Record]], answers: list[Answer]) -> list[Issue]:
    """Every finding in words; the sheet is named where the file has more than one."""
    issues: list[Issue] = []
    waiting = iter(answers)
    for table, records in zip(tables, parts, strict=True):
        sheet = table.sheet if len(tables) > 1 else ""
        issues += unknown_columns(table, sheet)
        for record, answer in zip(records, waiting, strict=False):
            if record.findings or answer.findings:
                issues += [
                    issue_of(finding, record.row, label_in(kind, table, finding.field), sheet)
                    for finding in findings_of(record, answer)
                ]
    return issues


def unknown_columns(table: Table, sheet: str) -> list[Issue]:
    """Titles that nothing is known of."""
    titles = [table.header.titles[column] for column in table.header.unknown]
    return [issue_of(Finding(title, "column_unknown", title), table.header.last, "列", sheet) for title in titles]


def label_in(kind: Kind, table: Table, key: str) -> str:
    """The title of a field's column as the file has it."""
    column = table.header.columns.get(key)
    return table.header.titles[column] if column is not None else kind.label(key)
