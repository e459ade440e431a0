"""The service tidies up by itself, and a fault in that keeps nobody from being answered."""

from pathlib import Path

import pytest

from bot import wiring
from bot.store import backups
from tests.world import world


async def test_the_first_round_makes_a_backup(tmp_path: Path):
    async with world(tmp_path) as town:
        await town.until(lambda: backups.listing(tmp_path / "backups"))

        assert not (town.running.health.alarms.keys() & {"backup_failed", "retention_overdue"})


async def test_a_sweep_that_fails_rings_and_people_are_answered_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(wiring, "sweep", broken)
    async with world(tmp_path) as town:
        await town.until(lambda: town.running.health.alarms.get("sweep_failed"))
        aino = await town.person("Aino", "fi")

        shown = await aino.start()

        assert "112" in shown["text"]
