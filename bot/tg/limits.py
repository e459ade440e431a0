"""Telegram's limits: how many messages may go to a chat, a group, and to all together.

Source: Telegram's Bot FAQ, "My bot is hitting limits": about 30 messages a second over all,
one a second in a chat with short bursts let through, 20 a minute in a group.
"""

import asyncio
import heapq
from collections import deque
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from bot.domain.clock import Clock
from bot.domain.letters import Priority

CHAT: Final = (3, 3.0)
GROUP: Final = (20, 60.0)
REMEMBER_CHATS: Final = 4096


def counts(method: str, chat: int) -> bool:
    """Tell whether a call counts towards the limits: new messages, and in groups edits as well.

    An edit in a private chat answers a press in place; Telegram does not count it as a message,
    and a person who presses fast should not wait. Group ids are negative.
    Source: Telegram's Bot FAQ; tdlib/td #2592 for edits in groups.
    """
    return chat < 0 or not method.startswith("edit")


@dataclass(slots=True)
class Window:
    """At most `limit` takings within any `seconds`."""

    limit: int
    seconds: float
    taken: deque[float] = field(default_factory=deque[float])

    def delay(self, now: float) -> float:
        """Return how many seconds from `now` the next one may be taken; 0 if at once."""
        while self.taken and self.taken[0] <= now - self.seconds:
            self.taken.popleft()
        if len(self.taken) < self.limit:
            return 0.0
        return self.taken[-self.limit] + self.seconds - now

    def take(self, now: float) -> None:
        """Take one now."""
        self.taken.append(now)


class Limits:
    """Admits messages one by one: the chat's own limit first, then the limit of all, by priority."""

    def __init__(self, clock: Clock, *, per_second: int) -> None:
        self._clock = clock
        self._all = Window(per_second, 1.0)
        self._chats: dict[int, Window] = {}
        self._queue: list[tuple[int, int, asyncio.Future[None]]] = []
        self._order = count()
        self._wake = asyncio.Event()

    async def admit(self, chat: int, priority: Priority) -> None:
        """Return when a message may go to `chat`. Group ids are negative."""
        window = self._chats.get(chat)
        if window is None:
            self._forget_quiet_chats()
            window = self._chats[chat] = Window(*(GROUP if chat < 0 else CHAT))
        while (delay := window.delay(self._clock.monotonic())) > 0:
            await self._clock.sleep(delay)
        now = self._clock.monotonic()
        window.take(now)
        if not self._queue and self._all.delay(now) <= 0:
            self._all.take(now)
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._queue, (priority, next(self._order), turn))
        self._wake.set()
        await turn

    async def run(self) -> None:
        """Give turns, the highest priority first, until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._queue:
                while (delay := self._all.delay(self._clock.monotonic())) > 0:
                    await self._clock.sleep(delay)
                _, _, turn = heapq.heappop(self._queue)
                if not turn.done():
                    self._all.take(self._clock.monotonic())
                    turn.set_result(None)

    def _forget_quiet_chats(self) -> None:
        if len(self._chats) < REMEMBER_CHATS:
            return
        now = self._clock.monotonic()
        for chat in [c for c, w in self._chats.items() if w.delay(now) <= 0 and not w.taken]:
            del self._chats[chat]
