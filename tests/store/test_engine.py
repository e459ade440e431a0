import asyncio
import resource
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.store import tally
from bot.store.engine import PRAGMAS, Database, StoreUnavailable, Transaction
from tests.conftest import NOON


async def count_one(tx: Transaction) -> str:
    tally.count(tx, "event", NOON)
    return "counted"


async def test_what_waits_together_shares_few_commits(db: Database):
    answers = await asyncio.gather(*(db.write(count_one) for _ in range(200)))

    assert answers == ["counted"] * 200
    assert await tally.totals(db) == {"event": 200}
    assert db.commits <= 3


async def test_work_that_fails_undoes_only_itself(db: Database):
    async def fail(tx: Transaction) -> None:
        tally.count(tx, "event", NOON)
        await tx.c.execute(text("insert into tally values ('2026-01-01', 'direct', 1)"))
        raise ValueError

    works = [db.write(count_one), db.write(fail), db.write(count_one)]

    first, second, third = await asyncio.gather(*works, return_exceptions=True)

    assert (first, type(second), third) == ("counted", ValueError, "counted")
    assert await tally.totals(db) == {"event": 2}


async def test_nobody_is_told_before_the_commit_and_nobody_after_a_failure(db: Database):
    told: list[str] = []

    async def good(tx: Transaction) -> None:
        tx.after_commit(lambda: told.append("good"))
        assert told == []

    async def bad(tx: Transaction) -> None:
        tx.after_commit(lambda: told.append("bad"))
        raise ValueError

    await asyncio.gather(db.write(good), db.write(bad), return_exceptions=True)

    assert told == ["good"]


async def test_every_connection_keeps_the_promised_pragmas(db: Database):
    wanted = {"synchronous": 2, "secure_delete": 1, "foreign_keys": 1, "trusted_schema": 0}

    async with db.read() as one, db.read() as two:
        for c in (one, two):
            for name, value in wanted.items():
                assert (await c.execute(text(f"pragma {name}"))).scalar_one() == value
            assert (await c.execute(text("pragma journal_mode"))).scalar_one() == "wal"
    assert set(wanted) < set(PRAGMAS)


async def test_a_full_disk_refuses_changes_nothing_and_recovers(db: Database, folder: Path):
    await db.write(count_one)
    async with db.read() as c:
        pages = (await c.execute(text("pragma page_count"))).scalar_one()
    assert pages
    size = max(file.stat().st_size for file in folder.iterdir())
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        with pytest.raises(StoreUnavailable):
            for _ in range(200):
                await db.write(count_one)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    before = await tally.totals(db)

    await db.write(count_one)

    assert await tally.totals(db) == {"event": before["event"] + 1}
