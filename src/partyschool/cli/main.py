"""Reading the command line, calling the command, and turning problems into one line and an exit code."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from partyschool import __version__
from partyschool.cli.surroundings import Surroundings
from partyschool.cli.usage import Parser
from partyschool.errors import DataTrouble, Problem
from partyschool.paths import DataFolder, default_data_folder

DONE, REFUSED, TROUBLE = 0, 1, 3
BUG_SENTENCE = "程序内部出错，这次操作没有完成。详细记录在 {log}，请把这个文件发给维护人员。"

# group of commands → module; a module offers add_commands(subparsers, common).
GROUPS = (
    "school",
    "imports",
    "classes",
    "quota",
    "years",
    "papers",
    "evaluation",
    "certificates",
    "certificate_templates",
    "serving",
    "sign_ins",
    "backups",
    "demo",
)


@cache
def build_parser() -> argparse.ArgumentParser:
    """Every command; global options may stand before or after it."""
    common = _global_options(argparse.SUPPRESS)
    parser = Parser(
        prog="partyschool", description="镇街党校教育培训管理。不带命令时打开窗口。", parents=[_global_options(None)]
    )
    parser.add_argument("--version", action="version", version=f"partyschool {__version__}")
    parser.add_argument("--self-test", action="store_true", help="检查安装：打开各页、生成 PDF、启停签到服务")
    parser.set_defaults(run=None)
    commands = parser.add_subparsers(title="命令", metavar="命令")
    for group in GROUPS:
        import_module(f"partyschool.cli.{group}").add_commands(commands, common)
    return parser


def _read(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Without a command only the global options are made: all the commands cost a tenth of the start to a window."""
    window = Parser(prog="partyschool", parents=[_global_options(None)], add_help=False, allow_abbrev=False)
    window.set_defaults(run=None, self_test=False)
    options, rest = window.parse_known_args(arguments)
    return build_parser().parse_args(arguments) if rest else options


def _global_options(default: Any) -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(add_help=False)
    group = options.add_argument_group("通用选项")
    group.add_argument("--data", metavar="DIR", default=default, help="数据文件夹（默认在用户目录下）")
    group.add_argument("--database", metavar="URL", default=default, help="数据库地址（默认是数据文件夹里的 SQLite）")
    off = False if default is None else default
    group.add_argument("--json", action="store_true", default=off, help="只输出一份 JSON")
    group.add_argument("--quiet", action="store_true", default=off, help="不输出说明文字")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code. Wrong usage leaves through argparse with 2."""
    _use_utf8()
    options = _read(arguments)
    folder = DataFolder(Path(options.data).expanduser()) if options.data else default_data_folder()
    surroundings = Surroundings(folder, options.database, options.json, options.quiet)
    try:
        return _run(options, surroundings)
    except Problem as problem:
        print(problem.message, file=sys.stderr)
        return TROUBLE if isinstance(problem, DataTrouble) else REFUSED
    except KeyboardInterrupt:
        return REFUSED
    except BrokenPipeError:
        return DONE
    except Exception:  # noqa: BLE001 - the one place where a bug becomes a sentence and a log entry
        print(BUG_SENTENCE.format(log=log_bug(folder)), file=sys.stderr)
        return TROUBLE


def _run(options: argparse.Namespace, surroundings: Surroundings) -> int:
    if options.run is not None:
        result = options.run(surroundings, options)
        return DONE if result is None else int(result)
    if options.self_test:
        from partyschool.ui.selftest import self_test

        return self_test()
    from partyschool.ui import collector

    collector.hold()  # before Qt: its import alone makes the collector look round nine times
    from partyschool.ui.first_paint import run

    return run(surroundings.folder, surroundings.url)


def _use_utf8() -> None:
    """Windows consoles still start in GBK; a script that reads our JSON expects UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def log_bug(folder: DataFolder) -> Path:
    """Write the traceback where maintainers find it; where the folder cannot be written, beside the temporary files."""
    import tempfile

    target = folder.logs / "errors.log"
    try:
        folder.logs.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(target, encoding="utf-8")
    except OSError:
        target = Path(tempfile.gettempdir()) / "partyschool-errors.log"
        handler = logging.FileHandler(target, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    logger = logging.getLogger("partyschool.bugs")
    logger.propagate = False
    logger.addHandler(handler)
    logger.exception("版本 %s", __version__)
    logger.removeHandler(handler)
    handler.close()
    return target
