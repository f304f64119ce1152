"""Joining the sign-ins of two computers from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from partyschool.domain.terms import Way
from partyschool.paths import DataFolder
from partyschool.services.sign_in import SignIn, record_sign_in
from partyschool.storage.backup import copy_database
from partyschool.storage.database import Database, open_database
from tests.conftest import Clock
from tests.shell import Shell
from tests.signin.hall import CODE, a_hall


@pytest.fixture
def shells(db: Database, folder: DataFolder, tmp_path: Path, clock: Clock) -> tuple[Shell, Shell]:
    """The town's computer, and the village's with one sign-in more and one against the town's."""
    hall = a_hall(db)
    village = DataFolder(tmp_path / "村里")
    village.root.mkdir()
    copy_database(db.engine, village.database)
    record_sign_in(db, hall.session_id, SignIn(Way.TAP, clock(), person_id=hall.people[0].id))
    there = open_database(village, clock=clock)
    for person in hall.people[:2]:
        record_sign_in(there, hall.session_id, SignIn(Way.TAP, clock(), person_id=person.id, place="贾集村"))
    there.close()
    return Shell(folder.root), Shell(village.root)


def test_exported_and_merged_twice(shells: tuple[Shell, Shell], tmp_path: Path) -> None:
    town, village = shells
    file = tmp_path / "贾集.qiandao"
    assert village.json("sign-ins", "export", CODE, "-o", file) == {"file": str(file), "class": CODE, "records": 2}

    first = town.json("sign-ins", "merge", file, "--class", CODE)
    again = town.json("sign-ins", "merge", file)

    assert (first["added"], first["known"], len(first["conflicts"])) == (1, 0, 1)
    assert first["conflicts"][0] | {"message": ""} == {
        "kind": "elsewhere",
        "name": "马明艳",
        "session": 1,
        "at": "2025-06-16T08:00:00",
        "place": "贾集村",
        "message": "",
    }
    assert (again["added"], again["known"], len(again["conflicts"])) == (0, 1, 1)
    assert {finding["code"] for finding in json.loads(town("--json", "check").out)["findings"]} <= {"no_unit"}


def test_for_people_the_outcome_is_a_line_and_a_line_for_each_conflict(
    shells: tuple[Shell, Shell], tmp_path: Path
) -> None:
    town, village = shells
    file = tmp_path / "贾集.qiandao"
    assert "的 2 条签到" in village("sign-ins", "export", CODE, "-o", file).out

    head, line = town("sign-ins", "merge", file).out.splitlines()

    assert head.endswith("并入 1 条，1 条有冲突，没有并入。")
    assert line.startswith("马明艳（前庄村党支部）：两处都签了到")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("merge", "没有.qiandao"), "没有这个文件"),
        (("merge", "{file}", "--class", "2025-99"), "不是这一期"),
        (("export", "2025-99", "-o", "x.qiandao"), "没有编号为“2025-99”的培训班"),
        (("export", CODE, "-o", "x.qiandao", "--room", "李屯"), "还没有签到记录"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    words: tuple[str, ...], sentence: str, shells: tuple[Shell, Shell], tmp_path: Path
) -> None:
    town, village = shells
    file = tmp_path / "贾集.qiandao"
    village("sign-ins", "export", CODE, "-o", file)

    assert sentence in town("sign-ins", *[word.format(file=file) for word in words]).sentence


def test_the_file_always_bears_its_own_suffix(shells: tuple[Shell, Shell], tmp_path: Path) -> None:
    _, village = shells
    refused = village("sign-ins", "export", CODE, "-o", tmp_path / "贾集.xlsx")
    assert refused.code == 1
    assert "贾集.qiandao" in refused.err
    assert list(tmp_path.glob("贾集*")) == []
    exported = village("sign-ins", "export", CODE, "-o", tmp_path / "贾集")
    assert exported.code == 0
    assert "贾集.qiandao" in exported.out
    assert (tmp_path / "贾集.qiandao").exists()


def test_a_picture_is_no_file_of_sign_ins(shells: tuple[Shell, Shell], tmp_path: Path) -> None:
    town, _ = shells
    picture = tmp_path / "照片.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    refused = town("sign-ins", "merge", picture)
    assert refused.code == 1
    assert "不是签到记录文件" in refused.err
    assert "损坏" not in refused.err
