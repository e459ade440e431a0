"""The door: where Telegram's webhook, the health check and the metrics come in.

The webhook answers 200 only after the commit. Without the secret header nothing is read:
403, compared in constant time. Source: Bot API, setWebhook (secret_token).
"""

import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from hmac import compare_digest
from typing import Final

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.domain.raw import fields, number
from bot.safelog import log
from bot.store.engine import StoreUnavailable
from bot.store.inbox import Raw

HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
PATH: Final = "/telegram"
LARGEST: Final = 1 << 20
"""Telegram drops updates above 64 KiB itself; this only bounds what a stranger can send."""


@dataclass
class Door:
    """What is behind the door: where updates go, how we are, what the figures are."""

    take: Callable[[list[Raw]], Awaitable[None]]
    heard: Callable[[], None]
    up: Callable[[], bool]
    metrics: Callable[[], Awaitable[bytes]]
    secret: str | None

    def application(self) -> web.Application:
        """Make the aiohttp application; the webhook's path exists only when a secret is set."""
        app = web.Application(client_max_size=LARGEST)
        app.router.add_get("/health", self._health)
        app.router.add_get("/metrics", self._metrics)
        if self.secret is not None:
            app.router.add_post(PATH, self._webhook)
        return app

    async def _health(self, _request: web.Request) -> web.Response:
        """Tell an outsider only up or down."""
        return web.Response(text="up") if self.up() else web.Response(status=503, text="down")

    async def _metrics(self, _request: web.Request) -> web.Response:
        return web.Response(
            body=await self.metrics(), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

    async def _webhook(self, request: web.Request) -> web.Response:
        given = request.headers.get(HEADER, "").encode(errors="surrogatepass")
        if not compare_digest(given, (self.secret or "").encode()):
            return web.Response(status=403)
        raw: Raw = {}
        with suppress(ValueError, RecursionError):  # or nested beyond all reading
            raw = fields(json.loads(await request.read()))
        if number(raw.get("update_id")) is None:
            # From Telegram, yet no update: a repeat would not make it one, so do not ask for it.
            log.error("unreadable_webhook")
            return web.Response(status=200)
        try:
            await self.take([raw])
        except StoreUnavailable:
            return web.Response(status=503)
        self.heard()
        return web.Response(status=200)
