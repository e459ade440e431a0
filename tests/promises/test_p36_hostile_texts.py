"""Names and texts made to break things: Telegram refuses nothing of ours, nothing is repeated."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.promises.figures import Figures
from tests.promises.hostile import TEXTS
from tests.promises.made import message, somebody
from tests.world import world

MARK = "Kanaria"


def sentence(chance: Random) -> str:
    """A text or name with something hostile in it, and a word by which we know it again."""
    parts = [chance.choice(TEXTS)[:4000] for _ in range(chance.randint(1, 3))]
    parts.insert(chance.randint(0, len(parts)), MARK)
    return "".join(parts)


def hostile_message(person: int, chance: Random) -> dict[str, Any]:
    """A message as Telegram could send it, of somebody whose every word is hostile."""
    name, text = sentence(chance)[:64], sentence(chance)
    whom = somebody(person, first_name=name, last_name=name[::-1], username=MARK.lower())
    chat = {"id": person, "type": "private", "first_name": name}
    body = message(person, chance.choice(("", "/start ", "/language ", "/")) + text)
    if chance.random() < 0.2:
        del body["text"]
        body.pop("entities", None)
        body |= {"caption": text, "document": {"file_id": text, "file_unique_id": "x",
                                               "file_name": text}}  # fmt: skip
    return {"message": {**body, "from": whom, "chat": chat}}


@pytest.mark.parametrize(
    "number", [150, pytest.param(10_000, marks=[pytest.mark.full, pytest.mark.timeout(600)])]
)
async def test_p36_hostile_names_and_texts_are_answered_and_never_repeated(
    tmp_path: Path, number: int, figure: Figures
):
    chance = Random(36)
    async with world(tmp_path, send_rate=10_000) as town:
        for n in range(0, number, 50):
            updates = [hostile_message(8_000_000 + n + m, chance) for m in range(50)]
            await town.post("updates", updates)
            await town.until(lambda n=n: town.running.intake.finished >= n + 50, seconds=30)
            await town.until(lambda: len(town.running.sender) == 0, seconds=30)
        count = await town.get("count")
        calls = await town.get("calls?after=0&limit=20000")
        [(states)] = [await ended(town)]

    said = [call for call in calls if call["method"] != "getUpdates"]
    figure("answers Telegram refused", count["refused"], of=number)
    assert count["refused"] == 0
    assert count["calls"]["sendMessage"] == number
    assert MARK.lower() not in json.dumps([call["fields"] for call in said]).lower()
    assert states == {"done"}


async def ended(town: Any) -> set[str]:
    from sqlalchemy import select

    from bot.store.tables import inbox

    async with town.running.store.db.read() as c:
        return set((await c.execute(select(inbox.c.state))).scalars())
