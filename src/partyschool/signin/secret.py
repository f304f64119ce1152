"""The key that codes, tickets and phone cookies are sealed with: one file in the data folder, made at first use."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from partyschool.errors import Trouble, reason_of
from partyschool.paths import DataFolder

FILE = "phones.key"
BYTES = 32


def phone_secret(folder: DataFolder) -> bytes:
    """The folder's key; tickets and known phones survive a restart of the service, and two services share it.

    :raises Trouble: the folder cannot be read or written.
    """
    path = folder.keys / FILE
    try:
        folder.keys.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            _write_new(path)
        key = path.read_bytes()
    except OSError as error:
        message = f"读不出或存不了签到密钥 {path}：{reason_of(error)}。请检查数据文件夹的权限。"
        raise Trouble(message, code="keys") from error
    if len(key) != BYTES:
        raise Trouble(f"签到密钥 {path} 已损坏。请删除这个文件，程序会重新生成。", code="keys")
    return key


def _write_new(path: Path) -> None:
    if path.exists():
        raise FileExistsError(path)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(BYTES))
        file.flush()
        os.fsync(file.fileno())
