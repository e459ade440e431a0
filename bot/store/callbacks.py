"""Requests to be called: name and number, sealed under the person's own key."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.holding import Callback
from bot.store.inbox import hour
from bot.store.keyring import Keyring
from bot.store.persons import moment, new_id
from bot.store.sealing import Place
from bot.store.tables import callback

NAME_AT_MOST: Final = 64
"""Signs of a name or nickname; Telegram's own names are no longer."""


async def draft(c: AsyncConnection, person: bytes, now: datetime) -> None:
    """Begin a request of `person`: there is one at most."""
    row = {
        "id": new_id(),
        "person": person,
        "state": "draft",
        "asked": hour(now),
        "changed": hour(now),
    }
    await c.execute(insert(callback), row)


async def of_person(c: AsyncConnection, keyring: Keyring, person: bytes) -> Callback | None:
    """Return the person's request, opened; raise KeyGone when the key was destroyed."""
    row = (await c.execute(select(callback).where(callback.c.person == person))).one_or_none()
    if row is None:
        return None

    def opened(column: str, value: bytes | None) -> str | None:
        if value is None:
            return None
        return keyring.unseal(Place("callback", column, row.id, person), value).decode()

    return Callback(
        state=row.state,
        asked=moment(row.asked),
        changed=moment(row.changed),
        name=opened("name", row.name),
        number=opened("number", row.number),
    )


async def keep(
    c: AsyncConnection,
    keyring: Keyring,
    person: bytes,
    column: Literal["name", "number"],
    value: str,
    now: datetime,
) -> None:
    """Keep the name or the number; with a number the request is open."""
    row = (await c.execute(select(callback.c.id).where(callback.c.person == person))).scalar_one()
    values: Mapping[str, Any] = {
        column: keyring.seal_for(person, Place("callback", column, row, person), value.encode()),
        "changed": hour(now),
    }
    if column == "number":
        values = {**values, "state": "open", "told": None}
    await c.execute(update(callback).where(callback.c.id == row).values(values))


async def told(c: AsyncConnection, person: bytes, now: datetime) -> None:
    """Write down that the person was told that nobody has called yet."""
    await c.execute(update(callback).where(callback.c.person == person).values(told=hour(now)))


async def drop(c: AsyncConnection, person: bytes) -> None:
    """Delete the person's request."""
    await c.execute(delete(callback).where(callback.c.person == person))
