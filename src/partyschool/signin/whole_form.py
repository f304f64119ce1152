"""A sign-in form that a phone sends in one piece, as nearly all do, read without a general HTTP parser.

Only what is beyond doubt is taken: our own request line, plain headers each at most once, a body as long as announced.
Everything else is left to aiohttp, which gives it the answer that it deserves.
"""

from __future__ import annotations

import re

from partyschool.signin.fields import BODY_BYTES, FORM_TYPE, PostedForm

HEAD_BYTES = 8192
_TYPE = FORM_TYPE.encode()
_START = b"POST /s HTTP/1.1\r\n"
_HEAD = re.compile(rb"POST /s HTTP/1\.1\r\n(?:[!#-'*+.0-9A-Z^-z|~-]+:[\t -~]*\r\n)+\r\n")
# Blanks about a value are stripped afterwards: a pattern for them takes quadratic time over a value full of blanks.
_LINE = re.compile(rb"([!#-'*+.0-9A-Z^-z|~-]+):([\t -~]*)\r\n")
_COOKIE = re.compile(r"(?:^|; )phone=([0-9A-Za-z._-]*)(?=;|$)")
# They change how a body is sent, or ask for something before it.
_UNUSUAL = frozenset({b"transfer-encoding", b"expect", b"upgrade", b"content-encoding", b"trailer"})


def read_whole_form(piece: bytes, address: str) -> PostedForm | None:
    """The form, if this piece is one from its first byte to its last; None where another must look at it."""
    if not piece.startswith(_START):
        return None
    head = _HEAD.match(piece, 0, HEAD_BYTES)
    if head is None:
        return None
    lines = _LINE.findall(piece, len(_START), head.end())
    headers = {name.lower(): value.strip(b"\t ") for name, value in lines}
    if len(headers) != len(lines) or not _UNUSUAL.isdisjoint(headers):
        return None
    body = piece[head.end() :]
    if len(body) > BODY_BYTES or headers.get(b"content-length") != b"%d" % len(body):
        return None
    if headers.get(b"content-type", b"").lower() != _TYPE or b"host" not in headers:
        return None
    cookie = _COOKIE.search(headers[b"cookie"].decode()) if b"cookie" in headers else None
    return PostedForm(body, cookie[1] if cookie else "", address)
