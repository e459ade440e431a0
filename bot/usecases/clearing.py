"""Clearing the visible chat, as far as Telegram lets a bot delete."""

from datetime import datetime

from bot.domain.letters import Letter
from bot.store import shown
from bot.store.engine import Transaction
from bot.store.store import Store
from bot.usecases.consent import Order


async def known_messages(store: Store, chat: int) -> list[int]:
    """Return the numbers of the messages that can be deleted in this chat, oldest first."""
    async with store.db.read() as c:
        return await shown.in_chat(c, store.keyring, chat)


async def cleared(store: Store, order: Order, *, number: int, now: datetime) -> None:
    """Forget the numbers of messages that are gone, and say how many were deleted."""

    async def work(tx: Transaction) -> None:
        await shown.forget(tx.c, store.keyring, order.chat)
        letter = Letter(order.chat, "cleared", order.language, blanks={"n": str(number)})
        store.owe(tx, letter, now)
        store.settle(tx, order.update, order.chat, order.said, now)

    await store.db.write(work)
