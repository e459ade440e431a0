"""The inbox: every update Telegram gives us, sealed and kept before it is confirmed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import digest as hmac_digest
from typing import Any, Final

from sqlalchemy import bindparam, delete, insert, select, update

from bot.domain.raw import fields
from bot.store.engine import Database, Transaction
from bot.store.keyring import Keyring, Purpose
from bot.store.sealing import Place, Unsealable
from bot.store.tables import inbox

REMEMBERED: Final = timedelta(days=7)
ASIDE_READABLE: Final = timedelta(hours=24)

Raw = Mapping[str, Any]

_INSERT = insert(inbox)
_DONE = (
    update(inbox)
    .where(inbox.c.digest == bindparam("b_digest"))
    .values(state="done", body=None, reason=None)
)
_TRIED = (
    update(inbox)
    .where(inbox.c.digest == bindparam("b_digest"))
    .values(tries=bindparam("b_tries"), reason=bindparam("b_reason"))
)
_ASIDE = (
    update(inbox)
    .where(inbox.c.digest == bindparam("b_digest"))
    .values(state="aside", tries=bindparam("b_tries"), reason=bindparam("b_reason"))
)


@dataclass(frozen=True, slots=True)
class Kept:
    """An update that is safely in the inbox and waits to be handled."""

    digest: bytes
    raw: Raw
    tries: int = 0
    recovered: bool = False
    """Left by an earlier life of the process, which may have ended because of it."""


def hour(moment: datetime) -> int:
    """Return the hour of `moment` in seconds since 1970: all a stopped disk may tell of times."""
    return int(moment.timestamp()) // 3600 * 3600


def digest_of(keyring: Keyring, raw: Raw) -> bytes:
    """Return the keyed code by which an update is known again for seven days.

    Not the update_id alone: after a quiet week Telegram goes on from a random, maybe smaller
    number, which may have been used before. Together with the event's own numbers it is
    unique. Whatever depends on the person (ids, a button's tag) is left out, so that nothing
    derived from it stays.
    """
    kind = next((name for name in raw if name != "update_id"), "")
    event = fields(raw.get(kind))
    marks: list[object] = [
        raw.get("update_id"),
        kind,
        fields(event.get("message")).get("message_id"),
    ]
    marks += [event.get(name) for name in ("message_id", "date", "edit_date")]
    text = json.dumps(marks, ensure_ascii=True, default=str)
    return hmac_digest(keyring.index, b"update|" + text.encode(), "sha256")[:16]


async def keep(tx: Transaction, keyring: Keyring, raws: Sequence[Raw], now: datetime) -> list[Kept]:
    """Keep `raws`; return those that are new, in order. Known ones change nothing."""
    wanted = {digest_of(keyring, raw): raw for raw in raws}
    known = set(
        (await tx.c.execute(select(inbox.c.digest).where(inbox.c.digest.in_(wanted)))).scalars()
    )
    fresh = [Kept(digest, raw) for digest, raw in wanted.items() if digest not in known]
    if fresh:
        received = hour(now)
        rows = [
            {
                "digest": one.digest,
                "received": received,
                "state": "waiting",
                "tries": 0,
                "body": keyring.seal(
                    Purpose.INBOX,
                    _place(one.digest),
                    json.dumps(one.raw, ensure_ascii=False, separators=(",", ":")).encode(
                        errors="surrogatepass"
                    ),
                    now=now,
                ),
            }
            for one in fresh
        ]
        await tx.c.execute(_INSERT, rows)
    return fresh


async def waiting(db: Database, keyring: Keyring) -> tuple[list[Kept], list[bytes]]:
    """Return what waits from an earlier life, oldest first, and the digests that do not open."""
    query = (
        select(inbox.c.digest, inbox.c.body, inbox.c.tries)
        .where(inbox.c.state == "waiting")
        .order_by(inbox.c.seq)
    )
    kept: list[Kept] = []
    lost: list[bytes] = []
    async with db.read() as c:
        for digest, body, tries in await c.execute(query):
            try:
                raw = json.loads(keyring.unseal(_place(digest), body))
            except (Unsealable, ValueError):
                lost.append(digest)
            else:
                kept.append(Kept(digest, raw, tries, recovered=True))
    return kept, lost


def done(tx: Transaction, digest: bytes) -> None:
    """Mark an update done and empty its body, with whatever else this transaction does."""
    tx.later(_DONE, {"b_digest": digest})


def tried(tx: Transaction, digest: bytes, tries: int, reason: str) -> None:
    """Write down that handling has failed `tries` times; `reason` is a class name."""
    tx.later(_TRIED, {"b_digest": digest, "b_tries": tries, "b_reason": reason})


def set_aside(tx: Transaction, digest: bytes, tries: int, reason: str) -> None:
    """Set a poisonous update aside: it is kept, sealed, for 24 hours and bars nobody's way."""
    tx.later(_ASIDE, {"b_digest": digest, "b_tries": tries, "b_reason": reason})


async def give_up(tx: Transaction) -> None:
    """Mark everything done that waited when a backup was made: it was handled since then."""
    await tx.c.execute(
        update(inbox).where(inbox.c.state != "done").values(state="done", body=None, reason=None)
    )


async def sweep(tx: Transaction, now: datetime) -> None:
    """Forget done updates after seven days; empty set-aside ones after 24 hours."""
    await tx.c.execute(
        update(inbox)
        .where(inbox.c.state == "aside", inbox.c.received < hour(now - ASIDE_READABLE))
        .values(state="done", body=None, reason=None)
    )
    await tx.c.execute(
        delete(inbox).where(inbox.c.state == "done", inbox.c.received < hour(now - REMEMBERED))
    )


def _place(digest: bytes) -> Place:
    return Place("inbox", "body", digest)
