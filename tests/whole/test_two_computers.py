"""A town and a village sign in one class apart, each with its own computer, and join in the evening."""

from __future__ import annotations

from pathlib import Path

import pytest

from partyschool.paths import DataFolder
from partyschool.services.sub_classrooms import SubClassroomForm, save_sub_classroom
from partyschool.storage.database import open_database
from tests.shell import Shell
from tests.signin.running import PlainPhone
from tests.whole import rolls
from tests.whole.test_kill import a_class, names_in_log, next_line, running

CODE, ROOM, NOW = "2025-01", "贾集村分课堂", "2025-06-16T08:10:00"


@pytest.fixture
def town(folder: DataFolder, tmp_path: Path) -> Shell:
    """With a published class that has a sub-classroom."""
    shell = a_class(Shell(folder.root), tmp_path)
    db = open_database(folder)
    save_sub_classroom(db, code=CODE, form=SubClassroomForm(ROOM, "村委会二楼", "王建军"))
    db.close()
    return shell


def sign_in(shell: Shell, people: list[rolls.Member], *options: str) -> list[str]:
    """By phone, at the computer's own service."""
    with running(shell.call("serve", CODE, "--host", "127.0.0.1", "--now", NOW, *options)) as process:
        url = str(next_line(process.stdout, event="ready")["url"])
        code = str(next_line(process.stdout, event="code")["code"])
        return [PlainPhone(url).sign_in(code, person.name, person.tail).result for person in people]


def test_a_fresh_village_computer_with_nothing_but_the_list_signs_in_apart_and_joins(
    town: Shell, tmp_path: Path
) -> None:
    people = rolls.members()
    listed, file = tmp_path / "带到村里.mingdan", tmp_path / "贾集.qiandao"
    assert town.json("sign-ins", "list", CODE, "--room", ROOM, "-o", listed)["people"] == len(people)
    village = Shell(tmp_path / "村里的电脑")
    assert village.json("sign-ins", "open", listed)["is_new"]

    assert set(sign_in(town, people[:4])) == {"signed"}
    assert set(sign_in(village, people[3:8], "--room", ROOM)) == {"signed"}
    assert village.json("sign-ins", "export", CODE, "--room", ROOM, "-o", file)["records"] == 5
    joined = town.json("sign-ins", "merge", file, "--class", CODE)
    again = town.json("sign-ins", "merge", file, "--class", CODE)

    assert (joined["added"], [conflict["name"] for conflict in joined["conflicts"]]) == (4, [people[3].name])
    assert (again["added"], again["known"], len(again["conflicts"])) == (0, 4, 1)
    assert sorted(names_in_log(town)) == sorted(person.name for person in people[:8])
    assert town.json("check")["ok"]
    assert town.json("class", "show", CODE)["sessions"][0]["present"] == 8


def test_a_room_that_the_class_does_not_have_is_refused_in_one_sentence(town: Shell) -> None:
    assert "没有“李屯”这个分课堂" in town.process("serve", CODE, "--room", "李屯").sentence
