"""Keeping the promises about time: what is over is swept away."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Final

from bot.store import audit, blocked, inbox, languages, outbox, shown, staff, tally
from bot.store.engine import Transaction
from bot.store.outbox import Owed
from bot.store.store import Store
from bot.usecases.retention import sweep_cases

BY_AGE: Final[tuple[Callable[[Transaction, datetime], Awaitable[None]], ...]] = (
    inbox.sweep,
    blocked.sweep,
    outbox.sweep,
    languages.sweep,
    shown.sweep,
    staff.sweep,
    tally.sweep,
)
"""What goes by its age alone. Each in a transaction of its own: none waits for another."""


async def sweep(store: Store, *, now: datetime) -> int:
    """Forget whatever is older than its limit; return how many day keys were destroyed.

    Afterwards the files hold nothing of what was deleted. Safe to repeat and to interrupt.
    Run it at least hourly. Raises StoreUnavailable when the disk is full.
    """
    for one in BY_AGE:
        await store.db.write(partial(_by_age, one, now))
    await store.db.write(lambda tx: audit.sweep(tx, store.keyring, now))
    await sweep_cases(store, now=now)
    await asyncio.to_thread(store.keyring.sweep_erased, now)
    await store.db.fold()
    await asyncio.to_thread(store.keyring.prepare, now)
    return await asyncio.to_thread(store.keyring.destroy_expired, now)


async def _by_age(
    forget: Callable[[Transaction, datetime], Awaitable[None]], now: datetime, tx: Transaction
) -> None:
    await forget(tx, now)


async def outstanding(store: Store, pay: Callable[[Owed], None]) -> list[bytes]:
    """Hand every letter that is still owed to `pay`; erase and return those nobody can read.

    A letter is unreadable only when its day key was destroyed or its row is damaged.
    """
    owed, lost = await outbox.waiting(store.db, store.keyring)
    for one in owed:
        pay(one)

    async def forget(tx: Transaction) -> None:
        for ref in lost:
            outbox.paid(tx, ref)

    if lost:
        await store.db.write(forget)
    return lost
