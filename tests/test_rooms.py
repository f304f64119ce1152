"""What the linters cannot say: the domain has only the standard library and no clock; nothing grows too long."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
DOMAIN = sorted((PROJECT / "src/partyschool/domain").glob("*.py"))
NOT_FOR_READING = (PROJECT / "src/partyschool/ui/forms", PROJECT / "src/partyschool/storage/migrations")
WRITTEN = sorted(path for room in ("src", "tests", "installer") for path in (PROJECT / room).rglob("*.py"))
LONGEST_MODULE, LONGEST_FUNCTION = 400, 60  # a module beyond that holds two nouns
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


def test_no_module_or_function_is_too_long_to_hold_in_the_head() -> None:
    long = [found for path in WRITTEN if for_reading(path) for found in too_long(path)]
    assert long == []


def for_reading(path: Path) -> bool:
    """Forms are generated; a migration lists whole tables and is never changed again."""
    return not any(folder in path.parents for folder in NOT_FOR_READING)


def too_long(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    if text.count("\n") > LONGEST_MODULE:
        yield str(path)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                yield f"{path}:{node.lineno} {node.name}"
