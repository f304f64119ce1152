"""A system that lacks something is told exactly what to install."""

import importlib.util
import os
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "installer/system_packages.py"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script on a system where one library and one program are missing."""
    spec = importlib.util.spec_from_file_location("system_packages", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "system_packages", module)
    spec.loader.exec_module(module)
    needs = (module.library("libno-such.so.9", "libno-such9"), module.program("no-such sh", "dash"))
    monkeypatch.setattr(module, "RUN", (*needs, module.program("no-such", "no-such-tool", "another")))
    monkeypatch.setattr(sys, "argv", ["system_packages.py", "run"])
    monkeypatch.setattr(sys, "platform", "linux")
    return module


def test_a_clerk_is_given_the_one_line_to_run(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}" if name in {"apt-get", "sh"} else None)
    assert script.main() == 1
    assert "\n    sudo apt-get install libno-such9 no-such-tool\n" in capsys.readouterr().err


def test_a_system_without_apt_is_told_the_names(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: "/bin/sh" if name == "sh" else None)
    assert script.main() == 1
    assert "libno-such9 no-such-tool" in capsys.readouterr().err


def test_root_has_just_the_missing_packages_installed(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[str, ...]] = []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}" if name in {"apt-get", "sh"} else None)
    monkeypatch.setattr(script, "apt", lambda *arguments: calls.append(arguments))
    monkeypatch.setattr(script, "available", lambda packages: packages[-1])
    assert script.main() == 0
    assert [call[0] for call in calls] == ["update", "install"]
    assert calls[1][-2:] == ("libno-such9", "another")


def test_a_complete_system_is_left_alone(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script, "RUN", (script.library("libc.so.6", "libc6"), script.program("sh", "dash")))
    monkeypatch.setattr(script, "apt", lambda *_: pytest.fail("nothing is missing"))
    assert script.main() == 0
