"""`certificate-template list|versions|export|import|reset`: the layouts of certificates as files, for other schools."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from partyschool.cli.surroundings import Surroundings

if TYPE_CHECKING:
    from partyschool.services.certificate_template_queries import TemplateRow


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Register with the parser."""
    group = commands.add_parser("certificate-template", help="证书模板：列出、导出、导入、恢复预设")
    deeds = group.add_subparsers(title="做什么", metavar="做什么", required=True)
    listing = deeds.add_parser("list", parents=[common], help="有哪些模板，用于哪些班")
    listing.add_argument("--all", action="store_true", help="停用的也列出")
    listing.set_defaults(run=run_list)
    export = deeds.add_parser("export", parents=[common], help="存成一个文件（带底图），给别的党校用")
    export.add_argument("template", metavar="NAME", help="模板名称，见 certificate-template list")
    export.add_argument("--edition", type=int, metavar="版", help="以前保存的第几版，见 versions；默认现在用的")
    export.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.zhengshu")
    export.set_defaults(run=run_export)
    versions = deeds.add_parser("versions", parents=[common], help="一个模板保存过的各版：什么时候、谁改的")
    versions.add_argument("template", metavar="NAME", help="模板名称，见 certificate-template list")
    versions.set_defaults(run=run_versions)
    taking = deeds.add_parser("import", parents=[common], help="从文件导入，作为新的模板")
    taking.add_argument("file", type=Path, metavar="FILE.zhengshu")
    taking.set_defaults(run=run_import)
    reset = deeds.add_parser("reset", parents=[common], help="自带的模板恢复成预设的样子；已发的证书不变")
    reset.add_argument("template", metavar="NAME", help="模板名称，见 certificate-template list")
    reset.set_defaults(run=run_reset)


def run_list(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """Every template with its kinds of class."""
    from partyschool.services.certificate_template_queries import list_templates

    with surroundings.database() as db:
        rows = list_templates(db, with_retired=options.all)
    surroundings.answer({"templates": [_document(row) for row in rows]}, lambda: _lines(rows))


def run_export(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """One template with its pictures as a file."""
    from partyschool.exchange.certificate_template_file import export_template_file
    from partyschool.services.certificate_template_queries import named_template

    with surroundings.database() as db:
        row = named_template(db, options.template)
        path = export_template_file(db, ref=row.ref, path=options.output, version=options.edition)
    surroundings.answer(_document(row) | {"file": str(path)}, lambda: iter([f"已写出 {path}"]))


def run_versions(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """Every saved version of a template, the newest first."""
    from partyschool.services.certificate_template_queries import list_versions, named_template

    with surroundings.database() as db:
        rows = list_versions(db, named_template(db, options.template).ref)
    document = [{"version": row.number, "saved_at": row.saved_at.isoformat(), "saved_by": row.saved_by} for row in rows]
    told = [f"第 {row.number} 版　{row.saved_at:%Y-%m-%d %H:%M}　{row.saved_by}" for row in rows]
    surroundings.answer({"versions": document}, lambda: iter(told or ["没有改过，是程序自带的样子"]))


def run_import(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """A file as a new template."""
    from partyschool.exchange.certificate_template_file import import_template_file

    with surroundings.database() as db:
        row = import_template_file(db, path=options.file)
    surroundings.answer(_document(row), lambda: iter([f"已导入为模板“{row.name}”，{_serves(row)}"]))


def run_reset(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """A built-in template as it ships."""
    from partyschool.services.certificate_template_queries import named_template
    from partyschool.services.certificate_templates import reset_template

    with surroundings.database() as db:
        row = reset_template(db, ref=named_template(db, options.template).ref)
    surroundings.answer(_document(row), lambda: iter([f"“{row.name}”已恢复预设；改过的版本都留着，已发的证书不变"]))


def _document(row: TemplateRow) -> dict[str, Any]:
    return {
        "ref": row.ref,
        "name": row.name,
        "class_kinds": [str(kind) for kind in row.template.class_kinds],
        "version": row.version,
        "built_in": row.is_built_in,
        "changed": row.is_changed,
        "retired": row.retired_at is not None,
    }


def _lines(rows: list[TemplateRow]) -> Iterator[str]:
    for row in rows:
        origin = "自带" if row.is_built_in else "自己的"
        state = "，停用" if row.retired_at else "，改过" if row.is_changed else ""
        yield f"{row.name}　{origin}{state}　{_serves(row)}"


def _serves(row: TemplateRow) -> str:
    from partyschool.services.certificate_template_queries import GENERAL_KEY
    from partyschool.services.class_kind_words import CLASS_KINDS

    if row.ref == GENERAL_KEY:
        return "没有专门模板的班都用它"
    kinds = "、".join(CLASS_KINDS[kind] for kind in row.template.class_kinds)
    return f"用于{kinds}的班" if kinds else "发证时选用"
