"""Updates that come again, in any order, with numbers that jump down: each has its effect once."""

import asyncio
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.domain.languages import LANGUAGES
from bot.store import tally
from bot.store.store import Store
from bot.store.tables import inbox, outbox
from bot.usecases import updates
from bot.usecases.language import PickLanguage, pick_language
from tests.conftest import NOON
from tests.promises.figures import Figures
from tests.promises.made import wrote
from tests.world import World, world


def numbered(people: list[int], number: int, chance: Random) -> list[dict[str, Any]]:
    """Updates of which the later half got smaller numbers, many of them used before."""
    half = number // 2
    first = chance.randrange(500_000_000, 900_000_000)
    ids = [first + n for n in range(number - half)]
    ids += [first - half // 2 + n for n in range(half)]
    return [
        {
            "update_id": ids[n],
            **wrote(people[n % len(people)], f"/language {chance.choice(LANGUAGES)}"),
        }
        for n in range(number)
    ]


def deliveries(made: list[dict[str, Any]], chance: Random) -> list[list[dict[str, Any]]]:
    """Each of `made` one to five times, shuffled, in batches as a poll brings them."""
    several = [one for one in made for _ in range(chance.randint(1, 5))]
    chance.shuffle(several)
    batches: list[list[dict[str, Any]]] = []
    while several:
        size = chance.randint(1, 100)
        batches.append(several[:size])
        del several[:size]
    return batches


@pytest.mark.parametrize("number", [3_000, pytest.param(10_000, marks=pytest.mark.full)])
async def test_p03_updates_repeated_and_shuffled_are_each_kept_once(
    store: Store, number: int, figure: Figures
):
    chance = Random(3)
    made = numbered([7_000_001], number, chance)
    fresh: Counter[int] = Counter()

    for batch in deliveries(made, chance):
        for kept in await updates.keep(store, batch, now=NOON):
            fresh[kept.raw["message"]["message_id"]] += 1

    figure("kept twice", sum(times > 1 for times in fresh.values()), of=number)
    figure("skipped", number - len(fresh), of=number)
    assert set(fresh) == {one["message"]["message_id"] for one in made}
    assert set(fresh.values()) == {1}


async def test_p03_an_effect_and_the_mark_that_it_happened_are_one(store: Store):
    chance = Random(33)
    made = numbered([7_000_001], 300, chance)

    for batch in deliveries(made, chance):
        fresh = await updates.keep(store, batch, now=NOON)
        picks = [PickLanguage(7_000_001, 7_000_001, "sv", kept.digest) for kept in fresh]
        await asyncio.gather(*(pick_language(store, pick, now=NOON) for pick in picks))

    async with store.db.read() as c:
        states = await c.execute(select(inbox.c.state, func.count()).group_by(inbox.c.state))
        assert [tuple(row) for row in states] == [("done", 300)]
        assert (await c.execute(select(func.count()).select_from(outbox))).scalar_one() == 300
    assert await tally.totals(store.db) == {"language_picked": 300}


@pytest.mark.parametrize(
    "number", [450, pytest.param(10_000, marks=[pytest.mark.full, pytest.mark.timeout(600)])]
)
async def test_p03_through_the_whole_bot_each_effect_happens_once_and_none_is_skipped(
    tmp_path: Path, number: int, figure: Figures
):
    chance = Random(30)
    async with world(tmp_path, send_rate=10_000) as town:
        body = [{"first_name": "Aino", "language_code": "fi"}] * (number // 3)
        people = [person["id"] for person in await town.post("people", body)]
        made = numbered(people, number, chance)
        for person in people:
            town.rehearsal.town.chats[person].started = True

        batches = deliveries(made, chance)
        for n in range(0, len(batches), 4):
            # The webhook may bring the same update twice at once.
            await asyncio.gather(*(town.running.intake.take(one) for one in batches[n : n + 4]))
        await settled(town, number)

        totals = await tally.totals(town.running.store.db)
        figure("effects through the whole bot", totals["language_picked"], of=number)
        assert totals["language_picked"] == number
        assert town.running.intake.finished == number
        wrote_each = Counter(one["message"]["chat"]["id"] for one in made)
        for person in people:
            seen = await town.get(f"chats/{person}/messages?person={person}")
            assert len(seen) == wrote_each[person]


async def settled(town: World, number: int) -> None:
    await town.until(lambda: town.running.intake.finished >= number, seconds=300)
    await town.until(lambda: len(town.running.sender) == 0, seconds=300)
