"""The whole data folder in one file and back: a .zip with a consistent copy of the database and a list of digests.

A backup is written beside its place under another name and renamed when it is on disk; a restore is unpacked, checked
and upgraded beside the folder and then changes places with it. Whatever fails leaves what was there before.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any
from uuid import uuid4

from sqlalchemy import Engine, create_engine, insert, select

from partyschool.paths import DataFolder
from partyschool.storage.folder_lock import LOCK_NAME
from partyschool.storage.models import all_tables

FORMAT, VERSION = "partyschool-backup", 1
MANIFEST = "manifest.json"
DATABASE = "school.db"
PART = ".part"
CHUNK = 1 << 20
ROWS_AT_ONCE = 5000
COMPRESSED = frozenset({".jpg", ".jpeg", ".png", ".pdf", ".zip", ".xlsx", ".docx", ".mp4", ".heic", ".webp"})


class BadBackup(Exception):
    """A file that is no backup (`not_a_backup`), is of a later kind (`newer`) or is damaged; `name` is the part."""

    def __init__(self, code: str, name: str = "") -> None:
        super().__init__(code, name)
        self.code = code
        self.name = name


class DamagedDatabase(Exception):
    """The database to be backed up is damaged: a copy of it would only look like a backup."""


@dataclass(frozen=True, slots=True)
class BackedFile:
    """A file inside the backup; `name` with forward slashes."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself."""

    made_at: datetime
    school: str
    program: str
    files: tuple[BackedFile, ...]


def copy_database(engine: Engine, target: Path) -> None:
    """A consistent copy as one SQLite file, whatever is written meanwhile; rows of a server are copied over.

    :raises DamagedDatabase: the copy does not pass SQLite's own check.
    """
    if engine.dialect.name == "sqlite":
        _copy_file(engine, target)
    else:
        _copy_rows(engine, target)
    if is_damaged(target):
        raise DamagedDatabase


def _copy_file(engine: Engine, target: Path) -> None:
    with closing(sqlite3.connect(target)) as copy:
        try:
            with closing(engine.raw_connection()) as source:  # a damaged file may be noticed on opening it
                driver: Any = source.driver_connection
                driver.backup(copy)
        except sqlite3.DatabaseError as error:
            raise _of_disk(error, target) or DamagedDatabase from error
        copy.execute("PRAGMA journal_mode = DELETE")  # one file: the copy must not need a log beside it


def _of_disk(error: sqlite3.DatabaseError, target: Path) -> OSError | None:
    """The disk's own fault behind SQLite's, so that a full disk is not taken for damaged data."""
    faults = {sqlite3.SQLITE_FULL: errno.ENOSPC, sqlite3.SQLITE_IOERR: errno.EIO, sqlite3.SQLITE_CANTOPEN: errno.EACCES}
    number = faults.get(error.sqlite_errorcode & 0xFF)
    return OSError(number, os.strerror(number), str(target)) if number is not None else None


def _copy_rows(engine: Engine, target: Path) -> None:
    """From a server into fresh tables of the same revision; SQLite checks references only when told to."""
    copy = create_engine(f"sqlite:///{target}")
    try:
        reading = engine.execution_options(isolation_level="REPEATABLE READ")
        with reading.connect() as source, copy.begin() as into:
            for table in all_tables().sorted_tables:
                rows = source.execution_options(stream_results=True).execute(select(table)).mappings()
                for part in rows.partitions(ROWS_AT_ONCE):
                    into.execute(insert(table), [dict(row) for row in part])
    finally:
        copy.dispose()


def is_damaged(database: Path) -> bool:
    """Whether SQLite finds the file inconsistent in itself or a reference that leads nowhere."""
    try:
        with closing(sqlite3.connect(database)) as connection:
            said = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError:
        return True
    return said != "ok" or broken is not None


def files_of(folder: DataFolder) -> Iterator[tuple[str, Path]]:
    """What belongs to a backup besides the database: all but logs, backups, the lock and half-written files."""
    left_out = {folder.backups, folder.logs}
    for path in sorted(folder.root.rglob("*")):
        is_database = path.parent == folder.root and path.name.startswith(folder.database.name)
        is_passing = path.name == LOCK_NAME or path.suffix == PART
        if path.is_file() and not (is_database or is_passing or left_out & set(path.parents)):
            yield path.relative_to(folder.root).as_posix(), path


def write_archive(
    target: Path, *, folder: DataFolder, database: Path, school: str, program: str, now: datetime
) -> Manifest:
    """Write the backup and rename it to `target` when all of it is on disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}-{uuid4().hex}{PART}")  # two in one second would write into each other's
    try:
        with part.open("wb") as file:
            with zipfile.ZipFile(file, "w") as archive:
                stored = [_store(archive, DATABASE, database, now)]
                stored += [_store(archive, name, path, now) for name, path in files_of(folder) if path != target]
                manifest = Manifest(now, school, program, tuple(stored))
                archive.writestr(_entry(MANIFEST, now), _manifest_text(manifest))
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)
    return manifest


def _entry(name: str, now: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, now.timetuple()[:6])
    entry.external_attr = 0o600 << 16  # keys and people: for the owner's eyes
    entry.compress_type = zipfile.ZIP_STORED if Path(name).suffix.lower() in COMPRESSED else zipfile.ZIP_DEFLATED
    return entry


def _store(archive: zipfile.ZipFile, name: str, path: Path, now: datetime) -> BackedFile:
    with path.open("rb") as source, archive.open(_entry(name, now), "w", force_zip64=True) as into:
        return _copy(source, into, name)


def _copy(source: IO[bytes], into: IO[bytes], name: str) -> BackedFile:
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        into.write(chunk)
        digest.update(chunk)
        size += len(chunk)
    return BackedFile(name, size, digest.hexdigest())


def _manifest_text(manifest: Manifest) -> str:
    facts = {"format": FORMAT, "version": VERSION, **asdict(manifest), "made_at": manifest.made_at.isoformat()}
    return json.dumps(facts, ensure_ascii=False, indent=1)


def read_manifest(file: Path) -> Manifest:
    """What the backup says of itself, unchecked.

    :raises BadBackup: it is none.
    :raises OSError: the file cannot be read.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            return _read_manifest(archive)
    except zipfile.BadZipFile as error:
        raise BadBackup("not_a_backup") from error


def _read_manifest(archive: zipfile.ZipFile) -> Manifest:
    try:
        facts = json.loads(archive.read(MANIFEST))
        if facts["format"] != FORMAT:
            raise BadBackup("not_a_backup")
        if facts["version"] > VERSION:
            raise BadBackup("newer")
        files = tuple(BackedFile(**row) for row in facts["files"])
        made_at = datetime.fromisoformat(facts["made_at"])
        return Manifest(made_at, str(facts["school"]), str(facts["program"]), files)
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise BadBackup("not_a_backup") from error


def unpack(file: Path, into: Path) -> Manifest:
    """Write every file of the backup into an empty folder, and check each against its digest.

    :raises BadBackup: it is none, or a part is missing, changed or would be written elsewhere.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _read_manifest(archive)
            if DATABASE not in {stored.name for stored in manifest.files}:
                raise BadBackup("damaged", DATABASE)
            for stored in manifest.files:
                _unpack_one(archive, stored, into)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError) as error:
        raise BadBackup("not_a_backup") from error
    if is_damaged(into / DATABASE):
        raise BadBackup("damaged", DATABASE)
    return manifest


def _unpack_one(archive: zipfile.ZipFile, stored: BackedFile, into: Path) -> None:
    name = PurePosixPath(stored.name)
    if name.is_absolute() or ".." in name.parts or "\\" in stored.name or ":" in stored.name:
        raise BadBackup("damaged", stored.name)
    target = into.joinpath(*name.parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with archive.open(stored.name) as source, target.open("xb") as out:
            found = _copy(source, out, stored.name)
            out.flush()
            os.fsync(out.fileno())
    except (KeyError, zipfile.BadZipFile, zlib.error, FileExistsError, NotImplementedError) as error:
        raise BadBackup("damaged", stored.name) from error
    if found != stored:
        raise BadBackup("damaged", stored.name)


def change_places(prepared: Path, folder: Path, aside: Path) -> Path | None:
    """Put a prepared folder where the data folder is; the old one is kept as `aside`, an empty one is dropped.

    :raises OSError: it cannot be renamed; the old folder is then where it was.
    """
    kept: Path | None = None
    if folder.exists():
        if any(path.name != LOCK_NAME for path in folder.iterdir()):
            folder.rename(aside)
            kept = aside
        else:
            shutil.rmtree(folder)
    try:
        prepared.rename(folder)
    except OSError:
        if kept is not None:
            kept.rename(folder)
        raise
    sync_folder(folder.parent)
    return kept


def sync_folder(folder: Path) -> None:
    """Put a rename on disk; Windows neither can nor need be asked for that."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def file_digest(file: Path) -> str:
    """SHA-256 of a file as hexadecimal text."""
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
