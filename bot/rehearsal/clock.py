"""The town's clock: real time that can be pushed forward, or time that stands still."""

import asyncio
import time
from datetime import UTC, datetime


class Clock:
    """Answers the time in unix seconds; the only place of the rehearsal that knows it.

    With `runs` it keeps pace with real time from `start` on (now, when not given); without,
    it stands still until `advance` is called, which is what a test wants.
    """

    def __init__(self, start: float | None = None, *, runs: bool = True) -> None:
        self._start = time.time() if start is None else start
        self._runs = runs
        self._began = time.monotonic()
        self._pushed = 0.0
        self._waiting: set[asyncio.Future[None]] = set()

    def now(self) -> float:
        """Answer the town's time in unix seconds."""
        ran = time.monotonic() - self._began if self._runs else 0.0
        return self._start + self._pushed + ran

    @property
    def awaited(self) -> bool:
        """Whether somebody waits for a moment to come."""
        return bool(self._waiting)

    def iso(self, moment: float | None = None) -> str:
        """Answer a moment (now, when not given) as ISO 8601 in UTC with milliseconds."""
        at = self.now() if moment is None else moment
        return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")

    def advance(self, seconds: float) -> None:
        """Move the clock forward by `seconds` and wake whoever waits for a moment."""
        if seconds < 0:
            raise ValueError("the town's clock only moves forward")
        self._pushed += seconds
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)

    async def until(self, moment: float) -> None:
        """Return when the town's time has reached `moment` (unix seconds)."""
        while (left := moment - self.now()) > 0:
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.add(waiter)
            try:
                # A clock that stands still is only moved by `advance`.
                await asyncio.wait([waiter], timeout=left if self._runs else None)
            finally:
                self._waiting.discard(waiter)
