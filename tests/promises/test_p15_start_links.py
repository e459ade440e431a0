"""A link into the bot chooses a page and nothing else, whatever stands in it."""

from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from bot.domain.staff import Role
from bot.store import tally
from bot.store.tables import (
    agreement,
    inbox,
    invitation,
    outbox,
    person,
    picked_language,
    staff,
)
from bot.usecases import staffing
from tests.promises.figures import Figures
from tests.promises.hostile import TEXTS
from tests.promises.made import wrote
from tests.world import world

WISHES = ("admin", "sv", "language", "lang_sv", "consent", "yes", "invite", "1", "true", "forget",
          "guide~x", "crisis-people", "../privacy", "g.fi..AAAA", "start", "/language sv",
          "join_", "join_admin", f"join_{'A' * 22}", "join_x join_y")  # fmt: skip


def link(chance: Random) -> str:
    match chance.randrange(4):
        case 0:
            return chance.choice(WISHES)
        case 1:
            return "join_" + "".join(chance.choices("abcXYZ0189_-", k=22))
        case 2:
            return chance.choice(TEXTS)[:3000]
        case _:
            return "".join(chance.choices("abcXYZ0189_-", k=chance.randint(1, 64)))


@pytest.mark.parametrize(
    "number", [100, pytest.param(10_000, marks=[pytest.mark.full, pytest.mark.timeout(300)])]
)
async def test_p15_hostile_start_links_change_nothing(tmp_path: Path, number: int, figure: Figures):
    chance = Random(15)
    async with world(tmp_path, send_rate=10_000) as town:
        now = datetime.now(UTC)
        await staffing.invite(town.running.store, {Role.ADMIN}, {"fi"}, by=None, now=now)
        for n in range(0, number, 100):
            people = range(8_000_000 + n, 8_000_000 + n + 100)
            await town.post("updates", [wrote(one, f"/start {link(chance)}") for one in people])
            await town.until(lambda n=n: town.running.intake.finished >= n + 100, seconds=30)
        store = town.running.store

        async with store.db.read() as c:
            for table in (picked_language, person, agreement, staff):
                assert (await c.execute(select(table))).all() == []
            assert len((await c.execute(select(invitation))).all()) == 1
            assert (await c.execute(select(outbox))).all() == []
            assert set((await c.execute(select(inbox.c.state))).scalars()) == {"done"}
        assert store.keyring.persons() == frozenset()
        assert await tally.totals(store.db) == {"arrived": number}
        assert (await town.get("count"))["calls"]["sendMessage"] == number
        figure("hostile links with an effect", 0, of=number)
