"""Lanes: whatever belongs to one chat in order, the chats beside each other."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Lanes(Generic[T]):
    """A queue for each chat; each is worked off in order by one task while it is not empty."""

    def __init__(self, work: Callable[[int, T], Awaitable[None]]) -> None:
        self._work = work
        self._lanes: dict[int, deque[T]] = {}
        self._group: asyncio.TaskGroup | None = None
        self._early: list[int] = []
        self._size = 0

    def __len__(self) -> int:
        """How many things wait or are being worked on."""
        return self._size

    def put(self, chat: int, thing: T) -> None:
        """Queue `thing` behind everything else of this chat."""
        self._size += 1
        lane = self._lanes.get(chat)
        if lane is not None:
            lane.append(thing)
            return
        self._lanes[chat] = deque([thing])
        if self._group is None:
            self._early.append(chat)
        else:
            self._group.create_task(self._drain(chat))

    def waiting(self, chat: int) -> deque[T]:
        """Return this chat's queue, the thing being worked on first."""
        return self._lanes.get(chat, deque())

    async def run(self) -> None:
        """Work until cancelled. What was queued before begins now; what comes later never does."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            for chat in self._early:
                group.create_task(self._drain(chat))
            self._early.clear()
            try:
                await asyncio.Event().wait()
            finally:
                # A group that is ending still starts what it is given, but cancels it no more:
                # a letter committed in this last moment would wait for ever, and we with it.
                self._group = None

    async def _drain(self, chat: int) -> None:
        lane = self._lanes[chat]
        while lane:
            await self._work(chat, lane[0])
            lane.popleft()
            self._size -= 1
        del self._lanes[chat]
