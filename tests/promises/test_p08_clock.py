"""A machine whose clock is wrong or jumps: nothing is deleted early."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import select

from bot import wiring
from bot.rehearsal import Rehearsal
from bot.store.tables import inbox, picked_language
from bot.wiring import SystemClock, service
from tests.world import World, settings_for

JUMPS = [
    timedelta(days=-1), timedelta(days=1), timedelta(days=400), timedelta(days=-400),
]  # fmt: skip


class Jumping(SystemClock):
    """A machine's clock that somebody sets."""

    def __init__(self) -> None:
        self.off = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.off


async def remembered(town: World) -> tuple[int, int, int]:
    """How many updates, picked languages and day keys there are."""
    async with town.running.store.db.read() as c:
        updates = len((await c.execute(select(inbox.c.seq))).all())
        picks = len((await c.execute(select(picked_language.c.visitor))).all())
    return updates, picks, len(town.running.store.keyring.keys)


@pytest.mark.parametrize("jump", JUMPS, ids=str)
async def test_p08_a_clock_that_jumps_while_we_run_deletes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jump: timedelta
):
    monkeypatch.setattr(wiring, "SWEEP_EVERY", 0.02)
    clock = Jumping()
    async with (
        Rehearsal(limits=False) as rehearsal,
        aiohttp.ClientSession() as session,
        service(settings_for(rehearsal, tmp_path), clock=clock) as running,
    ):
        town = World(rehearsal, session, running)
        aino = await town.person()
        await aino.write("/language sv")
        before = await remembered(town)

        clock.off = jump
        await town.until(lambda: running.health.alarms.get("clock_differs", 0) > 2)

        assert await remembered(town) == before


@pytest.mark.parametrize("jump", JUMPS, ids=str)
async def test_p08_a_clock_that_is_wrong_at_the_start_deletes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jump: timedelta
):
    monkeypatch.setattr(wiring, "SWEEP_EVERY", 0.02)
    clock = Jumping()
    async with Rehearsal(limits=False) as rehearsal, aiohttp.ClientSession() as session:
        town = World(rehearsal, session)
        aino = await town.person()
        async with service(settings_for(rehearsal, tmp_path), clock=clock) as town.running:
            await aino.write("/language sv")
            updates, picks, keys = await remembered(town)

        clock.off = jump
        # Telegram is far away: its answers, which tell the time, take longer than our disk.
        await town.post("faults", {"kind": "delay", "seconds": 0.1})
        async with service(settings_for(rehearsal, tmp_path), clock=clock) as running:
            town.running = running
            await town.until(lambda: running.health.alarms.get("clock_differs", 0) > 2)

            found = await remembered(town)
            assert found[:2] == (updates, picks)
            assert found[2] >= keys  # new ones are made for the day it takes this to be
