"""`verify TEXT|FILE`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from partyschool.cli.serving import add_service_options, serve_side_doors
from partyschool.cli.surroundings import Surroundings
from partyschool.errors import Refusal

if TYPE_CHECKING:
    from partyschool.services.verification import Verification


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Register with the parser."""
    verify = commands.add_parser("verify", parents=[common], help="核验证书：核验码文字、照片或打印的 PDF")
    verify.add_argument("source", metavar="TEXT|FILE", nargs="?", default="", help="核验码，或图片、PDF 文件")
    verify.add_argument("--open", action="store_true", help="在手机上核验：打开核验网页，到 Ctrl-C 或标准输入结束为止")
    add_service_options(verify)
    verify.add_argument("--key", type=Path, metavar="FILE", help="发证学校的公钥（默认用数据文件夹里的）")
    verify.add_argument("--name", default="", help="证书上的姓名，用来一并核对")
    verify.set_defaults(run=run_verify)


def run_verify(surroundings: Surroundings, options: argparse.Namespace) -> int:
    """Genuine or not; exit code 1 where not. Needs no database of the issuer."""
    if options.open:
        _refuse_beside_open(options)
        serve_side_doors(surroundings, options)
        return 0
    if not options.source:
        raise Refusal("请写上核验码，或图片、PDF 文件；在手机上核验用 verify --open。", code="source_missing")
    from partyschool.exchange.code_reader import read_codes
    from partyschool.services.signing import known_keys, read_public_key
    from partyschool.services.verification import verify

    found = read_codes(options.source)
    keys = [read_public_key(options.key)] if options.key else known_keys(surroundings.folder)
    if surroundings.url is None and not surroundings.folder.database.is_file():
        results = verify(found, keys, name=options.name)
    else:
        with surroundings.database() as db:
            results = verify(found, keys, name=options.name, register=db)
    documents = [_document(row) for row in results]
    whole = documents[0] | ({"all": documents} if len(documents) > 1 else {})
    whole["valid"] = all(row.valid for row in results)
    surroundings.answer(whole, lambda: _lines(results))
    return 0 if whole["valid"] else 1


def _refuse_beside_open(options: argparse.Namespace) -> None:
    """The page on the phones asks for the code itself."""
    given = [word for word in (options.source, options.key and "--key", options.name and "--name") if word]
    if given:
        raise Refusal(
            f"verify --open 打开网页，核验码在手机上填，不用写“{given[0]}”。只核验这一个，请去掉 --open。",
            code="source_beside_open",
        )


def _document(row: Verification) -> dict[str, Any]:
    return {
        "valid": row.valid,
        "number": row.number,
        "name": row.name,
        "school": row.school,
        "issued": row.issued.isoformat() if row.issued else None,
        "state": row.state,
        "reason": row.reason,
        "page": row.page,
    }


def _lines(results: list[Verification]) -> Iterator[str]:
    for row in results:
        verdict = "真" if row.valid else "不通过"
        issued = f"，{row.issued} 发" if row.issued else ""
        yield f"{verdict}：{row.number} {row.name} {row.school}{issued} {row.reason}".rstrip()
