"""Exit codes: 1 refused, 2 wrong usage, 3 damaged or unreachable data, each with its one sentence."""

from __future__ import annotations

import json
import socket
import sqlite3
from pathlib import Path

import pytest

from tests.cli.school import CODE
from tests.shell import Shell


@pytest.mark.parametrize(
    "words",
    [
        ("quota",),
        ("quota", "nineteen"),
        ("quota", "2025", "--as-of", "31.12.2025"),
        ("class", "show"),
        ("import", "x", "y"),
        ("import", "roster"),
        ("template", "roster"),
        ("print", "sheet", CODE),
        ("serve", CODE, "--now", "gestern"),
        ("summary", "2025", "--format", "odt"),
        ("unknown",),
        ("init", "--name", "x"),
        ("init", "--name", "x", "--short", "y", "--tier", "county"),
        ("backup",),
    ],
)
def test_wrong_usage_is_two(shell: Shell, words: tuple[str, ...]) -> None:
    said = shell(*words)
    assert said.code == 2
    assert "usage" in said.err
    assert not said.out


@pytest.mark.parametrize(
    "words",
    [
        ("quota", "2025"),
        ("class", "list"),
        ("check",),
        ("import", "roster", "x.xlsx"),
        ("backup", "create"),
        ("serve", CODE),
    ],
)
def test_a_folder_without_data_is_three_and_stays_empty(tmp_path: Path, words: tuple[str, ...]) -> None:
    said = Shell(tmp_path / "nothing")(*words)
    assert said.code == 3
    assert "还没有数据" in said.sentence
    assert not (tmp_path / "nothing" / "school.db").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("quota", "nineteen"), "年度应是四位年份，读到“nineteen”"),
        (("class", "show"), "还缺少 编号"),
        (("print", "sheet", CODE, "--loud"), "还缺少 -o/--output"),
        (("class", "list", "--loud"), "不认识“--loud”"),
        (("serve", CODE, "--port", "99999"), "端口是 0 到 65535 的整数"),
        (("serve", CODE, "--session", "x"), "--session：“x”不是整数"),
        (("init", "--name", "x", "--short", "y", "--tier", "county"), "没有“county”，可以是 city、town、village"),
    ],
)
def test_wrong_usage_is_told_in_chinese(shell: Shell, words: tuple[str, ...], sentence: str) -> None:
    assert sentence in shell(*words).err.splitlines()[-1]


def test_a_day_outside_the_year_is_refused(shell: Shell) -> None:
    said = shell("quota", "2025", "--as-of", "2024-12-31")
    assert (said.code, "2025 年" in said.sentence) == (1, True)


@pytest.mark.parametrize("words", [("template", "roster", "-o"), ("import", "roster", "roll.xlsx", "--report")])
def test_a_spreadsheet_under_another_name_is_refused(shell: Shell, tmp_path: Path, words: tuple[str, ...]) -> None:
    said = shell(*words, str(tmp_path / "x.csv"))
    assert (said.code, said.sentence) == (1, "“x.csv”要存成 .xlsx 文件。请改成 x.xlsx。")


def test_an_empty_file_is_no_new_database(tmp_path: Path) -> None:
    (tmp_path / "school.db").touch()
    said = Shell(tmp_path)("class", "list")
    assert (said.code, "0 字节" in said.sentence) == (3, True)
    assert (tmp_path / "school.db").stat().st_size == 0


def test_tables_without_a_school_count_nothing(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    assert shell("init", "--name", "", "--short", "x", "--tier", "town").code == 1
    assert [shell("quota", "2025").code, shell("class", "list").code, shell("check").code] == [3, 3, 3]


@pytest.mark.parametrize("url", ["nonsense", "mysql://clerk:secret@server/school"])
def test_an_address_that_is_none_is_three_and_keeps_its_password(shell: Shell, url: str) -> None:
    said = shell("--database", url, "class", "list")
    assert (said.code, "数据库地址不对" in said.sentence, "secret" in said.err) == (3, True, False)


def test_a_damaged_database_is_three_and_is_left_as_it_is(shell: Shell) -> None:
    database = shell.folder / "school.db"
    database.write_bytes(b"This is no database at all.\n" * 200)
    before = database.read_bytes()
    said = shell("class", "list")
    assert (said.code, "从备份恢复" in said.sentence) == (3, True)
    assert database.read_bytes() == before


def test_a_database_of_a_newer_program_is_three_and_is_left_as_it_is(shell: Shell) -> None:
    with sqlite3.connect(shell.folder / "school.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    said = shell("check")
    assert (said.code, "更新版本的程序" in said.sentence) == (3, True)
    assert shell("import", "roster", "x.xlsx").code == 3


def test_an_unreachable_server_is_three(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        said = Shell(tmp_path / "x", f"postgresql://nobody@127.0.0.1:{port}/none")("class", "list")
    assert (said.code, "连不上数据库服务器" in said.sentence) == (3, True)


def test_a_broken_ledger_is_found_by_check(shell: Shell) -> None:
    with sqlite3.connect(shell.folder / "school.db") as database:
        database.execute("UPDATE audit_lines SET subject = '别的' WHERE id = 3")
    database.close()
    said = shell("--json", "check")
    document = json.loads(said.out)
    assert (said.code, document["ok"]) == (3, False)
    assert {finding["area"] for finding in document["findings"]} == {"audit"}
