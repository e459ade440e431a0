"""What happens to an update itself: kept, done, tried in vain, set aside."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.domain.letters import Letter, is_private
from bot.store import inbox, shown, tally
from bot.store.engine import Transaction
from bot.store.inbox import Kept, Raw
from bot.store.store import Store


async def keep(store: Store, raws: Sequence[Raw], *, now: datetime) -> list[Kept]:
    """Keep what arrived, durably; return what has not been seen before, in order."""
    return await store.db.write(lambda tx: inbox.keep(tx, store.keyring, raws, now))


async def done(
    store: Store,
    update: bytes,
    events: Iterable[str],
    *,
    now: datetime,
    chat: int = 0,
    messages: Sequence[int] = (),
) -> None:
    """Mark an update done and count what happened, in one transaction.

    `messages` are the numbers of what was said and shown in the private chat `chat`: noted, so
    that the person can have the chat cleared.
    """
    happened = tuple(events)

    async def work(tx: Transaction) -> None:
        inbox.done(tx, update)
        if messages and is_private(chat):
            shown.note(tx, store.keyring, chat, messages, now)
        for event in happened:
            tally.count(tx, event, now)

    await store.db.write(work)


async def tried(store: Store, update: bytes, *, tries: int, reason: str) -> None:
    """Write down that handling begins or has failed, so that a crash is counted as well."""

    async def work(tx: Transaction) -> None:
        inbox.tried(tx, update, tries, reason)

    await store.db.write(work)


async def set_aside(
    store: Store, update: bytes, apology: Letter | None, *, tries: int, reason: str, now: datetime
) -> None:
    """Set a poisonous update aside and owe the person an apology with ways on."""

    async def work(tx: Transaction) -> None:
        inbox.set_aside(tx, update, tries, reason)
        tally.count(tx, "set_aside", now)
        if apology is not None:
            store.owe(tx, apology, now)

    await store.db.write(work)
