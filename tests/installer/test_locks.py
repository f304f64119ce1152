"""The committed versions: complete, hashed, and without the address of any host."""

import re
import tomllib
from pathlib import Path

import pytest

INSTALLER = Path(__file__).parents[2] / "installer"
LOCKS = ["requirements.lock", "requirements-dev.lock"]


def pins(name: str) -> dict[str, set[str]]:
    """Versions by package; several where systems differ."""
    found: dict[str, set[str]] = {}
    for package, version in re.findall(r"^([\w.-]+)==(\S+)", (INSTALLER / name).read_text(encoding="utf-8"), re.M):
        found.setdefault(normal(package), set()).add(version)
    return found


def normal(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_host(name: str) -> None:
    text = (INSTALLER / name).read_text(encoding="utf-8")
    assert not re.search(r"://|index|find-links|@|localhost|\.(com|org|cn)\b", text)


@pytest.mark.parametrize("name", LOCKS)
def test_every_pinned_version_has_its_hashes(name: str) -> None:
    entries = re.split(r"^(?=\w)", (INSTALLER / name).read_text(encoding="utf-8"), flags=re.M)[1:]
    assert entries
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", entry) for entry in entries)


def test_both_locks_agree_on_what_the_program_uses() -> None:
    development = pins("requirements-dev.lock")
    assert all(development[package] == versions for package, versions in pins("requirements.lock").items())


def test_every_dependency_of_the_project_is_locked() -> None:
    project = tomllib.loads((INSTALLER.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {normal(re.split(r"[^\w.-]", line)[0]) for line in project["dependencies"]}
    assert names <= pins("requirements.lock").keys()
