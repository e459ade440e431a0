"""A new key for the key file: wherever the change was cut short, run again and it is whole."""

import os
import sys
import warnings
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from bot.store import keyfile, keys_db
from bot.store.keyfile import successor
from bot.store.keyring import Keyring, MirrorUnreachable, Purpose, WrongKey
from bot.store.mirror import Mirror
from bot.store.rewrapping import CannotRotate, alone, rewrap
from bot.store.rotation import rotate
from bot.store.sealing import Place
from bot.store.wrapping import Wrapping
from tests.conftest import NOON
from tests.promises.figures import Figures

pytestmark = pytest.mark.slow

AINO, BERTIL, CLEO = b"a" * 16, b"b" * 16, b"c" * 16
NAME = Place("callback", "name", b"row", AINO)
BODY = Place("inbox", "body", b"row")


class Kept:
    """A ring with a mirror, and two values sealed before anything is changed."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.path, self.mirror, self.key_file = (
            folder / "keys.db",
            folder / "m",
            folder / "k" / "key",
        )
        self.before = keyfile.create(self.key_file)

    def open(self) -> Keyring:
        kek = keyfile.read(self.key_file)
        return Keyring.open(self.path, kek, self.mirror, self.key_file)

    async def fill(self) -> "Kept":
        self.ring = self.open()
        self.ring.prepare(NOON)
        await self.ring.new_person(AINO)
        self.name = self.ring.seal_for(AINO, NAME, b"Aino")
        self.body = self.ring.seal(Purpose.INBOX, BODY, b"hei", now=NOON)
        return self

    def rotate(self) -> None:
        rotate(self.path, Mirror(self.path, self.mirror), self.key_file)

    def is_whole(self, ring: Keyring) -> bool:
        return (
            ring.unseal(NAME, self.name) == b"Aino"
            and ring.unseal(BODY, self.body) == b"hei"
            and (ring.index, ring.button, ring.audit)
            == (self.ring.index, self.ring.button, self.ring.audit)
        )

    def is_changed(self) -> bool:
        """Only the new key is left, and it opens keys.db and the mirror."""
        kek = keyfile.read(self.key_file)
        check = kek.derive("check")
        return (
            kek != self.before
            and not successor(self.key_file).exists()
            and keys_db.read(self.path).check == check
            and keys_db.read(self.mirror / "keys.db") == keys_db.read(self.path)
            and self.is_whole(self.open())
        )


@pytest.fixture
async def kept(tmp_path: Path) -> Kept:
    return await Kept(tmp_path).fill()


async def test_after_a_rotation_the_new_key_opens_everything_and_the_old_one_nothing(kept: Kept):
    kept.rotate()

    assert kept.is_changed()
    assert kept.key_file.stat().st_mode & 0o777 == 0o400
    with pytest.raises(WrongKey):
        Keyring.open(kept.path, kept.before)


async def test_nothing_that_was_wrapped_with_the_old_key_is_left(kept: Kept):
    before = keys_db.read(kept.path)
    wrapped = [*before.days.values(), *before.secrets.values(), before.persons[AINO][1]]

    kept.rotate()

    for file in (kept.path, kept.mirror / "keys.db"):
        assert not any(one in file.read_bytes() for one in wrapped)


async def test_a_running_service_reads_on_and_takes_up_the_new_key_at_its_next_write(kept: Kept):
    kept.rotate()

    assert kept.is_whole(kept.ring)
    await kept.ring.new_person(BERTIL)
    await kept.ring.erase_person(AINO, "forgotten", NOON)

    assert kept.ring.kek != kept.before
    assert kept.open().persons() == kept.ring.persons() == {BERTIL}


async def test_a_running_service_takes_up_the_new_key_before_the_key_file_is_renamed(kept: Kept):
    fresh = keyfile.create(successor(kept.key_file))
    rewrap(kept.path, kept.ring.wrapping, Wrapping.by(fresh))

    await kept.ring.new_person(BERTIL)
    kept.rotate()

    assert kept.is_changed()
    assert kept.open().persons() == {AINO, BERTIL}


async def test_a_new_key_cut_short_while_it_was_written_is_made_again(kept: Kept):
    successor(kept.key_file).write_text("rinnalla-key-1 00ff")

    assert kept.is_whole(kept.open())
    kept.rotate()

    assert kept.is_changed()


async def test_a_start_finishes_a_rotation_that_was_cut_short(kept: Kept):
    fresh = keyfile.create(successor(kept.key_file))
    rewrap(kept.path, kept.ring.wrapping, Wrapping.by(fresh))

    assert kept.is_whole(kept.open())

    assert keyfile.read(kept.key_file) == fresh
    assert kept.is_changed()


async def test_without_the_mirror_both_keys_stay_until_it_is_back(kept: Kept):
    kept.mirror.rename(kept.mirror.with_name("away"))

    with pytest.raises(MirrorUnreachable):
        kept.rotate()
    assert kept.is_whole(kept.open())
    assert keyfile.read(kept.key_file) == kept.before
    kept.mirror.with_name("away").rename(kept.mirror)
    kept.rotate()

    assert kept.is_changed()


async def test_two_rotations_do_not_run_at_once(kept: Kept):
    with alone(kept.key_file), pytest.raises(CannotRotate):
        kept.rotate()

    assert kept.is_whole(kept.open())


async def test_a_ring_with_a_broken_key_is_not_changed(kept: Kept):
    with keys_db.writing(kept.path) as connection:
        connection.execute("update person_key set wrapped = zeroblob(76)")
    before = keys_db.read(kept.path)

    with pytest.raises(CannotRotate):
        kept.rotate()

    assert keys_db.read(kept.path) == before
    assert keyfile.read(kept.key_file) == kept.before


KILLED = 3


def rotate_in_a_process_that_ends_at(kept: Kept, line: int) -> bool:
    """Rotate in a process that is gone at the `line`-th line of the store; tell if it was."""
    left = line

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal left
        if "/bot/store/" not in frame.f_code.co_filename:
            return None
        if event == "line":
            left -= 1
            if left == 0:
                os._exit(KILLED)  # as a kill does it: nothing is closed, nothing put in order
        return trace

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the other threads only wait
        child = os.fork()
    if child == 0:
        sys.settrace(trace)
        try:
            kept.rotate()
        except BaseException:  # noqa: BLE001  # this process ends here in any case
            os._exit(1)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, KILLED)
    return code == KILLED


@pytest.mark.parametrize(
    "step", [41, pytest.param(1, marks=[pytest.mark.full, pytest.mark.timeout(900)])]
)
async def test_p40_killed_at_any_line_nothing_is_lost_and_the_next_try_finishes(
    tmp_path: Path, figure: Figures, step: int
):
    line, killed = step, 0
    while rotate_in_a_process_that_ends_at(kept := await Kept(tmp_path / str(line)).fill(), line):
        assert kept.is_whole(kept.open()), line
        kept.rotate()
        assert kept.is_changed(), line
        killed, line = killed + 1, line + step
    assert kept.is_changed()
    figure("killed, then whole", killed, of=killed)
    assert killed > 10
