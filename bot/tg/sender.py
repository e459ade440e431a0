"""The sender pays the outbox: in order per chat, within Telegram's limits, until it is done.

Durable letters come from committed rows and are erased when delivered. Answers that only
show something pass through the same lanes without a row: the update that asked for them
stays in the inbox until they are delivered, so they are as safe.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from bot.domain.clock import Clock
from bot.domain.letters import Letter, Priority, is_private
from bot.safelog import fault_name, log, place_of
from bot.store import callbacks, outbox, shown, staff_copies, tally
from bot.store.engine import StoreUnavailable, Transaction
from bot.store.outbox import Owed
from bot.store.store import Store
from bot.tg.api import Api
from bot.tg.lanes import Lanes
from bot.tg.limits import Limits, counts
from bot.tg.outcome import (
    Again,
    Delivered,
    Moved,
    Outcome,
    Refused,
    Settled,
    Unreachable,
    Vanished,
    Wait,
    message_of,
)

AT_ONCE: Final = 48
FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 60.0
STUCK_AFTER: Final = 300.0
"""Seconds after which a letter that is still on its way is told as an alarm."""

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One call that shows something in a chat, and what to do if its message has vanished."""

    method: str
    fields: Fields
    instead: "Call | None" = None


@dataclass(slots=True, eq=False)
class Parcel:
    """One thing in a chat's lane: a letter from the outbox, or an answer somebody awaits."""

    priority: Priority
    call: Call | None
    owed: Owed | None = None
    end: asyncio.Future[Outcome] | None = None
    tries: int = 0


@dataclass
class Sender:
    """Brings letters and answers to Telegram.

    `compose` makes a letter into a call, None when there is nothing left to show.
    """

    api: Api
    store: Store
    clock: Clock
    limits: Limits
    compose: Callable[[Letter], Awaitable[Call | None]]
    chance: Random
    unreachable: set[int] = field(default_factory=set[int])
    """Chats Telegram called unreachable; tried again only after we heard from them."""
    untraced: frozenset[str] = frozenset()
    """Letters after which nothing may be left that leads to the person: not even their number."""
    card: str = ""
    """The letter whose message is a person's card: its number is kept with their request."""
    personal: Callable[[Letter], bool] = lambda _letter: False
    """Tells letters that show staff something of a person: where they stand is noted."""
    moved: dict[int, int] = field(default_factory=dict[int, int])
    """Groups that became supergroups: old id → new id."""

    def __post_init__(self) -> None:
        self._lanes: Lanes[Parcel] = Lanes(self._work)
        self._on_the_way: dict[bytes, float] = {}
        self._at_once = asyncio.Semaphore(AT_ONCE)

    def __len__(self) -> int:
        """How many letters and answers are on their way."""
        return len(self._lanes)

    def pay(self, owed: Owed) -> None:
        """Take a committed letter on the way."""
        chat = self.moved.get(owed.letter.chat, owed.letter.chat)
        self._on_the_way[owed.ref] = self.clock.monotonic()
        self._lanes.put(chat, Parcel(owed.letter.priority, None, owed=owed))

    async def show(self, chat: int, call: Call) -> Outcome:
        """Bring an answer to a waiting person; return what became of it (never Wait or Again)."""
        end: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._lanes.put(chat, Parcel(Priority.REPLY, call, end=end))
        return await end

    def stuck(self, monotonic: float) -> int:
        """Return how many letters have been on their way for too long."""
        return sum(monotonic - since > STUCK_AFTER for since in self._on_the_way.values())

    def heard_from(self, chat: int) -> None:
        """Take a chat off the list of unreachable ones: somebody there has written or pressed."""
        self.unreachable.discard(chat)

    async def run(self) -> None:
        """Deliver until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.limits.run())
            group.create_task(self._lanes.run())

    async def _work(self, chat: int, parcel: Parcel) -> None:
        """Bring one parcel to its end, however long it takes; the rest of the chat waits behind."""
        try:
            await self._bring(chat, parcel)
        except Exception as fault:  # noqa: BLE001  # one parcel must not end all the others
            log.error("unsendable", fault=fault_name(fault), where=place_of(fault))
            await self._finish(parcel, Refused(0, fault_name(fault)))

    async def _bring(self, chat: int, parcel: Parcel) -> None:
        if parcel.owed is not None and self._belongs_to_nobody(parcel.owed):
            return await self._finish(parcel, Settled("erased"))
        call = await self._anew(parcel, parcel.call)
        chat = self.moved.get(chat, chat)
        while call is not None:
            if chat in self.unreachable:
                return await self._finish(parcel, Unreachable("known"))
            if counts(call.method, chat):
                await self.limits.admit(chat, parcel.priority)
            async with self._at_once:
                outcome = await self.api.call(call.method, {"chat_id": chat, **call.fields})
            match outcome:
                case Wait(seconds):
                    log.warning("told_to_wait", seconds=seconds)
                    await self.clock.sleep(seconds)
                    call = await self._anew(parcel, call)
                case Again(code):
                    log.warning("send_fault", code=code)
                    await self.clock.sleep(self._pause(parcel))
                    call = await self._anew(parcel, call)
                case Moved(new):
                    self.moved[chat] = new
                    chat = new
                    if parcel.owed is not None:
                        await self._readdress(parcel.owed, new)
                case Vanished() if call.instead is not None:
                    call = call.instead
                case _:
                    return await self._finish(parcel, outcome, chat)
        # What it told of has ended while it waited: nothing is left to show.
        return await self._finish(parcel, Settled("empty"))

    async def _anew(self, parcel: Parcel, call: Call | None) -> Call | None:
        """Return a letter as it reads now: while it waited, its person may have withdrawn."""
        return call if parcel.owed is None else await self.compose(parcel.owed.letter)

    def _belongs_to_nobody(self, owed: Owed) -> bool:
        """Tell whether a letter is about a person who has been erased while it waited."""
        return owed.person is not None and not self.store.keyring.has_person(owed.person)

    def _pause(self, parcel: Parcel) -> float:
        """Return the next pause in seconds: doubling up to a minute, spread so that not all return at once."""
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2**parcel.tries)
        parcel.tries = min(parcel.tries + 1, 10)
        return pause * (0.5 + self.chance.random() / 2)

    async def _finish(self, parcel: Parcel, outcome: Outcome, chat: int = 0) -> None:
        if isinstance(outcome, Unreachable) and chat:
            self.unreachable.add(chat)
            log.info("unreachable", code=outcome.code)
        if isinstance(outcome, Refused):
            log.error("refused", code=outcome.code)
        if parcel.owed is not None:
            await self._settle_owed(parcel.owed, outcome)
            self._on_the_way.pop(parcel.owed.ref, None)
        if parcel.end is not None and not parcel.end.done():
            parcel.end.set_result(outcome)

    async def _settle_owed(self, owed: Owed, outcome: Outcome) -> None:
        """Erase the letter, or keep it aside for a human when nobody foresaw the refusal."""

        async def work(tx: Transaction) -> None:
            match outcome:
                case Delivered() | Settled():
                    outbox.paid(tx, owed.ref)
                    await self._note(tx, owed, outcome)
                case Unreachable():
                    outbox.paid(tx, owed.ref)
                    tally.count(tx, "unreachable", self.clock.now())
                case Refused(code=code):
                    outbox.set_aside(tx, owed.ref, code)
                case _:
                    outbox.set_aside(tx, owed.ref, "vanished")

        await self._until_written(lambda: self.store.db.write(work))

    async def _note(self, tx: Transaction, owed: Owed, outcome: Outcome) -> None:
        """Note the message that was sent, so that the person can have the chat cleared."""
        letter, sent = owed.letter, message_of(outcome)
        if sent is not None and owed.person is not None and letter.screen == self.card:
            callbacks.card_at(tx, owed.person, sent)
        if sent is None or sent == letter.replaces or letter.screen in self.untraced:
            return
        if owed.person is not None and self.personal(letter):
            # The message it should have changed is gone, so it stands in one nobody has noted.
            now, ring = self.clock.now(), self.store.keyring
            await staff_copies.note(
                tx.c, ring, owed.person, chat=letter.chat, message=sent, now=now
            )
        if is_private(letter.chat):
            shown.note(tx, self.store.keyring, letter.chat, [sent], self.clock.now())

    async def _readdress(self, owed: Owed, new: int) -> None:
        letter = owed.letter
        moved = Letter(
            new, letter.screen, letter.language, letter.priority, letter.blanks, letter.replaces
        )

        async def work(tx: Transaction) -> None:
            outbox.readdress(tx, self.store.keyring, Owed(owed.ref, moved), self.clock.now())

        await self._until_written(lambda: self.store.db.write(work))

    async def _until_written(self, write: Callable[[], Awaitable[None]]) -> None:
        """Write, and if the disk is full go on trying: a forgotten erasure would be a second copy."""
        while True:
            try:
                return await write()
            except StoreUnavailable:
                log.error("store_unavailable")
                await self.clock.sleep(1.0)
