"""The language a person picked: kept for 24 hours under a keyed code, then gone."""

from datetime import datetime, timedelta
from typing import Final, cast

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from bot.domain.languages import Language
from bot.store.engine import Database, Transaction
from bot.store.keyring import Keyring
from bot.store.tables import picked_language

KEPT: Final = timedelta(hours=24)

# PostgreSQL has the same ON CONFLICT clause, in its own dialect module of SQLAlchemy.
_insert = insert(picked_language)
_PICK = _insert.on_conflict_do_update(
    index_elements=["visitor"],
    set_={"language": _insert.excluded.language, "until": _insert.excluded.until},
)
_PICKED = select(picked_language.c.language).where(
    picked_language.c.visitor == bindparam("b_visitor"),
    picked_language.c.until > bindparam("b_now"),
)


def pick(tx: Transaction, keyring: Keyring, user: int, language: Language, now: datetime) -> None:
    """Remember for 24 hours that this person picked `language`."""
    row = {
        "visitor": keyring.look_up("visitor", user),
        "language": language,
        "until": int((now + KEPT).timestamp()),
    }
    tx.later(_PICK, row)


async def picked(db: Database, keyring: Keyring, user: int, now: datetime) -> Language | None:
    """Return what the person picked during the last 24 hours, or None."""
    row = {"b_visitor": keyring.look_up("visitor", user), "b_now": int(now.timestamp())}
    async with db.read() as c:
        return cast("Language | None", (await c.execute(_PICKED, row)).scalar_one_or_none())


async def sweep(tx: Transaction, now: datetime) -> None:
    """Forget languages that were picked more than 24 hours ago."""
    await tx.c.execute(
        delete(picked_language).where(picked_language.c.until <= int(now.timestamp()))
    )
