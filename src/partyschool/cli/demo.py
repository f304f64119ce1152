"""`demo`: a whole training day on made-up people with no window; says what it made and where."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from partyschool.cli.surroundings import Surroundings
from partyschool.errors import Trouble, reason_of
from partyschool.paths import DataFolder

if TYPE_CHECKING:
    from partyschool.cli.demo_day import DemoAnswer


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Register with the parser."""
    demo = commands.add_parser("demo", parents=[common], help="用虚构的镇演示一整天的培训，不需要窗口")
    demo.add_argument("--out", type=Path, metavar="DIR", help="结果放在哪里（默认当前目录下 partyschool-demo-时间）")
    demo.add_argument("--keep", action="store_true", help="保留演示用的数据文件夹，可以用 --data 打开")
    demo.add_argument("--pictures", nargs=2, metavar=("编号", "时间"), help=argparse.SUPPRESS)
    demo.set_defaults(run=run_demo)


def run_demo(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """The day, on data of its own: `--data` and `--database` are not touched."""
    if options.pictures:
        _take_pictures(surroundings, options)
        return
    from partyschool.cli.demo_day import DemoDay

    begin = time.monotonic()
    out = _result_folder(options.out)
    with _data_folder(out, keep=options.keep) as folder:
        answer = DemoDay(folder, out, surroundings.say).run()
    seconds = round(time.monotonic() - begin, 1)
    kept = str(folder.root) if options.keep else None
    document = answer.document() | {"out": str(out), "data": kept, "seconds": seconds}
    surroundings.answer(document, lambda: _lines(answer, out, kept, seconds))


def _take_pictures(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """The part that needs Qt runs in a process of its own: where Qt cannot even be loaded, the rest goes on."""
    from partyschool.cli.demo_pictures import take_pictures

    code, now = options.pictures
    take_pictures(surroundings.folder, options.out, code, datetime.fromisoformat(now))


def _result_folder(wished: Path | None) -> Path:
    """The wished folder, else one named after the moment, here or at home where nothing may be written here.

    :raises Trouble: none of them can be written.
    """
    name = f"partyschool-demo-{datetime.now():%Y%m%d-%H%M%S}"
    reason = ""
    for folder in [wished] if wished is not None else [Path.cwd() / name, Path.home() / name]:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder.absolute()
        except OSError as error:
            reason = f"{folder}：{reason_of(error)}"
    raise Trouble(f"写不了结果文件夹 {reason}。请用 --out 换一个文件夹。", code="out")


@contextmanager
def _data_folder(out: Path, *, keep: bool) -> Iterator[DataFolder]:
    if keep:
        yield DataFolder(Path(tempfile.mkdtemp(prefix="data-", dir=out)) / "示例镇")
        return
    with tempfile.TemporaryDirectory(prefix="partyschool-demo-", ignore_cleanup_errors=True) as name:
        yield DataFolder(Path(name) / "示例镇")


def _lines(answer: DemoAnswer, out: Path, kept: str | None, seconds: float) -> Iterator[str]:
    yield f"全部做完，用了 {seconds:.0f} 秒。结果在 {out}："
    yield from (f"  {path.name}　{title}" for path, title in answer.files.items())
    yield f"数据文件夹留在 {kept}" if kept else "演示用的数据已经删除；加 --keep 可以保留。"
