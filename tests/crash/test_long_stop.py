"""The service stood still for 23 hours: nothing is lost, and every old button still helps."""

import asyncio
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.crash.process import Bot, Town, a_bot, a_town, until
from tests.promises.figures import Figures

pytestmark = pytest.mark.crash

TWENTY_THREE_HOURS = 23 * 3600.0


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with a_town() as one:
        yield one


def places(message: dict[str, Any]) -> list[tuple[int, int]]:
    """Where the buttons are that come back to the bot."""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return [
        (r, c) for r, row in enumerate(rows) for c, one in enumerate(row) if "callback_data" in one
    ]


async def press(town: Town, person: int, message: dict[str, Any], chance: Random) -> str:
    row, column = chance.choice(places(message))
    more = {"message_id": message["message_id"], "row": row, "column": column}
    return (await town.act(person, "press", **more))["query_id"]


async def idle(bot: Bot, town: Town) -> None:
    await until(town.settled)
    await until(lambda: bot.waiting() == (0, 0))


@pytest.mark.parametrize(
    "people", [100, pytest.param(1000, marks=[pytest.mark.full, pytest.mark.timeout(300)])]
)
async def test_p09_after_23_hours_nothing_is_lost_and_old_buttons_still_help(
    town: Town, tmp_path: Path, people: int, figure: Figures
):
    chance = Random(9)
    crowd = await town.people(people)
    with a_bot(tmp_path, town) as bot:
        bot.start()
        for person in crowd:
            await town.act(person, "start")
        await until(lambda: all_answered(town, crowd, Counter(crowd)))
        await idle(bot, town)
        old = {person: (await town.answers(person))[-1] for person in crowd}
        bot.strike(signal.SIGTERM)

        for person in crowd:
            await town.act(person, "write", text=chance.choice(("/help", "/language sv", "hei")))
        presses = [await press(town, person, old[person], chance) for person in crowd]
        await town.post("clock", {"advance": TWENTY_THREE_HOURS})
        began = time.monotonic()
        bot.start()
        await until(lambda: any_answered(town, crowd))
        first = time.monotonic() - began
        await until(lambda: all_answered(town, crowd, Counter(crowd + crowd)))
        await idle(bot, town)

        assert bot.states() == {"done": 2 * people}
        waited = [await town.get(f"queries/{query}") for query in presses]
        assert all(one["expired"] or one["answered"] for one in waited)
        again = {
            person: (await press(town, person, old[person], chance), await picture(town, person))
            for person in crowd
        }
        await idle(bot, town)
        for person, (query, before) in again.items():
            assert (await town.get(f"queries/{query}"))["answered"]
            assert await picture(town, person) != before
        assert bot.states() == {"done": 3 * people}
    figure("people", people)
    figure("first answer after the start", first, unit="s")
    assert first < 5


async def picture(town: Town, person: int) -> list[Any]:
    """What the bot's messages show this person now."""
    return [(one["text"], one["reply_markup"]) for one in await town.answers(person)]


async def any_answered(town: Town, crowd: list[int]) -> bool:
    return (await town.calls("sendMessage")) > len(crowd)


async def all_answered(town: Town, crowd: list[int], wanted: Counter[int]) -> bool:
    await asyncio.sleep(0.05)
    if await town.calls("sendMessage") < wanted.total():
        return False
    return all([len(await town.answers(person)) >= wanted[person] for person in crowd])
