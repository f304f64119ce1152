"""A PostgreSQL server of its own for a test run: Debian's programs, a temporary folder, a Unix socket, no fsync."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

TEMPLATE = "empty_school"
OPTIONS = "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


def server_programs() -> Path | None:
    """The folder with initdb and pg_ctl: Debian keeps the newest version's off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


class Server:
    """Reached through a socket in `folder`; nothing listens on the network."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._folder = folder
        self._numbers = count(1)

    @classmethod
    @contextmanager
    def started(cls) -> "Iterator[Server]":
        """About 2 s to start; the folder goes when the block is left."""
        programs = server_programs()
        assert programs is not None
        # Not pytest's own folder: that is closed to the user postgres, and too long for a socket's path.
        folder = Path(tempfile.mkdtemp(prefix="pg-"))
        server = cls(programs, folder)
        try:
            server._start()
            yield server
        finally:
            server._run("pg_ctl", "stop", "--mode=immediate", "-D", f"{folder}/cluster", check=False)
            shutil.rmtree(folder)

    def _start(self) -> None:
        cluster = f"{self._folder}/cluster"
        if os.geteuid() == 0:
            shutil.chown(self._folder, "postgres")
        self._run("initdb", "-D", cluster, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        options = f"{OPTIONS} -k {self._folder}"
        self._run("pg_ctl", "start", "-w", "-D", cluster, "-l", f"{self._folder}/log", "-o", options)

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        """PostgreSQL refuses to run as root."""
        as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*as_user, str(self._programs / program), *arguments]
        subprocess.run(command, check=check, stdout=subprocess.DEVNULL, cwd="/")

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self._folder}"

    def create_template(self) -> str:
        """An empty database; what the caller puts into it is in every later one."""
        self._command(f"CREATE DATABASE {TEMPLATE}")
        return self.url(TEMPLATE)

    @contextmanager
    def fresh_database(self) -> Iterator[str]:
        """The URL of a copy of the template, dropped with whoever is still connected when the block is left."""
        name = f"school_{next(self._numbers)}"
        self._command(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        yield self.url(name)
        self._command(f"DROP DATABASE {name} WITH (FORCE)")

    def _command(self, statement: str) -> None:
        with psycopg.connect(host=str(self._folder), user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute(statement.encode())
