import asyncio
from collections.abc import Collection

import pytest

from bot.store.gather import Gather


class Book:
    """A place to look things up that notes how it was asked."""

    def __init__(self) -> None:
        self.looks: list[set[int]] = []
        self.torn = False

    async def look(self, keys: Collection[int]) -> dict[int, str]:
        self.looks.append(set(keys))
        await asyncio.sleep(0)
        if self.torn:
            raise ValueError
        return {key: str(key) for key in keys if key % 2 == 0}


async def test_all_who_wait_share_one_look_and_each_gets_its_own():
    book = Book()
    gather = Gather(book.look)

    answers = await asyncio.gather(*(gather.ask(n) for n in range(100)))

    assert answers == [str(n) if n % 2 == 0 else None for n in range(100)]
    assert len(book.looks) <= 2


async def test_a_look_that_fails_fails_for_those_who_asked_and_not_for_the_next():
    book = Book()
    gather = Gather(book.look)
    await gather.ask(2)
    book.torn = True

    failed = await asyncio.gather(*(gather.ask(n) for n in (2, 4)), return_exceptions=True)
    book.torn = False

    assert [type(one) for one in failed] == [ValueError, ValueError]
    assert await gather.ask(4) == "4"


async def test_who_asks_during_a_look_gets_a_fresh_one():
    book = Book()
    gather = Gather(book.look)
    first = asyncio.ensure_future(gather.ask(2))
    while not book.looks:
        await asyncio.sleep(0)

    late = await gather.ask(6)

    assert (await first, late) == ("2", "6")
    assert book.looks == [{2}, {6}]


async def test_one_who_gives_up_takes_nothing_from_the_others():
    gather = Gather(Book().look)
    quitter = asyncio.ensure_future(gather.ask(2))
    patient = asyncio.ensure_future(gather.ask(4))
    await asyncio.sleep(0)
    quitter.cancel()

    assert await patient == "4"
    with pytest.raises(asyncio.CancelledError):
        await quitter
