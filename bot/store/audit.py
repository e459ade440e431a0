"""The audit log: who did what to whom and when, each row linked to the one before.

A row's code is a keyed hash over the code of the row before and the row itself, so a row that
is changed, removed, put in or moved is found. The head, a row of its own with its own code,
says where the chain begins and ends, so that its first and last rows cannot go unseen either.
The anchor, a file beside keys.db, tells when the whole database was put back to an older one.
There are no names, numbers or texts in it: acts and details are words of a closed list, people
are random ids.

Source: decision 0027; PROMISES.md promise 18.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hmac import compare_digest
from hmac import digest as hmac_digest
from typing import Any, Final

from sqlalchemy import delete, func, insert, select, update

from bot.domain.callback import Ending, Outcome, Reason, Stage, Urgency
from bot.domain.casework import READY
from bot.domain.form import LINES
from bot.domain.staff import Role
from bot.store.engine import Connection, Database, Transaction
from bot.store.keyring import Keyring
from bot.store.tables import audit, audit_head

KEPT: Final = timedelta(days=731)
"""24 months; the data-protection officer may shorten it."""

ACTOR: Final = re.compile(r"person|service|operator|staff:[0-9a-f]{32}")
DETAILS: Final = frozenset(
    {
        *("call", "write", "name", "number", "language", "message"),
        *("too_many", "not_here", "by_account", "general", "receipt", "case"),
        *("withdrawn", "forgotten", "lapsed", "scheduled", "by_hand", "drill", "finished"),
        *(role.value for role in Role),
        *LINES,
        *(one.value for words in (Stage, Outcome, Ending, Reason) for one in words),
        *(urgency.name.lower() for urgency in Urgency),
        *READY,
    }
)
"""Every word a detail may be; besides, it may be the number of a receipt."""

RECEIPT: Final = re.compile(r"[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}")
ID_BYTES: Final = 16
START: Final = bytes(32)
HEAD: Final = "head"
BROKEN: Final = bytes(32)
"""Stands in place of a head's code once the log was found changed: it never fits again."""


class Act(StrEnum):
    """Everything that is written down. A new act is a new line here, never a sentence."""

    CONSENT_GIVEN = "consent_given"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    FORGOTTEN = "forgotten"
    LAPSED = "lapsed"
    CORRECTED = "corrected"
    PAUSED = "paused"
    RESUMED = "resumed"
    MY_DATA_SHOWN = "my_data_shown"
    INVITED = "invited"
    JOINED = "joined"
    REMOVED = "removed"
    REVEALED = "revealed"
    REVEAL_REFUSED = "reveal_refused"
    SENT = "sent"
    APPROVED = "approved"
    JUDGED = "judged"
    PUT_ASIDE = "put_aside"
    REOPENED = "reopened"
    CLAIMED = "claimed"
    RELEASED = "released"
    HANDED_OVER = "handed_over"
    TRIED = "tried"
    CLOSED = "closed"
    NOTED = "noted"
    READ = "read"
    REPLIED = "replied"
    BLOCKED = "blocked"
    PASSED = "passed"
    BACKUP_MADE = "backup_made"
    RESTORED = "restored"
    KEYS_ROTATED = "keys_rotated"
    DPO_RECEIPT = "dpo_receipt"
    DPO_AUDIT = "dpo_audit"
    DPO_HANDOUT = "dpo_handout"


class NotACode(ValueError):
    """Something other than a code was to be written into the audit log: refused, unwritten."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row."""

    seq: int
    at: int
    actor: str
    act: str
    about: bytes | None
    detail: str | None
    mac: bytes = b""

    def linked(self, key: bytes, before: bytes) -> bytes:
        """Return the code that links this row to the one before."""
        # JSON tells nothing from an empty text, and where one field ends from the next.
        fields = [self.seq, self.at, self.actor, self.act, self.about, self.detail]
        text = json.dumps(fields, default=_hex, separators=(",", ":"))
        return hmac_digest(key, before + text.encode(errors="surrogatepass"), "sha256")


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain begins and ends."""

    first: int
    last: int
    base: bytes
    """The code before the first row that is kept."""
    mac: bytes = b""

    def proof(self, key: bytes, end: bytes) -> bytes:
        """Return the head's own code; `end` is the code of the last row."""
        return hmac_digest(
            key, b"head|%d|%d|" % (self.first, self.last) + self.base + end, "sha256"
        )

    def fits(self, key: bytes, end: bytes) -> bool:
        """Tell whether the head is as it was written, with a last row of this code."""
        return same(self.proof(key, end), self.mac)


@dataclass(frozen=True, slots=True)
class Fault:
    """One change that was found, and at which place (None: at the head)."""

    seq: int | None
    what: str


@dataclass(frozen=True, slots=True)
class Chain:
    """The head as it stands, what the last row is, and whether the two belong together."""

    head: Head
    end: bytes
    whole: bool


def _hex(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else type(value).__name__


def same(ours: bytes, theirs: object) -> bool:
    """Compare codes; what somebody has put in place of one may be of any kind."""
    return isinstance(theirs, bytes) and compare_digest(ours, theirs)


async def append(
    tx: Transaction,
    keyring: Keyring,
    *,
    actor: str,
    act: Act,
    about: bytes | None,
    now: datetime,
    detail: str | None = None,
) -> None:
    """Add a row, at once and inside the transaction of what it tells.

    Other work that shares the commit sees it, so the chain has no fork. A log that was changed
    by somebody goes on, but is never whole again. Raises NotACode for anything that could be a
    name, a number or a text.
    """
    _only_codes(actor, act, about, detail)
    chain = await _chain(tx.c, keyring.audit)
    entry = Entry(chain.head.last + 1, int(now.timestamp()), actor, Act(act).value, about, detail)
    mac = entry.linked(keyring.audit, chain.end)
    row = {
        "seq": entry.seq,
        "at": entry.at,
        "actor": entry.actor,
        "act": entry.act,
        "about": entry.about,
        "detail": entry.detail,
        "mac": mac,
    }
    await tx.c.execute(insert(audit), row)
    await _write(tx.c, keyring, Head(chain.head.first, entry.seq, chain.head.base), mac, chain)


def _only_codes(actor: str, act: str, about: bytes | None, detail: str | None) -> None:
    """Raise NotACode unless everything is a word of our own or a random id."""
    if not ACTOR.fullmatch(actor) or act not in set(Act):
        raise NotACode
    if about is not None and len(about) != ID_BYTES:
        raise NotACode
    if detail is not None and detail not in DETAILS and not RECEIPT.fullmatch(detail):
        raise NotACode


async def _chain(c: Connection, key: bytes) -> Chain:
    """Return how the log stands; an empty one begins at 1."""
    last = select(audit.c.seq, audit.c.mac).order_by(audit.c.seq.desc()).limit(1)
    end = (await c.execute(last)).one_or_none()
    row = (await c.execute(select(audit_head).where(audit_head.c.name == HEAD))).one_or_none()
    if row is None:
        if end is None:
            return Chain(Head(1, 0, START), START, whole=True)
        # Somebody has taken the head away: go on behind the last row, and stay broken.
        first = (await c.execute(select(func.min(audit.c.seq)))).scalar_one()
        return Chain(Head(first, end.seq, START), bytes(end.mac), whole=False)
    head = Head(row.first, row.last, row.base, row.mac)
    if end is None:
        whole = head.last == head.first - 1 and head.fits(key, head.base)
        return Chain(head, head.base, whole=whole)
    whole = end.seq == head.last and head.fits(key, end.mac)
    return Chain(
        Head(head.first, max(end.seq, head.last), head.base, head.mac), end.mac, whole=whole
    )


async def _write(c: Connection, keyring: Keyring, head: Head, end: bytes, before: Chain) -> None:
    """Write the head; it fits only if the one before did."""
    values = {
        "first": head.first,
        "last": head.last,
        "base": head.base,
        "mac": head.proof(keyring.audit, end) if before.whole else BROKEN,
    }
    done = await c.execute(update(audit_head).where(audit_head.c.name == HEAD).values(values))
    if done.rowcount == 0:
        await c.execute(insert(audit_head), {"name": HEAD, **values})


def faults_in(entries: Sequence[Entry], head: Head | None, key: bytes) -> list[Fault]:
    """Return every place where the chain is not as it was written. Pure."""
    if head is None:
        return [Fault(None, "rows without a head")] if entries else []
    faults: list[Fault] = []
    before, expected = head.base, head.first
    for entry in entries:
        if entry.seq != expected:
            faults.append(Fault(expected, "missing or moved"))
        if not same(entry.linked(key, before), entry.mac):
            faults.append(Fault(entry.seq, "changed"))
        before, expected = entry.mac, entry.seq + 1
    if expected != head.last + 1:
        faults.append(Fault(head.last, "the end is missing"))
    if not head.fits(key, before):
        faults.append(Fault(None, "the head does not fit"))
    return faults


async def entries(c: Connection, about: bytes | None = None) -> list[Entry]:
    """Return all rows in order, or those about one person or case."""
    query = select(audit).order_by(audit.c.seq)
    if about is not None:
        query = query.where(audit.c.about == about)
    return [_entry(row) for row in await c.execute(query)]


async def mentioning(c: Connection, detail: str) -> list[Entry]:
    """Return the rows with this detail, in order: what was done about a receipt."""
    query = select(audit).where(audit.c.detail == detail).order_by(audit.c.seq)
    return [_entry(row) for row in await c.execute(query)]


async def since(c: Connection, actor: str, act: Act, moment: datetime) -> list[datetime]:
    """Return when `actor` did `act`, from `moment` on."""
    query = select(audit.c.at).where(
        audit.c.actor == actor, audit.c.act == act.value, audit.c.at >= int(moment.timestamp())
    )
    return [datetime.fromtimestamp(at, moment.tzinfo) for at in (await c.execute(query)).scalars()]


def _entry(row: Any) -> Entry:
    return Entry(row.seq, row.at, row.actor, row.act, row.about, row.detail, row.mac)


async def verify(db: Database, keyring: Keyring) -> list[Fault]:
    """Return every change somebody has made to the log; an empty list when it is whole.

    Whether the whole database was put back to an older one, `audit_anchor.verify` tells.
    """
    async with db.read() as c:
        found = (await c.execute(select(audit_head))).all()
        head = next((Head(r.first, r.last, r.base, r.mac) for r in found if r.name == HEAD), None)
        return faults_in(await entries(c), head, keyring.audit)


async def sweep(tx: Transaction, keyring: Keyring, now: datetime) -> None:
    """Forget rows older than 24 months; the chain begins anew behind them."""
    until = int((now - KEPT).timestamp())
    chain = await _chain(tx.c, keyring.audit)
    # Only an unbroken beginning may go: a row with a wrong time must not take younger ones along.
    kept = select(audit.c.seq).where(audit.c.at >= until).order_by(audit.c.seq).limit(1)
    first = (await tx.c.execute(kept)).scalar() or chain.head.last + 1
    if first <= chain.head.first:
        return
    last_gone = select(audit.c.mac).where(audit.c.seq == first - 1)
    base = (await tx.c.execute(last_gone)).scalar()
    if base is None:  # somebody took that row out: keep what shows it, `verify` tells
        return
    await tx.c.execute(delete(audit).where(audit.c.seq < first))
    await _write(tx.c, keyring, Head(first, chain.head.last, base), chain.end, chain)
