"""Who has abused the service and may ask for nothing for a while: keyed codes only."""

from datetime import datetime
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from bot.store.engine import Connection, Transaction
from bot.store.inventory import Kept
from bot.store.keyring import Keyring
from bot.store.tables import blocked, person

LASTS: Final = Kept.BLOCKED.limit
"""How long somebody stays blocked."""


async def block(c: Connection, one: bytes, now: datetime) -> None:
    """Block the account of the person `one`."""
    code = (await c.execute(select(person.c.visitor).where(person.c.id == one))).scalar_one()
    until = int((now + LASTS).timestamp()) if LASTS else 0
    row = insert(blocked).values(visitor=code, until=until)
    await c.execute(row.on_conflict_do_update(index_elements=["visitor"], set_={"until": until}))


async def is_blocked(c: Connection, keyring: Keyring, user: int, now: datetime) -> bool:
    """Tell whether this Telegram account is blocked now."""
    query = select(blocked.c.until).where(blocked.c.visitor == keyring.look_up("visitor", user))
    until = (await c.execute(query)).scalar()
    return until is not None and until > now.timestamp()


async def sweep(tx: Transaction, now: datetime) -> None:
    """Forget whoever was blocked long enough."""
    await tx.c.execute(delete(blocked).where(blocked.c.until <= int(now.timestamp())))
