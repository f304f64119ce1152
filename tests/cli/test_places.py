"""Places that cannot be written, a full disk, a busy port, an open window."""

from __future__ import annotations

import ctypes
import os
import resource
import socket
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from partyschool.paths import DataFolder
from partyschool.services.folder_lock import lock_folder
from tests.cli.school import CODE, INIT, rows_in
from tests.shell import SOURCE, Shell
from tests.whole import rolls

SMALL_FILES = 300_000  # a disk with so few bytes left
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2


def test_a_paper_to_a_place_that_is_a_file_or_a_folder_is_refused(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "folder.pdf").mkdir()
    for target in (tmp_path / "file" / "x.pdf", tmp_path / "folder.pdf"):
        assert "换一个位置" in shell("print", "sheet", CODE, "-o", target).sentence
    assert "换个位置" in shell("template", "roster", "-o", tmp_path / "file" / "x.xlsx").sentence
    assert shell("summary", 2025, "--format", "xlsx", "-o", tmp_path / "folder.pdf").sentence
    assert shell("backup", "create", "-o", tmp_path / "file" / "b").sentence


def test_a_data_folder_below_a_file_is_three(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    said = Shell(tmp_path / "file" / "data")(*INIT)
    assert (said.code, "打不开数据文件夹" in said.sentence) == (3, True)


def without_privilege() -> None:
    """Root may write everywhere; from now on the rights of files hold for this process too."""
    if os.geteuid() == 0:
        library = ctypes.CDLL(None, use_errno=True)
        for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            if library.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0):
                raise OSError(ctypes.get_errno(), "prctl")


def as_anybody(shell: Shell, *words: str) -> tuple[int, str]:
    """A command by somebody whom the rights of files bind."""
    ran = subprocess.run(
        shell.call(*words),
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(SOURCE), "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=without_privilege,
        check=False,
    )
    return ran.returncode, ran.stderr


@pytest.fixture
def closed(shell: Shell) -> Iterator[Shell]:
    """A folder that may be read and not written."""
    for path in (shell.folder, *shell.folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield shell
    for path in (shell.folder, *shell.folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def test_a_read_only_data_folder_is_told_in_one_sentence(closed: Shell, finished: Path) -> None:
    code, said = as_anybody(closed, "import", "roster", str(finished / "roll.xlsx"))
    assert code == 3, said
    assert len(said.splitlines()) == 1
    assert "只读" in said or "权限" in said


def limited() -> None:
    """From now on no file of this process can grow beyond this size, as on a disk that is full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL_FILES, SMALL_FILES))


def test_a_full_disk_leaves_everything_as_it_was(empty: Shell, tmp_path: Path) -> None:
    many: list[tuple[str, ...]] = [("姓名", "身份证号", "支部")]
    days = (date(1950, 1, 1) + timedelta(days=place) for place in range(3000))
    many += [(f"王{day:%j%y}", rolls.a_number(day.isoformat(), 1), "桂庄村党支部") for day in days]
    rolls.save_sheet(tmp_path / "many.xlsx", many)
    before = rows_in(empty)
    ran = subprocess.run(
        empty.call("import", "roster", tmp_path / "many.xlsx"),
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(SOURCE)},
        preexec_fn=limited,
        check=False,
    )
    assert ran.returncode == 3, (ran.returncode, ran.stdout, ran.stderr)
    assert len(ran.stderr.splitlines()) == 1
    assert "磁盘" in ran.stderr
    assert rows_in(empty) == before
    assert empty.json("check")["ok"]


def test_a_busy_port_is_named(shell: Shell, tmp_path: Path) -> None:
    rolls.save_class(tmp_path / "next.xlsx", rolls.members(), code="2025-02")
    shell.json("import", "class", tmp_path / "next.xlsx")
    shell.json("class", "publish", "2025-02")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = shell.process("serve", "2025-02", "--host", "127.0.0.1", "--port", port, "--now", "2025-06-16T08:10")
    assert said.code == 1
    assert str(port) in said.sentence


def test_going_back_to_a_backup_under_an_open_window_is_refused(shell: Shell, tmp_path: Path) -> None:
    made = shell.json("backup", "create", "-o", tmp_path / "b.psbackup")
    lock = lock_folder(DataFolder(shell.folder))
    try:
        said = shell.process("backup", "restore", made["file"])
        assert said.code in (1, 3)
        assert "窗口" in said.sentence
        assert shell.json("class", "list")["classes"]
    finally:
        lock.release()
    assert shell("backup", "restore", made["file"]).code == 0
