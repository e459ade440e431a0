"""A second copy with our token, by mistake or by theft: an alarm, never the end."""

from pathlib import Path

import pytest

from bot.tg import receiver
from tests.world import world


async def test_a_second_poller_rings_an_alarm_and_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(receiver, "CONFLICT_PAUSE", 0.05)
    async with world(tmp_path) as town:
        aino = await town.person("Aino", "fi")
        other = f"{town.rehearsal.url}/bot{town.rehearsal.token}/getUpdates"
        await aino.start()

        rung = 0
        while rung < 3:
            await town.until(lambda: town.rehearsal.town.updates.polled)
            async with town.session.get(other) as response:
                assert response.status == 200
            rung += 1
            alarms = town.running.health.alarms
            await town.until(lambda rung=rung, alarms=alarms: alarms.get("second_poller") == rung)
        shown = await aino.write("/crisis")

    assert "112" in shown["text"]


async def test_a_webhook_that_somebody_else_has_set_rings_an_alarm_and_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(receiver, "CONFLICT_PAUSE", 0.05)
    async with world(tmp_path) as town:
        aino = await town.person("Aino", "fi")
        api = f"{town.rehearsal.url}/bot{town.rehearsal.token}"
        async with town.session.get(f"{api}/setWebhook?url=http://127.0.0.1:9/x") as response:
            assert response.status == 200
        await town.until(lambda: town.running.health.alarms.get("second_poller", 0) >= 2)
        async with town.session.get(f"{api}/deleteWebhook") as response:
            assert response.status == 200

        shown = await aino.write("/crisis")

    assert "112" in shown["text"]
