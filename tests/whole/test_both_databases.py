"""The main line from the command line, on the local file and on a real PostgreSQL server."""

from __future__ import annotations

from pathlib import Path

import pytest

from partyschool.paths import DataFolder
from tests.shell import Shell
from tests.signin.running import PlainPhone
from tests.whole import rolls
from tests.whole.test_kill import next_line, running

CODE = "2025-01"
MORNING = "2025-06-16T08:10:00"


@pytest.fixture
def shell(folder: DataFolder, database_url: str | None) -> Shell:
    """A town without a school; on a server, what is needed reaches the processes as an option."""
    return Shell(folder.root, database_url)


@pytest.mark.both_databases
def test_the_main_line_goes_the_same_way_on_both(shell: Shell, tmp_path: Path) -> None:
    people = rolls.members()
    enter(shell, people, tmp_path)
    shell.json("class", "publish", CODE)
    by_phone(shell, people[:3])
    rest = [(CODE, 1, person, "2025-06-16 08:20", "") for person in people[:-1]]
    rest += [(CODE, 2, person, "2025-06-16 13:55", "") for person in people]
    rolls.save_attendance(tmp_path / "paper.xlsx", rest)
    typed = shell.json("import", "attendance", tmp_path / "paper.xlsx")
    # The paper does not overwrite what the phones have proven.
    assert (typed["created"], typed["rejected"]) == (len(rest) - 3, 3)
    assert {issue["code"] for issue in typed["issues"]} == {"attendance_differs"}
    shown = shell.json("class", "close", CODE)
    assert (shown["state"], shown["missing"]) == ("closed", [])
    assert [session["present"] for session in shown["sessions"]] == [len(people) - 1, len(people)]
    assert shell.json("class", "confirm", CODE)["confirmed"]
    certificates(shell, people, tmp_path)
    agree(shell, people)


def enter(shell: Shell, people: list[rolls.Member], tmp_path: Path) -> None:
    """The school and its spreadsheets; each a second time changes nothing."""
    rolls.save_roll(tmp_path / "roll.xlsx", people)
    rolls.save_cadres(tmp_path / "cadres.xlsx", people)
    rolls.save_class(tmp_path / "class.xlsx", people)
    school = shell.json("init", "--name", "中共禹城市房寺镇委员会党校", "--short", "禹房", "--tier", "town")["school"]
    assert (school["city"], school["town"]) == ("禹城市", "房寺镇")
    for kind, name in (("roster", "roll"), ("cadres", "cadres"), ("class", "class")):
        first = shell.json("import", kind, tmp_path / f"{name}.xlsx")
        assert first["created"] and not first["rejected"]
        again = shell.json("import", kind, tmp_path / f"{name}.xlsx")
        assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, first["rows"])


def by_phone(shell: Shell, people: list[rolls.Member]) -> None:
    """Over real HTTP, to the service as a process of its own."""
    with running(shell.call("serve", CODE, "--host", "127.0.0.1", "--now", MORNING)) as process:
        url = str(next_line(process.stdout, event="ready")["url"])
        code = str(next_line(process.stdout, event="code")["code"])
        for place, person in enumerate(people, 1):
            assert PlainPhone(url).sign_in(code, person.name, person.tail).result == "signed"
            assert next_line(process.stdout, event="signed", name=person.name)["present"] == place
        assert PlainPhone(url).sign_in(code, people[0].name, people[0].tail).result == "already"


def certificates(shell: Shell, people: list[rolls.Member], tmp_path: Path) -> None:
    """For all but the one who missed a half-day; printing again gives the same file."""
    first, again = tmp_path / "first.pdf", tmp_path / "again.pdf"
    printed = shell("--json", "print", "certificates", CODE, "-o", first)
    assert f"有 1 人没有发证：{people[-1].name}" in printed.err
    shell("--json", "print", "certificates", CODE, "-o", again)
    assert first.read_bytes() == again.read_bytes()
    verdict = shell.json("verify", first)
    assert (verdict["valid"], verdict["state"]) == (True, "valid")
    assert [row["number"] for row in verdict["all"]] == [
        f"禹房党校结字〔2025〕第{number:04}号" for number in range(1, len(people))
    ]


def agree(shell: Shell, people: list[rolls.Member]) -> None:
    """Quota, summary and the list of classes; and nothing is damaged."""
    board = shell.json("quota", 2025, "--full-ids")
    assert {row["id_number"] for row in board["people"]} == {person.number for person in people}
    assert {row["earned_days"] for row in board["people"]} == {0.5, 1.0}
    summary = shell.json("summary", 2025, "--format", "json")
    assert {key: summary[key] for key in board["totals"]} == board["totals"]
    [row] = shell.json("class", "list")["classes"]
    assert (row["code"], row["present"], row["enrolled"]) == (CODE, len(people), len(people))
    assert shell.json("check") == {"ok": True, "findings": []}
