"""Delivery to a webhook: the secret, the order, the patience."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from tests.rehearsal.conftest import Hand
from tests.rehearsal.test_polling import until


class Hook:
    """A bot's webhook that notes what it is sent and answers what it is told to."""

    def __init__(self) -> None:
        self.url = ""
        self.heard: list[Any] = []
        self.secrets: list[str | None] = []
        self.answers: list[int] = []

    async def hear(self, request: web.BaseRequest) -> web.Response:
        self.heard.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        return web.Response(status=self.answers.pop(0) if self.answers else 200)

    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.heard]


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    runner = web.ServerRunner(web.Server(hook.hear))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


async def test_updates_are_posted_with_the_secret(hand: Hand, hook: Hook) -> None:
    aino = await hand.person()

    await hand.result("setWebhook", url=hook.url, secret_token="s3cret_-")
    await hand.act(aino, "write", text="x")
    await until(lambda: len(hook.heard) == 2)

    assert hook.texts() == ["/start", "x"]
    assert set(hook.secrets) == {"s3cret_-"}
    await until(lambda: hand.rehearsal.town.updates.confirmed == 2)
    assert (await hand.result("getWebhookInfo"))["pending_update_count"] == 0


async def test_a_refused_update_is_brought_again_and_holds_up_only_its_own_person(
    hand: Hand, hook: Hook
) -> None:
    aino, bertil = await hand.person("Aino"), await hand.person("Bertil")
    await hand.result("setWebhook", url=hook.url, drop_pending_updates=True)
    hook.answers = [500]

    await hand.act(aino, "write", text="a1")
    await until(lambda: hook.texts() == ["a1"])
    await until(lambda: hand.rehearsal.town.webhook.info().get("last_error_message"))
    await hand.act(aino, "write", text="a2")
    await hand.act(bertil, "write", text="b1")
    await until(lambda: hook.texts() == ["a1", "b1"])
    info = await hand.result("getWebhookInfo")
    hand.rehearsal.clock.advance(1)
    await until(lambda: hook.texts() == ["a1", "b1", "a1", "a2"])

    assert info["last_error_message"] == (
        "Wrong response from the webhook: 500 Internal Server Error"
    )
    assert info["last_error_date"] == int(hand.rehearsal.clock.now()) - 1


async def test_the_pauses_grow(hand: Hand, hook: Hook) -> None:
    aino = await hand.person()
    await hand.result("setWebhook", url=hook.url, drop_pending_updates=True)
    hook.answers = [500, 500, 500]
    await hand.act(aino, "write", text="x")

    for tries, pause in ((1, 1), (2, 2), (3, 4)):
        await until(lambda tries=tries: len(hook.heard) == tries)
        await until(lambda: hand.rehearsal.clock.awaited)
        hand.rehearsal.clock.advance(pause - 0.1)
        for _ in range(20):
            await asyncio.sleep(0)
        assert len(hook.heard) == tries
        hand.rehearsal.clock.advance(0.1)
    await until(lambda: len(hook.heard) == 4)


async def test_nobody_at_the_address_is_a_refused_connection(hand: Hand) -> None:
    aino = await hand.person()
    await hand.result("setWebhook", url="http://127.0.0.1:9/hook", max_connections=1)
    await hand.act(aino, "write", text="x")
    await until(lambda: hand.rehearsal.town.webhook.info().get("last_error_message"))

    info = await hand.result("getWebhookInfo")

    assert info["last_error_message"] == "Connection refused"
    assert info["pending_update_count"] == 2
    assert info["max_connections"] == 1
    await hand.result("deleteWebhook", drop_pending_updates=True)
    assert await hand.result("getUpdates") == []


async def test_a_webhook_needs_a_proper_address_and_secret(hand: Hand) -> None:
    where = f"{hand.rehearsal.url}/x"

    assert await hand.refusal("setWebhook", url="http://example.org/x") == (
        "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
    )
    assert await hand.refusal("setWebhook", url=where, secret_token="a b") == (
        "Bad Request: secret token contains unallowed characters"
    )
    assert await hand.refusal("setWebhook", url=where, secret_token="a" * 257) == (
        "Bad Request: secret token is too long"
    )
