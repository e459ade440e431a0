"""A clock that stands still until it is told to go on."""

import asyncio
import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count


class VirtualClock:
    """Time as an argument: `advance` moves it, and wakes whoever slept until then."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._monotonic = 1000.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = count()

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    async def sleep(self, seconds: float) -> None:
        wake: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._monotonic + seconds, next(self._order), wake))
        await wake

    def jump(self, delta: timedelta) -> None:
        """Set the wall clock, as NTP or an operator does; the monotonic one does not notice."""
        self._now += delta

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass."""
        until = self._monotonic + seconds
        while self._sleepers and self._sleepers[0][0] <= until:
            at, _, wake = heapq.heappop(self._sleepers)
            self._go_to(at)
            if not wake.done():
                wake.set_result(None)
        self._go_to(until)

    def _go_to(self, monotonic: float) -> None:
        self._now += timedelta(seconds=max(0.0, monotonic - self._monotonic))
        self._monotonic = max(self._monotonic, monotonic)

    async def run_until(
        self, reached: Callable[[], bool], *, busy: Callable[[], bool], limit: float = 4000
    ) -> float:
        """Let time pass, from sleeper to sleeper, while nothing real is under way.

        `busy` tells whether a request is in flight: virtual time stands still meanwhile.
        Returns the virtual seconds that went by; fails after `limit` of them.
        """
        began = self._monotonic
        while not reached():
            for _ in range(5):
                await asyncio.sleep(0)
            if reached():
                break
            if busy() or not self._sleepers:
                await asyncio.sleep(0.0005)
                continue
            assert self._monotonic - began < limit, "virtual time ran out"
            self.advance(max(0.0, self._sleepers[0][0] - self._monotonic))
        return self._monotonic - began
