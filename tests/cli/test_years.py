"""`year`, `rules`, `print callup` and a frozen `quota`, as scripts call them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.services.town import id_number
from tests.shell import Shell

ROLL = "姓名,身份证号,性别,出生日期,人员类别,入党日期,所在党支部\n"
MAN, WOMAN = id_number(3, "19650101"), id_number(2, "19700302")
PEOPLE = (
    f"王建国,{MAN},男,1965-01-01,正式党员,1990-07-01,前庄村党支部\n"
    f"于秀兰,{WOMAN},女,1970-03-02,正式党员,1995-07-01,后庄村党支部\n"
)
HOURS = "姓名,身份证号,学习类别,学习内容,日期,学时\n王建国,{number},三会一课,{title},{day},4\n"


@pytest.fixture
def school(empty: Shell, tmp_path: Path) -> Shell:
    roll = tmp_path / "花名册.csv"
    roll.write_text(ROLL + PEOPLE, encoding="utf-8")
    assert answer(empty, "import", "roster", str(roll))["created"] == 2
    return empty


def bring_hours(shell: Shell, tmp_path: Path, title: str, day: str) -> dict[str, Any]:
    file = tmp_path / "学时.csv"
    file.write_text(HOURS.format(number=MAN, title=title, day=day), encoding="utf-8")
    document: dict[str, Any] = json.loads(shell("--json", "import", "hours", str(file)).out)
    return document


def answer(shell: Shell, *words: str) -> dict[str, Any]:
    said = shell("--json", *words)
    assert said.code == 0, said.err
    document: dict[str, Any] = json.loads(said.out)
    return document


def test_a_closed_year_is_frozen_until_it_is_opened_with_a_reason(school: Shell, tmp_path: Path) -> None:
    assert bring_hours(school, tmp_path, "三月党课", "2024-03-05")["created"] == 1
    before = answer(school, "quota", "2024")
    assert answer(school, "year", "check", "2024")["ready"]
    closed = answer(school, "year", "close", "2024", "--note", "已上报")
    assert closed["totals"]["members"] == 2
    late = bring_hours(school, tmp_path, "补记的党课", "2024-04-05")
    assert (late["created"], late["issues"][0]["code"]) == (0, "year_closed")
    after = answer(school, "quota", "2024")
    assert (after["totals"], after["people"]) == (before["totals"], before["people"])
    assert (before["closed_at"], bool(after["closed_at"])) == (None, True)
    refused = school("year", "close", "2024")
    assert (refused.code, "已经结转" in refused.err) == (1, True)
    refused = school("year", "reopen", "2024")
    assert (refused.code, "写明原因" in refused.err) == (1, True)
    assert school("year", "reopen", "2024", "--reason", "漏了一次党课").code == 0
    assert bring_hours(school, tmp_path, "补记的党课", "2024-04-05")["created"] == 1
    [line] = answer(school, "year", "list")["years"]
    assert line["reopen_reason"] == "漏了一次党课"
    assert "漏了一次党课" in school("year", "list").out


def test_a_year_that_is_not_over_is_refused(school: Shell) -> None:
    said = school("year", "close", "2999")
    assert said.code == 1
    assert "还没有过完" in said.err
    assert "还没有过完" in school("year", "check", "2999").out


def test_the_rules_are_listed_with_value_source_and_effect(school: Shell) -> None:
    rules = {rule["key"]: rule for rule in answer(school, "rules", "--year", "2025")["rules"]}
    assert rules["L1"]["value"] == {"days": 1.0, "hours": 0.0, "category": "member"}
    assert rules["credit.late_minutes"]["value"] == 15
    assert "2 名党员中 2 人适用" in rules["L1"]["effect"]
    assert all(rule["source"] for rule in rules.values())
    assert "15 分钟" in school("rules").out


def test_call_up_lists_are_printed_a_page_a_village(school: Shell, tmp_path: Path) -> None:
    found = answer(school, "print", "callup", "2024", "-o", str(tmp_path / "叫训.pdf"))
    assert found["pages"] == 2
    one = answer(school, "print", "callup", "2024", "--unit", "前庄村", "-o", str(tmp_path / "一村.pdf"))
    assert one["pages"] == 1


def test_closing_says_what_it_did_and_how_to_take_it_back(school: Shell) -> None:
    said = school("year", "close", "2024").out
    assert "不能再改" in said
    [way] = [line.partition("partyschool ")[2] for line in said.splitlines() if "partyschool " in line]
    assert way == "year reopen 2024 --reason 原因"
    assert school(*way.split()).code == 0
    assert answer(school, "quota", "2024")["closed_at"] is None
