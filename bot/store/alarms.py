"""Which alarms staff has been told of, and when: no persons in it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from bot.store.engine import Connection
from bot.store.tables import alarm


async def may_tell(c: Connection, name: str, since: datetime) -> bool:
    """Tell whether staff has not been told of this alarm since then."""
    at = (await c.execute(select(alarm.c.told).where(alarm.c.name == name))).scalar()
    return at is None or at <= since.timestamp()


async def told(c: Connection, name: str, now: datetime) -> None:
    """Write down that staff was told."""
    at = int(now.timestamp())
    row = insert(alarm).values(name=name, told=at)
    await c.execute(row.on_conflict_do_update(index_elements=["name"], set_={"told": at}))


async def forget_others(c: Connection, ringing: Collection[str]) -> None:
    """Forget the alarms that do not ring any more, so that they may ring at once again."""
    await c.execute(delete(alarm).where(alarm.c.name.not_in(list(ringing))))
