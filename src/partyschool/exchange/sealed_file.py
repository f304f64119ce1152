"""Small files from one computer to another: JSON with its format, version and a digest, so that damage is seen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from partyschool.errors import Refusal, Trouble, reason_of

LARGEST = 50_000_000


@dataclass(frozen=True, slots=True)
class SealedKind:
    """What a file is: its format's name, the newest version this program reads, and how people call it.

    :ivar suffix: of its own, so that no other program opens it.
    :ivar taken: what is done with it here, in the sentences that say that it was not done.
    """

    format: str
    version: int
    words: str
    suffix: str
    taken: str


def named_file(path: Path, kind: SealedKind) -> Path:
    """The same place with the suffix of these files where none was typed.

    :raises Refusal: another suffix, under which another program would open it.
    """
    if path.suffix.lower() == kind.suffix:
        return path
    if path.suffix:
        right = path.with_suffix(kind.suffix).name
        message = f"{kind.words}要存成 {kind.suffix} 文件，不能是 {path.suffix}。请改成 {right}。"
        raise Refusal(message, code="suffix")
    return path.with_name(path.name + kind.suffix)


def write_sealed(path: Path, kind: SealedKind, content: dict[str, Any]) -> None:
    """Write the file whole, or not at all.

    :raises Trouble: the place cannot be written.
    """
    document = {"format": kind.format, "version": kind.version, "content": content, "sha256": _digest(content)}
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    beside = path.with_name(f"{path.name}.part")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise Trouble(f"存不了 {path}：{reason_of(error)}。请换一个地方再试。", code="file") from error


def read_sealed(path: Path, kind: SealedKind) -> dict[str, Any]:
    """The content of a file that `write_sealed` wrote.

    :raises Refusal: another kind of file, damaged, or written by a newer program.
    :raises Trouble: it cannot be read.
    """
    document = _parsed(path, kind)
    if document.get("format") != kind.format:
        raise other_file(path, kind)
    version, content = document.get("version"), document.get("content")
    if isinstance(version, int) and version > kind.version:
        raise Refusal(f"“{path.name}”是更新版本的程序导出的，这台电脑上的程序读不了。请先升级程序。", code="newer")
    if not isinstance(content, dict) or document.get("sha256") != _digest(content):
        raise damaged(path, kind)
    return content


@contextmanager
def sealed_content(path: Path, kind: SealedKind) -> Iterator[dict[str, Any]]:
    """The same; what is found wrong with the content inside the block is damage.

    :raises Refusal: also where a field is missing, or not of its kind.
    """
    content = read_sealed(path, kind)
    try:
        yield content
    except (KeyError, TypeError, ValueError) as error:
        raise damaged(path, kind) from error


def other_file(path: Path, kind: SealedKind) -> Refusal:
    """What is answered to a file that was never one of these."""
    return Refusal(f"“{path.name}”不是{kind.words}文件，没有{kind.taken}。请核对是不是选错了文件。", code="other_file")


def damaged(path: Path, kind: SealedKind) -> Refusal:
    """What a damaged file is answered with."""
    message = f"“{path.name}”已经损坏，或被改动过，没有{kind.taken}。请在那台电脑上重新导出。"
    return Refusal(message, code="damaged")


def _parsed(path: Path, kind: SealedKind) -> dict[str, Any]:
    try:
        if path.stat().st_size > LARGEST:
            raise Refusal(f"“{path.name}”太大，不是{kind.words}文件。请核对是不是选错了文件。", code="other_file")
        raw = path.read_bytes()
    except OSError as error:
        raise Trouble(f"读不出 {path}：{reason_of(error)}。请检查后再试。", code="file") from error
    try:
        document = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        is_torn = kind.format.encode() in raw or not raw.strip(b"\0")  # a disk that gave out leaves nothing or zeros
        raise (damaged(path, kind) if is_torn else other_file(path, kind)) from error
    if not isinstance(document, dict):
        raise other_file(path, kind)
    return document


def _digest(content: dict[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
