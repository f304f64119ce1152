"""The frame of every phone page: head, style, and the policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from http import HTTPStatus

from aiohttp import web
from multidict import CIMultiDict

from partyschool.paths import resource
from partyschool.signin.template import Template


@dataclass(frozen=True, slots=True)
class Page:
    """An answer ready to be sent; `result` is empty for a form."""

    status: int
    result: str
    body: bytes


class Shell:
    """Head and style, joined once into each of the templates that are asked for.

    :param styles: names of the style sheets, one after the other.
    """

    def __init__(self, *, tab: str, title: str, line: str, styles: Iterable[str] = ("style",)) -> None:
        style = "".join(resource(f"web/{name}.css").read_text(encoding="utf-8").replace("\n", "") for name in styles)
        self._frame = resource("web/page.html").read_text(encoding="utf-8").replace("{{style}}", style)
        for mark, words in (("tab", tab), ("title", title), ("session", line)):
            # The same on every page; a brace in a title must not become a mark of the template.
            self._frame = self._frame.replace(f"{{{{{mark}}}}}", escape(words).replace("{", "&#123;"))
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        self.policy = (
            f"default-src 'none';style-src 'sha256-{digest}';form-action 'self';base-uri 'none';frame-ancestors 'none'"
        )

    def templates(self, names: Iterable[str]) -> Mapping[str, Template]:
        """Each page of this name, in the frame."""
        return {name: self.template(resource(f"web/{name}.html").read_text(encoding="utf-8").strip()) for name in names}

    def template(self, body: str) -> Template:
        """A page with this body."""
        return Template(self._frame.replace("{{body}}", body))


def page_headers(policy: str) -> CIMultiDict[str]:
    """What goes with every page."""
    return CIMultiDict(
        {
            "Content-Type": "text/html; charset=utf-8",
            "Cache-Control": "no-store",
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "no-referrer",
            "Server": "partyschool",
        }
    )


def page_response(
    page: Page, headers: CIMultiDict[str], *, cookie: str = "", location: str = "", closes: bool = False
) -> web.Response:
    """The page as aiohttp sends it; `cookie` is a whole Set-Cookie line."""
    headers = headers.copy()
    headers.update(_own_headers(page, cookie))
    if location:
        headers["Location"] = location
    response = web.Response(body=page.body, status=page.status, headers=headers)
    if closes:
        response.force_close()
    return response


def head_lines(headers: Mapping[str, str]) -> str:
    """The lines that every answer on a connection of one answer has."""
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items()) + "Connection: close\r\n"


def page_bytes(page: Page, head: str, *, cookie: str = "") -> bytes:
    """The page as it goes down the wire, after which the connection ends; `head` is of `head_lines`."""
    own = "".join(f"{name}: {value}\r\n" for name, value in _own_headers(page, cookie).items())
    status = f"HTTP/1.1 {page.status} {HTTPStatus(page.status).phrase}\r\n"
    return f"{status}{head}{own}Content-Length: {len(page.body)}\r\n\r\n".encode() + page.body


def _own_headers(page: Page, cookie: str) -> dict[str, str]:
    headers = {}
    if page.result:
        headers["X-Result"] = page.result
    if page.status == HTTPStatus.TOO_MANY_REQUESTS:
        headers["Retry-After"] = "60"
    if cookie:
        headers["Set-Cookie"] = cookie
    return headers
