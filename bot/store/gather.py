"""Look-ups that wait share one query, as writes that wait share one commit."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Gather(Generic[K, V]):
    """Answers `ask(key)` for everybody who waits with one call of `look`.

    `look` gets all keys that were asked for while the last look ran, and returns what it has
    found. Whoever is next does the looking for all who wait; nobody looks twice.
    """

    def __init__(self, look: Callable[[Collection[K]], Awaitable[Mapping[K, V]]]) -> None:
        self._look = look
        self._turn = asyncio.Lock()
        self._asked: set[K] = set()
        self._found: Mapping[K, V] = {}
        self._fault: Exception | None = None
        self._round = 0

    async def ask(self, key: K) -> V | None:
        """Return what is known under `key`, or None; raise what looking raised."""
        self._asked.add(key)
        mine = self._round + 1
        async with self._turn:
            if self._round < mine:
                asked, self._asked = self._asked, set()
                self._round += 1
                await self._look_for(asked)
            if self._fault is not None:
                raise self._fault
            return self._found.get(key)

    async def _look_for(self, asked: Collection[K]) -> None:
        """Look once for all who asked; a fault is theirs together, not the next ones'."""
        try:
            self._found, self._fault = await self._look(asked), None
        except Exception as fault:  # noqa: BLE001  # raised again for each who asked
            self._found, self._fault = {}, fault
