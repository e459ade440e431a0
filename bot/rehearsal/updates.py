"""The bot's updates: queued by Telegram, fetched with getUpdates or carried to a webhook.

As on the real Telegram, updates wait for 24 hours, presses for 150 seconds; an update is
forgotten only when a later getUpdates confirms it by its offset, or the webhook answered 2xx.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from bot.rehearsal.clock import Clock
from bot.rehearsal.refusal import OTHER_POLLER, WEBHOOK_SET, Refusal, conflict
from bot.rehearsal.shape import Json, as_object

UPDATE_LASTS = 24 * 3600.0
PRESS_LASTS = 150.0
ASKED_FOR_ONLY = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds a bot gets only when it names them in allowed_updates."""
FIRST_ID = 100_000_001
FUTURE = 10
PAST = 100_000
"""An offset further ahead of, or behind, the queue than this counts as no offset at all."""


@dataclass(slots=True)
class Waiting:
    """One update in the queue."""

    id: int
    body: Json
    expires: float
    done: bool = False


def lane_of(body: Json) -> int:
    """Whose update this is: updates of one user (else chat) reach a webhook in order."""
    for value in body.values():
        what = as_object(value) or {}
        for who in ("from", "user", "chat"):
            number: Any = (as_object(what.get(who)) or {}).get("id")
            if isinstance(number, int):
                return number
    return 0


class Updates:
    """The queue of one bot."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._row: deque[Waiting] = deque()
        self._old: deque[Waiting] = deque()
        self._old_next = 0
        self._next = FIRST_ID
        self._soonest = float("inf")
        self._poller: asyncio.Future[None] | None = None
        self.allowed: frozenset[str] | None = None
        self.confirmed = 0
        self.on_new: Callable[[Waiting], None] | None = None

    @property
    def polled(self) -> bool:
        """Whether somebody waits in a long poll right now."""
        return self._poller is not None and not self._poller.done()

    def wants(self, kind: str) -> bool:
        """Whether the bot asked to be told of this kind."""
        return kind not in ASKED_FOR_ONLY if self.allowed is None else kind in self.allowed

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Set what the bot wants to hear; None changes nothing, an empty list means the default."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or None

    def push(self, kind: str, what: Json) -> int | None:
        """Queue an update and answer its id; None when the bot does not want this kind."""
        if not self.wants(kind):
            return None
        lasts = PRESS_LASTS if kind == "callback_query" else UPDATE_LASTS
        return self._add({"update_id": self._next, kind: what}, lasts)

    def push_raw(self, body: Json) -> int:
        """Queue an update exactly as given, filling in only a missing update_id."""
        given: Any = body.get("update_id")
        if given is None:
            body = {**body, "update_id": self._next}
        elif isinstance(given, int) and given < self._next:
            self.jump(given)
        lasts = PRESS_LASTS if "callback_query" in body else UPDATE_LASTS
        return self._add(body, lasts)

    def _add(self, body: Json, lasts: float) -> int:
        update_id: Any = body["update_id"]
        expires = self._clock.now() + lasts
        self._soonest = min(self._soonest, expires)
        waiting = Waiting(update_id if isinstance(update_id, int) else self._next, body, expires)
        self._row.append(waiting)
        self._next = waiting.id + 1
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(None)
        if self.on_new is not None:
            self.on_new(waiting)
        return waiting.id

    def jump(self, to: int) -> None:
        """Let the next update have the id `to`, as after a silent week."""
        if self._row:
            # On the real Telegram the queue is empty by then; here older ones stay in front.
            self._old.extend(self._row)
            self._old_next = max(waiting.id for waiting in self._old) + 1
            self._row.clear()
        self._next = to

    def pending(self) -> int:
        """How many updates wait, expired ones not counted."""
        self._expire()
        return sum(not waiting.done for row in (self._old, self._row) for waiting in row)

    def forget_all(self) -> None:
        """Drop everything that waits (drop_pending_updates)."""
        for waiting in self.everything():
            waiting.done = True
        self._old.clear()
        self._row.clear()

    def everything(self) -> list[Waiting]:
        """All that waits, oldest first."""
        self._expire()
        return [*self._old, *self._row]

    def confirm(self, waiting: Waiting) -> None:
        """Note that the webhook took this one."""
        if not waiting.done:
            waiting.done = True
            self.confirmed += 1
            for row in (self._old, self._row):
                while row and row[0].done:
                    row.popleft()

    def take(self, offset: int, limit: int) -> list[Json]:
        """Confirm what `offset` confirms and answer up to `limit` of the rest, oldest first."""
        self._expire()
        if offset < 0:
            self._keep_last(-offset)
        elif offset > 0:
            self._confirm_before(offset)
        found: list[Json] = []
        for row in (self._old, self._row):
            for waiting in row:
                if len(found) >= limit:
                    return found
                if not waiting.done:
                    found.append(waiting.body)
        return found

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """Long poll: as `take`, but waits up to `seconds` (real ones) for the first update.

        Raises Refusal 409 when another poll or a setWebhook comes in between.
        """
        self.end_poll(conflict(OTHER_POLLER))
        found = self.take(offset, limit)
        if found or seconds <= 0:
            return found
        poller: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._poller = poller
        try:
            await asyncio.wait([poller], timeout=seconds)
            if poller.done():
                poller.result()
        finally:
            if self._poller is poller:
                self._poller = None
        return self.take(offset, limit)

    def end_poll(self, why: Refusal | None = None) -> None:
        """Send a waiting poller away with 409."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_exception(why or conflict(WEBHOOK_SET))

    def _keep_last(self, count: int) -> None:
        drop = len(self._old) + len(self._row) - count
        for _ in range(drop):
            (self._old or self._row).popleft()
            self.confirmed += 1

    def _confirm_before(self, offset: int) -> None:
        if self._row and self._row[0].id - PAST <= offset <= self._next + FUTURE:
            if self._old and offset > self._row[0].id:
                # It saw the new numbers, so it saw everything before them.
                self.confirmed += len(self._old)
                self._old.clear()
            self._drop(self._row, offset)
        if self._old and self._old[0].id <= offset <= self._old_next + FUTURE:
            self._drop(self._old, offset)

    def _drop(self, row: deque[Waiting], offset: int) -> None:
        while row and (row[0].done or row[0].id < offset):
            if not row.popleft().done:
                self.confirmed += 1

    def _expire(self) -> None:
        now = self._clock.now()
        if now < self._soonest:
            return
        for name in ("_old", "_row"):
            row: deque[Waiting] = getattr(self, name)
            for waiting in row:
                waiting.done = waiting.done or waiting.expires <= now
            setattr(self, name, deque(waiting for waiting in row if not waiting.done))
        self._soonest = min((w.expires for w in (*self._old, *self._row)), default=float("inf"))
