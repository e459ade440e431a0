"""P18: whoever changes the audit log is found, wherever and however; it holds nothing personal."""

import asyncio
import random
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.store import audit
from bot.store.audit import DETAILS, RECEIPT, Act, Entry, Head, faults_in
from bot.store.engine import Database, Transaction
from bot.store.keyring import Keyring
from bot.store.store import Store
from bot.store.tables import audit_head
from bot.usecases import consent, rights
from bot.usecases.consent import Order
from tests.conftest import NOON
from tests.promises.figures import Figures
from tests.usecases.test_consent import Shown

pytestmark = pytest.mark.slow

Tampering = Callable[[list[Entry], int, random.Random], list[Entry]]


async def write(db: Database, keyring: Keyring, number: int, dice: random.Random) -> float:
    """Write rows of every kind through the real engine; return the seconds it took."""
    acts, details = list(Act), [None, *sorted(DETAILS), "K7QF-2M9D"]

    async def one(tx: Transaction) -> None:
        await audit.append(
            tx,
            keyring,
            actor=dice.choice(
                ["person", "service", "operator", f"staff:{dice.randbytes(16).hex()}"]
            ),
            act=dice.choice(acts),
            about=dice.choice([None, dice.randbytes(16)]),
            detail=dice.choice(details),
            now=NOON,
        )

    began = time.perf_counter()
    for _ in range(0, number, 500):
        await asyncio.gather(*(db.write(one) for _ in range(500)))
    return time.perf_counter() - began


async def log_of(db: Database) -> tuple[list[Entry], Head]:
    async with db.read() as c:
        row = (await c.execute(select(audit_head))).one()
        return await audit.entries(c), Head(row.first, row.last, row.base, row.mac)


def changed(rows: list[Entry], at: int, dice: random.Random) -> list[Entry]:
    """Change one field of one row a little."""
    one = rows[at]
    other: Entry = dice.choice(
        [
            replace(one, at=one.at + 1),
            replace(one, actor="operator" if one.actor != "operator" else "service"),
            replace(one, act="paused" if one.act != "paused" else "resumed"),
            replace(one, about=dice.randbytes(16)),
            replace(one, detail="message" if one.detail != "message" else None),
            replace(one, mac=bytes([one.mac[0] ^ 1]) + one.mac[1:]),
        ]
    )
    return [*rows[:at], other, *rows[at + 1 :]]


def deleted(rows: list[Entry], at: int, dice: random.Random) -> list[Entry]:
    """Take one row out; sometimes close the gap as well."""
    rest = rows[at + 1 :]
    if dice.random() < 0.5:
        rest = [replace(one, seq=one.seq - 1) for one in rest]
    return rows[:at] + rest


def inserted(rows: list[Entry], at: int, dice: random.Random) -> list[Entry]:
    """Put a copy of some row in; sometimes move all others on."""
    copied = replace(dice.choice(rows), seq=rows[at].seq)
    rest = rows[at:]
    if dice.random() < 0.5:
        rest = [replace(one, seq=one.seq + 1) for one in rest]
    return [*rows[:at], copied, *rest]


def swapped(rows: list[Entry], at: int, dice: random.Random) -> list[Entry]:
    """Let two rows change places, with or without their numbers."""
    other = dice.choice([place for place in range(len(rows)) if place != at])
    moved = list(rows)
    moved[at], moved[other] = rows[other], rows[at]
    if dice.random() < 0.5:
        moved[at] = replace(moved[at], seq=rows[at].seq)
        moved[other] = replace(moved[other], seq=rows[other].seq)
    return moved


def cut(rows: list[Entry], at: int, dice: random.Random) -> list[Entry]:
    """Take everything from here on, or everything up to here."""
    return rows[:at] if dice.random() < 0.5 or at == len(rows) - 1 else rows[at + 1 :]


TAMPERINGS: Sequence[Tampering] = (changed, deleted, inserted, swapped, cut)
WINDOW = 100
"""Rows looked at for one tampering: the check of a piece of the chain, as of one re-anchored."""


def piece(rows: list[Entry], at: int, head: Head, key: bytes) -> tuple[list[Entry], Head, int]:
    """Cut the rows around `at` out, with the head they would have."""
    begin = max(0, min(at - WINDOW // 2, len(rows) - WINDOW))
    chosen = rows[begin : begin + WINDOW]
    base = rows[begin - 1].mac if begin else head.base
    bare = Head(chosen[0].seq, chosen[-1].seq, base)
    return chosen, replace(bare, mac=bare.proof(key, chosen[-1].mac)), at - begin


@pytest.mark.parametrize("number", [500, pytest.param(10_000, marks=pytest.mark.full)])
async def test_p18_a_change_at_each_row_is_found(
    db: Database, keyring: Keyring, number: int, figure: Figures
):
    dice = random.Random(18)
    took = await write(db, keyring, number, dice)
    rows, head = await log_of(db)
    assert faults_in(rows, head, keyring.audit) == []

    found = 0
    for at in range(len(rows)):
        part, its_head, place = piece(rows, at, head, keyring.audit)
        assert at % 500 or faults_in(part, its_head, keyring.audit) == []
        tampered = TAMPERINGS[at % len(TAMPERINGS)](part, place, dice)
        found += bool(faults_in(tampered, its_head, keyring.audit))

    figure("changes found", found, of=number)
    figure("rows written a second", round(number / took))
    assert found == len(rows) == number


async def test_p18_changes_in_the_real_file_are_found(
    db: Database, keyring: Keyring, folder: Path, figure: Figures
):
    dice = random.Random(81)
    await write(db, keyring, 500, dice)
    statements = [
        "update audit set at = at + 1 where seq = :at",
        "update audit set act = act || '_' where seq = :at",
        "update audit set about = randomblob(16) where seq = :at",
        "update audit set mac = randomblob(32) where seq = :at",
        "delete from audit where seq = :at",
        "delete from audit where seq >= :at",
        "delete from audit where seq <= :at",
        "update audit set mac = (select mac from audit where seq = 1 + :at % 500) where seq = :at",
    ]
    found = 0
    with closing(sqlite3.connect(folder / "data.db", isolation_level=None)) as connection:
        rows = connection.execute("select * from audit").fetchall()
        for number in range(24):
            at = dice.randrange(1, 501)
            connection.execute(statements[number % len(statements)], {"at": at})
            found += bool(await audit.verify(db, keyring))
            connection.execute("begin")
            connection.execute("delete from audit")
            connection.executemany("insert into audit values (?, ?, ?, ?, ?, ?, ?)", rows)
            connection.execute("commit")

    figure("changes in the file found", found, of=24)
    assert found == 24
    assert await audit.verify(db, keyring) == []


@pytest.mark.full
async def test_p18_every_tampering_of_the_whole_log_is_found(
    db: Database, keyring: Keyring, figure: Figures
):
    dice = random.Random(180)
    await write(db, keyring, 10_000, dice)
    rows, head = await log_of(db)

    found = 0
    for number in range(200):
        tampered = TAMPERINGS[number % len(TAMPERINGS)](rows, dice.randrange(len(rows)), dice)
        found += bool(faults_in(tampered, head, keyring.audit))

    figure("changes of the whole log found", found, of=200)
    assert found == 200


async def test_p18_the_log_holds_no_name_number_or_text(store: Store, figure: Figures):
    """Whatever people say to the bot, the log of it holds words of the closed list only."""
    number_of_people, hits = 10, 0
    said: list[bytes] = []
    for user in range(7_100_000, 7_100_000 + number_of_people):
        order = Order(user, user, "fi", user.to_bytes(16))
        name, number, text = f"Robin{user}", f"+1202555{user % 10000:04}", f"sleepless {user}"
        said += [name.encode(), number[1:].encode(), text.encode(), str(user).encode()]
        await consent.give(store, order, Shown("call"), now=NOON)
        await rights.answer(store, order, name, what="name", deleted=True, now=NOON)
        await rights.answer(store, order, number, what="number", deleted=True, now=NOON)
        await consent.give(store, order, Shown("write"), now=NOON)
        await rights.answer(store, order, text, what="message", deleted=True, now=NOON)
        await rights.pause(store, order, on=True, now=NOON)
        await rights.held_about(store, user, now=NOON)
        if user % 2:
            await consent.forget(store, order, now=NOON)

    async with store.db.read() as c:
        rows = await audit.entries(c)
    for row in rows:
        written = "|".join([row.actor, row.act, row.detail or ""]).encode() + (row.about or b"")
        hits += sum(one in written for one in said)
        assert row.act in set(Act)
        assert row.detail is None or row.detail in DETAILS or RECEIPT.fullmatch(row.detail)

    figure("names, numbers, texts in the log", hits, of=len(rows))
    assert len(rows) >= number_of_people * 6
    assert hits == 0
