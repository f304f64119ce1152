"""The demonstration goes through the whole day by itself, and through the most of it where Qt is not to be had."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from partyschool.cli.demo_day import DemoDay
from partyschool.cli.demo_files import save_roll
from partyschool.cli.main import main
from partyschool.exchange.imports import import_file
from partyschool.paths import DataFolder
from partyschool.services.sample import found_school
from partyschool.services.sample_town import make_town
from partyschool.storage.database import Database
from tests.conftest import Clock

SOURCE = Path(__file__).parents[1] / "src"
PAPERS = {
    "结业证书.pdf": "结业证书", "签到表.pdf": "签到表", "课程安排表.pdf": "课程安排表", "培训通知.pdf": "关于举办",
    "学员证.pdf": "学员证", "培训台账.pdf": "培训台账", "年度统计表.pdf": "统计表", "年度总结.pdf": "工作总结",
}  # fmt: skip
PICTURES = {"首页", "人员", "培训班", "学时", "签到台", "投影", "证书", "师资与教学点", "统计"}


def run(*words: str | Path, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """`partyschool` as a shell runs it."""
    return subprocess.run(
        [sys.executable, "-m", "partyschool", *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=dict(environment or os.environ) | {"PYTHONPATH": str(SOURCE)},
        check=False,
    )


def text_of(pdf: Path) -> str:
    return "".join(page.extract_text() for page in PdfReader(pdf).pages).translate(str.maketrans("", "", " \n\u3000"))


def test_the_whole_day_is_gone_through_and_everything_it_names_is_there(tmp_path: Path) -> None:
    out = tmp_path / "演示 结果"
    ran = run("--json", "demo", "--out", out, "--keep")
    assert ran.returncode == 0, ran.stderr
    answer = json.loads(ran.stdout)
    assert {Path(path).parent for path in answer["files"]} == {out}
    assert all(Path(path).stat().st_size > 1000 for path in answer["files"])
    assert (answer["signed_in"], answer["classes"], answer["no_pictures"]) == (171, 11, None)
    assert answer["answers"] == {"signed": 171}
    assert list(answer["refused"].values()) == ["not_found", "not_enrolled", "already", "expired"]
    assert answer["certificates"] == answer["verified"] == 90
    for name, words in PAPERS.items():
        assert words in text_of(out / name), name
    assert {path.stem for path in out.glob("*.png")} == PICTURES
    for picture in out.glob("*.png"):
        with Image.open(picture) as opened:
            assert len(opened.convert("RGB").getcolors(1 << 24) or ()) > 100, picture
    kept(Path(answer["data"]), answer["class"], answer["totals"])


def kept(folder: Path, code: str, totals: Mapping[str, int]) -> None:
    """What `--keep` leaves can be opened and says the same."""
    shown = json.loads(run("--data", folder, "--json", "class", "show", code).stdout)
    assert (shown["state"], shown["confirmed"], shown["missing"]) == ("closed", True, [])
    assert [session["present"] for session in shown["sessions"]] == [91, 90]
    board = json.loads(run("--data", folder, "--json", "quota", "2025").stdout)["totals"]
    assert {key: board[key] for key in totals} == dict(totals)
    assert run("--data", folder, "check").returncode == 0


def test_without_qt_it_says_so_and_the_day_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "broken" / "PySide6"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text("raise ImportError('libEGL.so.1: cannot open shared object file')")
    monkeypatch.setenv("PYTHONPATH", str(broken.parent))
    said: list[str] = []
    day = DemoDay(DataFolder(tmp_path / "data"), tmp_path, said.append)
    day.take_pictures()
    assert len(said) == 1
    assert "画不出窗口的图片，其他照做" in said[0]
    assert "libEGL" in said[0]


def test_a_result_folder_that_cannot_be_written_is_refused_before_anything_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").write_text("a file")
    assert main(["demo", "--out", str(tmp_path / "taken")]) == 1
    assert "请用 --out 换一个文件夹" in capsys.readouterr().err


def test_the_roll_of_the_demonstration_is_as_messy_as_it_says(db: Database, clock: Clock, tmp_path: Path) -> None:
    town = make_town(clock().date())
    found_school(db)
    save_roll(tmp_path / "roll.xlsx", town)
    sheet = load_workbook(tmp_path / "roll.xlsx").active
    assert sheet is not None
    assert len(sheet.merged_cells.ranges) == 1
    found = import_file(db, "roster", tmp_path / "roll.xlsx")
    assert (found.created, found.duplicate, found.rejected) == (len(town.people), 1, 1)
    assert [issue.code for issue in found.issues if issue.level == "error"] == ["id_truncated"]
