"""The outbox: what we owe people, sealed, written with the change that owes it."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.letters import Letter, UnreadableLetter
from bot.store.engine import Database, Transaction
from bot.store.inbox import hour
from bot.store.keyring import Keyring, Purpose
from bot.store.sealing import Place, Unsealable
from bot.store.tables import outbox

ASIDE_KEPT: Final = timedelta(days=7)

_INSERT = insert(outbox)
_WAITING = (
    select(outbox.c.ref, outbox.c.body, outbox.c.person)
    .where(outbox.c.state == "waiting")
    .order_by(outbox.c.seq)
)
_DELETE = delete(outbox).where(outbox.c.ref == bindparam("b_ref"))
_ASIDE = (
    update(outbox)
    .where(outbox.c.ref == bindparam("b_ref"))
    .values(state="aside", reason=bindparam("b_reason"))
)
_READDRESS = (
    update(outbox).where(outbox.c.ref == bindparam("b_ref")).values(body=bindparam("b_body"))
)


@dataclass(frozen=True, slots=True)
class Owed:
    """A letter in the outbox and the name of its row."""

    ref: bytes
    letter: Letter
    person: bytes | None = None
    """The person it goes away with, if it says something of one."""


def owe(
    tx: Transaction,
    keyring: Keyring,
    letter: Letter,
    now: datetime,
    *,
    person: bytes | None = None,
    until_mirrored: bool = False,
) -> Owed:
    """Owe `letter` together with everything else this transaction does.

    One that is owed `until_mirrored` stays where it is until `release`.
    """
    owed = Owed(os.urandom(16), letter, person)
    row = {
        "ref": owed.ref,
        "owed": hour(now),
        "state": "waiting",
        "body": _seal(keyring, owed, now),
        "person": person,
        "until_mirrored": int(until_mirrored),
    }
    tx.later(_INSERT, row)
    return owed


def paid(tx: Transaction, ref: bytes) -> None:
    """Erase a letter that has been delivered, or that nobody can receive any more."""
    tx.later(_DELETE, {"b_ref": ref})


def set_aside(tx: Transaction, ref: bytes, reason: str) -> None:
    """Keep a letter that Telegram refused for an unknown reason, for a human to look at."""
    tx.later(_ASIDE, {"b_ref": ref, "b_reason": reason})


def readdress(tx: Transaction, keyring: Keyring, owed: Owed, now: datetime) -> None:
    """Write the letter again under its new address (a group became a supergroup)."""
    tx.later(_READDRESS, {"b_ref": owed.ref, "b_body": _seal(keyring, owed, now)})


async def waiting(db: Database, keyring: Keyring) -> tuple[list[Owed], list[bytes]]:
    """Return what is still owed from an earlier life, oldest first, and refs that do not open."""
    async with db.read() as c:
        rows = await c.execute(_WAITING.where(outbox.c.until_mirrored == 0))
        return _opened(rows.all(), keyring)


async def release(tx: Transaction, keyring: Keyring) -> list[Owed]:
    """Let go what waited for the copy of the keys; return it, for whoever pays after the commit."""
    held_back = outbox.c.until_mirrored == 1
    owed, _lost = _opened((await tx.c.execute(_WAITING.where(held_back))).all(), keyring)
    if owed:
        await tx.c.execute(update(outbox).where(held_back).values(until_mirrored=0))
    return owed


async def give_up(tx: Transaction) -> None:
    """Erase every letter that waited when a backup was made: it was delivered since then."""
    await tx.c.execute(delete(outbox))


async def forget(c: AsyncConnection, person: bytes) -> None:
    """Erase every letter that says something of `person`."""
    await c.execute(delete(outbox).where(outbox.c.person == person))


async def count(c: AsyncConnection, person: bytes) -> int:
    """Return how many letters that say something of `person` still wait."""
    query = select(func.count()).select_from(outbox).where(outbox.c.person == person)
    return (await c.execute(query)).scalar_one()


async def sweep(tx: Transaction, now: datetime) -> None:
    """Forget letters that were set aside more than seven days ago."""
    await tx.c.execute(
        delete(outbox).where(outbox.c.state == "aside", outbox.c.owed < hour(now - ASIDE_KEPT))
    )


def _opened(rows: Sequence[Row[Any, Any, Any]], keyring: Keyring) -> tuple[list[Owed], list[bytes]]:
    """Return the letters that open, and the refs of those that do not."""
    owed: list[Owed] = []
    lost: list[bytes] = []
    for row in rows:
        try:
            letter = Letter.from_json(json.loads(keyring.unseal(_place(row.ref), row.body)))
        except (Unsealable, UnreadableLetter, ValueError):
            lost.append(row.ref)
        else:
            owed.append(Owed(row.ref, letter, row.person))
    return owed, lost


def _seal(keyring: Keyring, owed: Owed, now: datetime) -> bytes:
    text = json.dumps(owed.letter.to_json(), ensure_ascii=False, separators=(",", ":"))
    return keyring.seal(Purpose.OUTBOX, _place(owed.ref), text.encode(), now=now)


def _place(ref: bytes) -> Place:
    return Place("outbox", "body", ref)
