"""Reading what a phone has sent: the few fields of our own forms, and nothing that only looks like them."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from aiohttp import web

BODY_BYTES = 4096
MOST_FIELDS = 12
BODY_SECONDS = 10.0
FORM_TYPE = "application/x-www-form-urlencoded"
LONGEST = {"ticket": 200, "nonce": 200, "name": 50, "tail": 20, "step": 8, "code": 40, "leave": 1}
# Of the questionnaire: a figure for each question of the page, and what was answered on the pages before.
BALLOT_LONGEST = {"ticket": 200, "paper": 8, "given": 400, "mode": 3, "at": 3, "go": 6, "remark": 220} | {
    f"q{place}": 1 for place in range(1, 401)
}
CHECK_LONGEST = {"c": 400}
PLAIN = re.compile(rb"[0-9A-Za-z._~-]*")


_LINE_END = re.compile(rb"(?:%0[dDaA]|[\r\n])+")


class BadRequest(Exception):
    """Not what one of our forms sends."""


@dataclass(frozen=True, slots=True)
class PostedForm:
    """What came with `POST /s`: the body, the cookie of the phone (empty: none), and the address it came from."""

    body: bytes
    cookie: str
    address: str


def read_fields(
    encoded: bytes, longest: Mapping[str, int] = LONGEST, *, most: int = MOST_FIELDS, lines: bool = False
) -> dict[str, str]:
    """Known fields of a form or query, decoded as UTF-8; unknown ones are passed over.

    :param longest: the fields that are known, with the most characters of each.
    :param lines: line ends may stand in a field; they come out as spaces.
    :raises BadRequest: a field twice, too long, not UTF-8, or with control characters.
    """
    parts = encoded.split(b"&")
    if len(parts) > most:
        raise BadRequest
    fields: dict[str, str] = {}
    for part in parts:
        key, _, value = part.partition(b"=")
        name = key.decode("ascii", "replace")
        if name not in longest:
            continue
        if name in fields:
            raise BadRequest
        fields[name] = _text(_LINE_END.sub(b"+", value) if lines else value, longest[name])
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


async def read_body(request: web.BaseRequest) -> bytes:
    """The whole body of a form.

    :raises BadRequest: of another type, too long, or too slow in coming.
    """
    if request.headers.get("Content-Type", FORM_TYPE).partition(";")[0].strip().lower() != FORM_TYPE:
        raise BadRequest
    if (request.content_length or 0) > BODY_BYTES:
        raise BadRequest
    if request.content.is_eof():  # nearly always: a form comes in one piece with its head
        body = request.content.read_nowait()
        if len(body) > BODY_BYTES:
            raise BadRequest
        return body
    return await _rest_of_body(request)


async def _rest_of_body(request: web.BaseRequest) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while chunk := await request.content.readany():
                body += chunk
                if len(body) > BODY_BYTES:
                    raise BadRequest
    except (TimeoutError, ConnectionError, web.RequestPayloadError) as error:  # a phone that hangs up is no bug
        raise BadRequest from error
    return bytes(body)
