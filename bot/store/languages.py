"""The language a person picked: kept for 24 hours under a keyed code, then gone."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final, cast

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from bot.domain.languages import Language
from bot.store.engine import Connection, Database, Transaction
from bot.store.gather import Gather
from bot.store.keyring import Keyring
from bot.store.tables import picked_language

KEPT: Final = timedelta(hours=23, minutes=45)
"""So that with the next sweep, ten minutes later at most, the row is gone within 24 hours."""

# PostgreSQL has the same ON CONFLICT clause, in its own dialect module of SQLAlchemy.
_insert = insert(picked_language)
_PICK = _insert.on_conflict_do_update(
    index_elements=["visitor"],
    set_={"language": _insert.excluded.language, "until": _insert.excluded.until},
)
_PICKED = select(
    picked_language.c.visitor, picked_language.c.language, picked_language.c.until
).where(picked_language.c.visitor.in_(bindparam("b_visitors", expanding=True)))


def pick(tx: Transaction, keyring: Keyring, user: int, language: Language, now: datetime) -> None:
    """Remember for 24 hours that this person picked `language`."""
    row = {
        "visitor": keyring.look_up("visitor", user),
        "language": language,
        "until": int((now + KEPT).timestamp()),
    }
    tx.later(_PICK, row)


Picked = Gather[bytes, tuple[Language, int]]
"""Answers what a visitor picked, and until when that counts (seconds since 1970)."""


def look_ups(db: Database) -> Picked:
    """Return the look-up of picked languages; all that wait share one query."""

    async def look(visitors: Collection[bytes]) -> dict[bytes, tuple[Language, int]]:
        async with db.read() as c:
            rows = await c.execute(_PICKED, {"b_visitors": list(visitors)})
            return {row.visitor: (cast("Language", row.language), row.until) for row in rows}

    return Gather(look)


async def picked(look: Picked, keyring: Keyring, user: int, now: datetime) -> Language | None:
    """Return what the person picked during the last 24 hours, or None."""
    match await look.ask(keyring.look_up("visitor", user)):
        case (language, until) if until > now.timestamp():
            return language
        case _:
            return None


async def kept(c: Connection, keyring: Keyring, user: int) -> Language | None:
    """Return the picked language that is kept about this person, or None."""
    visitor = keyring.look_up("visitor", user)
    query = select(picked_language.c.language).where(picked_language.c.visitor == visitor)
    return cast("Language | None", (await c.execute(query)).scalar())


async def forget(c: Connection, keyring: Keyring, user: int) -> None:
    """Forget what this person picked."""
    visitor = keyring.look_up("visitor", user)
    await c.execute(delete(picked_language).where(picked_language.c.visitor == visitor))


async def sweep(tx: Transaction, now: datetime) -> None:
    """Forget languages that were picked more than 24 hours ago."""
    await tx.c.execute(
        delete(picked_language).where(picked_language.c.until <= int(now.timestamp()))
    )
