"""Versions of the FAQ's entries: none is ever changed; a newer one takes its place."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from bot.domain.entries import Origin, State
from bot.store.engine import Connection, Transaction
from bot.store.tables import entry_version


@dataclass(frozen=True, slots=True)
class Version:
    """A version of an entry. `document` is plain data; what is in it, the domain knows."""

    entry: str
    number: int
    state: State
    origin: Origin
    document: Mapping[str, Any]


async def published(c: Connection) -> dict[str, Version]:
    """Return what is published now, by entry."""
    rows = await c.execute(
        select(entry_version)
        .where(entry_version.c.state == State.PUBLISHED.value)
        .order_by(entry_version.c.entry)
    )
    return {row.entry: _version(row) for row in rows}


async def names(c: Connection) -> set[str]:
    """Return the names of all entries there ever were a version of."""
    return set((await c.execute(select(entry_version.c.entry).distinct())).scalars())


async def history(c: Connection, entry: str) -> list[Version]:
    """Return all versions of an entry, the oldest first."""
    rows = await c.execute(
        select(entry_version).where(entry_version.c.entry == entry).order_by(entry_version.c.number)
    )
    return [_version(row) for row in rows]


async def publish(
    tx: Transaction, entry: str, document: Mapping[str, Any], *, origin: Origin, now: datetime
) -> int:
    """Add `document` as the newest version of `entry`, live at once; return its number.

    What was published before is retired in the same transaction.
    """
    number = await tx.c.scalar(
        select(func.coalesce(func.max(entry_version.c.number), 0) + 1).where(
            entry_version.c.entry == entry
        )
    )
    await retire(tx, [entry])
    await tx.c.execute(
        insert(entry_version).values(
            entry=entry,
            number=number,
            state=State.PUBLISHED.value,
            origin=origin.value,
            document=json.dumps(document, ensure_ascii=False, sort_keys=True),
            made=int(now.timestamp()),
        )
    )
    return int(number or 1)


async def retire(tx: Transaction, entries: Iterable[str]) -> None:
    """Take what is published of these entries back; the versions stay."""
    await tx.c.execute(
        update(entry_version)
        .where(entry_version.c.entry.in_(list(entries)))
        .where(entry_version.c.state == State.PUBLISHED.value)
        .values(state=State.RETIRED.value)
    )


def _version(row: Any) -> Version:
    return Version(
        row.entry, row.number, State(row.state), Origin(row.origin), json.loads(row.document)
    )
