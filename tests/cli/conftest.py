"""Schools to try commands on: one with a finished class, and one without anybody."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.school import CODE, INIT
from tests.shell import Shell
from tests.whole import rolls


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a confirmed class, made once; who changes it takes a copy (`shell`)."""
    home = tmp_path_factory.mktemp("finished")
    shell, people = Shell(home / "data"), rolls.members()
    rolls.save_roll(home / "roll.xlsx", people)
    rolls.save_cadres(home / "cadres.xlsx", people)
    rolls.save_class(home / "class.xlsx", people)
    rolls.save_attendance(
        home / "paper.xlsx", [(CODE, n, who, "08:20" if n == 1 else "13:55", "") for who in people for n in (1, 2)]
    )
    shell.json(*INIT)
    for kind, name in (("roster", "roll"), ("cadres", "cadres"), ("class", "class")):
        shell.json("import", kind, home / f"{name}.xlsx")
    shell.json("class", "publish", CODE)
    shell.json("import", "attendance", home / "paper.xlsx")
    shell.json("class", "close", CODE)
    shell.json("class", "confirm", CODE)
    return home


@pytest.fixture
def shell(finished: Path, tmp_path: Path) -> Shell:
    """On a copy of the finished folder."""
    shutil.copytree(finished / "data", tmp_path / "党校 数据")
    return Shell(tmp_path / "党校 数据")


@pytest.fixture
def empty(tmp_path: Path) -> Shell:
    """On a school without anybody."""
    shell = Shell(tmp_path / "空")
    shell.json(*INIT)
    return shell
