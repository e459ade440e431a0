"""What the data-protection officer's commands read beside the ordinary queries."""

from sqlalchemy import func, select

from bot.store.engine import Connection
from bot.store.tables import agreement, inbox, outbox


async def person_of(c: Connection, receipt: str) -> bytes | None:
    """Return whose receipt this is; None once the person was erased, or if there is none."""
    query = select(agreement.c.person).where(agreement.c.receipt == receipt)
    return (await c.execute(query)).scalar()


async def waiting(c: Connection) -> int:
    """Return how many updates and letters, of anybody, wait with a sealed body."""
    updates = select(func.count()).select_from(inbox).where(inbox.c.body.is_not(None))
    letters = select(func.count()).select_from(outbox)
    return (await c.execute(updates)).scalar_one() + (await c.execute(letters)).scalar_one()
