"""`/v`: is this certificate genuine? Asked by phone with the text that its code holds."""

from __future__ import annotations

import asyncio

from aiohttp import web

from partyschool.domain.identity import mask_name
from partyschool.errors import Problem
from partyschool.services.signing import known_keys
from partyschool.services.verification import (
    ALTERED,
    NO_CODE,
    UNKNOWN_KEY,
    FoundCode,
    Verification,
    verify,
)
from partyschool.signin.fields import CHECK_LONGEST, BadRequest, read_fields
from partyschool.signin.limits import Limits, WrongTries
from partyschool.signin.note import LOOK, Note
from partyschool.signin.shell import Page, Shell, page_headers, page_response
from partyschool.storage.database import Database

NAMES = "certificate verdict".split()
TITLES = {
    "review": "真的，复核中", "void": "证书已作废", "revoked": "证书已撤销", ALTERED: "核验不通过",
    UNKNOWN_KEY: "核验不了", NO_CODE: "不是核验码",
}  # fmt: skip
GENUINE = "是真的"
WARNINGS = frozenset({"review", UNKNOWN_KEY, NO_CODE})
FAULTS = frozenset({ALTERED, UNKNOWN_KEY, NO_CODE})
STATUS = {"genuine": 200, "refused": 409, "too_many": 429, "bad_request": 400, "trouble": 503}


class CertificateDoor:
    """Answers in whichever service it is asked; writes nothing."""

    def __init__(self, db: Database, *, wrong: WrongTries, limits: Limits) -> None:
        self._db, self._wrong, self._limits = db, wrong, limits
        shell = Shell(tab="证书核验", title="党校证书核验", line="是真是假，凭签名判断", styles=("style", "ballot"))
        self._templates, self._note, self.policy = shell.templates(NAMES), Note(shell), shell.policy

    async def answer(self, request: web.BaseRequest, path: str, query: str) -> web.Response | None:
        """The page for a request; None for a path that is not ours."""
        if path.rstrip("/").lower() != "/v" or request.method not in ("GET", "HEAD"):
            return None
        try:
            code = read_fields(query.encode(), CHECK_LONGEST, lines=True).get("c", "").strip()
            return self._respond(await self._judge(request, code) if code else self._form())
        except BadRequest:
            return self._respond(self._say("bad_request", "没有收到", "请把核验码的文字重新复制、粘贴一次。"))
        except Problem:
            return self._respond(self._say("trouble", "暂时核验不了", "电脑这会儿读不出登记簿，请过一会儿再试。"))

    async def _judge(self, request: web.BaseRequest, code: str) -> Page:
        tried = {f"certificates of {request.remote}": self._limits.codes_by_address}
        if self._wrong.is_over(tried):
            return self._say("too_many", "请等 1 分钟", "错的核验码太多了。请等 1 分钟再试。")
        found = await asyncio.to_thread(self._verify, code)
        if found.state in FAULTS:
            self._wrong.add_all(tried)
        return self._verdict(found)

    def _verify(self, code: str) -> Verification:
        return verify([FoundCode(code)], known_keys(self._db.folder), register=self._db)[0]

    def _verdict(self, found: Verification) -> Page:
        is_good = found.valid and found.state not in WARNINGS
        issued = found.issued
        values = {
            "good": "yes" * is_good,
            "look": "yes" * (found.state in WARNINGS),
            "no": "yes" * (not is_good and found.state not in WARNINGS),
            "title": GENUINE if is_good else TITLES[found.state],
            "number": found.number,
            "name": mask_name(found.name) if found.name else "",
            "school": found.school,
            "issued": f"{issued.year}年{issued.month}月{issued.day}日" if issued else "",
            "what": found.reason,
        }
        result = "genuine" if found.valid else "refused"
        return Page(STATUS[result], result, self._templates["verdict"].fill(values))

    def _form(self) -> Page:
        return Page(200, "", self._templates["certificate"].fill({}))

    def _say(self, result: str, title: str, what: str) -> Page:
        return Page(STATUS[result], result, self._note.fill(LOOK, title, what, press="重新填写", link="/v"))

    def _respond(self, page: Page) -> web.Response:
        return page_response(page, page_headers(self.policy))
