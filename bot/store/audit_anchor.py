"""The anchor of the audit log: the place and code of its last row, kept outside the database.

Whoever puts back an older data.db puts back an older log too, and that one is whole in itself.
The anchor lies beside keys.db, which no backup holds, and moves on at each sweep; so an older
log is found, unless the anchor was taken as well. Against that helps what `audit verify`
prints: a few signs the data-protection officer can write into a diary and ask for later.
"""

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from hmac import digest as hmac_digest
from pathlib import Path
from typing import Final

from sqlalchemy import select

from bot.store.audit import HEAD, START, Fault, same
from bot.store.engine import Database, StoreUnavailable
from bot.store.keyring import Keyring
from bot.store.tables import audit, audit_head

FILE: Final = "audit.anchor"
SIGNS: Final = 8
"""Bytes of a code that are written down by hand."""


@dataclass(frozen=True, slots=True)
class End:
    """The last row: its place and its code, or the beginning of it."""

    seq: int
    mac: bytes

    def __str__(self) -> str:
        """Write it as a person can copy it: the place, a dash, 16 signs of the code."""
        return f"{self.seq}-{self.mac[:SIGNS].hex()}"

    @classmethod
    def read(cls, text: str) -> "End":
        """Read what `str` has written; raise ValueError if it is something else."""
        seq, _, mac = text.strip().partition("-")
        end = cls(int(seq), bytes.fromhex(mac))
        if end.seq < 0 or len(end.mac) < SIGNS:
            raise ValueError("not the end of an audit log")
        return end


def path_of(keyring: Keyring) -> Path:
    """Return where the anchor lies: beside keys.db."""
    return keyring.path.with_name(FILE)


async def end(db: Database) -> End:
    """Return the last row's place and code; place 0 for an empty log."""
    async with db.read() as c:
        last = select(audit.c.seq, audit.c.mac).order_by(audit.c.seq.desc()).limit(1)
        row = (await c.execute(last)).one_or_none()
        if row is not None:
            return End(row.seq, row.mac)
        head = (await c.execute(select(audit_head).where(audit_head.c.name == HEAD))).one_or_none()
        return End(0, START) if head is None else End(head.last, head.base)


async def holds(db: Database, known: End) -> bool:
    """Tell whether the log still has the row that was once its last.

    Also True when that row was old and has been swept since.
    """
    if known.seq == 0:
        return True
    async with db.read() as c:
        mac = (await c.execute(select(audit.c.mac).where(audit.c.seq == known.seq))).scalar()
        head = (await c.execute(select(audit_head).where(audit_head.c.name == HEAD))).one_or_none()
    if mac is not None:
        return same(known.mac, mac[: len(known.mac)])
    if head is None or known.seq > head.last:
        return False
    return known.seq < head.first - 1 or same(known.mac, head.base[: len(known.mac)])


async def anchor(db: Database, keyring: Keyring, *, restored: bool = False) -> bool:
    """Move the anchor to the last row; return False, and leave it, if the log is an older one.

    `restored`: the operator has put an older database back on purpose, and the log says so.
    Raises StoreUnavailable when the disk is full; the old anchor stands then.
    """
    if not restored and await verify(db, keyring):
        return False
    now = await end(db)
    body = json.dumps({"seq": now.seq, "mac": now.mac.hex(), "proof": _proof(keyring, now).hex()})
    path = path_of(keyring)
    fresh = path.with_name(f"{FILE}.new")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as fault:
        with suppress(OSError):
            fresh.unlink()
        raise StoreUnavailable(type(fault).__name__) from None
    return True


async def verify(db: Database, keyring: Keyring) -> list[Fault]:
    """Compare the log with the anchor; no anchor yet is no fault."""
    try:
        body = json.loads(path_of(keyring).read_text(encoding="ascii"))
        known = End(int(body["seq"]), bytes.fromhex(body["mac"]))
        proof = bytes.fromhex(body["proof"])
    except FileNotFoundError:
        return []
    except (ValueError, KeyError, TypeError, OSError):
        return [Fault(None, "the anchor cannot be read")]
    if not same(_proof(keyring, known), proof):
        return [Fault(None, "the anchor was not written with these keys")]
    if not await holds(db, known):
        return [Fault(known.seq, "the log is older than its anchor, or was written anew")]
    return []


def _proof(keyring: Keyring, known: End) -> bytes:
    return hmac_digest(keyring.audit, b"anchor|%d|" % known.seq + known.mac, "sha256")
