import asyncio

import pytest

from bot.domain.letters import Priority
from bot.tg.limits import Limits, Window
from tests.clock import VirtualClock
from tests.conftest import AINO


def test_a_window_never_lets_more_through_than_its_limit():
    window = Window(3, 3.0)
    taken: list[float] = []
    for tick in range(200):
        now = tick * 0.1
        if window.delay(now) <= 0:
            window.take(now)
            taken.append(now)

    assert max(sum(t - 3.0 < other <= t for other in taken) for t in taken) == 3


async def admissions(limits: Limits, clock: VirtualClock, chats: list[tuple[int, Priority]]):
    """Let all of them ask at once; return when (in virtual seconds) each was admitted."""
    at: list[tuple[float, int, Priority]] = []
    runner = asyncio.ensure_future(limits.run())
    began = clock.monotonic()

    async def one(chat: int, priority: Priority) -> None:
        await limits.admit(chat, priority)
        at.append((clock.monotonic() - began, chat, priority))

    asking = asyncio.gather(*(one(*chat) for chat in chats))
    await clock.run_until(asking.done, busy=lambda: False)
    runner.cancel()
    return at


async def test_all_chats_together_get_thirty_a_second(clock: VirtualClock):
    limits = Limits(clock, per_second=30)

    at = await admissions(limits, clock, [(n, Priority.REPLY) for n in range(1, 91)])

    seconds = [when for when, *_ in at]
    assert max(seconds) == pytest.approx(2.0, abs=0.1)
    assert max(sum(s - 1.0 < other <= s for other in seconds) for s in seconds) <= 30


async def test_one_chat_gets_a_short_burst_and_then_one_a_second(clock: VirtualClock):
    limits = Limits(clock, per_second=30)

    at = await admissions(limits, clock, [(AINO, Priority.REPLY)] * 9)

    assert [round(when) for when, *_ in at] == [0, 0, 0, 3, 3, 3, 6, 6, 6]


async def test_a_group_gets_twenty_a_minute(clock: VirtualClock):
    limits = Limits(clock, per_second=30)

    at = await admissions(limits, clock, [(-100, Priority.REPLY)] * 41)

    assert sum(when < 60 for when, *_ in at) == 20
    assert sum(when < 120 for when, *_ in at) == 40


async def test_replies_go_before_announcements(clock: VirtualClock):
    limits = Limits(clock, per_second=10)
    announcements = [(n, Priority.ANNOUNCEMENT) for n in range(1, 61)]
    replies = [(n, Priority.REPLY) for n in range(101, 111)]

    at = await admissions(limits, clock, announcements + replies)

    assert max(when for when, _, priority in at if priority is Priority.REPLY) <= 1.1
