"""Which system packages are missing, by looking for what the program really loads; installs them when root.

    python3 installer/system_packages.py run|dev

Runs before anything is installed, with the standard library alone. Libraries are looked for by the name the loader
uses, because package names differ (libglib2.0-0 is libglib2.0-0t64 on newer Debian and Ubuntu).
"""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Need:
    """Something that must be there, and the packages that bring it, best first."""

    present: Callable[[], bool]
    packages: tuple[str, ...]


def library(soname: str, package: str) -> Need:
    return Need(lambda: _loads(soname), (package,))


def program(names: str, *packages: str) -> Need:
    """One of several programs, written with spaces between."""
    return Need(lambda: any(shutil.which(name) for name in names.split()), packages)


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def _can_make_environments() -> bool:
    """Debian splits this off Python; its venv module is there but fails without ensurepip."""
    return importlib.util.find_spec("ensurepip") is not None


def _postgresql_server() -> bool:
    """Debian keeps initdb off the PATH."""
    return shutil.which("initdb") is not None or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


RUN = (
    Need(_can_make_environments, (f"python3.{sys.version_info.minor}-venv", "python3-venv")),
    # Qt itself, with or without a display.
    library("libEGL.so.1", "libegl1"),
    library("libGL.so.1", "libgl1"),
    library("libxkbcommon.so.0", "libxkbcommon0"),
    library("libgthread-2.0.so.0", "libglib2.0-0"),
    library("libdbus-1.so.3", "libdbus-1-3"),
    library("libfontconfig.so.1", "libfontconfig1"),
    # A window under X. Qt's own message names libxcb-cursor0 whichever of these is missing.
    library("libxcb-cursor.so.0", "libxcb-cursor0"),
    library("libxcb-icccm.so.4", "libxcb-icccm4"),
    library("libxcb-keysyms.so.1", "libxcb-keysyms1"),
    library("libxcb-shape.so.0", "libxcb-shape0"),
    library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    # The list of printers.
    library("libcups.so.2", "libcups2"),
)

DEV = (
    program("chromium chromium-browser google-chrome", "chromium", "chromium-browser"),
    program("chromedriver", "chromium-driver", "chromium-chromedriver"),
    program("Xvfb", "xvfb"),
    program("dbus-daemon", "dbus-daemon", "dbus"),
    program("pdftoppm", "poppler-utils"),
    program("qpdf", "qpdf"),
    Need(_postgresql_server, ("postgresql",)),
)


def missing(needs: tuple[Need, ...]) -> list[Need]:
    return [need for need in needs if not need.present()]


def install(needs: list[Need]) -> None:
    """Only as root; several systems have only the second name of a package."""
    apt("update")
    apt("install", "--yes", "--no-install-recommends", *[available(need.packages) for need in needs])


def available(packages: tuple[str, ...]) -> str:
    """The first that the system's package lists can give, else the first, whose failure names it."""
    for package in packages:
        policy = subprocess.run(["apt-cache", "policy", package], capture_output=True, text=True, check=True).stdout
        if "Candidate:" in policy and "Candidate: (none)" not in policy:
            return package
    return packages[0]


def apt(*arguments: str) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    command = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0", *arguments]
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)  # failures are on stderr


def main() -> int:
    needs = RUN if sys.argv[1] == "run" else DEV
    lacking = missing(needs)
    if not sys.platform.startswith("linux") or not lacking:
        return 0
    names = " ".join(need.packages[0] for need in lacking)
    if shutil.which("apt-get") is None:
        print(
            f"这台电脑缺少系统组件，请用系统的软件包工具安装与下列 Debian 包相当的软件后重试：{names}", file=sys.stderr
        )
        return 1
    if os.geteuid() != 0:
        print(
            f"这台电脑缺少系统组件，请先执行下面一行，再重试：\n\n    sudo apt-get install {names}\n", file=sys.stderr
        )
        return 1
    print(f"正在安装系统组件：{names}", flush=True)
    try:
        install(lacking)
    except subprocess.CalledProcessError:
        print(f"系统组件没有装上，请检查网络和软件源后重试：apt-get install {names}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
