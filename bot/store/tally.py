"""The tally: how often something happened on a day. Figures without persons."""

from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.sqlite import insert

from bot.store.engine import Database, Transaction
from bot.store.tables import tally

KEPT: Final = timedelta(days=731)

_insert = insert(tally)
_COUNT = _insert.on_conflict_do_update(
    index_elements=["day", "event"], set_={"count": tally.c.count + _insert.excluded["count"]}
)


def count(tx: Transaction, event: str, now: datetime) -> None:
    """Count one `event` (a code from the source, never a text of a person) for today."""
    tx.later(_COUNT, {"day": now.astimezone(UTC).date().isoformat(), "event": event, "count": 1})


async def totals(db: Database) -> dict[str, int]:
    """Return how often each event has happened in all the days that are kept."""
    query = select(tally.c.event, func.sum(tally.c.count)).group_by(tally.c.event)
    async with db.read() as c:
        return {event: int(number) for event, number in await c.execute(query)}


async def sweep(tx: Transaction, now: datetime) -> None:
    """Forget figures after 24 months."""
    oldest = (now.astimezone(UTC) - KEPT).date().isoformat()
    await tx.c.execute(delete(tally).where(tally.c.day < oldest))
