"""The key is changed while people come, are read and go: nothing is lost, nobody notices."""

import asyncio
import os
import random
import sys
import time
from pathlib import Path

import pytest

from bot.rehearsing import MADE_UP
from bot.store import keyfile, keys_db
from bot.store.engine import StoreUnavailable
from bot.store.keyring import Keyring, WrongKey
from bot.store.sealing import Place
from tests.conftest import NOON
from tests.promises.figures import Figures

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PEOPLE = 10_000
ROTATE = "from bot.keys_commands import keys; keys()"


def name_of(person: bytes) -> Place:
    return Place("callback", "name", b"row", person)


class Service:
    """What a running service does with its keys, all at once, and what went wrong."""

    def __init__(self, folder: Path) -> None:
        self.data, self.key_file, self.mirror = folder / "data", folder / "k" / "key", folder / "m"
        self.data.mkdir()
        kek = keyfile.create(self.key_file)
        self.ring = Keyring.open(self.data / "keys.db", kek, self.mirror, self.key_file)
        self.ring.prepare(NOON)
        self.sealed: dict[bytes, bytes] = {}
        self.there: list[bytes] = []
        self.erased: set[bytes] = set()
        self.reads = self.faults = 0
        self.longest = 0.0

    async def settle(self, number: int) -> None:
        people = [os.urandom(16) for _ in range(number)]
        await asyncio.gather(*(self.ring.new_person(one) for one in people))
        self.sealed |= {one: self.ring.seal_for(one, name_of(one), one) for one in people}
        self.there += people

    async def work(self, stop: asyncio.Event) -> None:
        async with asyncio.TaskGroup() as group:
            for work in (self._read, self._enter, self._erase):
                group.create_task(work(stop))

    async def _read(self, stop: asyncio.Event) -> None:
        """Read as fast as the loop allows; the longest gap tells whether anything blocked it."""
        last = time.monotonic()
        while not stop.is_set():
            for person in random.sample(self.there, 20):
                self.reads += 1
                self.faults += self.ring.unseal(name_of(person), self.sealed[person]) != person
            await asyncio.sleep(0.001)
            self.longest, last = max(self.longest, time.monotonic() - last), time.monotonic()

    async def _enter(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await self.settle(1)

    async def _erase(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            person = self.there.pop(random.randrange(len(self.there)))
            self.erased.add(person)
            await self.ring.erase_person(person, "forgotten", NOON)

    async def rotate(self) -> float:
        """Type `keys rotate` in another process; return the seconds it took."""
        began = time.monotonic()
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", ROTATE, "rotate",
            cwd=self.data,
            env={
                **os.environ,
                **MADE_UP,
                "PYTHONPATH": str(ROOT),
                "RINNALLA_DATA": str(self.data),
                "RINNALLA_KEY_FILE": str(self.key_file),
                "RINNALLA_KEY_MIRROR": str(self.mirror),
            },
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        _, said = await process.communicate()
        assert process.returncode == 0, said
        return time.monotonic() - began


async def test_p40_a_rotation_under_load_loses_nothing_and_disturbs_no_reader(
    tmp_path: Path, figure: Figures
):
    service, stop = Service(tmp_path), asyncio.Event()
    await service.settle(PEOPLE)
    before, code = keyfile.read(service.key_file), service.ring.look_up("visitor", 7)

    async with asyncio.TaskGroup() as group:
        group.create_task(service.work(stop))
        took = await service.rotate()
        await service.settle(1)
        stop.set()

    again = Keyring.open(service.ring.path, keyfile.read(service.key_file), service.mirror)
    lost = [
        one
        for one, sealed in service.sealed.items()
        if one not in service.erased and again.unseal(name_of(one), sealed) != one
    ]
    figure("people", PEOPLE)
    figure("came and went meanwhile", len(service.sealed) - PEOPLE + len(service.erased))
    figure("seconds", round(took, 1), unit="s")
    figure("longest pause of the service", round(service.longest, 2), unit="s")
    figure("read errors", service.faults, of=service.reads)
    figure("lost", len(lost), of=len(service.sealed) - len(service.erased))
    assert service.faults == 0
    assert service.reads > 100
    assert service.erased
    assert not lost
    assert took < 60
    assert again.persons() == service.sealed.keys() - service.erased
    assert again.look_up("visitor", 7) == code
    assert keys_db.read(service.mirror / "keys.db") == keys_db.read(service.ring.path)
    with pytest.raises(WrongKey):
        Keyring.open(service.ring.path, before)


async def test_p40_a_service_that_cannot_read_the_new_key_changes_nothing(tmp_path: Path):
    service = Service(tmp_path)
    await service.settle(1)
    await service.rotate()
    whole = service.key_file.read_bytes()
    service.key_file.unlink()
    before = keys_db.read(service.ring.path)

    with pytest.raises(StoreUnavailable):
        await service.settle(1)
    assert keys_db.read(service.ring.path) == before
    service.key_file.write_bytes(whole)
    await service.settle(1)

    assert len(service.ring.persons()) == 2
