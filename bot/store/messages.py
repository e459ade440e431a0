"""Messages to a human, sealed under the person's own key, identifiers already masked."""

from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.holding import KeptMessage
from bot.store.inbox import hour
from bot.store.keyring import Keyring
from bot.store.persons import moment, new_id
from bot.store.sealing import Place
from bot.store.tables import message

AT_MOST: Final = 100
"""Messages kept for one person; more would be a flood, and nobody could read them."""


async def keep(
    c: AsyncConnection, keyring: Keyring, person: bytes, text: str, now: datetime
) -> None:
    """Keep what a person has written."""
    one = new_id()
    last = select(func.coalesce(func.max(message.c.place), 0)).where(message.c.person == person)
    place = (await c.execute(last)).scalar_one() + 1
    body = keyring.seal_for(person, _place(one, person), text.encode(errors="surrogatepass"))
    row = {"id": one, "person": person, "place": place, "written": hour(now), "body": body}
    await c.execute(insert(message), row)


async def count(c: AsyncConnection, person: bytes) -> int:
    """Return how many messages of a person are kept."""
    query = select(func.count()).select_from(message).where(message.c.person == person)
    return (await c.execute(query)).scalar_one()


async def of_person(c: AsyncConnection, keyring: Keyring, person: bytes) -> tuple[KeptMessage, ...]:
    """Return a person's messages, opened, oldest first; raise KeyGone when the key is gone."""
    query = select(message).where(message.c.person == person)
    rows = await c.execute(query.order_by(message.c.place))
    return tuple(
        KeptMessage(
            moment(row.written),
            keyring.unseal(_place(row.id, person), row.body).decode(errors="surrogatepass"),
        )
        for row in rows
    )


async def drop(c: AsyncConnection, person: bytes) -> None:
    """Delete all messages of a person."""
    await c.execute(delete(message).where(message.c.person == person))


def _place(one: bytes, person: bytes) -> Place:
    return Place("message", "body", one, person)
