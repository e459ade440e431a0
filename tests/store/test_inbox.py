from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.store import inbox
from bot.store.engine import Database
from bot.store.inbox import Kept, Raw
from bot.store.keyring import Keyring
from bot.store.tables import inbox as table
from tests.conftest import AINO, NOON


def written(update: int, *, text: str = "hei", message: int | None = None) -> Raw:
    return {
        "update_id": update,
        "message": {
            "message_id": message or update,
            "date": 1_763_900_000,
            "chat": {"id": AINO, "type": "private"},
            "text": text,
        },
    }


async def keep(db: Database, keyring: Keyring, *raws: Raw) -> list[Kept]:
    return await db.write(lambda tx: inbox.keep(tx, keyring, raws, NOON))


async def test_an_update_that_comes_twice_is_kept_once(db: Database, keyring: Keyring):
    assert len(await keep(db, keyring, written(1), written(2), written(1))) == 2
    assert await keep(db, keyring, written(2)) == []


async def test_a_number_used_again_after_a_jump_is_a_new_update(db: Database, keyring: Keyring):
    await keep(db, keyring, written(5, message=10))

    again = await keep(db, keyring, written(5, message=11))

    assert [kept.raw["message"]["message_id"] for kept in again] == [11]


async def test_a_done_update_is_known_for_a_week_but_its_body_is_gone(
    db: Database, keyring: Keyring
):
    [kept] = await keep(db, keyring, written(1))

    async def done(tx):
        inbox.done(tx, kept.digest)

    await db.write(done)

    async with db.read() as c:
        assert (await c.execute(select(table.c.state, table.c.body))).one() == ("done", None)
    await db.write(lambda tx: inbox.sweep(tx, NOON + timedelta(days=6)))
    assert await keep(db, keyring, written(1)) == []
    await db.write(lambda tx: inbox.sweep(tx, NOON + timedelta(days=8)))
    async with db.read() as c:
        assert (await c.execute(select(table))).all() == []


async def test_what_waits_comes_back_in_order_with_its_tries(db: Database, keyring: Keyring):
    kept = await keep(db, keyring, *(written(n) for n in (3, 1, 2)))

    async def tried(tx):
        inbox.tried(tx, kept[1].digest, 2, "ValueError")

    await db.write(tried)

    waiting, lost = await inbox.waiting(db, keyring)

    assert [(k.raw["update_id"], k.tries, k.recovered) for k in waiting] == [
        (3, 0, True), (1, 2, True), (2, 0, True),
    ]  # fmt: skip
    assert lost == []


async def test_a_set_aside_update_can_be_read_for_a_day_and_then_no_more(
    db: Database, keyring: Keyring
):
    [kept] = await keep(db, keyring, written(1))

    async def aside(tx):
        inbox.set_aside(tx, kept.digest, 5, "ValueError")

    await db.write(aside)
    await db.write(lambda tx: inbox.sweep(tx, NOON + timedelta(hours=23)))
    async with db.read() as c:
        assert (await c.execute(select(table.c.body))).scalar_one() is not None

    await db.write(lambda tx: inbox.sweep(tx, NOON + timedelta(hours=26)))

    async with db.read() as c:
        assert (await c.execute(select(table.c.body, table.c.reason))).one() == (None, None)


async def test_no_text_and_no_number_stands_in_the_files(db: Database, keyring: Keyring):
    await keep(db, keyring, written(1, text="a very particular sentence"))

    everything = b"".join(path.read_bytes() for path in keyring.path.parent.iterdir())

    assert b"particular" not in everything
    assert str(AINO).encode() not in everything


@pytest.mark.parametrize("raw", [{}, {"update_id": 1}, {"message": None}, {"message": []},
                                 {"update_id": "x", "message": {"text": "\ud800"}}])  # fmt: skip
async def test_the_strangest_update_is_kept_as_it_came(db: Database, keyring: Keyring, raw: Raw):
    await keep(db, keyring, raw)

    waiting, _ = await inbox.waiting(db, keyring)

    assert [kept.raw for kept in waiting] == [raw]
