"""What phones are asked is read once for all of them, and nobody waits for a database that hangs."""

from __future__ import annotations

import asyncio
import threading

import pytest

from partyschool.errors import Trouble
from partyschool.services.phone_ballots import Questionnaire, get_questionnaire
from partyschool.signin.questions import Questions
from partyschool.storage.database import Database
from tests.services.asked_class import make_class

PHONES = 200


def test_phones_that_come_while_the_database_hangs_all_hear_it_and_begin_one_reading(db: Database) -> None:
    code, goes_on = make_class(db), threading.Event()
    readings: list[int] = []

    def read() -> Questionnaire:
        readings.append(1)
        goes_on.wait()
        return get_questionnaire(db, code)

    async def come() -> None:
        questions = Questions(read, patience=0.01)
        heard = await asyncio.gather(*(questions.get() for _ in range(PHONES)), return_exceptions=True)
        assert {type(answer) for answer in heard} == {Trouble}
        with pytest.raises(Trouble, match="没有回应"):
            await questions.get()
        assert len(readings) == 1
        goes_on.set()
        while questions.last is None:
            await asyncio.sleep(0)
        assert (await questions.get()).found.code == code

    asyncio.run(come())


def test_what_was_read_before_a_change_is_not_taken_for_fresh(db: Database) -> None:
    code, began, goes_on = make_class(db), threading.Event(), threading.Event()
    readings: list[int] = []

    def read() -> Questionnaire:
        readings.append(1)
        began.set()
        goes_on.wait()
        return get_questionnaire(db, code)

    async def change_meanwhile() -> None:
        questions = Questions(read, patience=60)
        first = asyncio.create_task(questions.get())
        await asyncio.to_thread(began.wait)
        questions.expire()
        goes_on.set()
        await first
        await questions.get()
        assert len(readings) == 2

    asyncio.run(change_meanwhile())


def test_what_is_wrong_with_the_disk_reaches_the_phone_that_waits() -> None:
    def read() -> Questionnaire:
        raise Trouble("磁盘读不出来。", code="disk")

    with pytest.raises(Trouble, match="磁盘"):
        asyncio.run(Questions(read).get())
