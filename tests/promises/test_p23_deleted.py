"""What is deleted is gone from the files, not only from the tables."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.domain.holding import PURPOSES
from bot.domain.letters import Letter
from bot.store import engine
from bot.store.engine import Database, Transaction
from bot.store.keyring import Keyring
from bot.store.store import Store
from bot.store.tables import inbox, outbox
from bot.usecases import updates
from bot.usecases.housekeeping import outstanding, sweep
from tests.conftest import NOON
from tests.promises.canaries import STEM, Canary, hits
from tests.promises.figures import Figures
from tests.promises.holding_walk import cells
from tests.promises.standings import Actor, shown_to_helpers

pytestmark = pytest.mark.slow

BLOBS = 500
PIECE = 48
"""Bytes from the middle of a sealed body by which it is known again."""


async def pieces(store: Store) -> list[bytes]:
    """A part of each sealed body that stands in the tables now."""
    async with store.db.read() as c:
        found = [
            *(await c.execute(select(inbox.c.body).where(inbox.c.body.is_not(None)))).scalars()
        ]
        found += (await c.execute(select(outbox.c.body))).scalars()
    return [body[40 : 40 + PIECE] for body in found]


async def fill_and_empty(store: Store) -> list[bytes]:
    """Take 500 updates, owe 500 letters, and bring them all to their end; return what was sealed."""
    raws = [{"update_id": n, **Canary(n).wrote("hei")} for n in range(BLOBS)]
    kept = await updates.keep(store, raws, now=NOON)

    async def owe(tx: Transaction) -> None:
        for n in range(BLOBS):
            store.owe(tx, Letter(Canary(n).id, "apology", "fi", blanks={"x": STEM}), NOON)

    await store.db.write(owe)
    sealed = await pieces(store)
    for one in kept[::2]:
        await updates.done(store, one.digest, [], now=NOON)
    for one in kept[1::2]:
        await updates.set_aside(store, one.digest, None, tries=5, reason="x", now=NOON)
    await sweep(store, now=NOON + timedelta(hours=26))
    return sealed


async def erase_letters(store: Store) -> None:
    from bot.store import outbox as letters

    owed: list[bytes] = []
    await outstanding(store, lambda one: owed.append(one.ref))

    async def paid(tx: Transaction) -> None:
        for ref in owed:
            letters.paid(tx, ref)

    await store.db.write(paid)


def left(folder: Path, sealed: list[bytes], name: str = "data.db*") -> int:
    content = b"".join(path.read_bytes() for path in folder.glob(name))
    return sum(piece in content for piece in sealed)


async def test_p23_deleted_bodies_leave_nothing_in_the_files_of_a_stopped_service(
    folder: Path, keyring: Keyring
):
    db = Database.at(folder / "data.db")
    writer = asyncio.ensure_future(db.run())
    store = Store(db, keyring)
    sealed = await fill_and_empty(store)
    await erase_letters(store)
    assert len(sealed) == 2 * BLOBS
    assert hits(folder) == []  # while it runs, too, nothing can be read

    writer.cancel()
    with suppress(asyncio.CancelledError):
        await writer
    await db.close()

    assert left(folder, sealed) == 0


async def test_p23_a_sweep_leaves_nothing_deleted_in_the_files_of_a_running_service(
    store: Store, folder: Path, figure: Figures
):
    sealed = await fill_and_empty(store)
    await erase_letters(store)
    before = left(folder, sealed)

    await sweep(store, now=NOON + timedelta(hours=27))

    after = left(folder, sealed)
    figure("deleted bodies, sealed, in the write-ahead log before the sweep", before, of=2 * BLOBS)
    figure("deleted bodies left after the sweep", after, of=2 * BLOBS)
    assert after == 0


async def test_p23_without_overwriting_deleted_bodies_the_same_search_finds_them(
    folder: Path, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(engine.PRAGMAS, "secure_delete", "off")
    db = Database.at(folder / "data.db")
    writer = asyncio.ensure_future(db.run())
    store = Store(db, keyring)
    sealed = await fill_and_empty(store)
    await erase_letters(store)
    await sweep(store, now=NOON + timedelta(hours=27))

    found = left(folder, sealed)
    writer.cancel()
    with suppress(asyncio.CancelledError):
        await writer
    await db.close()

    assert found > BLOBS / 2


async def belongings(folder: Path) -> set[bytes]:
    """Every sealed value, code, random number and key that exists because of persons."""
    tables = (
        "person",
        "callback",
        "diary",
        "message",
        "outbox",
        "staff_copy",
        "person_key",
        "shown",
    )
    found = await cells(folder)
    ids = {cell.value for cell in found if cell.place == "person.id"}
    values = {cell.value for cell in found if cell.table in tables}
    # The random id outlives its person in the audit log and in the list of the erased.
    return {one for one in values if isinstance(one, bytes)} - ids


@pytest.mark.parametrize("people", [30, pytest.param(500, marks=pytest.mark.full)])
async def test_p23_people_who_are_erased_leave_no_row_and_no_key_in_any_file(
    db: Database, keyring: Keyring, folder: Path, figure: Figures, people: int
):
    mirror = folder / "elsewhere"
    store = Store(db, Keyring.open(folder / "keys.db", keyring.kek, mirror=mirror))
    crowd = [Actor(store, 7_100_000 + n) for n in range(people)]
    for one in crowd:
        await shown_to_helpers(one)
    wanted = await belongings(folder)
    for n, one in enumerate(crowd):
        if n % 2:
            await one.forget()
        else:
            for purpose in PURPOSES:
                await one.withdraw(purpose)
    await erase_letters(store)

    await sweep(store, now=NOON + timedelta(hours=1))

    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "key"]
    content = b"".join(path.read_bytes() for path in files)
    found = sum(value in content for value in wanted)
    figure("values and keys of erased people left in a file", found, of=len(wanted))
    assert len(wanted) > people * 10
    assert mirror / "keys.db" in files
    assert found == 0
