"""The dependency rule where import-linter cannot say it: the domain has only the standard library, and no clock."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src/partyschool"
DOMAIN = sorted((SOURCE / "domain").glob("*.py"))
ALLOWED = sys.stdlib_module_names | {"partyschool.domain", "partyschool.errors"}
CLOCKS = {"now", "today", "utcnow", "monotonic"}


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def clock_calls(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            yield ast.unparse(node)


@pytest.mark.parametrize("path", DOMAIN, ids=lambda path: path.stem)
def test_the_domain_needs_only_the_standard_library(path: Path) -> None:
    for name in imported(ast.parse(path.read_text(encoding="utf-8"))):
        room = ".".join(name.split(".")[:2])
        assert room in ALLOWED or name.split(".")[0] in sys.stdlib_module_names, name


@pytest.mark.parametrize("path", DOMAIN, ids=lambda path: path.stem)
def test_the_domain_is_told_the_time(path: Path) -> None:
    assert list(clock_calls(ast.parse(path.read_text(encoding="utf-8")))) == []
