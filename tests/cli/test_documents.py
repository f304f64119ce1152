"""The documents that scripts are promised, command by command."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.cli.school import CODE, INIT
from tests.shell import Shell
from tests.whole import rolls
from tests.whole.test_kill import next_line, running

COUNTS = {"rows", "created", "updated", "unchanged", "duplicate", "pending", "rejected", "issues"}
CLASS_KEYS = {"code", "title", "state", "flow", "missing", "enrolled", "sessions"}
KINDS = ("roster", "cadres", "class", "attendance", "hours", "teachers", "sites", "exemptions", "organizations")


def test_init_answers_the_school_and_refuses_a_second_one(tmp_path: Path) -> None:
    shell = Shell(tmp_path / "new")
    document = shell.json(*INIT, "--code", "371482101", "--city", "禹城市")
    assert document["school"].keys() >= {"uid", "name", "short", "tier", "code", "city", "town"}
    assert document["school"]["town"] == "房寺镇"
    assert "已经有党校数据" in shell(*INIT).sentence


@pytest.mark.parametrize("kind", ["roster", "cadres", "class"])
def test_an_import_answers_its_counts_and_changes_nothing_the_second_time(
    shell: Shell, finished: Path, kind: str
) -> None:
    name = {"roster": "roll"}.get(kind, kind)
    document = shell.json("import", kind, finished / f"{name}.xlsx")
    assert document.keys() >= COUNTS
    assert (document["created"], document["updated"], document["unchanged"]) == (0, 0, document["rows"])
    assert document.get("class") == (CODE if kind == "class" else None)


def test_an_issue_names_row_column_value_level_code_and_message(empty: Shell, tmp_path: Path) -> None:
    rolls.save_sheet(tmp_path / "r.xlsx", [("姓名", "身份证号", "支部"), ("张三", "379998199001011", "桂庄村党支部")])
    document = empty.json("import", "roster", tmp_path / "r.xlsx", "--dry-run")
    assert all(issue.keys() >= {"row", "column", "value", "level", "code", "message"} for issue in document["issues"])
    assert {issue["row"] for issue in document["issues"]} == {2}
    assert empty.json("quota", 2025)["people"] == []


def test_the_report_of_an_import_can_be_mended_and_imported_again(empty: Shell, tmp_path: Path) -> None:
    good = rolls.members()[0]
    rolls.save_sheet(
        tmp_path / "r.xlsx", [("姓名", "身份证号", "支部"), (good.name, good.number[:-1] + "0", good.branch)]
    )
    first = empty.json("import", "roster", tmp_path / "r.xlsx", "--report", tmp_path / "report.xlsx")
    assert (first["rejected"], first["created"]) == (1, 0)
    book = load_workbook(tmp_path / "report.xlsx")
    page = book.active
    assert page is not None
    for row in page.iter_rows():
        for cell in row:
            if cell.value == good.number[:-1] + "0":
                cell.value = good.number
    book.save(tmp_path / "report.xlsx")
    assert empty.json("import", "roster", tmp_path / "report.xlsx")["created"] == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_is_taken_by_its_own_import(empty: Shell, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"{kind}.xlsx"
    assert empty.json("template", kind, "-o", path) == {"file": str(path)}
    said = empty("--json", "import", kind, path)
    if said.code == 0:
        assert json.loads(said.out)["created"] == 0
    else:
        assert "请" in said.sentence


def test_a_class_answers_its_flow_its_sessions_and_what_is_missing(shell: Shell) -> None:
    document = shell.json("class", "show", CODE)
    assert document.keys() >= CLASS_KEYS
    assert [step["step"] for step in document["flow"]][:5] == [
        "签到",
        "奏唱国歌或国际歌",
        "重温入党誓词",
        "集体学习党章",
        "领导讲课",
    ]
    assert all(step.keys() >= {"step", "done", "at", "by"} and step["done"] for step in document["flow"])
    session = document["sessions"][0]
    assert session.keys() >= {"number", "date", "start", "end", "hours", "present"}
    assert (session["date"], session["start"], session["end"], session["hours"]) == ("2025-06-16", "08:30", "11:30", 4)
    assert document["missing"] == []


def test_the_life_of_a_class_is_refused_out_of_order_by_name(shell: Shell) -> None:
    for action in (("publish",), ("close",), ("confirm",), ("cancel", "--reason", "大雪")):
        sentence = shell("class", action[0], CODE, *action[1:]).sentence
        assert "农村党员轮训班" in sentence
    assert "2099-01" in shell("class", "show", "2099-01").sentence
    assert shell("class", "cancel", CODE).code == 2


def test_a_class_without_its_five_and_one_is_published_with_a_reason_only(empty: Shell, tmp_path: Path) -> None:
    lessons = [("场次", "日期", "开始", "结束", "教学内容"), ("1", "2025-06-16", "08:30", "11:30", "专题")]
    facts = [("班次编号", CODE), ("班次名称", "专题班"), ("开始日期", "2025-06-16"), ("结束日期", "2025-06-16")]
    rolls.save_book(tmp_path / "c.xlsx", {"班次": facts, "课程表": lessons, "学员": [("姓名", "身份证号")]})
    assert empty.json("import", "class", tmp_path / "c.xlsx")["class"] == CODE
    sentence = empty("class", "publish", CODE).sentence
    assert all(step in sentence for step in ("签到", "国歌", "誓词", "党章", "领导讲课", "现场教学"))
    assert empty.json("class", "publish", CODE, "--reason", "临时加班")["reasons"]["publish"] == "临时加班"


def test_the_quota_masks_numbers_unless_asked_and_notes_who_asked(shell: Shell) -> None:
    document = shell.json("quota", 2025)
    assert document.keys() >= {"year", "as_of", "totals", "people"}
    assert document["totals"].keys() >= {"members", "due", "met", "trained"}
    keys = {
        "name", "id_number", "unit", "state", "required_days", "earned_days", "met", "required_hours",
        "earned_hours", "hours_met", "rotated", "reasons",
    }  # fmt: skip
    assert all(row.keys() >= keys and row["reasons"] for row in document["people"])
    assert all("********" in row["id_number"] for row in document["people"])
    numbers = {person.number for person in rolls.members()}
    assert {row["id_number"] for row in shell.json("quota", 2025, "--full-ids")["people"]} == numbers
    with sqlite3.connect(shell.folder / "school.db") as database:
        assert database.execute("SELECT count(*) FROM audit_lines WHERE action = 'quota.full_ids'").fetchone() == (1,)
    database.close()


def test_the_quota_can_be_narrowed_to_a_unit_to_those_behind_and_to_a_day(shell: Shell) -> None:
    village = shell.json("quota", 2025, "--unit", "桂庄村")["people"]
    assert {row["unit"] for row in village} == {"桂庄村党支部"}
    behind = shell.json("quota", 2025, "--behind")["people"]
    assert {row["name"] for row in behind} == {person.name for person in rolls.members() if person.post}
    before = shell.json("quota", 2025, "--as-of", "2025-06-15")
    assert (before["as_of"], before["totals"]["trained"]) == ("2025-06-15", 0)
    assert "没有名为“火星村”的单位" in shell("quota", 2025, "--unit", "火星村").sentence


@pytest.mark.parametrize("kind", ["certificates", "cards", "sheet", "timetable", "notice"])
def test_a_paper_answers_file_pages_and_numbers(shell: Shell, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "纸.pdf"
    document = shell.json("print", kind, CODE, "-o", path)
    assert document.keys() >= {"file", "pages", "numbers"}
    assert (document["file"], document["pages"] > 0, path.read_bytes()[:4]) == (str(path), True, b"%PDF")
    assert len(document["numbers"]) == (len(rolls.members()) if kind == "certificates" else 0)
    assert "2099-01" in shell("print", kind, "2099-01", "-o", path).sentence


def test_a_certificate_is_verified_without_the_issuer_and_a_forged_one_is_not(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "certificates.pdf"
    shell.json("print", "certificates", CODE, "-o", path)
    verdict = shell.json("verify", path)
    assert verdict.keys() >= {"valid", "number", "name", "school", "issued", "state"}
    elsewhere, key = Shell(tmp_path / "nothing"), shell.folder / "keys" / "certificate-public.pem"
    with sqlite3.connect(shell.folder / "school.db") as database:
        [code] = database.execute("SELECT code FROM certificates ORDER BY serial LIMIT 1").fetchone()
    database.close()
    assert elsewhere.json("verify", code, "--key", key)["valid"] is True
    forged = code[:-1] + ("A" if code[-1] != "A" else "B")
    said = elsewhere("--json", "verify", forged, "--key", key)
    assert (said.code, json.loads(said.out)["valid"]) == (1, False)
    assert elsewhere("--json", "verify", code).code == 1
    assert "去掉 --open" in elsewhere("verify", "--open", code).sentence
    assert "证书核验码" in elsewhere("verify", tmp_path / "missing.pdf").sentence or elsewhere("verify", "x").code == 1


def test_a_backup_is_made_listed_verified_and_restored(shell: Shell, tmp_path: Path) -> None:
    made = shell.json("backup", "create", "-o", tmp_path / "b.psbackup")
    assert made.keys() >= {"file", "sha256"}
    assert shell.json("backup", "verify", made["file"])["valid"] is True
    assert shell.json("backup", "create")["file"] in [row["file"] for row in shell.json("backup", "list")["backups"]]
    other = Shell(tmp_path / "other")
    other.json("backup", "restore", made["file"])
    assert other.json("quota", 2025)["totals"] == shell.json("quota", 2025)["totals"]
    (tmp_path / "b.psbackup").write_bytes((tmp_path / "b.psbackup").read_bytes()[:-200])
    assert shell("backup", "verify", made["file"]).sentence
    assert other.json("check") == {"ok": True, "findings": []}


def test_serve_says_where_it_is_and_ends_with_its_input(shell: Shell, tmp_path: Path) -> None:
    rolls.save_class(tmp_path / "next.xlsx", rolls.members(), code="2025-02")
    shell.json("import", "class", tmp_path / "next.xlsx")
    shell.json("class", "publish", "2025-02")
    call = shell.call("serve", "2025-02", "--host", "127.0.0.1", "--now", "2025-06-16T08:10")
    with running(call) as process:
        ready = next_line(process.stdout, event="ready")
        assert ready.keys() >= {"event", "url", "port", "pid"}
        assert ready["pid"] == process.pid
        assert next_line(process.stdout, event="code").keys() >= {"event", "url", "expires"}
        assert process.stdin is not None
        process.stdin.close()
        process.stdin = None
        assert next_line(process.stdout, event="stopped")
        assert process.wait(20) == 0


def documents() -> list[tuple[Any, ...]]:
    return [("class", "list"), ("class", "show", CODE), ("quota", 2025), ("check",), ("backup", "list")]


@pytest.mark.parametrize("words", documents(), ids=lambda words: " ".join(map(str, words)))
def test_json_is_one_document_and_quiet_is_silent(shell: Shell, words: tuple[Any, ...]) -> None:
    said = shell(*words, "--json")
    assert len(said.out.splitlines()) == 1
    assert isinstance(json.loads(said.out), dict)
    spoken, quiet = shell(*words), shell("--quiet", *words)
    assert (quiet.code, quiet.out, quiet.err) == (0, "", "")
    assert spoken.out or words == ("backup", "list")


def test_a_real_process_answers_the_same_in_utf_8_whatever_the_locale(shell: Shell) -> None:
    said = shell.process("--json", "class", "show", CODE, LC_ALL="C", PYTHONUTF8="0")
    assert said.json == shell.json("class", "show", CODE)
    wrong = shell.process("class", "show", "2099-01", LC_ALL="C")
    assert wrong.code == 1
    assert "2099-01" in wrong.sentence
    assert shell.process("--version").out.startswith("partyschool ")
