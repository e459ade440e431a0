"""The engine: one writer whose commits are shared by all that waits, and readers beside it.

What costs in SQLite is the fsync of a commit and the hop into its thread, not the
statement. While one commit runs, everything else that wants to write gathers; the next
commit takes it all. Nobody is told "done" before the commit that holds it has returned.
All differences between database dialects live in this module.
"""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import Executable, event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

SHARED_AT_MOST: Final = 512
"""How many pieces of work may share one commit; bounds how long the first of them waits."""

PRAGMAS: Final = {
    "journal_mode": "wal",
    # NORMAL lost 1,572 of 11,487 acknowledged commits in simulated power cuts, FULL none.
    "synchronous": "full",
    # Deleted text must not stay in the file; FAST leaves it in free pages.
    "secure_delete": "on",
    "foreign_keys": "on",
    "trusted_schema": "off",
    "busy_timeout": "5000",
}

LOOK_ONLY: Final[dict[str, Any]] = {"rinnalla_look_only": True}

LINGER: Final = 0.004
"""Seconds to wait for company before a commit while much is going on. A person does not
notice it; at 1,500 updates a second it makes one commit out of about six."""

MUCH: Final = 3
"""From this many pieces of work in the last commit on, much is going on."""

Row = Mapping[str, Any]
Connection = AsyncConnection
"""What queries run on: a transaction's `c`, or what `Database.read` gives."""

T = TypeVar("T")


class StoreUnavailable(Exception):
    """The disk is full or the database cannot be written now; nothing was changed. Try later."""


class UnsafeDatabase(Exception):
    """A connection does not keep what we promise (it would lose commits at a power cut)."""


@dataclass
class Transaction:
    """One piece of work inside a shared commit: read and write through `c`, or add rows.

    Rows given to `later` are written, statement by statement, just before the commit,
    together with those of all other work that shares it. They belong to this piece of work:
    if it fails, its rows are not written.
    """

    c: AsyncConnection
    rows: list[tuple[Executable, Row]] = field(default_factory=list[tuple[Executable, Row]])
    after: list[Callable[[], None]] = field(default_factory=list[Callable[[], None]])

    def later(self, statement: Executable, row: Row) -> None:
        """Write `row` with `statement` before the commit; the same statement object is shared."""
        self.rows.append((statement, row))

    def after_commit(self, tell: Callable[[], None]) -> None:
        """Call `tell` once the commit has returned, and never if it did not."""
        self.after.append(tell)


Work = Callable[[Transaction], Awaitable[Any]]


@dataclass
class _Waiting:
    work: Work
    answer: asyncio.Future[Any]


class Database:
    """data.db: `write` for one transaction, `read` for a look without writing."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._waiting: list[_Waiting] = []
        self._wake = asyncio.Event()
        self.commits = 0

    @classmethod
    def at(cls, path: Path) -> "Database":
        """Make the database for the file at `path`; it must be migrated already."""
        return cls(make_engine(path))

    async def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Do `work` in a transaction and return its answer after the commit.

        `work` may run twice (alone, when something that shared its commit failed), so it
        changes nothing but the database. What it raises undoes it and is raised here.
        Raises StoreUnavailable when the disk is full or the file is locked for long.
        """
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(work, answer))
        self._wake.set()
        return await answer

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncConnection]:
        """Give a connection that sees everything committed so far; for looking only."""
        async with self._engine.connect() as c:
            yield await c.execution_options(**LOOK_ONLY)

    async def run(self) -> None:
        """Be the one writer until cancelled. Exactly one of these runs for a database."""
        try:
            async with self._engine.connect() as c:
                shared = 0
                while True:
                    await self._wake.wait()
                    if shared >= MUCH:
                        await asyncio.sleep(LINGER)
                    group, self._waiting = (
                        self._waiting[:SHARED_AT_MOST],
                        self._waiting[SHARED_AT_MOST:],
                    )
                    if not self._waiting:
                        self._wake.clear()
                    shared = len(group)
                    await self._commit(c, [one for one in group if not one.answer.done()])
        finally:
            for one in self._waiting:
                one.answer.cancel()

    async def _commit(self, c: AsyncConnection, group: Sequence[_Waiting]) -> None:
        """Do all of `group` in one commit; if anything fails, each alone, so only it fails."""
        if not group:
            return
        try:
            answers, after = await _together(c, [one.work for one in group])
        except Exception as fault:  # noqa: BLE001  # handed to the one who asked
            if len(group) == 1:
                if not group[0].answer.done():
                    group[0].answer.set_exception(_plain(fault))
                return
            for one in group:
                await self._commit(c, [one])
            return
        self.commits += 1
        for one, answer in zip(group, answers, strict=True):
            if not one.answer.done():
                one.answer.set_result(answer)
        for tell in after:
            tell()

    async def fold(self) -> None:
        """Fold the write-ahead log into the file and empty it: deleted rows live on in it till then.

        Somebody who reads or writes meanwhile is not disturbed; what cannot be folded now is
        folded the next time. Raises StoreUnavailable when the disk is full.
        """
        async with self._engine.connect() as c:
            driver = (await c.get_raw_connection()).driver_connection
            if driver is None:
                return
            try:
                await driver.execute_fetchall("pragma wal_checkpoint(truncate)")
            except sqlite3.OperationalError as fault:
                raise StoreUnavailable(type(fault).__name__) from None

    async def close(self) -> None:
        """Close all connections; the last one folds the write-ahead log into the file."""
        await self._engine.dispose()


async def _together(
    c: AsyncConnection, works: Sequence[Work]
) -> tuple[list[Any], list[Callable[[], None]]]:
    async with c.begin():
        transactions = [Transaction(c) for _ in works]
        answers = [await work(t) for work, t in zip(works, transactions, strict=True)]
        by_statement: dict[int, tuple[Executable, list[Row]]] = {}
        for transaction in transactions:
            for statement, row in transaction.rows:
                by_statement.setdefault(id(statement), (statement, []))[1].append(row)
        for statement, rows in by_statement.values():
            await c.execute(statement, rows)
    return answers, [tell for transaction in transactions for tell in transaction.after]


def _plain(fault: Exception) -> Exception:
    """Translate what the driver says about disk and locks; everything else stays itself."""
    match fault:
        case OperationalError():
            return StoreUnavailable(type(fault.orig).__name__)
        case DBAPIError() if fault.connection_invalidated:
            return StoreUnavailable(type(fault.orig).__name__)
        case _:
            return fault


def make_engine(path: Path) -> AsyncEngine:
    """Make an engine for the SQLite file at `path`; every connection gets the pragmas above."""
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{path}",
        hide_parameters=True,  # an error must never carry a row into a log
        pool_size=3,
    )

    def set_pragmas(connection: Any, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, see below
        cursor = connection.cursor()
        for name, value in PRAGMAS.items():
            cursor.execute(f"pragma {name} = {value}")
        cursor.execute("pragma synchronous")
        if cursor.fetchone() != (2,):
            raise UnsafeDatabase("synchronous is not FULL")
        cursor.close()

    def begin_immediate(connection: Any) -> None:
        # Two that read before they write would both decide on the same state otherwise; who
        # only looks needs no lock and must not wait for one.
        looks = LOOK_ONLY.items() <= connection.get_execution_options().items()
        connection.exec_driver_sql("begin" if looks else "begin immediate")

    event.listen(engine.sync_engine, "connect", set_pragmas)
    event.listen(engine.sync_engine, "begin", begin_immediate)
    return engine


@asynccontextmanager
async def opened(path: Path) -> AsyncGenerator[Database]:
    """Open the database at `path`, with its writer, for as long as the context is open."""
    db = Database.at(path)
    try:
        async with asyncio.TaskGroup() as group:
            writer = group.create_task(db.run())
            try:
                yield db
            finally:
                writer.cancel()
                await asyncio.wait({writer})
                await db.close()
    except BaseExceptionGroup as several:  # there is one at most: what was done inside
        raise several.exceptions[0] from None
