"""`import KIND FILE`, `import photos FOLDER`, `template KIND`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from partyschool.cli.surroundings import Surroundings
from partyschool.errors import Refusal

if TYPE_CHECKING:
    from partyschool.exchange.results import ImportResult

KINDS = {
    "roster": "党员花名册",
    "cadres": "村“两委”成员名单",
    "class": "培训班工作簿（班次、课程表、学员）",
    "attendance": "签到记录",
    "hours": "其他学习",
    "teachers": "师资库",
    "sites": "教学点",
    "exemptions": "免训",
    "organizations": "党组织",
    "courses": "课程库",
    "plan": "年度计划",
}


SHOWN_ISSUES = 30


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Register with the parser."""
    group = commands.add_parser("import", help="导入表格：" + "、".join(KINDS.values()) + "；导入证件照")
    kinds = group.add_subparsers(title="种类", metavar="种类", required=True)
    for kind, words in KINDS.items():
        action = kinds.add_parser(kind, parents=[common], help=words)
        action.add_argument("file", type=Path, metavar="FILE", help=".xlsx、.xls 或 .csv")
        action.add_argument("--dry-run", action="store_true", help="只检查，不写入")
        action.add_argument("--report", type=Path, metavar="OUT.xlsx", help="把有问题的行写成表，改好可以再导入")
        action.set_defaults(run=run_import, kind=kind)
    _add_photos(kinds, common)
    template = commands.add_parser("template", parents=[common], help="写出空白的导入表")
    template.add_argument("kind", choices=sorted(KINDS), metavar="种类", help="、".join(KINDS))
    template.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.xlsx")
    template.set_defaults(run=run_template)


def _add_photos(kinds: Any, common: argparse.ArgumentParser) -> None:
    photos = kinds.add_parser("photos", parents=[common], help="证件照：一个文件夹，用身份证号或姓名做文件名")
    photos.add_argument("folder", type=Path, metavar="FOLDER", help="放 JPG、PNG、BMP 照片的文件夹")
    photos.add_argument("--dry-run", action="store_true", help="只检查，不写入")
    photos.add_argument("--replace", action="store_true", help="已经有照片的人也换成新的")
    photos.set_defaults(run=run_photos)


def run_photos(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """Give people the pictures that are named after them."""
    from partyschool.exchange.portrait_folder import import_photos

    with surroundings.database() as db:
        result = import_photos(db, options.folder, dry_run=options.dry_run, replacing=options.replace)
    surroundings.answer(result.as_json(), lambda: _lines(result, dry_run=options.dry_run))


def run_import(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """Read, check and write one file in one transaction."""
    from partyschool.exchange.imports import import_file

    _refuse_other_suffix(options.report)
    with surroundings.database() as db:
        result = import_file(db, options.kind, options.file, dry_run=options.dry_run, report=options.report)
    surroundings.answer(result.as_json(), lambda: _lines(result, dry_run=options.dry_run))


def _refuse_other_suffix(output: Path | None) -> None:
    """What is written is .xlsx; under another name no spreadsheet program would open it."""
    if output is not None and output.suffix.lower() != ".xlsx":
        raise Refusal(f"“{output.name}”要存成 .xlsx 文件。请改成 {output.stem or '表格'}.xlsx。", code="suffix")


def _lines(result: ImportResult, *, dry_run: bool) -> Iterator[str]:
    unit = "个文件" if result.kind == "photos" else "行"
    yield (
        f"共 {result.rows} {unit}：新增 {result.created}，更新 {result.updated}，无变化 {result.unchanged}，"
        f"重复 {result.duplicate}，待确认 {result.pending}，有误 {result.rejected}"
    )
    for issue in result.issues[:SHOWN_ISSUES]:
        yield f"  {issue.message}（{'错误' if issue.level == 'error' else '提醒'}）"
    if len(result.issues) > SHOWN_ISSUES:
        other = "用" if result.kind == "photos" else "可以用 --report 写成表格查看，或用"
        yield f"  还有 {len(result.issues) - SHOWN_ISSUES} 处，{other} --json 全部列出。"
    if dry_run:
        yield "只做了检查，没有写入。"


def run_template(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """The empty spreadsheet of a kind, with notes and drop-downs."""
    from partyschool.exchange.templates import save_template

    _refuse_other_suffix(options.output)
    save_template(options.kind, options.output)
    surroundings.answer({"file": str(options.output)}, lambda: iter([f"已写出 {options.output}"]))
