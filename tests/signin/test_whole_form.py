"""The short way for a sign-in form: what it takes is read as aiohttp would read it, and anything doubtful is left."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp.base_protocol import BaseProtocol
from aiohttp.http import HttpRequestParser, RawRequestMessage
from hypothesis import given
from hypothesis import strategies as st

from partyschool.signin.fields import BODY_BYTES, PostedForm
from partyschool.signin.whole_form import read_whole_form

BODY = b"ticket=a.b.c&name=%E9%A9%AC&tail=005X&nonce=1"
HEAD = [
    b"Host: 192.168.1.8:8765",
    b"User-Agent: Mozilla/5.0 (Linux; Android 10) MicroMessenger/8.0",
    b"Content-Type: application/x-www-form-urlencoded",
    b"Content-Length: %d" % len(BODY),
    b"Cookie: other=1; phone=ab12.cd34.e-_f",
    b"Accept-Language: zh-CN,zh;q=0.9",
]
LINE = b"POST /s HTTP/1.1"


def request(head: list[bytes], body: bytes = BODY, line: bytes = LINE) -> bytes:
    return b"\r\n".join([line, *head, b"", body])


def without(name: bytes) -> list[bytes]:
    return [line for line in HEAD if not line.startswith(name)]


def test_a_phones_form_is_read_whole() -> None:
    assert read_whole_form(request(HEAD), "192.168.1.20") == PostedForm(BODY, "ab12.cd34.e-_f", "192.168.1.20")


def test_a_phone_without_a_cookie_is_a_new_one() -> None:
    for head in (without(b"Cookie"), [*without(b"Cookie"), b"Cookie: telephone=x; phones=y"]):
        form = read_whole_form(request(head), "")
        assert form is not None
        assert form.cookie == ""


@pytest.mark.parametrize(
    "piece",
    [
        request(HEAD)[:-1],
        request(HEAD) + b"G",
        request(HEAD, line=b"POST /s?x HTTP/1.1"),
        request(HEAD, line=b"POST /s HTTP/1.0"),
        request(HEAD, line=b"GET /s HTTP/1.1"),
        request(without(b"Content-Length")),
        request(without(b"Content-Type")),
        request(without(b"Host")),
        request([*HEAD, b"Content-Length: %d" % len(BODY)]),
        request([*HEAD, b"content-length: 0"]),
        request([*HEAD, b"Transfer-Encoding: chunked"]),
        request([*HEAD, b"Content-Encoding: gzip"]),
        request([*HEAD, b"Expect: 100-continue"]),
        request([*HEAD, b"Upgrade: h2c"]),
        request([*HEAD, b" folded: yes"]),
        request([*HEAD, b"X-Bare: a\nb"]),
        request([*HEAD, b"X-Null: \0"]),
        request([*HEAD, "X-Name: 马".encode()]),
        request([*HEAD, b"X-Long: " + b"a" * 9000]),
        request([*without(b"Content-Type"), b"Content-Type: multipart/form-data; boundary=x"]),
        request([*without(b"Content-Length"), b"Content-Length: +%d" % len(BODY)]),
        request([*without(b"Content-Length"), b"Content-Length: %d" % (BODY_BYTES + 1)], b"a" * (BODY_BYTES + 1)),
        b"",
    ],
)
def test_whatever_is_doubtful_is_left_to_the_general_server(piece: bytes) -> None:
    assert read_whole_form(piece, "") is None


NAMES = st.sampled_from(
    [b"Host", b"Content-Length", b"Content-Type", b"Transfer-Encoding", b"Cookie", b"X-A", b"X A", b""]
)
VALUES = st.one_of(
    st.sampled_from([b"%d" % len(BODY), b"0", b"chunked", b"application/x-www-form-urlencoded", b"phone=a; phone=b"]),
    st.binary(max_size=6),
)
EXTRA = st.lists(
    st.builds(lambda name, colon, value: name + colon + value, NAMES, st.sampled_from([b": ", b":", b" :"]), VALUES)
)


def read_by_aiohttp(piece: bytes) -> tuple[list[RawRequestMessage], bytes]:
    """The requests that aiohttp's parser finds, and the first one's body."""
    loop = asyncio.new_event_loop()
    try:
        parser = HttpRequestParser(BaseProtocol(loop), loop, 2**16)
        messages, _, _ = parser.feed_data(piece)
        return [message for message, _ in messages], messages[0][1].read_nowait()
    finally:
        loop.close()


@given(extra=EXTRA, place=st.integers(0, len(HEAD)), left_out=st.sets(st.integers(0, len(HEAD) - 1), max_size=2))
def test_what_is_taken_is_what_aiohttp_would_have_read(extra: list[bytes], place: int, left_out: set[int]) -> None:
    kept = [line for number, line in enumerate(HEAD) if number not in left_out]
    piece = request([*kept[:place], *extra, *kept[place:]])
    form = read_whole_form(piece, "")
    if form is None:
        return
    messages, body = read_by_aiohttp(piece)

    assert [(message.method, message.path) for message in messages] == [("POST", "/s")]
    assert form.body == body
    assert messages[0].headers.getall("Content-Length") == [str(len(form.body))]
