"""Backups: the whole data folder to one file, the list of them, and back again."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from partyschool import __version__
from partyschool.errors import DataTrouble, Refusal, Trouble, reason_of
from partyschool.paths import DataFolder
from partyschool.services import audit
from partyschool.services.folder_lock import lock_folder
from partyschool.storage import backup
from partyschool.storage.backup import BadBackup, DamagedDatabase, Manifest
from partyschool.storage.database import Database, open_database
from partyschool.storage.models import School

BY_HAND, BY_ITSELF = "备份", "自动备份"
KEPT_BY_ITSELF = 14
DAILY = timedelta(hours=20)  # a little under a day, or an office that opens at nine and then at half past eight waits


@dataclass(frozen=True, slots=True)
class BackupRow:
    """A backup file with its digest and what it says of itself; `size` in bytes."""

    file: Path
    sha256: str
    size: int
    made_at: datetime
    school: str
    program: str
    files: int


@dataclass(frozen=True, slots=True)
class Restored:
    """Where the data is now, and where the folder that was there before is kept (None: there was none)."""

    folder: DataFolder
    kept_aside: Path | None
    backup: BackupRow


def create_backup(db: Database, path: Path | None = None) -> BackupRow:
    """Back up the whole data folder; safe while others write.

    :param path: a file, or a folder to put it into; preset the data folder's own backups.
    :raises DataTrouble: the database is damaged.
    :raises Trouble: the disk is full, or the place cannot be written.
    """
    return _create(db, _target(db, path, BY_HAND))


def back_up_daily(db: Database) -> BackupRow | None:
    """A backup by itself where the last one is older than a day; of these the oldest are dropped beyond 14.

    :raises Trouble: as `create_backup`.
    """
    last = last_backup_at(db)
    if last is not None and timedelta() <= db.now() - last < DAILY:
        return None
    row = _create(db, _target(db, None, BY_ITSELF))
    for file in sorted(db.folder.backups.glob(f"{BY_ITSELF}-*.zip"))[:-KEPT_BY_ITSELF]:
        file.unlink()
    return row


def _target(db: Database, path: Path | None, word: str) -> Path:
    if path is not None and not path.is_dir():
        return path
    name = f"{word}-{db.now():%Y%m%d-%H%M%S}"
    place = path or db.folder.backups
    free = (place / f"{name}{ending}.zip" for ending in ("", *(f"-{number}" for number in range(2, 1000))))
    return next(file for file in free if not file.exists())


def _create(db: Database, target: Path) -> BackupRow:
    with _in_words(target), _scratch(db.folder) as scratch:
        copy = scratch / backup.DATABASE
        if not db.is_sqlite:
            open_database(DataFolder(scratch)).close()  # the tables that the server's rows go into
        backup.copy_database(db.engine, copy)
        manifest = backup.write_archive(
            target, folder=db.folder, database=copy, school=_school(db), program=__version__, now=db.now()
        )
        row = _row(target, manifest)
    with db.write() as session:
        audit.record(session, db, "backup.create", target.name, sha256=row.sha256, size=row.size)
    return row


@contextmanager
def _scratch(folder: DataFolder) -> Iterator[Path]:
    """On the disk of the data: a system's temporary folder may lie in memory and be small."""
    folder.backups.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="unfinished-", dir=folder.backups) as name:
        yield Path(name)


def _school(db: Database) -> str:
    with db.read() as session:
        return session.scalars(select(School.name).where(School.is_home)).first() or ""


def _row(file: Path, manifest: Manifest) -> BackupRow:
    return BackupRow(
        file, backup.file_digest(file), file.stat().st_size, manifest.made_at, manifest.school, manifest.program,
        len(manifest.files),
    )  # fmt: skip


def list_backups(db: Database) -> list[BackupRow]:
    """The backups in the data folder, the newest first; files that are none are left out."""
    found = []
    for file in db.folder.backups.glob("*.zip"):
        with suppress(BadBackup, OSError):
            found.append(_row(file, backup.read_manifest(file)))
    return sorted(found, key=lambda row: (row.made_at, row.file.name), reverse=True)


def last_backup_at(db: Database) -> datetime | None:
    """When the newest backup in the data folder was made."""
    made = []
    for file in db.folder.backups.glob("*.zip"):
        with suppress(BadBackup, OSError):
            made.append(backup.read_manifest(file).made_at)
    return max(made, default=None)


def verify_backup(file: Path) -> BackupRow:
    """Unpack a backup aside and check every file and the database in it.

    :raises Refusal: the file is no backup.
    :raises DataTrouble: it is damaged.
    :raises Trouble: it cannot be read, or there is no room to unpack it.
    """
    with _in_words(file), tempfile.TemporaryDirectory(prefix="partyschool-") as scratch:
        return _row(file, backup.unpack(file, Path(scratch)))


def restore_backup(
    file: Path, folder: DataFolder, *, actor: str = "", clock: Callable[[], datetime] = datetime.now
) -> Restored:
    """Put a backup in the place of a data folder; what was there is kept beside it under another name.

    Close the database first. All is unpacked, checked and brought up to date beside the folder, so that a restore that
    fails changes nothing. The old folder's own backups come along.

    :raises Refusal: the file is no backup.
    :raises DataTrouble: it is damaged, or was written by a newer program.
    :raises Trouble: a window has the folder open, or the disk says no.
    """
    root = folder.root.absolute()
    with _in_words(file):
        row = _row(file, backup.read_manifest(file))
        root.parent.mkdir(parents=True, exist_ok=True)
        prepared = Path(tempfile.mkdtemp(prefix=f"{root.name}-restore-", dir=root.parent))
        try:
            backup.unpack(file, prepared)
            _finish(DataFolder(prepared), file.name, actor, clock)
            lock_folder(DataFolder(root)).release()
            kept = backup.change_places(prepared, root, _aside(root, clock()))
        finally:
            shutil.rmtree(prepared, ignore_errors=True)
    if kept is not None:
        _bring_along(DataFolder(kept).backups, DataFolder(root).backups)
    return Restored(DataFolder(root), kept, row)


def _finish(prepared: DataFolder, name: str, actor: str, clock: Callable[[], datetime]) -> None:
    """Bring the unpacked database up to date and note in it where it comes from."""
    db = open_database(prepared, actor=actor, clock=clock)
    try:
        with db.write() as session:
            audit.record(session, db, "backup.restore", name)
    finally:
        db.close()


def _aside(root: Path, now: datetime) -> Path:
    name = f"{root.name}-恢复前-{now:%Y%m%d-%H%M%S}"
    free = (root.with_name(f"{name}{ending}") for ending in ("", *(f"-{number}" for number in range(2, 1000))))
    return next(path for path in free if not path.exists())


def _bring_along(old: Path, new: Path) -> None:
    """The old folder's backups stay in reach; one that cannot be moved stays in the folder kept aside."""
    if old.is_dir():
        new.mkdir(exist_ok=True)
        for file in old.iterdir():
            with suppress(OSError):
                file.rename(new / file.name)


@contextmanager
def _in_words(file: Path) -> Iterator[None]:
    """What goes wrong with files, as one sentence that says what to do."""
    try:
        yield
    except BadBackup as error:
        raise _problem_of(error, file) from error
    except DamagedDatabase as error:
        message = "数据库已损坏，没有生成备份：损坏的数据备份了也不能用。请用 check 命令查看，并从较早的备份恢复。"
        raise DataTrouble(message, code="damaged") from error
    except FileNotFoundError as error:
        raise Trouble(f"找不到“{error.filename or file}”。请检查路径，或重新插好 U 盘。", code="missing") from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise Trouble(f"磁盘已满，“{file.name}”没有写成。请清理磁盘或换一个位置。", code="full") from error
        message = f"读写“{error.filename or file}”出错（{reason_of(error)}）。请检查权限和磁盘，原有数据没有改动。"
        raise Trouble(message, code="disk") from error


def _problem_of(error: BadBackup, file: Path) -> Refusal | DataTrouble:
    if error.code == "not_a_backup":
        return Refusal(f"“{file.name}”不是本程序的备份文件。请选择本程序生成的 .zip 备份。", code=error.code)
    if error.code == "newer":
        return Refusal(f"“{file.name}”是更新版本的程序生成的备份。请安装新版本后再恢复。", code=error.code)
    part = f"（{error.name}）" if error.name else ""
    return DataTrouble(f"备份“{file.name}”已损坏{part}，不能恢复。请换另一份备份。", code=error.code)
