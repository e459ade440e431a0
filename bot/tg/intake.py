"""The intake: whatever arrives is kept first, then handed to its chat's lane."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.answers.masking import mask_update
from bot.domain.clock import Clock
from bot.safelog import log
from bot.store import inbox
from bot.store.inbox import Kept, Raw
from bot.store.store import Store
from bot.tg.desk import Desk
from bot.tg.lanes import Lanes
from bot.tg.updates import chat_of
from bot.usecases import updates

SUSPECT: Final = 2
"""Crashes an update has been part of before it is handled alone, so that innocents are not counted."""

MANY_WAITING: Final = 5000


@dataclass
class Intake:
    """Keeps updates and queues them; on a restart takes up what an earlier life left."""

    store: Store
    desk: Desk
    clock: Clock
    lanes: Lanes[Kept] = field(init=False)
    finished: int = 0
    """Updates this life has brought to their end."""

    def __post_init__(self) -> None:
        self.lanes = Lanes(self._handle)
        self.desk.waiting = lambda chat: len(self.lanes.waiting(chat))

    async def _handle(self, chat: int, kept: Kept) -> None:
        await self._answered(chat, kept)
        self.finished += 1

    async def _answered(self, chat: int, kept: Kept) -> None:
        if kept.recovered:
            await self.desk.recover(kept)
        else:
            await self.desk.handle(chat, kept)

    async def take(self, raws: Sequence[Raw]) -> None:
        """Keep `raws` durably and queue what is new; return after the commit.

        Identity codes, account and card numbers and bank codes are masked before that: they
        never reach the disk.
        Raises StoreUnavailable when nothing could be kept; Telegram must then not be told.
        """
        masked = [mask_update(raw)[0] for raw in raws]
        for kept in await updates.keep(self.store, masked, now=self.clock.now()):
            self.lanes.put(_lane(kept), kept)

    @property
    def crowded(self) -> bool:
        """Whether so much waits already that fetching more would only fill the memory."""
        return len(self.lanes) > MANY_WAITING

    async def recover(self) -> None:
        """Queue what waits from an earlier life, oldest first; before anything new is taken.

        Each of these is counted as tried before it is touched: an update that kills the
        process is then set aside after five lives. Those that were there at two deaths are
        handled one at a time, so that only the guilty one is counted again.
        """
        waiting, lost = await inbox.waiting(self.store.db, self.store.keyring)
        for digest in lost:
            # Its day key is destroyed or the row is damaged: nobody can answer it any more.
            log.error("unreadable_update")
            await updates.done(self.store, digest, ["unreadable"], now=self.clock.now())
        for kept in waiting:
            if kept.tries >= SUSPECT:
                await self.desk.recover(kept)
        for kept in waiting:
            if kept.tries < SUSPECT:
                self.lanes.put(_lane(kept), kept)


def _lane(kept: Kept) -> int:
    """Return the chat, or for an update without one a lane of its own."""
    chat = chat_of(kept.raw)
    return chat if chat is not None else int.from_bytes(kept.digest[:8])
