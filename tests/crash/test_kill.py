"""`kill -9` at random points: nothing that Telegram gave us is lost, no effect happens twice."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.crash.process import Bot, Town, a_bot, a_town, begun, until
from tests.promises.figures import Figures

PEOPLE = 400
A_SECOND = 40
BURST = 100
IN_DOUBT = 2 * 48
"""Answers one kill may repeat: 48 sends under way at once (bot.tg.sender.AT_ONCE), and those that
Telegram has taken while the commit that marks them done is still being written (measured: 0 to 3
more for each kill; the bound leaves room for a slow disk)."""

LATENCY = 0.05
"""Seconds an answer takes to Telegram and back, so that a kill meets sends under way."""

LANGUAGES = ("fi", "sv", "en")

pytestmark = pytest.mark.crash


@dataclass
class Load:
    """People who write to the bot, and what they have sent: /start or /language xx."""

    town: Town
    people: list[int]
    chance: Random
    sent: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    async def write(self, person: int) -> None:
        picks = self.chance.random() < 0.5
        text = f"/language {self.chance.choice(LANGUAGES)}" if picks else "/start"
        await self.town.act(person, "write", text=text)
        self.sent[person]["picked" if picks else "arrived"] += 1

    async def burst(self) -> None:
        """A hundred people write at the same moment."""
        await asyncio.gather(*(self.write(one) for one in self.chance.sample(self.people, BURST)))

    async def steadily(self, enough: asyncio.Event) -> None:
        """Forty a second, one person after the other, until it is enough."""
        loop = asyncio.get_running_loop()
        began, number = loop.time(), 0
        while not enough.is_set():
            await self.write(self.people[number % len(self.people)])
            number += 1
            await asyncio.sleep(max(0.0, began + number / A_SECOND - loop.time()))

    def total(self, what: str) -> int:
        return sum(one[what] for one in self.sent.values())


@dataclass
class Met:
    """What a run of kills has met."""

    kills: int = 0
    with_work_at_hand: int = 0
    repeated: int = 0
    answers: int = 0


async def kill_under_steady_load(bot: Bot, load: Load, kills: int, chance: Random) -> Met:
    met, enough = Met(), asyncio.Event()
    steady = asyncio.ensure_future(load.steadily(enough))
    for _ in range(kills):
        # From the first lines of the start to the middle of the work.
        # A life that was killed in its start has never listened, so lives are counted anew.
        listened = await load.town.calls("deleteWebhook") + 1
        if chance.random() < 0.75:
            await until(lambda listened=listened: begun(load.town, listened))
        await asyncio.sleep(0.3 + chance.random() * 0.8)
        strike(bot, met)
    enough.set()
    await steady
    return met


async def kill_in_bursts(bot: Bot, load: Load, kills: int, chance: Random) -> Met:
    met = Met()
    for _ in range(kills):
        lives = met.kills + 1
        await until(lambda lives=lives: begun(load.town, lives))
        sending = asyncio.ensure_future(load.burst())
        await asyncio.sleep(chance.random() * 0.3)
        strike(bot, met)
        await sending
    return met


def strike(bot: Bot, met: Met) -> None:
    """Kill -9, look what lay on the desk, and start again at once."""
    bot.strike()
    with suppress(Exception):  # killed before there was a database
        met.with_work_at_hand += sum(bot.waiting()) > 0
    met.kills += 1
    bot.start()


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with a_town() as one:
        yield one


@pytest.mark.parametrize(
    ("how", "kills", "seed"),
    [
        pytest.param(kill_under_steady_load, 10, 1),
        pytest.param(kill_in_bursts, 10, 2),
        pytest.param(
            kill_under_steady_load, 100, 3, marks=[pytest.mark.full, pytest.mark.timeout(900)]
        ),
        pytest.param(kill_in_bursts, 100, 4, marks=[pytest.mark.full, pytest.mark.timeout(900)]),
    ],
)
async def test_p01_kill_9_loses_nothing_and_doubles_no_effect(
    town: Town, tmp_path: Path, how: Any, kills: int, seed: int, figure: Figures
):
    chance = Random(seed)
    load = Load(town, await town.people(PEOPLE), Random(seed + 1000))
    await town.post("faults", {"kind": "delay", "method": "sendMessage", "seconds": LATENCY})
    with a_bot(tmp_path, town) as bot:
        bot.start()
        met = await how(bot, load, kills, chance)
        await until(town.settled, seconds=60, step=0.05)
        await until(lambda: bot.waiting() == (0, 0), seconds=60, step=0.05)
        happened, states = bot.tally(), bot.states()
        assert bot.alive

    sent = load.total("picked") + load.total("arrived")
    answers = {person: await town.answers(person) for person in load.sent}
    met.answers = sum(len(one) for one in answers.values())
    met.repeated = met.answers - sent
    figure("kills", met.kills)
    figure("kills with work at hand", met.with_work_at_hand, of=met.kills)
    figure("messages lost", sent - states.get("done", 0), of=sent)
    figure("answers shown twice", met.repeated, of=met.answers)

    assert happened["language_picked"] == load.total("picked")
    assert happened["arrived"] == load.total("arrived")
    assert states == {"done": sent}
    for person, wrote in load.sent.items():
        greeted = sum("112" in answer["text"] for answer in answers[person])
        assert greeted >= wrote["arrived"]
        assert len(answers[person]) - greeted >= wrote["picked"]
    assert 0 <= met.repeated <= kills * IN_DOUBT
    assert met.with_work_at_hand > kills / 4
