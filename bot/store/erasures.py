"""Erasures replayed: whoever was erased stays erased, also when an older file is put back."""

from typing import Final

from sqlalchemy import Table, delete, select, update

from bot.store import staff
from bot.store.engine import Connection, Database, Transaction
from bot.store.keyring import Keyring
from bot.store.tables import agreement, metadata, person

NOTES: Final = frozenset({agreement.name})
"""Tables whose rows outlive the person, without the link."""


async def replay_erasures(db: Database, keyring: Keyring) -> int:
    """Delete everything about persons who have no key (any more); return how many there were.

    Members of staff without a key were removed: they stay so, with their old rows in the file.
    Without the key nobody can read it; it goes so that no row, letter or count tells of them.
    Every table with a column `person` is walked, so that a new one cannot be forgotten. Runs at
    each start and after a restore; safe to repeat.
    """

    async def work(tx: Transaction) -> int:
        gone = await _without_key(tx.c, keyring)
        for one in gone:
            reason = "forgotten" if one in keyring.erased() else "lapsed"
            await tx.c.execute(
                update(agreement)
                .where(agreement.c.person == one, agreement.c.withdrawn.is_(None))
                .values(withdrawn=keyring.erased().get(one, agreement.c.given), reason=reason)
            )
        for table in metadata.sorted_tables:
            if "person" in table.c and table.name not in NOTES:
                await _delete(tx.c, table, gone)
        await tx.c.execute(delete(person).where(person.c.id.in_(gone)))
        for member in await staff.serving(tx.c) - keyring.persons():
            await staff.set_removed(tx.c, member, at=keyring.erased().get(member, 0))
        return len(gone)

    return await db.write(work)


async def _without_key(c: Connection, keyring: Keyring) -> list[bytes]:
    """Return the ids of all persons who are named anywhere and have no key."""
    named = set((await c.execute(select(person.c.id))).scalars())
    for table in metadata.sorted_tables:
        if "person" in table.c:
            found = await c.execute(select(table.c.person).distinct())
            named |= {one for one in found.scalars() if one is not None}
    return [one for one in named if not keyring.has_person(one)]


async def _delete(c: Connection, table: Table, persons: list[bytes]) -> None:
    await c.execute(delete(table).where(table.c.person.in_(persons)))
