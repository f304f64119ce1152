"""The papers of a class from the command line: handbook, signs, questionnaire, file, register, proofs, WPS files."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from partyschool.paths import DataFolder
from partyschool.services.evaluation_queries import get_evaluation
from partyschool.services.evaluation_rows import CountsForm
from partyschool.services.evaluations import save_counts
from partyschool.storage.database import open_database
from tests.cli.school import CODE
from tests.photographs import head, save
from tests.shell import Shell
from tests.whole import rolls


def count_votes(shell: Shell) -> None:
    """The clerk enters ten ballots in the window."""
    db = open_database(DataFolder(shell.folder), actor="李会敏")
    found = get_evaluation(db, CODE)
    votes = {item.position: (8, 1, 1, 0) for part in found.parts for item in part.items}
    save_counts(db, code=CODE, form=CountsForm(12, 10, 10, votes, "多讲例子"))
    db.close()


@pytest.mark.parametrize("kind", ["handbook", "signs", "evaluation", "binder"])
def test_a_paper_of_a_class_is_written_and_counted(shell: Shell, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "纸.pdf"
    document = shell.json("print", kind, CODE, "-o", path)
    assert (document["file"], document["pages"] > 0, path.read_bytes()[:4]) == (str(path), True, b"%PDF")
    assert "2099-01" in shell("print", kind, "2099-01", "-o", path).sentence


@pytest.mark.parametrize("kind", ["register", "stars", "assessment"])
def test_a_paper_of_a_year_is_written(shell: Shell, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "纸.pdf"
    assert shell.json("print", kind, 2025, "-o", path)["pages"] > 0


def test_portraits_come_out_of_a_folder_and_a_dry_run_leaves_none(shell: Shell, tmp_path: Path) -> None:
    person = rolls.members()[0]
    save(tmp_path / "照片" / f"{person.number}.jpg", head())
    save(tmp_path / "照片" / "没有这个人.jpg", head())
    tried = shell.json("import", "photos", tmp_path / "照片", "--dry-run")
    assert (tried["rows"], tried["created"], tried["rejected"]) == (2, 1, 1)
    [issue] = tried["issues"]
    assert (issue["row"], issue["value"], issue["code"]) == (2, "没有这个人.jpg", "photo_nobody")
    assert not (shell.folder / "attachments").exists()
    assert "共 2 个文件：新增 1" in shell("import", "photos", tmp_path / "照片").out
    assert shell.json("import", "photos", tmp_path / "照片")["duplicate"] == 1
    assert shell.json("import", "photos", tmp_path / "照片", "--replace")["unchanged"] == 1
    assert "不是文件夹" in shell("import", "photos", tmp_path / "没有").sentence
    assert "还没有培训照片" in shell("print", "photos", CODE, "-o", tmp_path / "照片.pdf").sentence


def test_the_report_of_a_questionnaire_has_scores_rates_and_who_was_told(shell: Shell) -> None:
    assert "还没有录入" in shell("evaluation", "report", CODE).out
    count_votes(shell)
    report = shell.json("evaluation", "report", CODE)
    assert (report["issued"], report["returned"], report["valid"]) == (12, 10, 10)
    assert (report["score"], report["satisfaction"], report["recovery"]) == (94.5, 90.0, 83.3)
    assert report["lessons"]
    assert report["lessons"][0]["items"][0]["votes"] == {"非常满意": 8, "满意": 1, "基本满意": 1, "不满意": 0}
    assert report["remarks"] == ["多讲例子"]
    assert all(row["given"] is None for row in report["feedback"])
    assert "还没有反馈给" in shell("evaluation", "report", CODE).out


def test_feedback_slips_come_after_the_votes_and_for_one_teacher_too(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "反馈.pdf"
    assert "还没有录入测评结果" in shell("print", "feedback", CODE, "-o", path).sentence
    count_votes(shell)
    teacher = shell.json("evaluation", "report", CODE)["lessons"][0]["teacher"]
    assert shell.json("print", "feedback", CODE, "--teacher", teacher, "-o", path)["pages"] == 1
    assert "没有这位老师" in shell("print", "feedback", CODE, "--teacher", "无此人", "-o", path).sentence


def test_proofs_answer_the_number_that_they_got(shell: Shell, tmp_path: Path) -> None:
    certificates = shell.json("print", "certificates", CODE, "-o", tmp_path / "c.pdf")["numbers"]
    [first] = shell.json("print", "completion", certificates[0], "-o", tmp_path / "p.pdf")["numbers"]
    assert "党校证字〔" in first
    assert shell.json("print", "completion", certificates[0], "-o", tmp_path / "p.pdf")["numbers"] == [first]
    register = shell.json("print", "register", 2025, "-o", tmp_path / "r.pdf")
    assert register["numbers"] == certificates
    assert "没有" in shell("print", "completion", "禹房党校结字〔2025〕第0999号", "-o", tmp_path / "p.pdf").sentence


def test_the_ending_of_the_file_asks_for_wps(shell: Shell, tmp_path: Path) -> None:
    shell.json("print", "notice", CODE, "--number", 7, "-o", tmp_path / "通知.docx")
    lines = [paragraph.text for paragraph in Document(str(tmp_path / "通知.docx")).paragraphs]
    assert any("7号" in line for line in lines)
    for kind in ("timetable", "sheet", "binder"):
        shell.json("print", kind, CODE, "-o", tmp_path / f"{kind}.xlsx")
        assert load_workbook(tmp_path / f"{kind}.xlsx").worksheets[0].max_row > 2
    shell.json("print", "ledger", 2025, "-o", tmp_path / "台账.xlsx")
    assert "不能存成 .xlsx" in shell("print", "cards", CODE, "-o", tmp_path / "x.xlsx").sentence
