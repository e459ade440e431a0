"""Persons: a row only after consent, found by a keyed code, readable with the person's own key."""

import os
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, cast

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.holding import Asking
from bot.domain.languages import Language, is_language
from bot.store.inbox import hour
from bot.store.keyring import Keyring
from bot.store.sealing import Place, Unsealable
from bot.store.tables import person

ID_BYTES: Final = 16


class Stale(Exception):
    """Somebody else has changed the row since it was read; nothing was written."""


@dataclass(frozen=True, slots=True)
class Person:
    """One person, opened."""

    id: bytes
    since: datetime
    chat: int
    language: Language
    paused: bool
    asking: Asking | None
    version: int


def new_id() -> bytes:
    """Return a random id that means nothing outside this database."""
    return os.urandom(ID_BYTES)


def moment(seconds: int) -> datetime:
    """Return the UTC moment of `seconds` since 1970."""
    return datetime.fromtimestamp(seconds, UTC)


async def id_of(c: AsyncConnection, keyring: Keyring, user: int) -> bytes | None:
    """Return the id of the person with this Telegram id, even if the key is gone already."""
    query = select(person.c.id).where(person.c.visitor == keyring.look_up("visitor", user))
    return (await c.execute(query)).scalar()


async def find(c: AsyncConnection, keyring: Keyring, user: int) -> Person | None:
    """Return the person with this Telegram id; None if nothing readable is held."""
    query = select(person).where(person.c.visitor == keyring.look_up("visitor", user))
    row = (await c.execute(query)).one_or_none()
    return None if row is None else _opened(row, keyring)


async def by_id(c: AsyncConnection, keyring: Keyring, one: bytes) -> Person | None:
    """Return the person with this random id; None if nothing readable is held."""
    row = (await c.execute(select(person).where(person.c.id == one))).one_or_none()
    return None if row is None else _opened(row, keyring)


async def count(c: AsyncConnection) -> int:
    """Return how many persons there are."""
    return (await c.execute(select(func.count()).select_from(person))).scalar_one()


async def all_ids(c: AsyncConnection) -> frozenset[bytes]:
    """Return the ids of all persons."""
    return frozenset((await c.execute(select(person.c.id))).scalars())


async def enter(
    c: AsyncConnection,
    keyring: Keyring,
    one: bytes,
    *,
    user: int,
    chat: int,
    language: Language,
    now: datetime,
) -> Person:
    """Write a new person under a key that exists already; raise KeyGone if it does not."""
    row = {
        "id": one,
        "visitor": keyring.look_up("visitor", user),
        "since": hour(now),
        "chat": _seal(keyring, one, "chat", str(chat)),
        "language": _seal(keyring, one, "language", language),
        "paused": 0,
        "asking": None,
        "version": 1,
    }
    await c.execute(insert(person), row)
    since = moment(hour(now))
    return Person(one, since, chat, language, paused=False, asking=None, version=1)


async def save(c: AsyncConnection, keyring: Keyring, after: Person) -> None:
    """Write `after`, but only over the version it was read with; raise Stale otherwise."""
    result = await c.execute(
        update(person)
        .where(person.c.id == after.id, person.c.version == after.version)
        .values(
            language=_seal(keyring, after.id, "language", after.language),
            paused=int(after.paused),
            asking=after.asking,
            version=after.version + 1,
        )
    )
    if result.rowcount != 1:
        raise Stale


async def remove(c: AsyncConnection, ids: Collection[bytes]) -> None:
    """Delete these persons; what hangs on them goes too, consents lose their link only."""
    await c.execute(delete(person).where(person.c.id.in_(ids)))


def _opened(row: Row[Any], keyring: Keyring) -> Person | None:
    """Open a row; None when its key was destroyed or it is damaged."""
    try:
        chat = _unseal(keyring, row.id, "chat", row.chat)
        language = _unseal(keyring, row.id, "language", row.language)
    except Unsealable:
        return None
    if not is_language(language):
        return None
    return Person(
        id=row.id,
        since=moment(row.since),
        chat=int(chat),
        language=language,
        paused=bool(row.paused),
        asking=cast("Asking | None", row.asking),
        version=row.version,
    )


def _seal(keyring: Keyring, one: bytes, column: str, value: str) -> bytes:
    return keyring.seal_for(one, Place("person", column, one, one), value.encode())


def _unseal(keyring: Keyring, one: bytes, column: str, value: bytes) -> str:
    return keyring.unseal(Place("person", column, one, one), value).decode()
