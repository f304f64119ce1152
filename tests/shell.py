"""`partyschool` as a shell calls it: as a process of its own, or in this one where only its answer is asked for."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from partyschool.cli.main import main

SOURCE = Path(__file__).parents[1] / "src"


@dataclass(frozen=True, slots=True)
class Said:
    """Exit code, standard output and standard error of a command."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on standard output."""
        assert self.code == 0, self.err
        assert not self.err, self.err
        return json.loads(self.out)

    @property
    def sentence(self) -> str:
        """What a person is told where it did not work: one line of Chinese, never a traceback."""
        assert self.code in (1, 3), (self.code, self.err)
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert "Traceback" not in self.err
        assert "errors.log" not in self.err, self.err
        assert any("\u4e00" <= character <= "\u9fff" for character in lines[0]), lines[0]
        return lines[0]


@dataclass(frozen=True, slots=True)
class Shell:
    """Commands on one data folder, perhaps on a server."""

    folder: Path
    url: str | None = None

    def words(self, *words: object) -> list[str]:
        """Global options first, then the command."""
        server = ["--database", self.url] if self.url else []
        return ["--data", str(self.folder), *server, *map(str, words)]

    def __call__(self, *words: object) -> Said:
        """In this process: a tenth of a second instead of two."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                code = main(self.words(*words))
            except SystemExit as end:
                code = int(end.code or 0)
        return Said(code, out.getvalue(), err.getvalue())

    def json(self, *words: object) -> Any:
        """The command's document."""
        return self("--json", *words).json

    def process(self, *words: object, **environment: str) -> Said:
        """As a process of its own."""
        ran = subprocess.run(
            self.call(*words),
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=os.environ | {"PYTHONPATH": str(SOURCE)} | environment,
            check=False,
        )
        return Said(ran.returncode, ran.stdout, ran.stderr)

    def call(self, *words: object) -> list[str]:
        """For whoever starts the process himself."""
        return [sys.executable, "-m", "partyschool", *self.words(*words)]
