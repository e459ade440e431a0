"""Making a backup while the service runs, and putting one back without bringing anybody back."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.store import audit, backups, inbox, outbox, persons, staff
from bot.store.audit import Act
from bot.store.audit_anchor import anchor
from bot.store.backups import Backup, Progress
from bot.store.engine import Database, Transaction
from bot.store.erasures import replay_erasures
from bot.store.keyring import Keyring
from bot.store.store import Store


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore has found and done."""

    gone: int
    """Persons in the backup who were erased since; they stay erased."""
    persons: int
    """Persons in it who are still here."""


async def make(
    store: Store,
    source: Path,
    folder: Path,
    *,
    now: datetime,
    by: str,
    progress: Progress = lambda _left, _all: None,
) -> Backup:
    """Make a backup of `source`, and write down that it was made.

    `by` is `scheduled` or `by_hand`. Raises StoreUnavailable when the disk is full.
    """
    made = await asyncio.to_thread(backups.make, source, folder, now, progress)

    async def work(tx: Transaction) -> None:
        actor = "service" if by == "scheduled" else "operator"
        await audit.append(
            tx, store.keyring, actor=actor, act=Act.BACKUP_MADE, about=None, now=now, detail=by
        )

    await store.db.write(work)
    return made


async def settle(db: Database, keyring: Keyring, *, now: datetime, drill: bool = False) -> Restored:
    """Make a database that was put back fit to go on with.

    Whoever was erased since goes. What waited in the moment of the backup was answered and
    delivered long since, or is too old to be said now: it is not said a second time. An
    invitation may have been accepted since, so all are void.
    """
    gone = await replay_erasures(db, keyring)

    async def work(tx: Transaction) -> int:
        await inbox.give_up(tx)
        await outbox.give_up(tx)
        await staff.void_invitations(tx.c)
        await audit.append(
            tx,
            keyring,
            actor="operator",
            act=Act.RESTORED,
            about=None,
            now=now,
            detail="drill" if drill else "finished",
        )
        return await persons.count(tx.c)

    count = await db.write(work)
    if not drill:
        await anchor(db, keyring, restored=True)
    await db.fold()
    return Restored(gone, count)
