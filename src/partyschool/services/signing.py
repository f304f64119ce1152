"""The school's signing key, and the public keys by which codes of this and other schools are checked.

The private key never leaves its folder. The public key is a PEM file that states its school's names in lines above the
key, so that it can be given away as it is; whoever trusts the file for its key trusts it for these names.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from partyschool.errors import Refusal, Trouble
from partyschool.paths import DataFolder

SigningKey = Ed25519PrivateKey

PRIVATE_NAME, PUBLIC_NAME, TRUSTED_FOLDER = "certificate-signing.pem", "certificate-public.pem", "trusted"
_SCHOOL_LINE, _SHORT_LINE = "School: ", "Short: "


@dataclass(frozen=True, slots=True)
class SchoolKey:
    """A public key and whose it is; the names are empty in a file that states none."""

    key: Ed25519PublicKey
    school: str = ""
    short: str = ""

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether the owner of the private key signed just this message."""
        try:
            self.key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


def signing_key(folder: DataFolder) -> Ed25519PrivateKey:
    """The school's private key, made at the first use.

    :raises Trouble: it cannot be read or written, or it is no key.
    """
    path = folder.keys / PRIVATE_NAME
    try:
        if not path.exists():
            _create(path)
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        message = f"证书签名密钥 {path} 读不出来。请从备份恢复 keys 文件夹；换新密钥会使以前的证书无法核验。"
        raise Trouble(message, code="signing_key") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Trouble(f"{path} 不是本程序的签名密钥。请从备份恢复 keys 文件夹。", code="signing_key")
    return key


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    # Written whole under another name and then linked, which fails where there is a key by now: another program must
    # not read half a key, nor may one key replace another that has already signed.
    descriptor, part = tempfile.mkstemp(dir=path.parent, prefix=".key-")  # readable by the owner only
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            _put_in_place(part, path)
    finally:
        Path(part).unlink(missing_ok=True)


def _put_in_place(part: str, path: Path) -> None:
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:  # a USB stick or network folder without links
        Path(part).rename(path)


def public_pem(folder: DataFolder, *, school: str, short: str) -> str:
    """The public key as it is given away, the school's names above it."""
    key = signing_key(folder).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return f"{_SCHOOL_LINE}{school}\n{_SHORT_LINE}{short}\n{key.decode('ascii')}"


def keep_public_key(folder: DataFolder, *, school: str, short: str) -> Path:
    """Write the public key beside the private one, up to date with the school's names; returns where.

    :raises Trouble: it cannot be written.
    """
    path = folder.keys / PUBLIC_NAME
    pem = public_pem(folder, school=school, short=short)
    try:
        if not path.exists() or path.read_text(encoding="utf-8") != pem:
            path.write_text(pem, encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble(f"公钥写不进 {path}。请检查文件夹权限。", code="signing_key") from error
    return path


def read_public_key(path: Path) -> SchoolKey:
    """A public key from a file.

    :raises Refusal: there is no such file, or it is none.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        start = text.index("-----BEGIN")
        key = load_pem_public_key(text[start:].encode())
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        message = f"{path} 不是党校的公钥文件。请向发证党校要 {PUBLIC_NAME}，再核验一次。"
        raise Refusal(message, code="key_unreadable") from error
    if not isinstance(key, Ed25519PublicKey):
        raise Refusal(
            f"{path} 里的公钥不是证书用的 Ed25519 公钥。请向发证党校要 {PUBLIC_NAME}。", code="key_unreadable"
        )
    names = text[:start]
    return SchoolKey(key, _stated(names, _SCHOOL_LINE), _stated(names, _SHORT_LINE))


def _stated(names: str, label: str) -> str:
    return next((line[len(label) :].strip() for line in names.splitlines() if line.startswith(label)), "")


def known_keys(folder: DataFolder) -> list[SchoolKey]:
    """The own public key and those that were put into keys/trusted.

    :raises Refusal: one of the files is no key.
    """
    own = [folder.keys / PUBLIC_NAME] if (folder.keys / PUBLIC_NAME).exists() else []
    trusted = sorted((folder.keys / TRUSTED_FOLDER).glob("*.pem"))
    return [read_public_key(path) for path in (*own, *trusted)]
