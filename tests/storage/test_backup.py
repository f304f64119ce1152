import json
import sqlite3
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from partyschool.paths import DataFolder
from partyschool.services.backups import create_backup
from partyschool.storage.backup import (
    MANIFEST,
    BadBackup,
    DamagedDatabase,
    change_places,
    copy_database,
    file_digest,
    is_damaged,
    read_manifest,
    unpack,
    write_archive,
)
from partyschool.storage.database import Database
from tests.services.town import found_town


@pytest.fixture
def made(db: Database) -> Path:
    """A backup with a photo and a key in it."""
    found_town(db)
    for name, content in (("attachments/照片 1.jpg", b"\xff\xd8photo"), ("keys/certificate-signing.pem", b"key")):
        path = db.folder.root / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    return create_backup(db).file


def rewrite(file: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The archive once more, each part as `change` gives it back; None leaves it out."""
    target = file.with_name("changed.zip")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return target


def unpacked(file: Path, into: Path) -> str:
    """The code of what is wrong with a backup."""
    into.mkdir()
    with pytest.raises(BadBackup) as caught:
        unpack(file, into)
    return caught.value.code


def test_a_backup_holds_everything_but_logs_backups_and_the_lock(db: Database, made: Path) -> None:
    for name in ("logs/program.log", "window.lock", "keys/half.part"):
        path = db.folder.root / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"passing")
    (db.folder.root / "settings.toml").write_text("[window]\n", encoding="utf-8")
    manifest = read_manifest(create_backup(db).file)
    assert [file.name for file in manifest.files] == [
        "school.db",
        "attachments/照片 1.jpg",
        "keys/certificate-signing.pem",
        "settings.toml",
    ]


def test_what_is_unpacked_is_what_was_backed_up(db: Database, made: Path, tmp_path: Path) -> None:
    into = tmp_path / "into"
    into.mkdir()
    manifest = unpack(made, into)
    assert (into / "attachments/照片 1.jpg").read_bytes() == b"\xff\xd8photo"
    assert {file.name: file.sha256 for file in manifest.files} == {
        path.relative_to(into).as_posix(): file_digest(path) for path in into.rglob("*") if path.is_file()
    }
    with sqlite3.connect(into / "school.db") as connection:
        assert connection.execute("SELECT name FROM schools").fetchall() == [("中共禹城市房寺镇委员会党校",)]
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    connection.close()


def test_a_backup_taken_while_somebody_writes_is_whole(db: Database, tmp_path: Path) -> None:
    found_town(db)
    with db.write() as session:
        session.connection().exec_driver_sql("UPDATE schools SET short = '未提交'")
        copy_database(db.engine, tmp_path / "copy.db")
    with sqlite3.connect(tmp_path / "copy.db") as connection:
        assert connection.execute("SELECT short FROM schools").fetchone() == ("禹房",)
    connection.close()


@pytest.mark.parametrize("part", ["attachments/照片 1.jpg", "school.db", "keys/certificate-signing.pem"])
def test_a_changed_part_of_a_backup_shows(made: Path, tmp_path: Path, part: str) -> None:
    changed = rewrite(made, lambda name, content: content + b"!" if name == part else content)
    assert unpacked(changed, tmp_path / "into") == "damaged"


@pytest.mark.parametrize("part", ["attachments/照片 1.jpg", "school.db"])
def test_a_missing_part_of_a_backup_shows(made: Path, tmp_path: Path, part: str) -> None:
    changed = rewrite(made, lambda name, content: None if name == part else content)
    assert unpacked(changed, tmp_path / "into") == "damaged"


@pytest.mark.parametrize("evil", ["../escaped.txt", "{tmp}/escaped.txt", "C:/escaped.txt", "a/../../escaped.txt"])
def test_a_backup_never_writes_outside_its_folder(made: Path, tmp_path: Path, evil: str) -> None:
    name = evil.replace("{tmp}", str(tmp_path))
    old_name = "keys/certificate-signing.pem"
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(tmp_path / "evil.zip", "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part == MANIFEST:
                content = content.replace(old_name.encode(), name.encode())
            new.writestr(name if part == old_name else part, content)
    assert unpacked(tmp_path / "evil.zip", tmp_path / "into") == "damaged"
    assert not list(tmp_path.rglob("*escaped*"))


@pytest.mark.parametrize("length", [0, 10, 2000])
def test_a_cut_off_backup_is_none(made: Path, tmp_path: Path, length: int) -> None:
    cut = tmp_path / "cut.zip"
    cut.write_bytes(made.read_bytes()[:length])
    assert unpacked(cut, tmp_path / "into") == "not_a_backup"


def test_a_flipped_byte_in_the_middle_shows(made: Path, tmp_path: Path) -> None:
    content = bytearray(made.read_bytes())
    content[len(content) // 3] ^= 0xFF
    made.write_bytes(content)
    assert unpacked(made, tmp_path / "into") in {"damaged", "not_a_backup"}


def test_other_zip_files_and_later_kinds_are_told_apart(made: Path, tmp_path: Path) -> None:
    def later(name: str, content: bytes) -> bytes:
        return json.dumps({**json.loads(content), "version": 99}).encode() if name == MANIFEST else content

    assert unpacked(rewrite(made, later), tmp_path / "a") == "newer"
    other = rewrite(made, lambda name, content: None if name == MANIFEST else content)
    assert unpacked(other, tmp_path / "b") == "not_a_backup"


def test_a_damaged_database_is_not_backed_up(db: Database, tmp_path: Path) -> None:
    found_town(db)
    db.close()
    content = bytearray(db.folder.database.read_bytes())
    content[4096:60000] = b"\0" * (60000 - 4096)
    db.folder.database.write_bytes(content)
    assert is_damaged(db.folder.database)
    with pytest.raises(DamagedDatabase):
        copy_database(db.engine, tmp_path / "copy.db")


def test_a_backup_that_fails_halfway_leaves_the_old_one(db: Database, made: Path, tmp_path: Path) -> None:
    before = made.read_bytes()
    with pytest.raises(FileNotFoundError):
        write_archive(
            made, folder=db.folder, database=tmp_path / "missing.db", school="", program="", now=datetime(2025, 6, 16)
        )
    assert made.read_bytes() == before
    assert [path.name for path in made.parent.iterdir()] == [made.name]


def test_a_folder_that_cannot_be_replaced_goes_back_to_its_place(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "党校")
    folder.root.mkdir()
    folder.database.write_bytes(b"data")
    with pytest.raises(FileNotFoundError):
        change_places(tmp_path / "never-prepared", folder.root, tmp_path / "aside")
    assert folder.database.read_bytes() == b"data"
    assert not (tmp_path / "aside").exists()
