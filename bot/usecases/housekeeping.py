"""Keeping the promises about time: what is over is swept away."""

import asyncio
from datetime import datetime

from bot.store import inbox, languages, outbox, tally
from bot.store.engine import Transaction
from bot.store.store import Store


async def sweep(store: Store, *, now: datetime) -> int:
    """Forget whatever is older than its limit; return how many day keys were destroyed.

    Safe to repeat and to interrupt. Run it at least hourly.
    """

    async def work(tx: Transaction) -> None:
        for noun in (inbox, outbox, languages, tally):
            await noun.sweep(tx, now)

    await store.db.write(work)
    await asyncio.to_thread(store.keyring.prepare, now)
    return await asyncio.to_thread(store.keyring.destroy_expired, now)
