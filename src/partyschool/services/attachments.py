"""Files that prove something (photos, scanned papers): copied into the data folder, so that a backup holds them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from uuid import uuid4

from partyschool.errors import Refusal, Trouble, reason_of
from partyschool.paths import DataFolder

LARGEST_BYTES = 30 * 1024 * 1024
DIGEST_LENGTH = 16


def keep_file(folder: DataFolder, file: Path) -> str:
    """Copy a file among the attachments and return its name there; the same file twice is kept once.

    :raises Refusal: larger than 30 MB.
    :raises Trouble: it cannot be read, or the folder cannot be written.
    """
    try:
        if file.stat().st_size > LARGEST_BYTES:
            raise Refusal(f"“{file.name}”超过 30 MB。请压缩后再选，或只写明存放地点。", code="file_large")
        content = file.read_bytes()
    except OSError as error:
        raise _trouble(str(file), error) from error
    return keep_bytes(folder, content, file.suffix.lower(), called=str(file))


def keep_bytes(folder: DataFolder, content: bytes, ending: str, *, called: str) -> str:
    """The same for what is no file yet; `called` is its name in a sentence about trouble.

    :raises Trouble: the folder cannot be written.
    """
    name = kept_name(content, ending)
    target = folder.attachments / name
    try:
        if not target.exists():
            folder.attachments.mkdir(parents=True, exist_ok=True)
            # A name of its own: window and command line may keep the same photograph in the same moment.
            unfinished = target.with_name(f"{name}-{uuid4().hex}.part")
            try:
                unfinished.write_bytes(content)
                unfinished.replace(target)
            finally:
                unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise _trouble(called, error) from error
    return name


def kept_name(content: bytes, ending: str) -> str:
    """What equal bytes are always called."""
    return hashlib.sha256(content).hexdigest()[:DIGEST_LENGTH] + ending


def _trouble(called: str, error: OSError) -> Trouble:
    message = f"存不了文件“{called}”：{reason_of(error)}。请检查文件和磁盘，再试一次。"
    return Trouble(message, code="attachment")


def find_file(folder: DataFolder, name: str) -> Path | None:
    """The kept file of that name; None for words that are no file."""
    if not name or Path(name).name != name:
        return None
    path = folder.attachments / name
    try:
        return path if path.is_file() else None
    except OSError:  # words longer than the name of a file can be
        return None
