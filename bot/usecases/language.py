"""Picking a language."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.languages import Language
from bot.domain.letters import Letter
from bot.store import languages, tally
from bot.store.engine import Transaction
from bot.store.store import Store


@dataclass(frozen=True, slots=True)
class PickLanguage:
    """A person picks the language to be answered in."""

    user: int
    chat: int
    language: Language
    update: bytes
    """Digest of the update that asks for it, marked done together with the effect."""
    replaces: int | None = None
    """The message whose button was pressed; the answer takes its place."""
    said: int | None = None
    """The person's own message, so that the chat can be cleared of it."""


async def pick_language(store: Store, order: PickLanguage, *, now: datetime) -> None:
    """Remember the picked language for 24 hours and owe the answer in it."""

    async def work(tx: Transaction) -> None:
        languages.pick(tx, store.keyring, order.user, order.language, now)
        answer = Letter(order.chat, "language_picked", order.language, replaces=order.replaces)
        store.owe(tx, answer, now)
        tally.count(tx, "language_picked", now)
        store.settle(tx, order.update, order.chat, order.said, now)

    await store.db.write(work)


async def picked_language(store: Store, user: int, *, now: datetime) -> Language | None:
    """Return the language this person picked during the last 24 hours, or None."""
    return await languages.picked(store.picked, store.keyring, user, now)
