"""Writing in groups: how many go into one, so that neither the disk nor the phones wait for the other."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from partyschool.domain.terms import Way
from partyschool.services.sign_in import Answer, Result, SignIn
from partyschool.signin.writer import ENOUGH, Writer


class Notebook:
    """A recorder that writes down only how many came at once."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    async def record(self, wishes: Sequence[SignIn]) -> list[Answer]:
        self.sizes.append(len(wishes))
        await asyncio.sleep(0)
        return [Answer(Result.SIGNED, name=wish.name) for wish in wishes]

    async def close(self) -> None:
        """Nothing is open."""


def sizes_when_all_come_at_once(people: int, *, times: int = 1) -> list[int]:
    """Sizes of the groups; everybody comes again as soon as they have their answer, so many times."""
    notebook = Notebook()

    async def come(writer: Writer, person: int) -> None:
        for time in range(times):
            wish = SignIn(Way.PHONE, datetime(2025, 6, 16, 8), f"学员{person}", "1234", nonce=f"{person}-{time}")
            assert (await writer.sign_in(wish)).name == wish.name

    async def run() -> None:
        writer = Writer(notebook, on_problem=lambda _: None)
        await asyncio.gather(*(come(writer, person) for person in range(people)))
        await writer.close()

    asyncio.run(run())
    warm_up, *sizes = notebook.sizes
    assert warm_up == 0
    assert sum(sizes) == people * times
    return sizes


def test_a_crowd_is_written_in_halves_that_take_turns() -> None:
    assert sizes_when_all_come_at_once(200) == [100, 100]
    assert set(sizes_when_all_come_at_once(200, times=4)) == {100}


def test_few_are_written_together() -> None:
    assert sizes_when_all_come_at_once(ENOUGH) == [ENOUGH]
    assert sizes_when_all_come_at_once(3) == [3]
