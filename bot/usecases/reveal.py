"""Showing a person's number to a member of staff: first written down, then shown.

Rules (cited by tests):
    V1  The row of the audit log is committed before the number is read for showing.
    V2  Who has withdrawn, paused or been erased meanwhile is not there; the same refusal as for
        an id that never was, so that it tells nothing.
    V3  Ten numbers in an hour are enough work for one person; more is refused and alarms.
    V4  Nothing written down, nothing shown.

Who of the staff may ask for whom is decided before, by the routes. Source: PROMISES.md,
promise 17, T2, T11 and section 7 (the reveal must lose against a withdrawal).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from bot.store import agreements, audit, callbacks, persons
from bot.store.audit import Act
from bot.store.engine import Connection, Transaction
from bot.store.keyring import Keyring
from bot.store.sealing import Unsealable
from bot.store.store import Store

AT_MOST: Final = 10
WITHIN: Final = timedelta(hours=1)

ALARM: Final = "too_many_reveals"
"""The alarm that is raised when somebody asks for more."""

Verdict = Literal["shown", "not_here", "too_many"]


@dataclass(frozen=True, slots=True)
class Reveal:
    """A member of staff asks for a person's number. Both are random ids of 16 bytes."""

    staff: bytes
    person: bytes


@dataclass(frozen=True, slots=True)
class Revealed:
    """What may be shown now, to this member of staff, once."""

    name: str | None
    number: str


class NotHere(Exception):
    """Refused: there is nobody by this id who wants to be called."""


class TooManyReveals(Exception):
    """Refused: ten numbers were shown to this member of staff within the hour."""


def _nobody_hears(_: str) -> None:
    """No alarm is joined: the refusal stands in the audit log all the same."""


async def reveal(
    store: Store,
    order: Reveal,
    now: datetime,
    *,
    alarm: Callable[[str], None] = _nobody_hears,
) -> Revealed:
    """Write down that the number is shown, and return it.

    Raises NotHere (V2) and TooManyReveals (V3), both written down; whatever keeps the row from
    being written is raised as it is, and nothing is shown (V4).
    """
    actor = f"staff:{order.staff.hex()}"

    async def work(tx: Transaction) -> Verdict:
        shown = await audit.since(tx.c, actor, Act.REVEALED, now - WITHIN)
        known = await persons.by_id(tx.c, store.keyring, order.person)
        if len(shown) >= AT_MOST:
            verdict: Verdict = "too_many"
        elif await _wanted(tx.c, store.keyring, order.person) is None:
            verdict = "not_here"
        else:
            verdict = "shown"
        await audit.append(
            tx,
            store.keyring,
            actor=actor,
            act=Act.REVEALED if verdict == "shown" else Act.REVEAL_REFUSED,
            # An id that is nobody's is what somebody has made up: it does not enter the log.
            about=order.person if known is not None else None,
            detail=None if verdict == "shown" else verdict,
            now=now,
        )
        return verdict

    match await store.db.write(work):
        case "too_many":
            alarm(ALARM)
            raise TooManyReveals
        case "not_here":
            raise NotHere
        case "shown":
            # Read only now: whoever withdrew while the row was being written has won.
            async with store.db.read() as c:
                found = await _wanted(c, store.keyring, order.person)
            if found is None:
                raise NotHere
            return found


async def _wanted(c: Connection, keyring: Keyring, person: bytes) -> Revealed | None:
    """Return name and number of somebody who wants to be called at this moment; else None."""
    try:
        one = await persons.by_id(c, keyring, person)
        if one is None or one.paused:
            return None
        held = await agreements.of_person(c, person)
        if not any(each.purpose == "call" and each.withdrawn is None for each in held):
            return None
        request = await callbacks.of_person(c, keyring, person)
    except Unsealable:
        return None
    if request is None or request.state != "open" or request.number is None:
        return None
    return Revealed(request.name, request.number)
