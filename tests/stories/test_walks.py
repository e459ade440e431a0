"""People who press whatever they see: nobody meets a dead end."""

import asyncio
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.world import Person, World, buttons, labels, world

pytestmark = pytest.mark.slow

STEPS = 14
AT_ONCE = 8


@pytest.mark.timeout(600)
@pytest.mark.parametrize("walks", [60, pytest.param(1000, marks=pytest.mark.full)])
async def test_random_walks_never_meet_a_dead_end(tmp_path: Path, walks: int):
    async with world(tmp_path) as town:
        at_once = asyncio.Semaphore(AT_ONCE)

        async def walk(seed: int) -> list[str]:
            async with at_once:
                return await wander(town, Random(seed))

        paths = await asyncio.gather(*(walk(seed) for seed in range(walks)))
        count = await town.get("count")

    assert [path for path in paths if path] == []
    assert count["refused"] == 0


async def wander(town: World, chance: Random) -> list[str]:
    """Walk at random; return what was pressed on the way to a dead end, nothing if there is none."""
    person = await town.person("Aino", chance.choice(["fi", "sv", "en"]))
    await person.act("start")
    shown = await settled(town, person, at_least=2)
    path: list[str] = []
    for _ in range(STEPS):
        ways = buttons(shown)
        if not ways or not a_human_is_near(shown):
            return [*path, f"dead end: {shown['text'][:60]!r} {labels(shown)}"]
        row, column, button = chance.choice(ways)
        path.append(button["text"])
        pressed = shown["message_id"]
        act = await person.act("press", message_id=pressed, row=row, column=column)
        newest = await settled(town, person, query=act["query_id"])
        seen = {message["message_id"]: message for message in await person.chat()}
        shown = newest if newest["message_id"] > pressed else seen[pressed]
    return []


async def settled(
    town: World, person: Person, *, at_least: int = 0, query: str = ""
) -> dict[str, Any]:
    """Wait until the bot has nothing left to do for this person; return the newest message."""
    for _ in range(4000):
        answered = not query or (await town.get(f"queries/{query}"))["answered"]
        if answered and not town.running.intake.lanes.waiting(person.id):
            # What offers the button that shares a number stands beside its question, which has the
            # ways on; who takes the consent back at that very moment never sees the question.
            seen = [
                message
                for message in await person.chat()
                if "keyboard" not in (message.get("reply_markup") or {})
            ]
            if len(seen) >= max(at_least, 1):  # a cleared chat is empty for a moment
                return seen[-1]
        await asyncio.sleep(0.003)
    raise AssertionError("nobody answered")


def a_human_is_near(message: dict[str, Any]) -> bool:
    """Tell whether a human is one tap away: a button, a command, or numbers on the screen."""
    verbs = {button["callback_data"].split(".")[0] for _, _, button in buttons(message)}
    return bool(verbs & {"people", "crisis"}) or any(
        near in message["text"] for near in ("/human", "116 006", "09 2525 0111")
    )
