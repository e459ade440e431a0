"""Whose time is over: the queries behind the retention of what people have consented to.

Hours are rounded down when they are written, so a limit counted from one is reached up to an
hour early; every limit here is therefore an hour longer. Nothing is deleted early, and with a
sweep every ten minutes nothing stays more than a few hours over its limit.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, and_, delete, exists, func, or_, select

from bot.domain.callback import OPEN
from bot.store.engine import Connection
from bot.store.inbox import hour
from bot.store.inventory import Kept
from bot.store.persons import moment
from bot.store.tables import (
    agreement,
    audit,
    blocked,
    callback,
    inbox,
    invitation,
    message,
    outbox,
    person,
    picked_language,
    shown,
    staff,
    staff_copy,
    tally,
)

ROUNDED: Final = timedelta(hours=1)
AFTER_CALL: Final = timedelta(days=30)
UNCLAIMED: Final = timedelta(days=60)
TOLD: Final = timedelta(days=50)
AFTER_MESSAGE: Final = timedelta(days=30)
IDLE: Final = timedelta(days=30)
PROOF: Final = timedelta(days=731)
BATCH: Final = 500
"""Persons looked at in one go; each is then handled in a transaction of its own."""


_OPEN: Final = callback.c.stage.in_([one.value for one in OPEN])
"""Somebody waits for a call."""


def _before(now: datetime, limit: timedelta) -> int:
    """Return the hour up to which a rounded time is over its limit."""
    return hour(now - limit - ROUNDED)


async def calls_over(c: Connection, now: datetime) -> list[bytes]:
    """Return the persons whose request to be called is over: done, never finished, or unclaimed.

    Counted from the last change: who gave the number or corrected it yesterday is not erased
    today because the first question was answered long ago.
    """
    over = or_(
        and_(~_OPEN, callback.c.changed <= _before(now, AFTER_CALL)),
        and_(_OPEN, callback.c.changed <= _before(now, UNCLAIMED)),
    )
    return list((await c.execute(select(callback.c.person).where(over).limit(BATCH))).scalars())


async def writing_over(c: Connection, now: datetime) -> list[bytes]:
    """Return the persons whose last message is 30 days old."""
    query = (
        select(message.c.person)
        .group_by(message.c.person)
        .having(func.max(message.c.written) <= _before(now, AFTER_MESSAGE))
    )
    return list((await c.execute(query.limit(BATCH))).scalars())


async def idle(c: Connection, now: datetime) -> list[bytes]:
    """Return the persons who agreed 30 days ago and of whom nothing else is kept."""
    asked = exists().where(callback.c.person == person.c.id)
    wrote = exists().where(message.c.person == person.c.id)
    recent = exists().where(
        agreement.c.person == person.c.id,
        agreement.c.given > int((now - IDLE).timestamp()),
    )
    query = select(person.c.id).where(person.c.since <= _before(now, IDLE), ~asked, ~wrote, ~recent)
    return list((await c.execute(query.limit(BATCH))).scalars())


async def to_be_told(c: Connection, now: datetime) -> list[bytes]:
    """Return the persons who have waited 50 days for a call and do not know how it ends."""
    waits = and_(
        _OPEN,
        or_(callback.c.told.is_(None), callback.c.told < callback.c.changed),
        callback.c.changed <= _before(now, TOLD),
    )
    return list((await c.execute(select(callback.c.person).where(waits).limit(BATCH))).scalars())


async def forget_proofs(c: Connection, now: datetime) -> None:
    """Delete the proofs of consents that ended 24 months ago, with no person behind them."""
    await c.execute(
        delete(agreement).where(
            agreement.c.person.is_(None),
            agreement.c.withdrawn <= int((now - PROOF).timestamp()),
        )
    )


@dataclass(frozen=True, slots=True)
class Age:
    """How many rows of one kind there are, and the moment the oldest counts from."""

    kept: Kept
    rows: int
    oldest: datetime | None


async def ages(c: Connection) -> list[Age]:
    """Return the age of every kind of row in data.db that has a limit.

    Rows that wait (an update, a letter, a standing consent) or serve (a member of staff) have no end yet and are left out.
    """
    last_written = (
        select(func.max(message.c.written).label("at")).group_by(message.c.person).subquery()
    )
    kinds: list[tuple[Kept, Select[int, Any]]] = [
        (Kept.UPDATE, _oldest(inbox.c.received).where(inbox.c.state == "done")),
        (
            Kept.UPDATE_BODY,
            _oldest(inbox.c.received).where(inbox.c.state == "aside", inbox.c.body.is_not(None)),
        ),
        (Kept.LETTER, _oldest(outbox.c.owed).where(outbox.c.state == "aside")),
        (Kept.LANGUAGE, _oldest(picked_language.c.until - _seconds(Kept.LANGUAGE))),
        (Kept.SHOWN, _oldest(shown.c.until - _seconds(Kept.SHOWN))),
        (Kept.CALLBACK, _oldest(callback.c.changed).where(_OPEN)),
        (Kept.PERSON, _oldest(callback.c.changed).where(~_OPEN)),
        (Kept.MESSAGES, _oldest(last_written.c.at)),
        (Kept.STAFF_COPY, _oldest(staff_copy.c.delete_by - _seconds(Kept.STAFF_COPY))),
        (Kept.BLOCKED, _oldest(blocked.c.until - _seconds(Kept.BLOCKED))),
        (Kept.STAFF, _oldest(staff.c.removed)),
        (Kept.INVITATION, _oldest(invitation.c.made)),
        (Kept.AGREEMENT, _oldest(agreement.c.withdrawn).where(agreement.c.person.is_(None))),
        (Kept.AUDIT, _oldest(audit.c.at)),
    ]
    found: list[Age] = []
    for kept, query in kinds:
        rows, oldest = (await c.execute(query)).one()
        found.append(Age(kept, rows, None if oldest is None else moment(oldest)))
    rows, day = (await c.execute(select(func.count(), func.min(tally.c.day)))).one()
    first = None if day is None else datetime.fromisoformat(day).replace(tzinfo=UTC)
    return [*found, Age(Kept.TALLY, rows, first)]


def _oldest(at: Any) -> Select[int, Any]:
    return select(func.count(at), func.min(at))


def _seconds(kept: Kept) -> int:
    return int((kept.limit or timedelta(0)).total_seconds())
