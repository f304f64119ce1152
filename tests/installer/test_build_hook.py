"""Forms and resources reach the program in every kind of installation."""

import importlib.util
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

PROJECT = Path(__file__).parents[2]
FORM = """<?xml version="1.0" encoding="UTF-8"?>
<ui version="4.0"><class>Greeting</class><widget class="QWidget" name="Greeting">
<layout class="QVBoxLayout"><item><widget class="QLabel" name="words">
<property name="text"><string>党校</string></property></widget></item></layout></widget></ui>
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small project with this project's own build configuration."""
    root = tmp_path / "tree"
    for name in ("pyproject.toml", "README.md", "installer/build_hook.py", "src/partyschool/__init__.py", ".gitignore"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PROJECT / name, root / name)
    (root / "resources/web").mkdir(parents=True)
    (root / "resources/web/page.html").touch()
    (root / "forms").mkdir()
    (root / "forms/greeting.ui").write_text(FORM, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_hook", PROJECT / "installer/build_hook.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def wheel_names(tree: Path, kind: str) -> set[str]:
    script = f"import hatchling.build; hatchling.build.build_{kind}('out')"
    subprocess.run([sys.executable, "-c", script], cwd=tree, check=True, stdout=subprocess.DEVNULL)
    (wheel,) = (tree / "out").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_a_wheel_holds_compiled_forms_and_resources(tree: Path) -> None:
    names = wheel_names(tree, "wheel")
    assert {"partyschool/ui/forms/ui_greeting.py", "partyschool/resources/web/page.html"} <= names


def test_an_editable_installation_compiles_in_place_and_copies_no_resources(tree: Path) -> None:
    names = wheel_names(tree, "editable")
    assert (tree / "src/partyschool/ui/forms/ui_greeting.py").is_file()
    assert not any("resources" in name for name in names)


def test_only_a_changed_form_is_compiled_again(tree: Path, hook: ModuleType) -> None:
    compiled = tree / "src/partyschool/ui/forms/ui_greeting.py"
    hook.compile_forms(tree)
    first = compiled.stat().st_mtime_ns
    hook.compile_forms(tree)
    assert compiled.stat().st_mtime_ns == first
    form = tree / "forms/greeting.ui"
    form.write_text(FORM.replace("党校", "党员"), encoding="utf-8")
    os.utime(form, ns=(first + 10**9, first + 10**9))
    hook.compile_forms(tree)
    assert "党员".encode("unicode_escape").decode() in compiled.read_text(encoding="utf-8")


def test_a_form_that_is_gone_leaves_nothing_behind(tree: Path, hook: ModuleType) -> None:
    hook.compile_forms(tree)
    (tree / "forms/greeting.ui").unlink()
    hook.compile_forms(tree)
    assert [path.name for path in (tree / "src/partyschool/ui/forms").iterdir()] == ["__init__.py"]


def test_a_broken_form_stops_the_build(tree: Path, hook: ModuleType) -> None:
    (tree / "forms/greeting.ui").write_text("<ui", encoding="utf-8")
    with pytest.raises(subprocess.CalledProcessError):
        hook.compile_forms(tree)
    assert not (tree / "src/partyschool/ui/forms/ui_greeting.py").exists()


def test_a_compiled_form_imports_only_what_it_uses(tree: Path, hook: ModuleType) -> None:
    hook.compile_forms(tree)
    text = (tree / "src/partyschool/ui/forms/ui_greeting.py").read_text(encoding="utf-8")
    assert "from PySide6.QtWidgets import QLabel, QVBoxLayout\n" in text
    assert "QGradient" not in text
    compile(text, "ui_greeting.py", "exec")
