"""Presses that were made up, changed or taken from somebody else: one answer, and no effect."""

import re
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from bot.store import tally
from bot.store.tables import metadata
from bot.tg import routes
from tests.promises.figures import Figures
from tests.promises.hostile import TEXTS
from tests.promises.made import pressed
from tests.stories.test_consent import agree
from tests.world import Person, World, buttons, world

pytestmark = pytest.mark.slow

SIGNS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_~."


async def payloads_of(person: Person) -> list[str]:
    """What the buttons of a few screens carry for this person."""
    shown = await person.start()
    found = [button["callback_data"] for _, _, button in buttons(shown)]
    for _, _, button in buttons(shown):
        if button["callback_data"].split(".")[0] in ("g", "lang"):
            # The message changes with each press; its first buttons keep working.
            there = await person.press_data(shown, button["callback_data"])
            found += [one["callback_data"] for _, _, one in buttons(there)]
    for there in (await agree(person, "call"), await person.write("/forget")):
        found += [one["callback_data"] for _, _, one in buttons(there)]
    return found


def forged(hers: list[str], own: list[str], chance: Random) -> str:
    """A payload that was not made for the one who presses it."""
    mine = chance.choice(own)
    body, _, tag = mine.rpartition(".")
    match chance.randrange(9):
        case 0:
            return chance.choice(hers)
        case 1:  # one sign changed
            at = chance.randrange(len(mine))
            other = chance.choice([sign for sign in SIGNS if sign != mine[at]])
            return mine[:at] + other + mine[at + 1 :]
        case 2:
            return mine[: chance.randrange(len(mine))]
        case 3:  # her words under his tag
            return (
                f"{chance.choice(hers).rpartition('.')[0]}.{chance.choice(own).rpartition('.')[2]}"
            )
        case 4:
            verb, language = chance.choice([*routes.PRESSES, "admin"]), chance.choice(("fi", "sv"))
            return f"{verb}.{language}..{''.join(chance.choices(SIGNS[:-1], k=16))}"
        case 5:
            return chance.choice(TEXTS)[:300]
        case 6:
            return body + "." + tag[::-1]
        case 7:
            return f"{body}~x.{tag}"
        case _:
            return "".join(chance.choices(SIGNS, k=chance.randrange(1, 65)))


async def state(town: World) -> tuple[Any, ...]:
    """All that a press could have changed."""
    async with town.running.store.db.read() as c:
        rows = [
            (await c.execute(select(table))).all()
            for table in metadata.sorted_tables
            if table.name not in ("inbox", "tally")
        ]
    calls = (await town.get("count"))["calls"]
    shows = {name: calls.get(name) for name in calls if name.startswith(("send", "edit", "delete"))}
    return (
        rows,
        town.running.store.keyring.persons(),
        shows,
        await tally.totals(town.running.store.db),
    )


@pytest.mark.parametrize(
    "number", [300, pytest.param(10_000, marks=[pytest.mark.full, pytest.mark.timeout(300)])]
)
async def test_p11_forged_presses_change_nothing_and_get_one_answer(
    tmp_path: Path, number: int, figure: Figures
):
    chance = Random(11)
    async with world(tmp_path) as town:
        aino, xander = await town.person("Aino", "fi"), await town.person("Xander", "fi")
        hers, own = await payloads_of(aino), await payloads_of(xander)
        under = next(iter(town.rehearsal.town.chats[xander.id].messages.values())).body
        forgeries = [one for _ in range(number) if (one := forged(hers, own, chance)) not in own]
        before, done = await state(town), await town.answered()

        presses = [pressed(xander.id, data, under, n) for n, data in enumerate(forgeries)]
        for n in range(0, len(presses), 100):
            await town.post("updates", presses[n : n + 100])
        await town.until(lambda: town.running.intake.finished >= done + len(presses), seconds=120)

        queries = town.rehearsal.town.queries
        answers = [queries[str(n)].answer for n in range(len(presses))]
        figure("forged presses with an effect", int(await state(town) != before), of=len(presses))
        assert len(forgeries) > number * 0.95
        assert {(one["text"], one["show_alert"]) for one in answers} == {
            (town.running.words["fi"].plain("button.unusable"), True)
        }
        assert await state(town) == before
        assert (await town.get("count"))["refused"] == 0
    assert not re.search(r"\d", answers[0]["text"])
