"""Reading what a phone has sent: the few fields of our own forms, and nothing that only looks like them."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote_to_bytes

BODY_BYTES = 4096
MOST_FIELDS = 12
LONGEST = {"ticket": 200, "nonce": 200, "name": 50, "tail": 20, "step": 8, "code": 40, "leave": 1}


PLAIN = re.compile(rb"[0-9A-Za-z._~-]*")


class BadRequest(Exception):
    """Not what one of our forms sends."""


def read_fields(encoded: bytes) -> dict[str, str]:
    """Known fields of a form or query, decoded as UTF-8; unknown ones are passed over.

    :raises BadRequest: a field twice, too long, not UTF-8, or with control characters.
    """
    parts = encoded.split(b"&")
    if len(parts) > MOST_FIELDS:
        raise BadRequest
    fields: dict[str, str] = {}
    for part in parts:
        key, _, value = part.partition(b"=")
        name = key.decode("ascii", "replace")
        if name not in LONGEST:
            continue
        if name in fields:
            raise BadRequest
        fields[name] = _text(value, LONGEST[name])
    return fields


def _text(value: bytes, longest: int) -> str:
    text = value.decode("ascii", "replace") if PLAIN.fullmatch(value) else _decoded(value)
    if len(text) > longest or not (text.isprintable() or _is_harmless(text)):
        raise BadRequest
    return text


def _decoded(value: bytes) -> str:
    try:
        return unquote_to_bytes(value.replace(b"+", b" ")).decode()
    except UnicodeDecodeError as error:
        raise BadRequest from error


def _is_harmless(text: str) -> bool:
    """Full-width spaces, joiners and characters newer than Python are not printable to Python, and no harm."""
    return all(unicodedata.category(character) not in ("Cc", "Cs") for character in text)
