"""The keyring: a key for each day and purpose, kept in keys.db, wrapped by the key file's key.

Bodies in the inbox and the outbox are sealed with the key of their day. When the key of a
day is destroyed, everything sealed with it is unreadable, also in every copy of data.db:
keys.db is therefore kept apart and must never enter a dated backup (PROMISES.md section 5).
"""

import os
import sqlite3
from collections.abc import Generator, Iterable
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum
from hmac import compare_digest
from hmac import digest as hmac_digest
from pathlib import Path
from typing import Final

from bot.store.engine import StoreUnavailable
from bot.store.keyfile import KeyEncryptionKey
from bot.store.sealing import NONCE, Key, Place, Unsealable, kid_of, seal, unseal

EPOCH: Final = date(2020, 1, 1)
WRAP_KID: Final = 0
SCHEMA: Final = """
create table if not exists meta (name text primary key, value blob not null);
create table if not exists day_key (kid integer primary key, wrapped blob not null);
"""


class WrongKey(Exception):
    """The key file does not belong to this data: refuse to start, write nothing."""


class KeyGone(Unsealable):
    """The day key of a value was destroyed, as promised; the value is gone for good."""


class Purpose(IntEnum):
    """What a day key seals, and how many days after its day it is destroyed."""

    INBOX = 1
    OUTBOX = 2

    @property
    def days_kept(self) -> int:
        """Days after the key's own day; the inbox is emptied within 48 hours in any case."""
        return {Purpose.INBOX: 2, Purpose.OUTBOX: 8}[self]


def kid_for(purpose: Purpose, day: date) -> int:
    """Return the number of the key for `purpose` on `day`: the purpose and days since 2020."""
    return (purpose << 24) | (day - EPOCH).days


def _day_of(kid: int) -> date:
    return EPOCH + timedelta(days=kid & 0xFFFFFF)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("pragma journal_mode = delete")  # no -wal file in which old keys live on
    connection.execute("pragma synchronous = full")
    connection.execute("pragma secure_delete = on")
    return connection


@contextmanager
def _writing(path: Path) -> Generator[sqlite3.Connection]:
    """Give a connection in one transaction; raise StoreUnavailable when the disk is full."""
    try:
        with closing(_connect(path)) as connection, connection:
            connection.execute("begin immediate")
            yield connection
    except sqlite3.OperationalError as fault:
        raise StoreUnavailable(type(fault).__name__) from None


@dataclass
class Keyring:
    """All keys of the running service, opened once and held in memory."""

    path: Path
    kek: KeyEncryptionKey
    keys: dict[int, Key] = field(default_factory=dict[int, Key], repr=False)
    index: bytes = field(default=b"", repr=False)
    button: bytes = field(default=b"", repr=False)

    @classmethod
    def open(cls, path: Path, kek: KeyEncryptionKey) -> "Keyring":
        """Open keys.db with the key file's key, or make a new one if there is none.

        Raises WrongKey, before anything is written, when the key is another one.
        """
        ring = cls(path, kek, index=kek.derive("index"), button=kek.derive("button"))
        check = kek.derive("check")
        if path.exists():
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
                try:
                    row = connection.execute(
                        "select value from meta where name = 'check'"
                    ).fetchone()
                except sqlite3.DatabaseError:
                    raise WrongKey(f"{path} is not a keyring") from None
                if row is None or not compare_digest(row[0], check):
                    raise WrongKey(f"the key file does not belong to {path}")
                wrapped = connection.execute("select kid, wrapped from day_key").fetchall()
            ring._unwrap(wrapped)
        else:
            with closing(_connect(path)) as connection:
                connection.executescript(SCHEMA)
                connection.execute("insert into meta values ('check', ?)", (check,))
            path.chmod(0o600)
        return ring

    def _unwrap(self, wrapped: Iterable[tuple[int, bytes]]) -> None:
        wrap = Key.of(WRAP_KID, self.kek.derive("wrap"))
        for kid, value in wrapped:
            try:
                self.keys[kid] = Key.of(kid, unseal(wrap, _wrapping(kid), value))
            except Unsealable:
                raise WrongKey(f"a day key in {self.path} does not open") from None

    def prepare(self, now: datetime) -> None:
        """Make sure that today's and tomorrow's keys exist, durably, before anything needs them.

        Call it at start and every hour; it reaches the disk and may take milliseconds.
        Raises StoreUnavailable, with nothing changed, when the disk is full.
        """
        wrap = Key.of(WRAP_KID, self.kek.derive("wrap"))
        today = now.astimezone(UTC).date()
        missing = [
            kid
            for purpose in Purpose
            for day in (today, today + timedelta(days=1))
            if (kid := kid_for(purpose, day)) not in self.keys
        ]
        if not missing:
            return
        fresh = {kid: os.urandom(32) for kid in missing}
        wrapped = [
            (k, seal(wrap, _wrapping(k), s, nonce=os.urandom(NONCE))) for k, s in fresh.items()
        ]
        with _writing(self.path) as connection:
            connection.executemany("insert into day_key values (?, ?)", wrapped)
        self.keys |= {kid: Key.of(kid, secret) for kid, secret in fresh.items()}

    def destroy_expired(self, now: datetime) -> int:
        """Destroy the keys whose time is over; return how many. Safe to repeat.

        Raises StoreUnavailable, with nothing changed, when the disk is full.
        """
        today = now.astimezone(UTC).date()
        expired = [
            kid
            for kid in self.keys
            if today > _day_of(kid) + timedelta(days=Purpose(kid >> 24).days_kept)
        ]
        if expired:
            with _writing(self.path) as connection:
                connection.executemany("delete from day_key where kid = ?", [(k,) for k in expired])
            for kid in expired:
                del self.keys[kid]
        return len(expired)

    def seal(self, purpose: Purpose, place: Place, value: bytes, *, now: datetime) -> bytes:
        """Seal `value` with today's key of `purpose`."""
        kid = kid_for(purpose, now.astimezone(UTC).date())
        if kid not in self.keys:
            self.prepare(now)
        return seal(self.keys[kid], place, value, nonce=os.urandom(NONCE))

    def unseal(self, place: Place, sealed: bytes) -> bytes:
        """Open a value; raise KeyGone when its day key was destroyed, Unsealable otherwise."""
        try:
            key = self.keys[kid_of(sealed)]
        except KeyError:
            raise KeyGone from None
        return unseal(key, place, sealed)

    def look_up(self, noun: str, value: int | str) -> bytes:
        """Return the keyed code (16 bytes of HMAC-SHA256) by which a row can be found again."""
        return hmac_digest(self.index, f"{noun}|{value}".encode(), "sha256")[:16]


def _wrapping(kid: int) -> Place:
    return Place("day_key", "wrapped", kid.to_bytes(4))
