"""Lanes: in order per chat, beside each other, and gone when they are told to end."""

import asyncio

from bot.tg.lanes import Lanes


async def test_one_chat_is_worked_off_in_order_and_another_does_not_wait_for_it():
    gate, done = asyncio.Event(), list[str]()

    async def work(_chat: int, thing: str) -> None:
        if thing == "slow":
            await gate.wait()
        done.append(thing)
        if thing == "quick":
            gate.set()

    lanes: Lanes[str] = Lanes(work)
    for chat, thing in ((1, "slow"), (1, "after"), (2, "quick")):
        lanes.put(chat, thing)
    running = asyncio.ensure_future(lanes.run())
    while len(lanes):
        await asyncio.sleep(0)
    running.cancel()

    assert done == ["quick", "slow", "after"]


async def test_what_comes_while_the_lanes_end_is_not_begun_and_does_not_hold_them_up():
    begun = list[str]()

    async def work(_chat: int, thing: str) -> None:
        begun.append(thing)
        try:
            await asyncio.Event().wait()  # as a letter waits for limits that have ended already
        finally:
            lanes.put(2, "late")

    lanes: Lanes[str] = Lanes(work)
    lanes.put(1, "first")
    running = asyncio.ensure_future(lanes.run())
    await asyncio.sleep(0.01)

    running.cancel()
    ended, _ = await asyncio.wait({running}, timeout=5)

    assert ended
    assert begun == ["first"]
