import resource
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import select

from partyschool.errors import DataTrouble, Refusal, Trouble
from partyschool.paths import DataFolder
from partyschool.services.audit_view import list_audit
from partyschool.services.backups import (
    KEPT_BY_ITSELF,
    back_up_daily,
    create_backup,
    last_backup_at,
    list_backups,
    restore_backup,
    verify_backup,
)
from partyschool.services.check import check
from partyschool.services.folder_lock import lock_folder
from partyschool.services.people import list_people
from partyschool.services.schools import home_school
from partyschool.storage.backup import file_digest
from partyschool.storage.database import Database, open_database
from partyschool.storage.models import AuditLine
from tests.conftest import Clock
from tests.services.certified_class import hold_class
from tests.services.town import SCHOOL, add_person, found_town


@pytest.mark.both_databases
def test_a_backup_is_restored_into_an_empty_place_with_everything_in_it(
    db: Database, clock: Clock, tmp_path: Path
) -> None:
    held = hold_class(db, clock, {"王建国": 6, "欧阳𠮷": 3})
    (db.folder.root / "attachments").mkdir(parents=True)
    (db.folder.root / "attachments" / "签到.jpg").write_bytes(b"photo")
    made = create_backup(db)
    assert (made.school, made.size, made.sha256) == (SCHOOL, made.file.stat().st_size, file_digest(made.file))
    assert verify_backup(made.file) == made
    answer = restore_backup(made.file, DataFolder(tmp_path / "新电脑"), actor="李会敏", clock=clock)
    assert answer.kept_aside is None
    assert (answer.folder.attachments / "签到.jpg").read_bytes() == b"photo"
    restored = open_database(answer.folder, clock=clock)
    assert home_school(restored) == home_school(db)
    assert list_people(restored) == list_people(db)
    assert check(restored) == []
    line = list_audit(restored)[0]
    assert (line.actor, line.action, line.subject) == ("李会敏", "backup.restore", made.file.name)
    restored.close()
    assert held.code


def test_a_restore_keeps_the_old_folder_and_brings_its_backups_along(db: Database, clock: Clock) -> None:
    town = found_town(db)
    made = create_backup(db)
    add_person(db, "王建国", town.front_branch)
    db.close()
    answer = restore_backup(made.file, db.folder, clock=clock)
    assert answer.kept_aside is not None
    assert answer.kept_aside.name == "党校 培训-恢复前-20250616-080000"
    now, before = open_database(db.folder, clock=clock), open_database(DataFolder(answer.kept_aside), clock=clock)
    assert [row.name for row in list_people(now)] == []
    assert [row.name for row in list_people(before)] == ["王建国"]
    assert [row.file.name for row in list_backups(now)] == [made.file.name]
    now.close()
    before.close()


def test_a_restore_is_refused_while_a_window_is_open_and_changes_nothing(db: Database, clock: Clock) -> None:
    found_town(db)
    made = create_backup(db)
    db.close()
    window = lock_folder(db.folder)
    with pytest.raises(Trouble, match="另一个窗口") as caught:
        restore_backup(made.file, db.folder, clock=clock)
    window.release()
    assert caught.value.code == "in_use"
    assert [
        path.name for path in db.folder.root.parent.iterdir() if "恢复" in path.name or "restore" in path.name
    ] == []
    assert made.file.exists()


def test_a_damaged_backup_is_not_restored_and_changes_nothing(db: Database, clock: Clock) -> None:
    town = found_town(db)
    made = create_backup(db)
    add_person(db, "王建国", town.front_branch)
    content = bytearray(made.file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    made.file.write_bytes(content)
    db.close()
    for deed in (lambda: verify_backup(made.file), lambda: restore_backup(made.file, db.folder, clock=clock)):
        with pytest.raises((DataTrouble, Refusal)):
            deed()
    assert len(list(db.folder.root.parent.iterdir())) == 1
    now = open_database(db.folder, clock=clock)
    assert [row.name for row in list_people(now)] == ["王建国"]
    now.close()


def test_a_backup_of_a_newer_program_is_refused_before_anything_moves(
    db: Database, clock: Clock, tmp_path: Path
) -> None:
    found_town(db)
    with db.write() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    made = create_backup(db)
    target = DataFolder(tmp_path / "旧程序")
    with pytest.raises(DataTrouble) as caught:
        restore_backup(made.file, target, clock=clock)
    assert caught.value.code == "newer"
    assert not target.root.exists()
    assert not [path for path in tmp_path.iterdir() if "restore" in path.name]


def test_what_is_no_backup_is_said_in_words(tmp_path: Path) -> None:
    text = tmp_path / "花名册.xlsx"
    text.write_bytes(b"no zip at all")
    with pytest.raises(Refusal, match=r"花名册\.xlsx.*不是本程序的备份"):
        verify_backup(text)
    with pytest.raises(Trouble, match="找不到") as caught:
        verify_backup(tmp_path / "没有.zip")
    assert caught.value.code == "missing"


def test_a_backup_goes_where_it_is_told_and_two_of_one_second_are_two(
    db: Database, tmp_path: Path, clock: Clock
) -> None:
    found_town(db)
    assert create_backup(db, tmp_path / "U盘.zip").file == tmp_path / "U盘.zip"
    stick = tmp_path / "U盘"
    stick.mkdir()
    assert create_backup(db, stick).file == stick / "备份-20250616-080000.zip"
    assert [create_backup(db).file.name for _ in range(2)] == [
        "备份-20250616-080000.zip",
        "备份-20250616-080000-2.zip",
    ]
    clock.advance(hours=1)
    newest = create_backup(db)
    (db.folder.backups / "别的.zip").write_bytes(b"something else")
    listed = list_backups(db)
    assert (listed[0], len(listed)) == (newest, 3)
    assert last_backup_at(db) == clock.time


def test_two_backups_of_the_same_moment_are_both_whole(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    replace, others = Path.replace, [db]

    def replace_late(part: Path, target: Path) -> Path:
        while others:  # the command line was told to do the same, and has done it before us
            create_backup(others.pop())
        return replace(part, target)

    monkeypatch.setattr(Path, "replace", replace_late)
    made = create_backup(db)
    assert verify_backup(made.file) == made
    assert list(db.folder.backups.iterdir()) == [made.file]


def test_a_place_that_cannot_be_written_is_said_in_words(db: Database, tmp_path: Path) -> None:
    found_town(db)
    (tmp_path / "文件").write_bytes(b"")
    with pytest.raises(Trouble, match="读写") as caught:
        create_backup(db, tmp_path / "文件" / "备份.zip")
    assert caught.value.code == "disk"
    assert [row.action for row in list_audit(db, action="backup.")] == []


@pytest.mark.parametrize("room", [100_000, 1_500_000])
def test_a_disk_that_takes_no_more_leaves_no_half_file(db: Database, room: int) -> None:
    """Once while the database is copied and once while the archive is written."""
    found_town(db)
    with db.write() as session:
        session.connection().exec_driver_sql("UPDATE schools SET address = hex(randomblob(400000))")
    photo = db.folder.attachments / "照片.jpg"
    photo.parent.mkdir()
    photo.write_bytes(b"x" * 2_000_000)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        with pytest.raises(Trouble) as caught:
            create_backup(db)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert caught.value.code in {"disk", "full"}
    assert not isinstance(caught.value, DataTrouble)
    assert list(db.folder.backups.iterdir()) == []


def test_every_backup_is_in_the_audit_log_with_its_digest(db: Database) -> None:
    found_town(db)
    made = create_backup(db)
    with db.read() as session:
        line = session.scalars(select(AuditLine).where(AuditLine.action == "backup.create")).one()
    assert (line.subject, line.detail["sha256"]) == (made.file.name, made.sha256)


def test_daily_backups_are_made_once_a_day_and_the_oldest_are_dropped(db: Database, clock: Clock) -> None:
    found_town(db)
    by_hand = create_backup(db)
    assert back_up_daily(db) is None
    for _ in range(KEPT_BY_ITSELF + 2):
        clock.advance(days=1)
        assert back_up_daily(db) is not None
        assert back_up_daily(db) is None
    kept = [row.file.name for row in list_backups(db)]
    assert len(kept) == KEPT_BY_ITSELF + 1
    assert kept[0] == "自动备份-20250702-080000.zip"
    assert kept[-1] == by_hand.file.name


def test_a_damaged_database_gives_no_backup_but_a_sentence(db: Database) -> None:
    found_town(db)
    db.close()
    content = bytearray(db.folder.database.read_bytes())
    content[8192:80000] = b"\0" * (80000 - 8192)
    db.folder.database.write_bytes(content)
    with pytest.raises(DataTrouble, match="损坏"):
        create_backup(db)
    assert list(db.folder.backups.glob("*")) == []


def test_a_window_on_a_folder_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "文件").write_bytes(b"")
    with pytest.raises(Trouble) as caught:
        lock_folder(DataFolder(tmp_path / "文件"))
    assert caught.value.code == "folder"


def test_a_restored_database_is_closed_again(db: Database, clock: Clock, tmp_path: Path) -> None:
    found_town(db)
    made = create_backup(db)
    answer = restore_backup(made.file, DataFolder(tmp_path / "新电脑"), clock=clock)
    assert sorted(path.name for path in answer.folder.root.iterdir()) == ["school.db"]
    connection = sqlite3.connect(answer.folder.database)
    connection.execute("BEGIN EXCLUSIVE")
    connection.close()
