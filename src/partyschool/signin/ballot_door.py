"""The questionnaire behind `/e/…`: through the door on the wall to a ticket, through the form into the box."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Callable
from datetime import datetime
from functools import partial

from aiohttp import web

from partyschool.domain.ballot_ticket import BallotTicket, new_ticket, read_ticket
from partyschool.domain.seal import derived_key
from partyschool.errors import Problem, Refusal
from partyschool.services.phone_ballots import get_questionnaire, give_ballot, has_given
from partyschool.signin.ballot_pages import NO_ANSWER, BallotPages
from partyschool.signin.ballot_steps import Paper, Progress, blank, read_progress, step
from partyschool.signin.fields import BALLOT_LONGEST, BadRequest, read_body, read_fields
from partyschool.signin.limits import Limits, WrongTries
from partyschool.signin.questions import Questions, Shown
from partyschool.signin.shell import Page, page_headers, page_response
from partyschool.storage.database import Database

PATH = re.compile(r"/[eE]/([0-9A-Za-z._~-]{1,200})/?")
COOKIE_RULES = "Max-Age=604800; Path=/; HttpOnly; SameSite=Lax"
QUESTIONED = frozenset({"settings", "lessons", "evaluations", "evaluation_questions", "training_classes"})
MOST_FIELDS = 420


class BallotDoor:
    """Answers the questionnaire's requests of one class, in whichever service they come to."""

    def __init__(
        self,
        db: Database,
        code: str,
        *,
        secret: bytes,
        clock: Callable[[], datetime],
        wrong: WrongTries,
        limits: Limits,
    ) -> None:
        self._db, self._code, self._clock = db, code, clock
        self._key = derived_key(secret, "ballot")
        self._wrong, self._limits = wrong, limits
        self._questions = Questions(partial(get_questionnaire, db, code))
        db.on_change(self._note_change)

    async def open_path(self) -> str:
        """Where a ballot can be had now; empty while the questionnaire is closed."""
        shown = await self._questions.get()
        return f"/e/{shown.found.door}" if shown.found.is_open(self._clock()) else ""

    async def answer(self, request: web.BaseRequest, path: str) -> web.Response | None:
        """The page for a request; None for a path that is not ours."""
        if path != "/e" and PATH.fullmatch(path) is None:
            return None
        try:
            shown = await self._questions.get()
        except Problem:
            if self._questions.last is None:
                raise  # no page of ours is known yet; the service has one of its own for this
            return self._respond(self._questions.last.pages, self._questions.last.pages.unreadable())
        pages = shown.pages
        try:
            if request.method == "POST" and path == "/e":
                page, ticket = await self._posted(request, shown)
                # From now on this is the phone's ticket, by whatever way it came: another one would be its second.
                return self._respond(pages, page, ticket=ticket if page.result == "given" else "")
            match = PATH.fullmatch(path)
            if match is None or request.method not in ("GET", "HEAD"):
                return None
            if match[1].upper() == shown.found.door:
                return await self._at_the_wall(request, shown)
            return self._respond(pages, await self._opened(request, match[1], shown))
        except BadRequest:
            return self._respond(pages, pages.bad_request())
        except Problem:
            return self._respond(pages, pages.trouble())

    def _note_change(self, tables: frozenset[str]) -> None:
        if tables & QUESTIONED:
            self._questions.expire()

    def _respond(self, pages: BallotPages, page: Page, *, ticket: str = "", location: str = "") -> web.Response:
        cookie = f"{_cookie_name(pages.door)}={ticket}; {COOKIE_RULES}" if ticket else ""
        return page_response(page, page_headers(pages.policy), cookie=cookie, location=location)

    # -- to a ticket ------------------------------------------------------------------------------------------------

    async def _at_the_wall(self, request: web.BaseRequest, shown: Shown) -> web.Response:
        """The phone's own ticket: the one that it had before, else a new one."""
        found, pages = shown.found, shown.pages
        own = self._own(request, found.door)
        if own is not None and await self._is_used(own):
            return self._respond(pages, pages.already())
        now = self._clock()
        if not found.is_open(now):
            return self._respond(pages, pages.closed(found.until))
        if own is None or own.expires <= now:
            own = new_ticket(found.door, secrets.token_hex(8), now)
        text = own.text(self._key)
        return self._respond(pages, Page(303, "", b""), ticket=text, location=f"/e/{text}")

    def _own(self, request: web.BaseRequest, door: str) -> BallotTicket | None:
        """The ticket that the phone keeps, used or not."""
        ticket = read_ticket(self._key, request.cookies.get(_cookie_name(door), ""))
        return ticket if ticket is not None and ticket.door == door else None

    async def _is_used(self, ticket: BallotTicket) -> bool:
        return await asyncio.to_thread(has_given, self._db, ticket.uid)

    async def _opened(self, request: web.BaseRequest, text: str, shown: Shown) -> Page:
        ticket = self._ticket(text, shown)
        if ticket is None:
            return self._forged(request, shown)
        refused = await self._refusal(request, ticket, shown)
        return refused or shown.pages.form(text, blank(shown.pages.paper))

    def _ticket(self, text: str, shown: Shown) -> BallotTicket | None:
        ticket = read_ticket(self._key, text)
        return ticket if ticket is not None and ticket.door == shown.found.door else None

    def _forged(self, request: web.BaseRequest, shown: Shown) -> Page:
        tried = {f"ballots of {request.remote}": self._limits.codes_by_address}
        own = self._own(request, shown.found.door)
        if own is not None:
            tried[f"ballots by {own.serial}"] = self._limits.codes_by_phone
        if self._wrong.is_over(tried):
            return shown.pages.too_many()
        self._wrong.add_all(tried)
        return shown.pages.forged()

    async def _refusal(self, request: web.BaseRequest, ticket: BallotTicket, shown: Shown) -> Page | None:
        """A ballot was given, by this ticket or this phone; the questionnaire is over or empty; the ticket too old."""
        own = self._own(request, shown.found.door)
        if await self._is_used(ticket) or (own is not None and own != ticket and await self._is_used(own)):
            return shown.pages.already()
        now = self._clock()
        if not shown.found.is_open(now):
            return shown.pages.closed(shown.found.until)
        if not shown.pages.paper.questions:
            return shown.pages.nothing_asked()
        return shown.pages.expired() if ticket.expires <= now else None

    # -- into the box -----------------------------------------------------------------------------------------------

    async def _posted(self, request: web.BaseRequest, shown: Shown) -> tuple[Page, str]:
        """The page and the ticket that the form came with."""
        fields = read_fields(await read_body(request), BALLOT_LONGEST, most=MOST_FIELDS, lines=True)
        if "ticket" not in fields:
            raise BadRequest
        text = fields["ticket"]
        ticket = self._ticket(text, shown)
        if ticket is None:
            return self._forged(request, shown), ""
        refused = await self._refusal(request, ticket, shown)
        return refused or await self._go_on(ticket, fields, shown), text

    async def _go_on(self, ticket: BallotTicket, fields: dict[str, str], shown: Shown) -> Page:
        """The next page of the form, or into the box with it."""
        pages, text = shown.pages, fields["ticket"]
        if fields.get("paper") != pages.paper.mark:
            return pages.changed()
        progress, wish = read_progress(pages.paper, fields), fields.get("go", "")
        if wish not in ("send", "sure"):
            return pages.form(text, step(pages.paper, progress, wish))
        if progress.is_empty:
            return pages.form(text, progress, NO_ANSWER)
        if progress.blanks and wish == "send":
            return pages.blanks(text, progress)
        return await self._give(ticket, progress, shown)

    async def _give(self, ticket: BallotTicket, progress: Progress, shown: Shown) -> Page:
        pages, paper = shown.pages, shown.pages.paper
        try:
            is_first = await asyncio.to_thread(self._put, ticket, progress, paper)
        except Refusal as refusal:
            match refusal.code:
                case "ballots":
                    return pages.full()
                case "ballots_closed":
                    return pages.closed(self._clock())
            return pages.changed()
        return pages.given() if is_first else pages.already()

    def _put(self, ticket: BallotTicket, progress: Progress, paper: Paper) -> bool:
        return give_ballot(self._db, code=self._code, uid=ticket.uid, form=progress.form(paper))


def _cookie_name(door: str) -> str:
    """A class each: the next class's questionnaire gives the phone another ticket."""
    return f"ballot-{door}"
