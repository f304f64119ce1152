"""`print KIND` and `summary YEAR` from a shell: files, JSON, exit codes, what is noted."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from partyschool.cli.main import main
from partyschool.domain.terms import UnitChangeKind
from partyschool.services.audit_view import list_audit
from partyschool.services.certificate_queries import list_certificates
from partyschool.services.unit_changes import change_units
from partyschool.services.unit_plan import ChangeForm
from partyschool.storage.database import Database
from tests.conftest import Clock
from tests.services.certified_class import Held, hold_class
from tests.services.town import add_person, found_town


@pytest.fixture
def held(db: Database, clock: Clock) -> Held:
    """A class of three days, closed and confirmed."""
    return hold_class(db, clock, {"马明艳": 6, "吴庆": 2})


def run(db: Database, *arguments: str) -> int:
    return main([*arguments, "--data", str(db.folder.root)])


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("sheet", "CODE"),
        ("timetable", "CODE"),
        ("notice", "CODE"),
        ("ledger", "2025"),
        ("statistics", "2025"),
        ("record", "马明艳"),
        ("credit", "马明艳"),
    ],
)
def test_every_kind_of_paper_is_written_and_counted(
    db: Database, held: Held, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, subject: str
) -> None:
    target = tmp_path / "纸" / "一份.pdf"
    year = ["--year", "2025"] if kind == "record" else []  # a proof is of the last year that has hours
    assert run(db, "print", kind, subject.replace("CODE", held.code), *year, "-o", str(target), "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["file"] == str(target)
    assert answer["pages"] >= 1
    assert target.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("form", ["pdf", "docx", "xlsx"])
def test_the_summary_comes_in_three_forms(db: Database, held: Held, tmp_path: Path, form: str) -> None:
    target = tmp_path / f"总结.{form}"
    assert run(db, "summary", "2025", "--format", form, "-o", str(target), "--quiet") == 0
    assert target.stat().st_size > 5000


def test_the_summary_as_json_is_one_document_of_totals(
    db: Database, held: Held, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(db, "summary", "2025", "--format", "json") == 0
    totals = json.loads(capsys.readouterr().out)
    assert (totals["classes"], totals["attendances"], totals["persons"]) == (1, 2, 2)
    assert totals["attendance_rate"] == round(100 * 8 / 12, 1)
    assert totals["as_of"] == date(2025, 12, 31).isoformat()


def test_a_second_summary_of_the_year_is_its_second_edition(db: Database, held: Held, tmp_path: Path) -> None:
    for _ in range(2):
        assert run(db, "summary", "2025", "-o", str(tmp_path / "总结.pdf"), "--quiet") == 0
    made = [row for row in list_audit(db) if row.action == "print.summary.pdf"]
    assert [row.detail["edition"] for row in made] == [2, 1]


def test_an_unknown_class_is_refused_in_one_line(
    db: Database, held: Held, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(db, "print", "notice", "2099-01", "-o", str(tmp_path / "x.pdf")) == 1
    assert "没有编号为“2099-01”的培训班" in capsys.readouterr().err
    assert not (tmp_path / "x.pdf").exists()


def test_the_summary_tells_the_year_by_its_end_or_by_the_units_as_they_were(
    db: Database, held: Held, capsys: pytest.CaptureFixture[str]
) -> None:
    town = found_town(db)
    add_person(db, "王建国", town.front_branch)
    change_units(db, form=ChangeForm(UnitChangeKind.RENAME, date(2025, 2, 1), (town.front_village,), name="新名社区"))
    told = []
    for structure in ("year-end", "then"):
        assert run(db, "summary", "2025", "--format", "json", "--structure", structure) == 0
        told.append(json.loads(capsys.readouterr().out))
    names = [[line["unit"] for line in document["per_unit"]] for document in told]
    assert ("新名社区" in names[0], "前庄村" in names[1]) == (True, True)
    assert [document["structure"] for document in told] == ["year-end", "then"]
    assert [document["due"] for document in told] == [told[0]["due"]] * 2


def test_a_structure_that_does_not_exist_is_wrong_usage(db: Database, held: Held) -> None:
    with pytest.raises(SystemExit) as ended:
        run(db, "summary", "2025", "--structure", "now")
    assert ended.value.code == 2


def test_certificates_are_issued_under_a_template_and_overprinted(
    db: Database, held: Held, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = str(tmp_path / "证书.pdf")
    for options, told in (
        (["--template", "没有的"], "没有叫“没有的”的证书模板"),
        (["--dx", "1"], "只用于套打"),
        (["--overprint", "--dx", "0.3"], "每次 0.5 毫米"),
    ):
        assert run(db, "print", "certificates", held.code, "-o", target, *options) == 1
        assert told in capsys.readouterr().err
    assert list_certificates(db) == []
    moved = ["--overprint", "--dx", "1.5", "--dy", "-2"]
    assert run(db, "print", "certificates", held.code, "-o", target, "--template", "示范班", *moved, "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    [row] = list_certificates(db)
    assert answer["numbers"] == [row.number]
    assert row.template is not None and row.template.name == "示范班"
    printed = next(line for line in list_audit(db) if line.action == "certificate.print")
    assert printed.detail["overprint"] == [1.5, -2]
    assert run(db, "print", "overprint-test", "示范班", "--dx", "1.5", "-o", target, "--json") == 0
    assert json.loads(capsys.readouterr().out)["pages"] == 1


def test_templates_are_listed_handed_out_taken_in_and_reset(
    db: Database, held: Held, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "示范.zhengshu")
    assert run(db, "certificate-template", "export", "示范班", "-o", file, "--quiet") == 0
    assert run(db, "certificate-template", "import", file) == 0
    assert "已导入为模板“示范班 2”，用于示范班的班" in capsys.readouterr().out
    assert run(db, "certificate-template", "list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)["templates"]
    assert [row["name"] for row in listed][-2:] == ["示范班", "示范班 2"]
    assert run(db, "certificate-template", "reset", "示范班") == 1
    assert "没有改过" in capsys.readouterr().err
    assert run(db, "certificate-template", "versions", "示范班 2") == 0
    assert capsys.readouterr().out.startswith("第 1 版　")
    assert run(db, "certificate-template", "export", "示范班 2", "--edition", "1", "-o", file, "--quiet") == 0
    assert run(db, "certificate-template", "export", "示范班 2", "--edition", "2", "-o", file) == 1
    assert "没有第 2 版。保存过的版：1" in capsys.readouterr().err
