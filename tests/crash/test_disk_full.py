"""The disk is full under load: what cannot be kept is not confirmed, and it heals by itself."""

import asyncio
import resource
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest

from tests.crash.process import Bot, Town, a_bot, a_town, begun, free_port, until
from tests.promises.figures import Figures

pytestmark = pytest.mark.crash

LATENCY = 0.2


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with a_town() as one:
        yield one


def fill(bot: Bot) -> None:
    """Let every write of the bot to any file fail, as on a disk without space."""
    _, hard = resource.prlimit(bot.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (0, hard))


def make_room(bot: Bot) -> None:
    _, hard = resource.prlimit(bot.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (hard, hard))


async def write(town: Town, people: list[int], seconds: float, chance: Random) -> Counter[int]:
    """Forty messages a second, from one person after the other."""
    wrote: Counter[int] = Counter()
    for n in range(int(seconds * 40)):
        text = "/language sv" if chance.random() < 0.5 else "/start"
        await town.act(people[n % len(people)], "write", text=text)
        wrote[people[n % len(people)]] += 1
        await asyncio.sleep(1 / 40)
    return wrote


async def kept_and_confirmed(bot: Bot, town: Town) -> tuple[int, int]:
    confirmed = (await town.get("count"))["confirmed"]
    with bot.ledger() as c:
        [(kept,)] = c.execute("select count(*) from inbox")
    return kept, confirmed


@pytest.mark.parametrize(
    ("times", "seconds"),
    [(2, 2.0), pytest.param(10, 5.0, marks=[pytest.mark.full, pytest.mark.timeout(600)])],
)
async def test_p07_a_full_disk_under_load_loses_nothing_and_heals_by_itself(
    town: Town, tmp_path: Path, times: int, seconds: float, figure: Figures
):
    chance, wrote = Random(7), Counter[int]()
    people = await town.people(300)
    await town.post("faults", {"kind": "delay", "method": "sendMessage", "seconds": LATENCY})
    healed = []
    door = f"127.0.0.1:{free_port()}"
    with a_bot(tmp_path, town, LISTEN=door) as bot:
        bot.start()
        await until(lambda: begun(town, 1))
        wrote += await write(town, people, 1.5, chance)
        for _ in range(times):
            fill(bot)
            wrote += await write(town, people, seconds, chance)
            kept, confirmed = await kept_and_confirmed(bot, town)
            assert confirmed <= kept < wrote.total()
            make_room(bot)
            healed.append(await until(town.settled))
        await until(lambda: bot.waiting() == (0, 0))
        assert bot.alive
        states, happened = bot.states(), bot.tally()
        async with town.session.get(f"http://{door}/metrics") as response:
            page = await response.text()

    answers = {person: len(await town.answers(person)) for person in people}
    repeated = sum(answers.values()) - wrote.total()
    figure("messages lost", wrote.total() - states.get("done", 0), of=wrote.total())
    figure("answers shown twice", repeated)
    figure("healed after", max(healed), unit="s")
    assert states == {"done": wrote.total()}
    assert happened["language_picked"] + happened["arrived"] == wrote.total()
    assert all(answers[person] >= wrote[person] for person in people)
    assert repeated == 0
    assert max(healed) < 30
    assert 'rinnalla_alarms{code="store_unavailable"}' in page
