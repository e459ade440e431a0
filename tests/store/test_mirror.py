"""The second copy of the keys: current when somebody is told so, and never older than it says."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.store import keyfile, keys_db
from bot.store import mirror as mirror_module
from bot.store.keyring import Keyring, KeysMissing, MirrorUnreachable, Purpose
from bot.store.mirror import PATIENCE, Mirror
from bot.store.restoring import NothingToRestore, restore_from_mirror
from bot.store.sealing import Place
from tests.conftest import NOON

AINO, BERTIL = b"a" * 16, b"b" * 16


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    return tmp_path / "elsewhere" / "mirror"


@pytest.fixture
def pauses() -> list[float]:
    """How long the ring has paused, without anybody waiting."""
    return []


@pytest.fixture
def ring(tmp_path: Path, mirror: Path, pauses: list[float]) -> Keyring:
    key_file = tmp_path / "key"
    ring = Keyring.open(tmp_path / "keys.db", keyfile.create(key_file), mirror, key_file)

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    ring.sleep = pause
    ring.prepare(NOON)
    return ring


def unmount(mirror: Path) -> None:
    mirror.rename(mirror.with_name("away"))


def mount(mirror: Path) -> None:
    mirror.with_name("away").rename(mirror)


def same(ring: Keyring, mirror: Path) -> bool:
    return keys_db.read(ring.path) == keys_db.read(mirror / "keys.db")


async def test_after_every_change_the_copy_is_equal(ring: Keyring, mirror: Path):
    assert same(ring, mirror)
    await ring.new_person(AINO)
    assert same(ring, mirror)
    await ring.erase_person(AINO, "forgotten", NOON)
    assert same(ring, mirror)
    ring.destroy_expired(NOON + timedelta(days=30))
    assert same(ring, mirror)
    ring.sweep_erased(NOON + timedelta(days=30))
    assert same(ring, mirror)


async def test_a_destroyed_key_leaves_no_byte_in_the_copy_and_no_file_beside_it(
    ring: Keyring, mirror: Path
):
    await asyncio.gather(*(ring.new_person(bytes([n]) * 16) for n in range(100)))
    _, wrapped = keys_db.read(ring.path).persons[b"\x07" * 16]
    assert wrapped in (mirror / "keys.db").read_bytes()

    assert await ring.erase_person(b"\x07" * 16, "forgotten", NOON)

    assert [one.name for one in mirror.iterdir()] == ["keys.db"]
    assert wrapped not in (mirror / "keys.db").read_bytes()
    assert wrapped not in ring.path.read_bytes()


async def test_only_the_owner_may_read_the_copy(ring: Keyring, mirror: Path):
    assert (mirror / "keys.db").stat().st_mode & 0o077 == 0
    assert ring.path.stat().st_mode & 0o077 == 0


async def test_a_new_person_waits_for_the_mirror_and_is_kept_when_it_comes_back(
    ring: Keyring, mirror: Path
):
    unmount(mirror)

    async def come_back(_: float) -> None:
        if not mirror.exists():
            mount(mirror)

    ring.sleep = come_back
    await ring.new_person(AINO)

    assert same(ring, mirror)
    assert AINO in keys_db.read(mirror / "keys.db").persons


async def test_without_the_mirror_for_a_minute_nothing_is_kept(
    ring: Keyring, mirror: Path, pauses: list[float]
):
    unmount(mirror)

    with pytest.raises(MirrorUnreachable):
        await ring.new_person(AINO)

    assert sum(pauses) == PATIENCE
    assert not ring.has_person(AINO)
    assert AINO not in keys_db.read(ring.path).persons
    assert not ring.erased()


async def test_who_comes_after_that_minute_is_told_at_once(
    ring: Keyring, mirror: Path, pauses: list[float]
):
    unmount(mirror)
    with pytest.raises(MirrorUnreachable):
        await ring.new_person(AINO)
    pauses.clear()

    with pytest.raises(MirrorUnreachable):
        await ring.new_person(BERTIL)

    assert pauses == []
    mount(mirror)
    await ring.new_person(BERTIL)
    assert ring.has_person(BERTIL)


async def test_an_erasure_happens_at_once_and_is_confirmed_when_the_mirror_is_back(
    ring: Keyring, mirror: Path
):
    await ring.new_person(AINO)
    unmount(mirror)

    assert await ring.erase_person(AINO, "forgotten", NOON) is False
    assert not ring.has_person(AINO)
    assert await ring.catch_up() is False
    mount(mirror)
    assert AINO in keys_db.read(mirror / "keys.db").persons

    assert await ring.catch_up() is True
    assert AINO not in keys_db.read(mirror / "keys.db").persons
    assert await ring.erase_person(AINO, "forgotten", NOON) is True


async def test_day_keys_do_not_wait_for_the_mirror(ring: Keyring, mirror: Path):
    unmount(mirror)
    place = Place("inbox", "body", b"row")
    later = NOON + timedelta(days=5)

    ring.prepare(later)

    assert ring.unseal(place, ring.seal(Purpose.INBOX, place, b"hei", now=later)) == b"hei"


async def test_an_empty_mount_point_gets_no_forgotten_copy(ring: Keyring, mirror: Path):
    unmount(mirror)
    mirror.mkdir()

    assert await ring.catch_up() is False

    assert not list(mirror.iterdir())


async def test_a_new_copy_is_begun_only_when_somebody_says_so(ring: Keyring, mirror: Path):
    unmount(mirror)
    assert ring.mirror

    ring.mirror.bring_up_to_date(anew=True)

    assert same(ring, mirror)
    assert await ring.catch_up() is True


async def test_the_copy_of_other_keys_is_not_overwritten(ring: Keyring, tmp_path: Path):
    kek = keyfile.create(tmp_path / "other")
    other = Keyring.open(tmp_path / "other.db", kek, tmp_path / "theirs")
    other.prepare(NOON)
    before = keys_db.read(tmp_path / "theirs" / "keys.db")

    with pytest.raises(MirrorUnreachable, match="other keys"):
        Mirror(ring.path, tmp_path / "theirs").bring_up_to_date()

    assert keys_db.read(tmp_path / "theirs" / "keys.db") == before


async def test_a_file_that_is_no_keyring_is_not_overwritten(ring: Keyring, tmp_path: Path):
    (tmp_path / "place").mkdir()
    (tmp_path / "place" / "keys.db").write_text("somebody's notes" * 100)

    with pytest.raises(MirrorUnreachable):
        Mirror(ring.path, tmp_path / "place").bring_up_to_date()

    assert (tmp_path / "place" / "keys.db").read_text().startswith("somebody's notes")


async def test_a_copy_that_is_locked_does_not_hold_up_keys_db(ring: Keyring, mirror: Path):
    with closing(sqlite3.connect(mirror / "keys.db", isolation_level=None)) as other:
        other.execute("begin exclusive")
        ring.mirror = Mirror(ring.path, mirror, busy=50)

        assert await ring.erase_person(AINO, "forgotten", NOON) is False
        assert AINO in keys_db.read(ring.path).erased

    assert await ring.catch_up() is True


async def test_keys_that_are_missing_are_refused_and_put_back_from_the_mirror(
    ring: Keyring, mirror: Path
):
    await ring.new_person(AINO)
    sealed = ring.seal_for(AINO, Place("callback", "name", b"row", AINO), b"Aino")
    ring.path.unlink()
    with pytest.raises(KeysMissing, match="from-mirror"):
        Keyring.open(ring.path, ring.kek, mirror)
    assert not ring.path.exists()

    restore_from_mirror(ring.path, mirror)

    again = Keyring.open(ring.path, ring.kek, mirror)
    assert again.unseal(Place("callback", "name", b"row", AINO), sealed) == b"Aino"
    assert same(again, mirror)


async def test_an_older_keys_db_never_replaces_what_the_mirror_knows(ring: Keyring, mirror: Path):
    older = ring.path.read_bytes()
    await ring.new_person(AINO)
    ring.path.write_bytes(older)

    with pytest.raises(KeysMissing, match="older"):
        Keyring.open(ring.path, ring.kek, mirror)

    aside = restore_from_mirror(ring.path, mirror)
    assert aside is not None
    assert aside.read_bytes() == older
    assert Keyring.open(ring.path, ring.kek, mirror).has_person(AINO)


async def test_a_newer_keys_db_is_not_replaced_by_its_mirror(ring: Keyring, mirror: Path):
    unmount(mirror)
    await ring.erase_person(AINO, "forgotten", NOON)
    mount(mirror)

    with pytest.raises(NothingToRestore, match="newer"):
        restore_from_mirror(ring.path, mirror)


async def test_without_a_copy_nothing_is_put_back(tmp_path: Path):
    with pytest.raises(NothingToRestore):
        restore_from_mirror(tmp_path / "keys.db", tmp_path / "nowhere")


@pytest.mark.parametrize("looks", [1, 2])
async def test_two_processes_that_write_at_once_take_neither_file_for_a_foreign_one(
    ring: Keyring, mirror: Path, monkeypatch: pytest.MonkeyPatch, looks: int
):
    # Between the looks at the two files another process (a rotation) changes both.
    seen: list[Path] = []

    def look(path: Path, busy: int = 5000) -> object:
        found = standing(path, busy)
        seen.append(path)
        if len(seen) == looks:
            for file in (ring.path, mirror / "keys.db"):
                with keys_db.writing(file) as connection:
                    connection.execute("update meta set value = value + 1 where name = 'revision'")
        return found

    standing = mirror_module._standing
    monkeypatch.setattr(mirror_module, "_standing", look)

    Mirror(ring.path, mirror).bring_up_to_date()

    assert len(seen) == 2
    assert same(ring, mirror)
