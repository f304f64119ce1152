"""What a service answers besides signing in: the questionnaire of a class, and whether a certificate is genuine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from aiohttp import web

from partyschool.errors import Problem
from partyschool.signin.ballot_door import BallotDoor
from partyschool.signin.certificate_door import CertificateDoor
from partyschool.signin.limits import Limits, WrongTries
from partyschool.signin.secret import phone_secret
from partyschool.storage.database import Database

SIDE_PATHS = ("/e", "/E", "/v", "/V")


class SideDoors:
    """Both, with one count of wrong tries.

    :param class_code: whose questionnaire; empty for none.
    """

    def __init__(self, db: Database, *, class_code: str = "", clock: Callable[[], datetime]) -> None:
        wrong, limits = WrongTries(asyncio.get_running_loop().time), Limits()
        self.certificates = CertificateDoor(db, wrong=wrong, limits=limits)
        self.ballots: BallotDoor | None = None
        if class_code:
            secret = phone_secret(db.folder)
            self.ballots = BallotDoor(db, class_code, secret=secret, clock=clock, wrong=wrong, limits=limits)

    async def answer(self, request: web.BaseRequest, path: str, query: str) -> web.Response | None:
        """The page for a request; None for a path that neither has."""
        found = await self.ballots.answer(request, path) if self.ballots is not None else None
        return found or await self.certificates.answer(request, path, query)

    async def ballot_path(self) -> str:
        """Where a ballot can be had now; empty while there is none, and where the database cannot say."""
        if self.ballots is not None:
            with suppress(Problem):
                return await self.ballots.open_path()
        return ""
