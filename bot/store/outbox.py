"""The outbox: what we owe people, sealed, written with the change that owes it."""

import json
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, delete, insert, select, update

from bot.domain.letters import Letter, UnreadableLetter
from bot.store.engine import Database, Transaction
from bot.store.inbox import hour
from bot.store.keyring import Keyring, Purpose
from bot.store.sealing import Place, Unsealable
from bot.store.tables import outbox

ASIDE_KEPT: Final = timedelta(days=7)

_INSERT = insert(outbox)
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


def owe(tx: Transaction, keyring: Keyring, letter: Letter, now: datetime) -> Owed:
    """Owe `letter` together with everything else this transaction does."""
    owed = Owed(os.urandom(16), letter)
    row = {
        "ref": owed.ref,
        "owed": hour(now),
        "state": "waiting",
        "body": _seal(keyring, owed, now),
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
    query = select(outbox.c.ref, outbox.c.body).where(outbox.c.state == "waiting")
    owed: list[Owed] = []
    lost: list[bytes] = []
    async with db.read() as c:
        for ref, body in await c.execute(query.order_by(outbox.c.seq)):
            try:
                letter = Letter.from_json(json.loads(keyring.unseal(_place(ref), body)))
            except (Unsealable, UnreadableLetter, ValueError):
                lost.append(ref)
            else:
                owed.append(Owed(ref, letter))
    return owed, lost


async def sweep(tx: Transaction, now: datetime) -> None:
    """Forget letters that were set aside more than seven days ago."""
    await tx.c.execute(
        delete(outbox).where(outbox.c.state == "aside", outbox.c.owed < hour(now - ASIDE_KEPT))
    )


def _seal(keyring: Keyring, owed: Owed, now: datetime) -> bytes:
    text = json.dumps(owed.letter.to_json(), ensure_ascii=False, separators=(",", ":"))
    return keyring.seal(Purpose.OUTBOX, _place(owed.ref), text.encode(), now=now)


def _place(ref: bytes) -> Place:
    return Place("outbox", "body", ref)
