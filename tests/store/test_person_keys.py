"""Keys of persons: made in time, used by nobody else, gone for good."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.store.engine import StoreUnavailable
from bot.store.keyring import KeyGone, Keyring
from bot.store.person_keys import KID_MARK, OPEN_AT_MOST
from bot.store.sealing import Place, Unsealable, kid_of
from tests.conftest import NOON
from tests.promises.test_p07_full_disk import full_disk

AINO, BERTIL = b"a" * 16, b"b" * 16


def name_of(person: bytes) -> Place:
    return Place("callback", "name", b"row", person)


def wrapped_keys(path: Path) -> dict[bytes, bytes]:
    with closing(sqlite3.connect(path)) as connection:
        return dict(connection.execute("select person, wrapped from person_key").fetchall())


async def test_what_is_sealed_for_a_person_opens_again_also_after_a_restart(keyring: Keyring):
    await keyring.new_person(AINO)

    sealed = keyring.seal_for(AINO, name_of(AINO), b"Aino")

    assert keyring.unseal(name_of(AINO), sealed) == b"Aino"
    assert Keyring.open(keyring.path, keyring.kek).unseal(name_of(AINO), sealed) == b"Aino"
    assert kid_of(sealed) & KID_MARK


async def test_one_persons_key_opens_nothing_of_another(keyring: Keyring):
    await asyncio.gather(keyring.new_person(AINO), keyring.new_person(BERTIL))
    sealed = keyring.seal_for(AINO, name_of(AINO), b"Aino")

    with pytest.raises(Unsealable):
        keyring.unseal(name_of(BERTIL), sealed)


async def test_a_wrapped_key_put_at_another_person_does_not_open(keyring: Keyring):
    await asyncio.gather(keyring.new_person(AINO), keyring.new_person(BERTIL))
    with closing(sqlite3.connect(keyring.path)) as connection, connection:
        connection.execute("update person_key set person = 'x' where person = ?", (BERTIL,))
        connection.execute("update person_key set person = ? where person = ?", (BERTIL, AINO))

    again = Keyring.open(keyring.path, keyring.kek)

    with pytest.raises(Unsealable):
        again.seal_for(BERTIL, name_of(BERTIL), b"Bertil")


async def test_nobody_seals_for_a_person_without_a_key(keyring: Keyring):
    with pytest.raises(KeyGone):
        keyring.seal_for(AINO, name_of(AINO), b"Aino")


async def test_nobody_binds_a_value_to_another_person_than_the_keys(keyring: Keyring):
    await keyring.new_person(AINO)

    with pytest.raises(ValueError, match="bound"):
        keyring.seal_for(AINO, name_of(BERTIL), b"Aino")


async def test_an_erased_person_is_unreadable_and_noted_once(keyring: Keyring):
    await keyring.new_person(AINO)
    sealed = keyring.seal_for(AINO, name_of(AINO), b"Aino")
    wrapped = wrapped_keys(keyring.path)[AINO]

    assert await keyring.erase_person(AINO, "forgotten", NOON)
    assert await keyring.erase_person(AINO, "forgotten", NOON + timedelta(hours=1))

    again = Keyring.open(keyring.path, keyring.kek)
    for ring in (keyring, again):
        with pytest.raises(KeyGone):
            ring.unseal(name_of(AINO), sealed)
        assert not ring.has_person(AINO)
        assert ring.erased() == {AINO: int(NOON.timestamp())}
    assert wrapped not in keyring.path.read_bytes()


async def test_a_number_of_a_destroyed_key_is_never_given_again(keyring: Keyring):
    await keyring.new_person(AINO)
    first = kid_of(keyring.seal_for(AINO, name_of(AINO), b""))
    await keyring.erase_person(AINO, "forgotten", NOON)

    await keyring.new_person(BERTIL)

    assert kid_of(keyring.seal_for(BERTIL, name_of(BERTIL), b"")) > first


async def test_many_new_people_share_few_transactions(keyring: Keyring):
    people = [bytes([n]) * 16 for n in range(100)]
    before = _revision(keyring.path)

    await asyncio.gather(*(keyring.new_person(one) for one in people))

    assert keyring.persons() == frozenset(people)
    assert _revision(keyring.path) - before <= 2


async def test_a_key_is_made_although_the_one_who_makes_it_for_all_is_cancelled(keyring: Keyring):
    async with asyncio.TaskGroup() as group:
        first = group.create_task(keyring.new_person(AINO))
        second = group.create_task(keyring.new_person(BERTIL))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        first.cancel()
        await second

    assert keyring.has_person(BERTIL)


async def test_more_people_than_are_kept_open_are_all_served(keyring: Keyring):
    people = [n.to_bytes(16) for n in range(OPEN_AT_MOST + 20)]
    await asyncio.gather(*(keyring.new_person(one) for one in people))
    sealed = {one: keyring.seal_for(one, name_of(one), one) for one in people}

    assert all(keyring.unseal(name_of(one), sealed[one]) == one for one in people)


async def test_on_a_full_disk_nobody_is_entered_and_nobody_erased(keyring: Keyring):
    await keyring.new_person(AINO)

    with full_disk():
        with pytest.raises(StoreUnavailable):
            await keyring.new_person(BERTIL)
        with pytest.raises(StoreUnavailable):
            await keyring.erase_person(AINO, "forgotten", NOON)

    assert keyring.persons() == Keyring.open(keyring.path, keyring.kek).persons() == {AINO}
    assert not keyring.erased()


async def test_the_note_of_an_erasure_is_kept_for_28_days(keyring: Keyring):
    await keyring.new_person(AINO)
    await keyring.erase_person(AINO, "forgotten", NOON)

    assert keyring.sweep_erased(NOON + timedelta(days=28)) == 0
    assert keyring.sweep_erased(NOON + timedelta(days=28, seconds=1)) == 1

    assert not keyring.erased()
    assert not Keyring.open(keyring.path, keyring.kek).erased()


def _revision(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("select value from meta where name = 'revision'").fetchone()[0]
