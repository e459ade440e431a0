"""Re-wrapping: everything in keys.db goes over from one key file's key to another, at once.

And what follows: the mirror, the proof that all opens, the successor taking the key file's place.
"""

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.store import keyfile, keys_db
from bot.store.keyfile import KeyEncryptionKey
from bot.store.keys_db import Ring
from bot.store.mirror import Mirror, MirrorUnreachable
from bot.store.sealing import Unsealable
from bot.store.wrapping import Wrapping, day_place, person_place, secret_place


class CannotRotate(Exception):
    """The key cannot be changed now; the message says why. What served before still serves."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many keys were opened."""

    days: int
    persons: int
    sub_keys: int


def rewrap(path: Path, before: Wrapping, after: Wrapping) -> None:
    """Wrap everything in keys.db with another key, in one transaction; nothing if it is already.

    Raises CannotRotate, with nothing changed, if something in it does not open, and
    StoreUnavailable when the disk is full.
    """
    with keys_db.writing(path) as connection:
        found = keys_db.look(connection)
        if found.check == after.check:
            return
        try:
            days = [
                (after.wrap(day_place(kid), before.unwrap(day_place(kid), value)), kid)
                for kid, value in found.days.items()
            ]
            persons = [
                (after.wrap(place, before.unwrap(place, value)), kid)
                for person, (kid, value) in found.persons.items()
                for place in [person_place(kid, person)]
            ]
            secrets = [
                (after.wrap(secret_place(name), before.unwrap(secret_place(name), value)), name)
                for name, value in found.secrets.items()
            ]
        except Unsealable:
            raise CannotRotate(f"a key in {path} does not open: nothing was changed") from None
        connection.executemany("update day_key set wrapped = ? where kid = ?", days)
        connection.executemany("update person_key set wrapped = ? where kid = ?", persons)
        connection.executemany("update secret set wrapped = ? where name = ?", secrets)
        connection.execute("update meta set value = ? where name = 'check'", (after.check,))


def finish(path: Path, mirror: Mirror | None, key_file: Path) -> Counted:
    """Bring the mirror up to date, open everything with the successor, let it take its place.

    Raises MirrorUnreachable, or CannotRotate if anything does not open: both key files stay then.
    """
    kek = keyfile.read(keyfile.successor(key_file))
    counted = count(keys_db.read(path), kek)
    if mirror is not None:
        mirror.bring_up_to_date()
        copied = mirror.read()
        if copied is None:
            raise MirrorUnreachable(f"{mirror.file} is missing")
        count(copied, kek)
    keyfile.succeed(key_file)
    return counted


def count(ring: Ring, kek: KeyEncryptionKey) -> Counted:
    """Open every key in `ring` and count them; raise CannotRotate if one does not open."""
    wrapping = Wrapping.by(kek)
    try:
        for kid, value in ring.days.items():
            wrapping.unwrap(day_place(kid), value)
        for person, (kid, value) in ring.persons.items():
            wrapping.unwrap(person_place(kid, person), value)
        for name, value in ring.secrets.items():
            wrapping.unwrap(secret_place(name), value)
    except Unsealable:
        raise CannotRotate("a wrapped key does not open") from None
    return Counted(len(ring.days), len(ring.persons), len(ring.secrets))


@contextmanager
def alone(key_file: Path) -> Generator[None]:
    """Hold the key file's folder, so that two rotations do not make two successors."""
    folder = os.open(key_file.parent, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotRotate("another rotation is under way") from None
        yield
    finally:
        os.close(folder)
