"""`serve CODE`: the sign-in service, the same that the window starts."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from partyschool.cli.surroundings import URL_VARIABLE, Surroundings

if TYPE_CHECKING:
    from partyschool.storage.database import Database

RECORDING = "record-sign-ins"


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Register with the parser."""
    serve = commands.add_parser("serve", parents=[common], help="签到服务，到 Ctrl-C 或标准输入结束为止")
    serve.add_argument("code", metavar="编号", help="班次编号")
    serve.add_argument("--session", type=int, metavar="N", help="第几场（默认正在上或下一场）")
    serve.add_argument("--room", default="", metavar="分课堂", help="分课堂的名称（默认是主课堂）")
    add_service_options(serve)
    serve.set_defaults(run=run_serve)
    recording = commands.add_parser(RECORDING, parents=[common])  # no help: only `serve` calls it
    recording.add_argument("session_id", type=int)
    recording.set_defaults(run=run_recording)


def add_service_options(service: argparse.ArgumentParser) -> None:
    """Where a service listens, and by which clock."""
    service.add_argument("--host", default="", metavar="地址", help="监听的网络地址（默认本机所有地址）")
    service.add_argument("--port", type=port_number, default=0, help="端口（默认由系统选）")
    service.add_argument("--now", type=clock_start, metavar="ISO", help="时钟的起点，只供测试和演示")


def port_number(text: str) -> int:
    """A TCP port, 0 for any; anything else is wrong usage."""
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"端口是 0 到 65535 的整数，读到“{text}”。")
    return int(text)


def serve_side_doors(
    surroundings: Surroundings,
    options: argparse.Namespace,
    *,
    code: str = "",
    begin: Callable[[Database], object] | None = None,
) -> None:
    """Questionnaire and certificates on phones, until Ctrl-C or the end of standard input; one JSON line an event.

    :param code: of the class whose questionnaire is asked; empty: certificates only.
    :param begin: what is done first, by the same clock.
    """
    from partyschool.signin.side_service import serve_side

    clock = running_clock(options.now)
    with surroundings.database(clock=clock) as db:
        if begin is not None:
            begin(db)
        serve_side(
            db,
            class_code=code,
            host=options.host,
            port=options.port,
            clock=clock,
            emit=print_events,
            commands=sys.stdin.fileno(),
        )


def running_clock(start: datetime | None) -> Callable[[], datetime]:
    """The computer's clock, or one that goes on from `start`."""
    if start is None:
        return datetime.now
    offset = start - datetime.now()
    return lambda: datetime.now() + offset


def print_events(events: Sequence[dict[str, Any]]) -> None:
    """One JSON line an event."""
    print("\n".join(json.dumps(event, ensure_ascii=False) for event in events), flush=True)


def clock_start(text: str) -> datetime:
    """A local time as 2025-03-03T08:10; anything else is wrong usage."""
    try:
        start = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"时间应写成 2025-03-03T08:10 的样子，读到“{text}”。") from None
    return start.astimezone().replace(tzinfo=None) if start.tzinfo else start


def run_serve(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """Serve until Ctrl-C or the end of standard input; one JSON line an event."""
    from partyschool.signin.collector import spare_what_stays
    from partyschool.signin.server import serve

    clock = running_clock(options.now)
    with surroundings.database(clock=clock) as db:
        serve(
            db,
            class_code=options.code,
            session_number=options.session,
            room=options.room,
            host=options.host,
            port=options.port,
            clock=clock,
            emit=print_events,
            commands=sys.stdin.fileno(),
            record_by=recording_command(surroundings),
            when_ready=spare_what_stays,
        )


def recording_command(surroundings: Surroundings) -> list[str]:
    """Starts the process that writes for the service; a password in the database's URL goes by the environment."""
    if surroundings.url is not None:
        os.environ[URL_VARIABLE] = surroundings.url
    program = [] if getattr(sys, "frozen", False) else ["-m", "partyschool"]
    return [sys.executable, *program, "--data", str(surroundings.folder.root), RECORDING]


def run_recording(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """Write sign-ins for the service until it ends; Ctrl-C is for the service to hear."""
    import signal

    from partyschool.signin.recording import ParentClock, record_for_parent

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    clock = ParentClock()
    with surroundings.database(clock=clock) as db:
        record_for_parent(db, options.session_id, clock)
