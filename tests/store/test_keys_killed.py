"""Killed while people come and go: what was promised to anybody is so in both places."""

import asyncio
import os
import random
import signal
import time
import warnings
from pathlib import Path

import pytest

from bot.store import keyfile, keys_db
from bot.store.keyring import Keyring
from tests.conftest import NOON
from tests.promises.figures import Figures

pytestmark = pytest.mark.slow

SIZE = 16


async def come_and_go(folder: Path, told: int) -> None:
    """Enter and erase people for ever; write each promise to the pipe once it is given."""
    kek = keyfile.read(folder / "key")
    ring = Keyring.open(folder / "keys.db", kek, folder / "mirror", folder / "key")

    async def one_after_the_other() -> None:
        while True:
            person = os.urandom(SIZE)
            await ring.new_person(person)
            os.write(told, b"+" + person)
            if person[0] % 2:
                assert await ring.erase_person(person, "forgotten", NOON)
                os.write(told, b"-" + person)

    await asyncio.gather(*(one_after_the_other() for _ in range(4)))


def live_and_die(folder: Path, seconds: float) -> tuple[set[bytes], set[bytes]]:
    """Run that in a process and kill it; return who was told "kept" and who "erased"."""
    heard, told = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # this process has no work in hand
        child = os.fork()
    if child == 0:
        os.close(heard)
        try:
            asyncio.run(come_and_go(folder, told))
        finally:
            os._exit(1)
    os.close(told)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with os.fdopen(heard, "rb") as pipe:
        said = pipe.read()
    assert os.WIFSIGNALED(status)
    promises = [said[at : at + SIZE + 1] for at in range(0, len(said), SIZE + 1)]
    kept, erased = ({p[1:] for p in promises if p[:1] == sign} for sign in (b"+", b"-"))
    return kept - erased, erased


@pytest.mark.parametrize(
    "kills", [12, pytest.param(200, marks=[pytest.mark.full])], ids=["12 kills", "200 kills"]
)
def test_p22_killed_at_any_moment_whoever_was_told_kept_is_kept_and_erased_is_erased(
    tmp_path: Path, figure: Figures, kills: int
):
    kek = keyfile.create(tmp_path / "key")
    kept: set[bytes] = set()
    erased: set[bytes] = set()
    lost = revived = 0

    for _ in range(kills):
        newly, gone = live_and_die(tmp_path, random.uniform(0.02, 0.08))
        kept, erased = kept | newly, erased | gone
        for file in (tmp_path / "keys.db", tmp_path / "mirror" / "keys.db"):
            # Killed while the file was being made: nobody was told anything before it is whole.
            if file.exists() and not keys_db.is_empty(file):
                there = keys_db.read(file).persons.keys()
                # Who was being erased at the kill may be gone before anybody was told so.
                noted = keys_db.read(file).erased.keys()
                lost += len(kept - there - noted)
                revived += len(erased & there)

    figure("kills", kills)
    figure("told kept, lost", lost, of=len(kept))
    figure("told erased, still there", revived, of=len(erased))
    assert lost == revived == 0
    assert kept
    assert erased
    assert Keyring.open(tmp_path / "keys.db", kek, tmp_path / "mirror").persons() >= kept - (
        keys_db.read(tmp_path / "keys.db").erased.keys()
    )
