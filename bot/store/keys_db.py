"""keys.db as a file: its tables, how it is opened, read in one look and written in one transaction.

It has no write-ahead log, and deleted content is overwritten, so that a destroyed key leaves
no byte behind. Every change raises its revision, by which the mirror knows whether it is current.
"""

import os
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bot.store.engine import StoreUnavailable

SCHEMA: Final = (
    "create table if not exists meta (name text primary key, value blob not null)",
    "create table if not exists day_key (kid integer primary key, wrapped blob not null)",
    """create table if not exists person_key
    (kid integer primary key, person blob not null unique, wrapped blob not null)""",
    "create table if not exists secret (name text primary key, wrapped blob not null)",
    """create table if not exists erased
    (person blob primary key, at integer not null, reason text not null)""",
    "insert or ignore into meta values ('ring', randomblob(16))",
    "insert or ignore into meta values ('revision', 0)",
    "insert or ignore into meta values ('serial', 0)",
)
"""Idempotent: run for a new ring and for one that version 0.1.0 wrote (meta and day_key only)."""


class NotARing(Exception):
    """The file is no keyring, or an empty one."""


@dataclass(frozen=True, slots=True)
class Ring:
    """Everything in keys.db at one moment. What is wrapped stays wrapped."""

    check: bytes
    ident: bytes
    """Random name of the ring, by which its mirror is known; empty in a ring of version 0.1.0."""
    revision: int
    days: dict[int, bytes]
    persons: dict[bytes, tuple[int, bytes]]
    secrets: dict[str, bytes]
    erased: dict[bytes, tuple[int, str]]


def connect(path: Path, *, make: bool = False, busy: int = 5000) -> sqlite3.Connection:
    """Open the file for reading and writing; raise sqlite3.OperationalError if it is not there.

    It is opened for writing even to look, because only so SQLite can undo what a crash has
    left half-done. With `make`, a missing one is made, readable by its owner only. `busy` is how
    many milliseconds to wait for somebody else who writes.
    """
    if make:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)
    try:
        connection.isolation_level = None  # we say BEGIN ourselves
        connection.execute(f"pragma busy_timeout = {busy}")
        connection.execute("pragma journal_mode = delete")  # no -wal in which old keys live on
        connection.execute("pragma synchronous = full")
        connection.execute("pragma secure_delete = on")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def writing(path: Path) -> Generator[sqlite3.Connection]:
    """Give a connection in one transaction; raise StoreUnavailable when the disk is full."""
    try:
        with closing(connect(path)) as connection:
            connection.execute("begin immediate")
            try:
                yield connection
                connection.execute("update meta set value = value + 1 where name = 'revision'")
                connection.execute("commit")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("rollback")
                raise
    except sqlite3.OperationalError as fault:
        raise StoreUnavailable(type(fault).__name__) from None


def make(path: Path, check: bytes) -> None:
    """Make an empty ring that belongs to the key with this `check`, in one transaction.

    Raises StoreUnavailable when the disk is full.
    """
    try:
        with closing(connect(path, make=True)) as connection:
            connection.execute("begin immediate")
            for statement in SCHEMA:
                connection.execute(statement)
            connection.execute("insert into meta values ('check', ?)", (check,))
            connection.execute("commit")
    except (OSError, sqlite3.OperationalError) as fault:
        raise StoreUnavailable(type(fault).__name__) from None


def is_empty(path: Path, *, busy: int = 5000) -> bool:
    """Tell whether nothing has ever been committed to the file: a first start was cut short."""
    try:
        with closing(connect(path, busy=busy)) as connection:
            return not connection.execute("select 1 from sqlite_master").fetchall()
    except sqlite3.DatabaseError:
        return False


def read(path: Path) -> Ring:
    """Read a ring as it stands at one moment.

    Raises NotARing if the file is none, StoreUnavailable if it cannot be read now.
    """
    try:
        with closing(connect(path)) as connection:
            connection.execute("begin")
            return look(connection)
    except sqlite3.OperationalError as fault:
        raise StoreUnavailable(type(fault).__name__) from None
    except sqlite3.DatabaseError:
        raise NotARing(f"{path} is not a keyring") from None


def look(connection: sqlite3.Connection) -> Ring:
    """Read the ring inside an open transaction."""
    tables = {name for (name,) in connection.execute("select name from sqlite_master")}

    def rows(table: str, columns: str) -> list[Any]:
        if table not in tables:
            return []
        return connection.execute(f"select {columns} from {table}").fetchall()  # noqa: S608

    meta = dict(rows("meta", "name, value"))
    match meta:
        case {"check": bytes(check)}:
            pass
        case _:
            raise NotARing("the file is not a keyring")
    return Ring(
        check=check,
        ident=bytes(meta.get("ring", b"")),
        revision=int(meta.get("revision", 0)),
        days=dict(rows("day_key", "kid, wrapped")),
        persons={p: (kid, w) for kid, p, w in rows("person_key", "kid, person, wrapped")},
        secrets=dict(rows("secret", "name, wrapped")),
        erased={p: (at, why) for p, at, why in rows("erased", "person, at, reason")},
    )


def give_up_when_locked(status: int, _left: int, _all: int) -> None:
    """Stop a copy (sqlite3's backup) that cannot go on; the library would try for ever."""
    if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        raise sqlite3.OperationalError("locked")
