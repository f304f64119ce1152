"""What happens between a phone's request and the page it gets; no database, no event, no socket of its own."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from aiohttp import web

from partyschool.domain.terms import Way
from partyschool.domain.ticket import LIFE, Ticket
from partyschool.domain.typed_name import loose_name
from partyschool.errors import Problem, Refusal
from partyschool.services.sign_in import Answer, KnownPerson, Result, SignIn
from partyschool.signin.codes import Codes, Phone, new_phone, typed_code
from partyschool.signin.fields import BadRequest, PostedForm, read_body, read_fields
from partyschool.signin.gate import Gate, GateState
from partyschool.signin.limits import Limits, WrongTries
from partyschool.signin.network import LOOPBACK
from partyschool.signin.pages import Pages
from partyschool.signin.shell import Page, head_lines, page_bytes, page_headers, page_response
from partyschool.signin.side_doors import SIDE_PATHS, SideDoors

CODE_PATH = re.compile(r"/[sS]/([0-9]{1,12})/?")
COOKIE = "phone"
COOKIE_RULES = f"Max-Age={400 * 86400}; Path=/; HttpOnly; SameSite=Lax"
STEPS = frozenset({"form", "name", "tail"})
REMEMBERED = frozenset({Result.SIGNED, Result.ALREADY, Result.SIGNED_OUT})
READING = ("GET", "HEAD")
HEALTH = b'{"status":"ok"}'


@dataclass(frozen=True, slots=True)
class Reply:
    """A page, the phone that is to be remembered by a cookie, and whether the connection ends with it."""

    page: Page
    phone: Phone | None = None
    closes: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """What the app asks of the school: three questions, answered elsewhere."""

    sign_in: Callable[[SignIn], Awaitable[Answer]]
    first_answer: Callable[[str], Awaitable[Answer | None]]
    known: Callable[[str], Awaitable[KnownPerson | None]]


Answered = TypeVar("Answered")


class SignInApp:
    """Answers every request of the phones of one session."""

    def __init__(
        self,
        desk: Desk,
        *,
        pages: Pages,
        codes: Codes,
        gate: Gate,
        clock: Callable[[], datetime],
        limits: Limits | None = None,
        on_phone: Callable[[str], bool] | None = None,
        side: SideDoors | None = None,
    ) -> None:
        """`on_phone` is told the address of each scan until it says that this was a phone.

        :param side: questionnaire and certificates, which this service answers besides.
        """
        self._side = side
        self._desk = desk
        self._on_phone = on_phone
        self._pages = pages
        self._codes = codes
        self._gate = gate
        self._clock = clock
        self._limits = limits or Limits()
        self._wrong = WrongTries(asyncio.get_running_loop().time)
        self._headers = page_headers(pages.policy)
        self._head = head_lines(self._headers)

    async def handle(self, request: web.BaseRequest) -> web.Response:
        """Answer one request of any kind; whatever is not ours is 404."""
        path, _, query = request.raw_path.partition("?")
        if path == "/health" and request.method in READING:
            return web.Response(body=HEALTH, headers={**self._headers, "Content-Type": "application/json"})
        answer = await self._answered(self._answer(request, path, query))
        return self.response(answer) if isinstance(answer, Reply) else answer

    async def post(self, form: PostedForm) -> bytes:
        """Answer a form that was read already, as it goes down the wire; the connection ends with it."""
        return self._wire(await self._answered(self._posted(form)))

    async def _answered(self, work: Awaitable[Answered]) -> Answered | Reply:
        try:
            return await work
        except BadRequest:
            return Reply(self._pages.bad_request(), closes=True)
        except Refusal:
            # The class was cancelled or confirmed while the service ran.
            now = self._clock()
            return Reply(self._pages.closed(at=now, now=now))
        except Problem:
            return Reply(self._pages.trouble())

    async def _answer(self, request: web.BaseRequest, path: str, query: str) -> Reply | web.Response:
        if self._side is not None and path.startswith(SIDE_PATHS):
            return await self._side.answer(request, path, query) or Reply(self._pages.missing())
        if request.method == "POST" and path == "/s":
            cookie = request.cookies.get(COOKIE, "")
            return await self._posted(PostedForm(await read_body(request), cookie, request.remote or ""))
        if request.method in READING:
            return await self._got(request, path, query)
        return Reply(self._pages.missing())

    def show(self, pages: Pages) -> None:
        """The session has other times, another room or name from now on."""
        self._pages = pages

    def response(self, reply: Reply) -> web.Response:
        """The page as aiohttp sends it."""
        return page_response(reply.page, self._headers, cookie=self._cookie(reply), closes=reply.closes)

    def _wire(self, reply: Reply) -> bytes:
        return page_bytes(reply.page, self._head, cookie=self._cookie(reply))

    def _cookie(self, reply: Reply) -> str:
        return "" if reply.phone is None else f"{COOKIE}={self._codes.cookie(reply.phone)}; {COOKIE_RULES}"

    def refuse_malformed(self) -> web.Response:
        """For what is not even HTTP."""
        return self.response(Reply(self._pages.bad_request(), closes=True))

    def admit_failure(self) -> web.Response:
        """For a bug; the traceback is in the log."""
        return self.response(self._failure())

    def failure_on_the_wire(self) -> bytes:
        """The same for a form that was read already."""
        return self._wire(self._failure())

    def _failure(self) -> Reply:
        return Reply(self._pages.trouble(), closes=True)

    # -- looking ----------------------------------------------------------------------------------------------------

    async def _got(self, request: web.BaseRequest, path: str, query: str) -> Reply:
        if match := CODE_PATH.fullmatch(path):
            return await self._scanned(request, match[1])
        if path == "/s":
            code = typed_code(read_fields(query.encode()).get("code", ""))
            return await self._scanned(request, code) if code else Reply(self._pages.typed_code())
        return Reply(self._pages.typed_code() if path == "/" else self._pages.missing())

    async def _scanned(self, request: web.BaseRequest, code: str) -> Reply:
        if self._on_phone is not None and self._on_phone(request.remote or ""):
            self._on_phone = None
        if shut := self._shut():
            return Reply(shut)
        phone = self._phone(request.cookies.get(COOKIE, ""))
        if not self._codes.is_current(code):
            return Reply(self._wrong_code(request, phone))
        ticket, nonce = self._codes.new_ticket(), secrets.token_hex(8)
        known = await self._desk.known(phone.person_uid) if phone and phone.person_uid else None
        if known is not None:
            if known.signed_at is not None and self._pages.may_leave(self._clock()):
                return Reply(self._pages.leave(known, ticket=ticket, nonce=nonce, now=self._clock()))
            return Reply(self._pages.known(ticket=ticket, nonce=nonce, name=known.name, unit=known.unit))
        page = self._pages.form("form", ticket=ticket, nonce=nonce, name="")
        return Reply(page, None if phone else new_phone())

    def _wrong_code(self, request: web.BaseRequest, phone: Phone | None) -> Page:
        tried = {f"address {request.remote}": self._limits.codes_by_address}
        if phone is not None:
            tried[f"phone {phone.device}"] = self._limits.codes_by_phone
        if self._wrong.is_over(tried):
            return self._pages.too_many()
        self._wrong.add_all(tried)
        return self._pages.expired()

    def _shut(self) -> Page | None:
        now = self._clock()
        match self._gate.state(now):
            case GateState.OPEN:
                return None
            case GateState.EARLY:
                return self._pages.early(at=self._gate.opens, now=now)
            case GateState.PAUSED:
                return self._pages.paused()
        return self._pages.closed(at=self._gate.ended_at(), now=now)

    def _phone(self, cookie: str) -> Phone | None:
        return self._codes.phone(cookie) if cookie else None

    # -- signing in -------------------------------------------------------------------------------------------------

    async def _posted(self, form: PostedForm) -> Reply:
        fields = read_fields(form.body)
        if "ticket" not in fields:
            raise BadRequest
        ticket = self._codes.ticket(fields["ticket"])
        if ticket is None:
            return Reply(self._pages.expired())
        step = fields.get("step", "")
        if step:
            return Reply(self._step(ticket, step, fields))
        phone = self._phone(form.cookie)
        wish = self._wish(fields, phone, "" if form.address == LOOPBACK else form.address)
        if "leave" in fields:
            wish = replace(wish, leaves=True, since=self._gate.on_its_day(ticket.expires - LIFE))
        page = await self._refusal(ticket, wish)
        return Reply(page) if page is not None else await self._sign_in(ticket, wish, fields, phone)

    def _step(self, ticket: Ticket, step: str, fields: dict[str, str]) -> Page:
        if step not in STEPS:
            raise BadRequest
        if shut := self._shut():
            return shut
        if not self._codes.is_valid(ticket):
            return self._pages.expired()
        nonce = secrets.token_hex(8)
        return self._pages.form(step, ticket=fields["ticket"], nonce=nonce, name=fields.get("name", ""))

    def _wish(self, fields: dict[str, str], phone: Phone | None, address: str) -> SignIn:
        nonce = fields.get("nonce", "")
        if not nonce:
            raise BadRequest
        raw = self._clock().replace(microsecond=0)
        # The session's own day, whatever day a dead battery makes of it; what the clock said is kept beside it.
        at = self._gate.on_its_day(raw)
        raw_at = raw if raw != at else None
        if "name" not in fields and "tail" not in fields:
            if phone is None or not phone.person_uid:
                raise BadRequest
            uid, device = phone.person_uid, phone.device
            return SignIn(Way.PHONE, at, person_uid=uid, device=device, nonce=nonce, raw_at=raw_at, address=address)
        name, tail = fields.get("name", "").strip(), fields.get("tail", "").strip()
        if not name or not tail:
            raise BadRequest
        device = phone.device if phone else new_phone().device
        return SignIn(Way.PHONE, at, name, tail, device=device, nonce=nonce, raw_at=raw_at, address=address)

    async def _refusal(self, ticket: Ticket, wish: SignIn) -> Page | None:
        """Closed or expired; but a form that was answered once gets its first answer whenever it comes again."""
        refused = self._shut() or (None if self._codes.is_valid(ticket) else self._pages.expired())
        if refused is None:
            return None
        answer = await self._desk.first_answer(wish.nonce)
        return refused if answer is None else self._pages.answer(answer, wish, ticket="")

    async def _sign_in(self, ticket: Ticket, wish: SignIn, fields: dict[str, str], phone: Phone | None) -> Reply:
        if wish.name and self._wrong and self._wrong.is_over(self._tried(ticket, wish, phone)):
            return Reply(self._pages.too_many())
        answer = await self._desk.sign_in(wish)
        if answer.result == Result.NOT_FOUND and wish.name:
            self._wrong.add_all(self._tried(ticket, wish, phone))
        ballot = await self._side.ballot_path() if self._side and answer.result == Result.SIGNED_OUT else ""
        page = self._pages.answer(answer, wish, ticket=fields["ticket"], ballot=ballot)
        if answer.result in REMEMBERED:
            return Reply(page, Phone(wish.device, answer.person_uid))
        return Reply(page)

    def _tried(self, ticket: Ticket, wish: SignIn, phone: Phone | None) -> dict[str, int]:
        limits = self._limits
        tried = {
            f"ticket {ticket.serial}": limits.names_by_ticket,
            f"name {loose_name(wish.name)}": limits.names_by_name,
        }
        if phone is not None:
            tried[f"names of {phone.device}"] = limits.names_by_phone
        return tried
