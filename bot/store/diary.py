"""A request's diary: which calls were tried, and what helpers noted for each other.

Notes are for staff. No screen for people reads this module (tested): a note can never reach
the person by mistake. What they have a right to know they get from the data-protection officer.
"""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, insert, select

from bot.domain.callback import Outcome
from bot.domain.casework import Noted
from bot.store.callbacks import Case
from bot.store.engine import Connection
from bot.store.keyring import Keyring
from bot.store.persons import moment, new_id
from bot.store.sealing import Place
from bot.store.tables import diary

SHOWN: Final = 5
"""The newest lines, which a card shows."""
EVERY: Final = 10_000


async def write(
    c: Connection,
    keyring: Keyring,
    case: Case,
    *,
    by: bytes,
    now: datetime,
    outcome: Outcome | None = None,
    note: str | None = None,
) -> None:
    """Write one line."""
    one = new_id()
    last = select(func.max(diary.c.place)).where(diary.c.request == case.id)
    row = {
        "id": one,
        "request": case.id,
        "person": case.person,
        "place": ((await c.execute(last)).scalar() or 0) + 1,
        "at": int(now.timestamp()),
        "by": by,
        "outcome": None if outcome is None else outcome.value,
        "note": None
        if note is None
        else keyring.seal_for(
            case.person,
            Place("diary", "note", one, case.person),
            note.encode(errors="surrogatepass"),
        ),
    }
    await c.execute(insert(diary), row)


async def of_case(
    c: Connection, keyring: Keyring, case: Case, *, at_most: int = SHOWN
) -> list[Noted]:
    """Return the newest lines, oldest of them first."""
    query = select(diary).where(diary.c.request == case.id).order_by(diary.c.place.desc())
    rows = (await c.execute(query.limit(at_most))).all()
    return [_opened(row, keyring, case) for row in reversed(rows)]


async def outcomes(c: Connection, request: bytes) -> list[tuple[datetime, Outcome]]:
    """Return when calls were tried and how they came out: what the person may be told."""
    query = select(diary.c.at, diary.c.outcome).where(
        diary.c.request == request, diary.c.outcome.is_not(None)
    )
    rows = await c.execute(query.order_by(diary.c.place))
    return [(moment(row.at), Outcome(row.outcome)) for row in rows]


async def notes(c: Connection, request: bytes) -> int:
    """Return how many notes there are."""
    query = select(func.count()).where(diary.c.request == request, diary.c.note.is_not(None))
    return (await c.execute(query)).scalar_one()


def _opened(row: Any, keyring: Keyring, case: Case) -> Noted:
    note = None
    if row.note is not None:
        place = Place("diary", "note", row.id, case.person)
        note = keyring.unseal(place, row.note).decode(errors="surrogatepass")
    outcome = None if row.outcome is None else Outcome(row.outcome)
    return Noted(moment(row.at), row.by, outcome, note)
