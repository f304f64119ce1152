"""A PostgreSQL server of its own for a test run: Debian's programs, a temporary folder, a Unix socket.

Without fsync for tests; benchmarks ask for a durable one.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

TEMPLATE = "empty_school"
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
READY = "database system is ready to accept connections"
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "log_min_messages": "log",  # READY, and what ends the server; not the errors that tests provoke
}


def server_programs() -> Path | None:
    """The folder with initdb and pg_ctl: Debian keeps the newest version's off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


class Server:
    """Reached through a socket in `folder`; nothing listens on the network."""

    def __init__(self, programs: Path, folder: Path, options: dict[str, str]) -> None:
        self._programs, self._options = programs, options
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None
        self._numbers = count(1)

    @classmethod
    @contextmanager
    def started(cls, *, is_durable: bool = False) -> "Iterator[Server]":
        """About 2 s to start; the folder goes when the block is left."""
        programs = server_programs()
        assert programs is not None
        # Not pytest's own folder: that is closed to the user postgres, and too long for a socket's path.
        folder = Path(tempfile.mkdtemp(prefix="pg-"))
        server = cls(programs, folder, OPTIONS | DURABLE if is_durable else OPTIONS)
        try:
            server._start()
            yield server
        finally:
            server._stop()
            shutil.rmtree(folder)

    def _start(self) -> None:
        cluster = f"{self._folder}/cluster"
        if os.geteuid() == 0:
            shutil.chown(self._folder, "postgres")
        kind = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        subprocess.run(self._command("initdb", "-D", cluster, *kind), check=True, stdout=subprocess.DEVNULL, cwd="/")
        options = [f"--{name}={value}" for name, value in self._options.items()]
        server = self._command("postgres", "-D", cluster, "-k", str(self._folder), *options)
        self._process = subprocess.Popen(server, cwd="/", stderr=subprocess.PIPE, text=True)
        assert self._process.stderr is not None
        said: list[str] = []
        for line in self._process.stderr:
            if READY in line:
                return
            said.append(line)
        raise RuntimeError("".join(said))

    def _command(self, program: str, *arguments: str) -> list[str]:
        """PostgreSQL refuses to run as root; the signal ends a server whose test run was killed."""
        who = ["--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
        return ["setpriv", *who, "--pdeathsig=INT", str(self._programs / program), *arguments]

    def _stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.communicate()

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self._folder}"

    def create_template(self) -> str:
        """An empty database; what the caller puts into it is in every later one."""
        self._execute(f"CREATE DATABASE {TEMPLATE}")
        return self.url(TEMPLATE)

    @contextmanager
    def fresh_database(self) -> Iterator[str]:
        """The URL of a copy of the template, dropped with whoever is still connected when the block is left."""
        name = f"school_{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        yield self.url(name)
        self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        with psycopg.connect(host=str(self._folder), user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute(statement.encode())
