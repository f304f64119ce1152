"""The verification code of a certificate (核验码): capitals and figures that a key alone can check, on any computer.

    PSC1 yyyy sssss YYYYMMDD dddddddddddd iiii… signature
         year serial issued  name digest  issuer  100 figures of base 36

Every field but the issuer has a fixed length. The issuer is the school's short name and the kind's character in
GB 18030, so the number can be written out in full from the code. At most 154 characters: what a symbol of 41 modules
holds at level M; with 28 mm it is read from a scan of 150 dots per inch.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import date

from partyschool.domain.base36 import decode_bytes, encode_bytes, encode_number
from partyschool.domain.numbering import LAST_SERIAL, CertificateNumber

PREFIX = "PSC1"
SIGNATURE_BYTES, SIGNATURE_FIGURES = 64, 100
DIGEST_FIGURES = 12
CAPACITY = 154
SYMBOL_VERSION = 6

_FIXED = len(PREFIX) + 4 + 5 + 8 + DIGEST_FIGURES


@dataclass(frozen=True, slots=True)
class CodeFacts:
    """What a code says of its certificate."""

    number: CertificateNumber
    digest: str
    issued: date


class CodeTooLong(ValueError):
    """The school's short name leaves no room for the signature: more than five Chinese characters."""


def name_digest(name: str, number: CertificateNumber) -> str:
    """Twelve figures that a name and a number give; the name itself is not in the code.

    Spaces are left out and the width of letters does not matter, as names are read back from paper.
    """
    plain = "".join(unicodedata.normalize("NFKC", name).split())
    digest = hashlib.sha256(f"{number}\n{plain}".encode()).digest()
    return encode_number(int.from_bytes(digest[:8], "big") % 36**DIGEST_FIGURES, DIGEST_FIGURES)


def message(facts: CodeFacts) -> str:
    """The part of the code that is signed.

    :raises CodeTooLong: see there.
    """
    number = facts.number
    if not 0 < number.serial <= LAST_SERIAL:
        raise ValueError(number.serial)
    issuer = f"{number.short}{number.kind}".encode("gb18030")
    # The leading 1 keeps the length; 8 bits a byte in figures of log2(36) = 5.17 bits.
    written = int.from_bytes(b"\x01" + issuer, "big")
    figures = -(-written.bit_length() * 1000 // 5169)
    text = (
        f"{PREFIX}{number.year:04d}{number.serial:05d}{facts.issued:%Y%m%d}{facts.digest}"
        f"{encode_number(written, figures)}"
    )
    if len(text) + SIGNATURE_FIGURES > CAPACITY:
        raise CodeTooLong(number.short)
    return text


def signed(text: str, signature: bytes) -> str:
    """The whole code from the signed part and the 64 bytes of an Ed25519 signature over it (ASCII)."""
    return text + encode_bytes(signature, SIGNATURE_FIGURES)


def normalise_code(text: str) -> str:
    """As it was printed: without spaces and line ends, half width, capitals."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def read_code(text: str) -> tuple[CodeFacts, bytes, bytes] | None:
    """Facts, signed bytes and signature of a code; None for anything that cannot be one. Nothing is verified yet."""
    code = normalise_code(text)
    body, tail = code[:-SIGNATURE_FIGURES], code[-SIGNATURE_FIGURES:]
    if not code.startswith(PREFIX) or len(body) <= _FIXED:
        return None
    signature = decode_bytes(tail, SIGNATURE_BYTES)
    facts = _facts(body)
    if signature is None or facts is None:
        return None
    return facts, body.encode("ascii"), signature


def _facts(body: str) -> CodeFacts | None:
    year, serial, issued, digest, issuer = body[4:8], body[8:13], body[13:21], body[21:33], body[33:]
    prefix = _issuer(issuer)
    if prefix is None or not (year + serial + issued).isdecimal():
        return None
    try:
        day = date(int(issued[:4]), int(issued[4:6]), int(issued[6:]))
    except ValueError:
        return None
    return CodeFacts(CertificateNumber(prefix[:-1], prefix[-1], int(year), int(serial)), digest, day)


def _issuer(figures: str) -> str | None:
    content = decode_bytes(figures, 32)
    if content is None:
        return None
    marked = content.lstrip(b"\0")
    try:
        text = marked[1:].decode("gb18030")
    except UnicodeDecodeError:
        return None
    return text if marked[:1] == b"\x01" and len(text) > 1 else None
