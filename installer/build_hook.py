"""Compile forms/*.ui into the program, at every kind of installation, and put resources/ into a standard wheel.

As a script (`python installer/build_hook.py`, done by make) it compiles what has changed since the last time.
"""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FORMS = Path("forms")
COMPILED = Path("src/partyschool/ui/forms")
PACKAGE_NOTE = '"""Forms compiled by installer/build_hook.py; edit forms/*.ui instead."""\n'


class FormsAndResources(BuildHookInterface[Any]):
    """Hatchling finds the one class of this module."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """`version` is "standard" for a wheel and "editable" for `pip install -e`, where files are used in place."""
        if self.target_name != "wheel":
            return
        compile_forms(Path(self.root))
        if version == "standard":
            build_data["artifacts"].append(f"/{COMPILED.as_posix()}/*.py")  # git-ignored, so else left out
            build_data["force_include"]["resources"] = "partyschool/resources"


def compile_forms(root: Path) -> None:
    """Bring the compiled forms up to date; a compiled form without its .ui is removed."""
    compiled = root / COMPILED
    compiled.mkdir(parents=True, exist_ok=True)
    wanted = {compiled / f"ui_{form.stem}.py": form for form in sorted((root / FORMS).glob("*.ui"))}
    for stale in set(compiled.glob("ui_*.py")) - wanted.keys():
        stale.unlink()
    for target, form in wanted.items():
        if not target.exists() or target.stat().st_mtime < form.stat().st_mtime:
            compile_form(form, target)
    (compiled / "__init__.py").write_text(PACKAGE_NOTE, encoding="utf-8")


def compile_form(form: Path, target: Path) -> None:
    """Written under another name first: a build that is stopped leaves no half file with a fresh date."""
    unfinished = target.with_suffix(".part")
    subprocess.run([user_interface_compiler(), "-g", "python", "-o", unfinished, form], check=True)
    unfinished.write_text(used_imports_only(unfinished.read_text(encoding="utf-8")), encoding="utf-8")
    unfinished.replace(target)


def used_imports_only(source: str) -> str:
    """Leave out what uic imports for every form alike: the enums of those classes take 10 ms of the window's start."""
    for block in re.findall(r"^from PySide6\.\w+ import \([^)]*\)\n", source, re.MULTILINE):
        module, names = block.removesuffix(")\n").split(" import (")
        body = source.replace(block, "")
        used = [name for name in re.findall(r"\w+", names) if re.search(rf"\b{name}\b", body)]
        source = source.replace(block, f"{module} import {', '.join(used)}\n" if used else "")
    return source


def user_interface_compiler() -> Path:
    """Qt's uic inside the installed PySide6; called directly, as the pyside6-uic script first loads all of Qt."""
    spec = importlib.util.find_spec("PySide6")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("PySide6 is needed to compile forms/*.ui")
    package = Path(spec.submodule_search_locations[0])
    return package / "uic.exe" if sys.platform == "win32" else package / "Qt/libexec/uic"


if __name__ == "__main__":
    compile_forms(Path(__file__).resolve().parent.parent)
