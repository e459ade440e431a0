"""The same bot when Telegram calls it instead of being asked."""

import socket
from pathlib import Path

from tests.world import world

SECRET = "a-secret-of-at-least-32-letters-_0"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


async def test_in_webhook_mode_a_person_is_answered_too(tmp_path: Path):
    port = free_port()
    webhook = {
        "mode": "webhook",
        "public_url": f"http://127.0.0.1:{port}",
        "webhook_secret": SECRET,
        "listen": f"127.0.0.1:{port}",
    }

    async with world(tmp_path, **webhook) as town:
        aino = await town.person("Aino", "fi")
        shown = await aino.start()
        state = await town.get("state")

    assert "112" in shown["text"]
    assert state["webhook"]["url"] == f"http://127.0.0.1:{port}/telegram"
    assert state["webhook"]["pending_update_count"] == 0


async def test_back_in_polling_mode_the_webhook_is_taken_away_and_nothing_dropped(tmp_path: Path):
    import aiohttp

    from bot.rehearsal import Rehearsal
    from bot.wiring import service
    from tests.world import Person, World, settings_for

    async with Rehearsal(limits=False) as rehearsal, aiohttp.ClientSession() as session:
        between = World(rehearsal, session)
        url = f"{rehearsal.url}/bot{rehearsal.token}/setWebhook"
        async with session.post(url, json={"url": "http://127.0.0.1:9/telegram"}) as response:
            assert response.status == 200
        aino: Person = await between.person("Aino", "fi")
        await aino.act("write", text="/help")
        async with service(settings_for(rehearsal, tmp_path)) as running:
            between.running = running
            await between.until_answered(0)
            shown = await aino.shown()

    assert "/help" in shown["text"] or "/start" in shown["text"]
