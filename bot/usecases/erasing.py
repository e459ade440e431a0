"""Erasing a person: the key first, then every row, in the live data and so in every backup."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from bot.domain.holding import PURPOSES, Ending
from bot.domain.letters import Letter
from bot.store import (
    agreements,
    audit,
    inbox,
    languages,
    outbox,
    persons,
    shown,
    tally,
)
from bot.store.audit import Act
from bot.store.engine import Transaction
from bot.store.store import Store
from bot.usecases.members import request_ends

ACTS = {
    "withdrawn": Act.CONSENT_WITHDRAWN,
    "forgotten": Act.FORGOTTEN,
    "lapsed": Act.LAPSED,
}


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did: the receipts that stay with the person, and how far it has come."""

    receipts: tuple[str, ...]
    everywhere: bool
    """The second copy of the keys has confirmed; otherwise it will as soon as it can."""


async def erase(
    store: Store,
    person: bytes,
    *,
    reason: Ending,
    actor: str,
    now: datetime,
    farewell: Callable[[Erased], Collection[tuple[Letter, bool]]] = lambda _: (),
    user: int | None = None,
    update: bytes | None = None,
) -> Erased:
    """Erase everything about `person`. Safe to repeat, also after a crash between its two parts.

    First the key is destroyed, which makes the person unreadable here and in all backups; then,
    in one transaction, rows and waiting letters go, copies at helpers are owed their deletion,
    and what `farewell` returns is owed: letters, each with whether it waits for the copy of the
    keys. `user` (the Telegram id, when known) lets its short-lived codes go too; `update` is
    marked done. Raises StoreUnavailable when the disk is full.
    """
    everywhere = await store.keyring.erase_person(person, reason, now)

    async def work(tx: Transaction) -> Erased:
        held = await agreements.of_person(tx.c, person)
        end = Erased(tuple(one.receipt for one in held), everywhere)
        await agreements.end(tx.c, person, PURPOSES, reason, now)
        await request_ends(store, tx, person, now)
        await outbox.forget(tx.c, person)
        await persons.remove(tx.c, [person])
        if user is not None:
            await shown.forget(tx.c, store.keyring, user)
            await languages.forget(tx.c, store.keyring, user)
        if held:
            await audit.append(
                tx, store.keyring, actor=actor, act=ACTS[reason], about=person, now=now
            )
            tally.count(tx, "erased", now)
        for letter, later in farewell(end):
            store.owe(tx, letter, now, until_mirrored=later)
        if update is not None:
            inbox.done(tx, update)
        return end

    return await store.db.write(work)
