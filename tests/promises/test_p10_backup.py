"""Backups made under load are whole; a restore brings nobody back."""

import asyncio
import sqlite3
import time
from contextlib import closing, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.store import backups
from bot.store.engine import Database, Transaction
from bot.store.store import Store
from bot.store.tables import tally
from bot.usecases import consent
from bot.usecases.backups import settle
from tests.conftest import NOON
from tests.promises.figures import Figures
from tests.promises.people import FIRST, order_of, settle_in


def counted(path: Path) -> tuple[int, int]:
    """The two halves of each transaction; a copy cut through one would tell them apart."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as c:
        left, right = (
            c.execute("select count(*) from tally where day = ?", (side,)).fetchone()[0]
            for side in ("left", "right")
        )
    return left, right


async def both_halves(tx: Transaction, event: str) -> None:
    for side in ("left", "right"):
        await tx.c.execute(insert(tally).values(day=side, event=event, count=1))


@pytest.mark.parametrize(
    "number", [10, pytest.param(100, marks=[pytest.mark.full, pytest.mark.timeout(300)])]
)
async def test_p10_backups_made_while_the_service_writes_are_whole(
    db: Database, folder: Path, number: int, figure: Figures
):
    written = 0

    async def load() -> None:
        nonlocal written
        while True:
            await db.write(partial(both_halves, event=f"e{written}"))
            written += 1

    writing = asyncio.ensure_future(load())
    whole = 0
    for n in range(number):
        made = await asyncio.to_thread(
            backups.make, folder / "data.db", folder / "backups", NOON + timedelta(seconds=n)
        )
        left, right = counted(made.path)
        whole += left == right and backups.check(made.path) != ""
    writing.cancel()
    with suppress(asyncio.CancelledError):
        await writing

    figure("whole backups under load", whole, of=number)
    figure("transactions meanwhile", written)
    assert whole == number
    assert written > number
    assert len(backups.listing(folder / "backups")) == min(number, 14)


async def test_p10_a_restored_backup_brings_nobody_back_who_was_erased(
    store: Store, folder: Path, figure: Figures
):
    users = [FIRST + n for n in range(10)]
    persons = [await settle_in(store, user) for user in users]
    made = backups.make(folder / "data.db", folder / "backups", NOON)
    for user in users[:4]:
        await consent.forget(store, order_of(user, 1), now=NOON)

    began = time.monotonic()
    fresh = backups.take_out(made.path, folder / "restoring")
    other = Database.at(fresh)
    writer = asyncio.ensure_future(other.run())
    done = await settle(other, store.keyring, now=NOON + timedelta(days=1))
    writer.cancel()
    with suppress(asyncio.CancelledError):
        await writer
    await other.close()
    took = time.monotonic() - began

    with closing(sqlite3.connect(fresh)) as c:
        there = {one for (one,) in c.execute("select id from person")}
        proofs = c.execute("select count(*) from agreement where person is null").fetchone()[0]
        waiting = c.execute("select count(*) from outbox").fetchone()[0]
    figure("erased persons who came back", len(there & set(persons[:4])), of=4)
    figure("restore", took, unit="s")
    assert (done.gone, done.persons) == (4, 6)
    assert there == set(persons[4:])
    assert proofs == 8
    assert waiting == 0
