"""The audit log on the real file: what is refused, what is found, what goes when."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.store import audit, audit_anchor, keyfile
from bot.store.audit import DETAILS, Act, Entry, Head, NotACode, faults_in
from bot.store.audit_anchor import End
from bot.store.engine import Database, Transaction
from bot.store.keyring import Keyring
from tests.conftest import NOON

ABOUT = bytes(range(16))
STAFF = f"staff:{'5a' * 16}"


async def add(db: Database, keyring: Keyring, number: int = 1, **more: Any) -> None:
    """Write rows, all in one commit, as busy work shares one."""
    given: dict[str, Any] = {"actor": "person", "act": Act.PAUSED, "about": ABOUT, "now": NOON}

    async def one(tx: Transaction) -> None:
        await audit.append(tx, keyring, **{**given, **more})

    await asyncio.gather(*(db.write(one) for _ in range(number)))


def tamper(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "data.db")) as connection, connection:
        for statement in statements:
            connection.execute(statement)


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[Database]:
    database = Database.at(path)
    writer = asyncio.ensure_future(database.run())
    try:
        yield database
    finally:
        writer.cancel()
        with suppress(asyncio.CancelledError):
            await writer
        await database.close()


async def test_an_empty_log_is_whole(db: Database, keyring: Keyring):
    assert await audit.verify(db, keyring) == []


async def test_rows_that_share_a_commit_form_one_chain(db: Database, keyring: Keyring):
    await add(db, keyring, 20)

    async with db.read() as c:
        assert [one.seq for one in await audit.entries(c)] == list(range(1, 21))
    assert db.commits < 20
    assert await audit.verify(db, keyring) == []


async def test_what_is_undone_leaves_no_gap(db: Database, keyring: Keyring):
    async def fails(tx: Transaction) -> None:
        await audit.append(tx, keyring, actor="person", act=Act.PAUSED, about=ABOUT, now=NOON)
        raise RuntimeError

    await add(db, keyring)
    with pytest.raises(RuntimeError):
        await db.write(fails)
    await add(db, keyring)

    assert await audit.verify(db, keyring) == []


@pytest.mark.parametrize(
    "given",
    [
        {"actor": "Hanna"},
        {"actor": "staff:Hanna"},
        {"actor": f"staff:{'5a' * 17}"},
        {"actor": "person\n"},
        {"act": "Aino asked for help"},
        {"act": "aino"},
        {"about": b"Aino"},
        {"about": b"+447700900123"},
        {"detail": "aino"},
        {"detail": "447700900123"},
        {"detail": "+44 7700 900123"},
        {"detail": "I cannot sleep"},
        {"detail": ""},
        {"detail": "AINO-0123"},
        {"detail": "K7QF-2M9D "},
    ],
)
async def test_a_name_a_number_or_a_text_is_refused(
    db: Database, keyring: Keyring, given: dict[str, Any]
):
    with pytest.raises(NotACode):
        await add(db, keyring, **given)

    async with db.read() as c:
        assert await audit.entries(c) == []


@pytest.mark.parametrize("actor", ["person", "service", "operator", STAFF])
async def test_codes_and_receipts_are_written(db: Database, keyring: Keyring, actor: str):
    for detail in (None, *sorted(DETAILS), "K7QF-2M9D"):
        await add(db, keyring, actor=actor, detail=detail)

    assert await audit.verify(db, keyring) == []


TAMPERING = {
    "a time": "update audit set at = at + 1 where seq = 3",
    "an actor": "update audit set actor = 'service' where seq = 3",
    "an act": "update audit set act = 'resumed' where seq = 3",
    "whom it was about": "update audit set about = zeroblob(16) where seq = 3",
    "nobody any more": "update audit set about = null where seq = 3",
    "nothing into an empty text": "update audit set detail = '' where seq = 3",
    "nobody into empty bytes": "update audit set about = x'' where seq = 4",
    "bytes into a text": "update audit set about = hex(about) where seq = 3",
    "a border between fields": "update audit set actor = 'person|paused', act = '' where seq = 3",
    "a code": "update audit set mac = zeroblob(32) where seq = 3",
    "the first row": "delete from audit where seq = 1",
    "a row in the middle": "delete from audit where seq = 3",
    "the last row": "delete from audit where seq = 5",
    "all rows": "delete from audit",
    "the head": "delete from audit_head",
    "the end of the head": "update audit_head set last = last - 1",
    "the beginning of the head": "update audit_head set first = first + 1",
    "the base of the head": "update audit_head set base = zeroblob(31)",
    "a row put in": "insert into audit select 60, at, actor, act, about, detail, mac from audit where seq = 5",
}  # fmt: skip


async def five(db: Database, keyring: Keyring) -> None:
    await add(db, keyring, 3)
    await add(db, keyring, about=None)
    await add(db, keyring, actor=STAFF, act=Act.REVEALED)


@pytest.mark.parametrize("statement", TAMPERING.values(), ids=TAMPERING.keys())
async def test_p18_a_change_in_the_file_is_found_and_stays_found(
    db: Database, keyring: Keyring, folder: Path, statement: str
):
    await five(db, keyring)
    assert await audit.verify(db, keyring) == []

    tamper(folder, statement)
    at_once = await audit.verify(db, keyring)
    await add(db, keyring, 2)

    assert at_once
    assert await audit.verify(db, keyring)


async def test_p18_two_rows_that_change_places_are_found(
    db: Database, keyring: Keyring, folder: Path
):
    await add(db, keyring, 2)
    await add(db, keyring, actor="service")

    tamper(
        folder,
        "update audit set seq = 99 where seq = 2",
        "update audit set seq = 2 where seq = 3",
        "update audit set seq = 3 where seq = 99",
    )

    assert {fault.seq for fault in await audit.verify(db, keyring)} >= {2, 3}


async def test_p18_the_last_rows_taken_with_a_matching_head_of_their_own_are_found_later(
    db: Database, keyring: Keyring, folder: Path
):
    """Whoever cuts the end off and writes on must not have the head mended by our own next row."""
    await five(db, keyring)

    tamper(folder, "delete from audit where seq > 3", "update audit_head set last = 3")
    await add(db, keyring, 5)

    assert [fault.what for fault in await audit.verify(db, keyring)] == ["the head does not fit"]


async def test_another_key_finds_every_row_strange(db: Database, keyring: Keyring, folder: Path):
    await five(db, keyring)
    stranger = Keyring.open(folder / "other.db", keyfile.create(folder / "other"))

    assert len(await audit.verify(db, stranger)) == 6


def test_the_check_of_rows_alone_is_pure():
    key, before, rows = bytes(32), audit.START, list[Entry]()
    for seq in range(1, 4):
        entry = Entry(seq, seq, "person", "paused", ABOUT, None)
        before = entry.linked(key, before)
        rows.append(Entry(seq, seq, "person", "paused", ABOUT, None, before))
    head = Head(1, 3, audit.START)
    head = Head(1, 3, audit.START, head.proof(key, before))

    assert faults_in(rows, head, key) == []
    assert faults_in(rows[:2], head, key)
    assert faults_in(rows, None, key)
    assert faults_in([], None, key) == []


# --- 24 months


async def sweep(db: Database, keyring: Keyring, now: datetime) -> None:
    async def work(tx: Transaction) -> None:
        await audit.sweep(tx, keyring, now)

    await db.write(work)


async def test_after_24_months_rows_go_and_the_chain_begins_anew(db: Database, keyring: Keyring):
    for day in range(4):
        await add(db, keyring, now=NOON + timedelta(days=day))

    await sweep(db, keyring, NOON + audit.KEPT)
    all_are_young = await audit.verify(db, keyring)
    await sweep(db, keyring, NOON + audit.KEPT + timedelta(days=1, seconds=1))

    async with db.read() as c:
        assert [one.seq for one in await audit.entries(c)] == [3, 4]
    assert all_are_young == []
    assert await audit.verify(db, keyring) == []


async def test_when_all_rows_are_old_the_chain_goes_on_from_the_last(
    db: Database, keyring: Keyring
):
    await add(db, keyring, 3)

    await sweep(db, keyring, NOON + timedelta(days=900))
    emptied = await audit.verify(db, keyring)
    await add(db, keyring, now=NOON + timedelta(days=900))

    async with db.read() as c:
        assert [one.seq for one in await audit.entries(c)] == [4]
    assert emptied == []
    assert await audit.verify(db, keyring) == []


async def test_a_row_from_a_clock_that_was_wrong_takes_no_younger_row_along(
    db: Database, keyring: Keyring
):
    await add(db, keyring)
    await add(db, keyring, now=NOON - timedelta(days=900))
    await add(db, keyring)

    await sweep(db, keyring, NOON)

    async with db.read() as c:
        assert len(await audit.entries(c)) == 3
    assert await audit.verify(db, keyring) == []


@pytest.mark.parametrize("statement", TAMPERING.values(), ids=TAMPERING.keys())
async def test_p18_a_sweep_hides_no_change_in_what_it_keeps(
    db: Database, keyring: Keyring, folder: Path, statement: str
):
    await five(db, keyring)
    await add(db, keyring, now=NOON + timedelta(days=30))
    tamper(folder, statement)

    await sweep(db, keyring, NOON + timedelta(days=1))

    assert await audit.verify(db, keyring)


# --- the anchor


async def test_an_older_database_put_back_is_found_by_the_anchor(
    db: Database, keyring: Keyring, folder: Path
):
    await add(db, keyring, 3)
    await copied(db, folder / "data.db", folder / "old.db")
    await add(db, keyring, 2)
    assert await audit_anchor.anchor(db, keyring)
    assert await audit_anchor.verify(db, keyring) == []

    async with opened(folder / "old.db") as old:
        assert await audit.verify(old, keyring) == []
        [fault] = await audit_anchor.verify(old, keyring)
        await add(old, keyring, 5, actor="service")
        moved = await audit_anchor.anchor(old, keyring)
        assert await audit_anchor.verify(old, keyring)

    assert fault.seq == 5
    assert moved is False


async def test_after_a_restore_on_purpose_the_anchor_follows(
    db: Database, keyring: Keyring, folder: Path
):
    await add(db, keyring, 3)
    await copied(db, folder / "data.db", folder / "old.db")
    await add(db, keyring, 2)
    await audit_anchor.anchor(db, keyring)

    async with opened(folder / "old.db") as old:
        await add(old, keyring, actor="operator", act=Act.RESTORED, about=None)
        await audit_anchor.anchor(old, keyring, restored=True)

        assert await audit_anchor.verify(old, keyring) == []


async def copied(db: Database, source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as a, closing(sqlite3.connect(target)) as b:
        a.backup(b)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[:-9],
        lambda text: "",
        lambda text: "[]",
        lambda text: text.replace('"seq": 2', '"seq": 1'),
    ],
)
async def test_a_changed_anchor_is_found(
    db: Database, keyring: Keyring, spoil: Callable[[str], str]
):
    await add(db, keyring, 2)
    await audit_anchor.anchor(db, keyring)
    path = audit_anchor.path_of(keyring)

    path.write_text(spoil(path.read_text()))

    assert len(await audit_anchor.verify(db, keyring)) == 1


async def test_an_anchor_at_rows_that_were_swept_still_holds(db: Database, keyring: Keyring):
    await add(db, keyring, 3)
    await audit_anchor.anchor(db, keyring)
    known = await audit_anchor.end(db)

    await sweep(db, keyring, NOON + timedelta(days=900))
    first = await audit_anchor.verify(db, keyring)
    await add(db, keyring, 2, now=NOON + timedelta(days=900))
    await sweep(db, keyring, NOON + timedelta(days=1800))

    assert first == []
    assert await audit_anchor.verify(db, keyring) == []
    assert await audit_anchor.holds(db, known)


async def test_what_was_written_into_a_diary_is_found_again(db: Database, keyring: Keyring):
    nothing = str(await audit_anchor.end(db))
    await add(db, keyring, 3)
    diary = str(await audit_anchor.end(db))
    await add(db, keyring)

    assert await audit_anchor.holds(db, End.read(nothing))
    assert await audit_anchor.holds(db, End.read(diary))
    assert not await audit_anchor.holds(db, End(3, bytes(8)))
    assert not await audit_anchor.holds(db, End(9, bytes(8)))


@pytest.mark.parametrize("text", ["", "3", "3-", "3-12", "x-0011223344556677", "-1-00112233"])
def test_what_is_no_end_of_a_log_is_refused(text: str):
    with pytest.raises(ValueError):
        End.read(text)


async def test_a_disk_that_is_full_leaves_the_old_anchor(
    db: Database, keyring: Keyring, folder: Path
):
    await audit_anchor.anchor(db, keyring)
    before = audit_anchor.path_of(keyring).read_text()
    (folder / "audit.anchor.new").mkdir()  # what cannot be written to

    await add(db, keyring)
    with pytest.raises(audit_anchor.StoreUnavailable):
        await audit_anchor.anchor(db, keyring)

    assert audit_anchor.path_of(keyring).read_text() == before
