"""Short texts that only the school's own program can have written: tickets and the cookie of a known phone."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode

MAC_BYTES = 16
SEPARATOR = "."


def _mac(key: bytes, body: str) -> str:
    digest = hmac.digest(key, body.encode(), "sha256")[:MAC_BYTES]
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def seal(key: bytes, *parts: str) -> str:
    """The parts, joined by points, with a signature at the end. Parts must not hold a point."""
    if any(SEPARATOR in part for part in parts):
        raise ValueError(parts)
    body = SEPARATOR.join(parts)
    return f"{body}{SEPARATOR}{_mac(key, body)}"


def unseal(key: bytes, text: str) -> tuple[str, ...] | None:
    """The parts of an authentic text; None for anything else, however it came to be."""
    body, point, mac = text.rpartition(SEPARATOR)
    if not point or not text.isascii():
        return None
    if not hmac.compare_digest(_mac(key, body), mac):
        return None
    return tuple(body.split(SEPARATOR))


def derived_key(secret: bytes, purpose: str) -> bytes:
    """A key of its own for each purpose, so that a text sealed for one is refused for every other."""
    return hmac.digest(secret, b"partyschool:" + purpose.encode(), "sha256")
