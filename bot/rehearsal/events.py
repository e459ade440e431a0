"""What happened in the town, for whoever watches: the page and the journal of calls."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from typing import Any

from bot.rehearsal.clock import Clock
from bot.rehearsal.shape import Json

KEPT_EVENTS = 5_000
KEPT_CALLS = 20_000


class Events:
    """A numbered, bounded row of happenings that can be waited for."""

    def __init__(self) -> None:
        self._row: deque[tuple[int, str, Callable[[], Json] | Json]] = deque(maxlen=KEPT_EVENTS)
        self._last = 0
        self._waiting: set[asyncio.Future[None]] = set()

    @property
    def awaited(self) -> bool:
        """Whether somebody waits for something to happen."""
        return bool(self._waiting)

    def add(self, kind: str, what: Callable[[], Json] | Json) -> None:
        """Note a happening; `what` may be a function, called only when somebody reads it."""
        self._last += 1
        self._row.append((self._last, kind, what))
        if self._waiting:
            for waiter in self._waiting:
                if not waiter.done():
                    waiter.set_result(None)

    def after(self, seen: int) -> Json:
        """Everything kept that came after number `seen`."""
        found: list[Json] = []
        for n, kind, what in reversed(self._row):
            if n <= seen:
                break
            found.append({"n": n, "kind": kind, **(what() if callable(what) else what)})
        found.reverse()
        return {"last": self._last, "events": found}

    async def wait(self, seen: int, seconds: float) -> Json:
        """As `after`, but waits up to `seconds` (real ones) for something to happen."""
        if self._last <= seen and seconds > 0:
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.add(waiter)
            try:
                await asyncio.wait([waiter], timeout=seconds)
            finally:
                self._waiting.discard(waiter)
        return self.after(seen)


class Journal:
    """The bot's raw calls, newest kept, and cheap counts of all of them."""

    def __init__(self, clock: Clock, events: Events) -> None:
        self._clock = clock
        self._events = events
        self._row: deque[tuple[int, float, str, Json, int, Any]] = deque(maxlen=KEPT_CALLS)
        self._last = 0
        self.calls: Counter[str] = Counter()
        self.refused = 0

    def note(self, method: str, fields: Json, status: int, answer: Any) -> None:
        """Write down one call and its answer. An empty poll is no event: it would drown the rest."""
        self._last += 1
        self.calls[method] += 1
        if status != 200:
            self.refused += 1
        entry = (self._last, self._clock.now(), method, fields, status, answer)
        self._row.append(entry)
        if method != "getUpdates" or status != 200 or answer["result"]:
            self._events.add("call", lambda: {"call": self._show(entry)})

    def after(self, seen: int, limit: int) -> list[Json]:
        """At most `limit` kept calls that came after number `seen`, oldest first."""
        first = self._row[0][0] if self._row else 0
        skip = max(0, seen + 1 - first)
        return [self._show(entry) for n, entry in enumerate(self._row) if skip <= n < skip + limit]

    def _show(self, entry: tuple[int, float, str, Json, int, Any]) -> Json:
        n, at, method, fields, status, answer = entry
        return {
            "n": n,
            "at": self._clock.iso(at),
            "method": method,
            "fields": fields,
            "status": status,
            "answer": answer,
        }
