"""Carries updates to the bot's webhook: in order per user, again and again until it says 2xx.

A failing update holds up the later ones of the same user only. The pause grows from one second
to a minute, in the town's time. Telegram's true pauses are not documented.
"""

import asyncio
from collections import deque

import aiohttp

from bot.rehearsal.clock import Clock
from bot.rehearsal.shape import Json
from bot.rehearsal.updates import Updates, Waiting, lane_of

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
POST_LASTS = 60.0
"""Seconds (real ones) the bot may take to answer a post."""


class Webhook:
    """The delivery of one bot; without a url it rests."""

    def __init__(self, updates: Updates, clock: Clock) -> None:
        self._updates = updates
        self._clock = clock
        self._lanes: dict[int, deque[Waiting]] = {}
        self._ready: deque[int] = deque()
        self._busy = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._secret = ""
        self._connections = 40
        self._error: tuple[int, str] | None = None
        self.url = ""

    async def point(self, url: str, secret: str, connections: int) -> None:
        """Deliver to `url` from now on, with at most `connections` posts at once."""
        if (url, secret, connections) == (self.url, self._secret, self._connections):
            return
        await self.drop()
        self.url, self._secret, self._connections = url, secret, connections
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=POST_LASTS))
        self._updates.on_new = self._offer
        for waiting in self._updates.everything():
            self._offer(waiting)

    async def drop(self) -> None:
        """Deliver no more; what is not confirmed stays in the queue."""
        self.url, self._error, self._updates.on_new = "", None, None
        tasks = [task for task in self._tasks if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._lanes.clear()
        self._ready.clear()
        self._busy = 0
        if self._session is not None:
            await self._session.close()
            self._session = None

    def info(self) -> Json:
        """Telegram's WebhookInfo."""
        info: Json = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": self._updates.pending(),
        }
        if self.url:
            info["max_connections"] = self._connections
            info["ip_address"] = "127.0.0.1"
        if self._error is not None:
            info["last_error_date"], info["last_error_message"] = self._error
        if self._updates.allowed is not None:
            info["allowed_updates"] = sorted(self._updates.allowed)
        return info

    def _offer(self, waiting: Waiting) -> None:
        lane = lane_of(waiting.body)
        row = self._lanes.setdefault(lane, deque())
        row.append(waiting)
        if len(row) == 1:
            self._ready.append(lane)
            self._pump()

    def _pump(self) -> None:
        while self._ready and self._busy < self._connections:
            self._busy += 1
            task = asyncio.get_running_loop().create_task(self._carry(self._ready.popleft()))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _carry(self, lane: int) -> None:
        """Deliver one user's updates until none is left; a pause gives the place to others."""
        row, pause = self._lanes[lane], FIRST_PAUSE
        while row:
            waiting = row[0]
            if waiting.expires <= self._clock.now():
                waiting.done = True
            if waiting.done or await self._post(waiting):
                row.popleft()
                self._updates.confirm(waiting)
                pause = FIRST_PAUSE
                continue
            self._busy -= 1
            self._pump()
            await self._clock.until(self._clock.now() + pause)
            self._busy += 1
            pause = min(pause * 2, LONGEST_PAUSE)
        del self._lanes[lane]
        self._busy -= 1
        self._pump()

    async def _post(self, waiting: Waiting) -> bool:
        if self._session is None:
            return False
        headers = {"X-Telegram-Bot-Api-Secret-Token": self._secret} if self._secret else {}
        try:
            async with self._session.post(self.url, json=waiting.body, headers=headers) as response:
                await response.read()
                if 200 <= response.status < 300:
                    return True
                why = f"Wrong response from the webhook: {response.status} {response.reason}"
        except TimeoutError:
            why = "Read timeout expired"
        except aiohttp.ClientConnectorError:
            why = "Connection refused"
        except aiohttp.ClientError:
            why = "Connection closed"
        self._error = int(self._clock.now()), why
        return False
