"""Opening a ring: which key fits, what must be refused, and what an older version left out."""

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from hmac import compare_digest
from pathlib import Path
from typing import Final

from bot.store import keyfile, keys_db
from bot.store.keyfile import KeyEncryptionKey
from bot.store.keys_db import NotARing, Ring
from bot.store.mirror import Mirror, MirrorUnreachable
from bot.store.rewrapping import CannotRotate, alone, finish
from bot.store.wrapping import Wrapping, secret_place

SUB_KEYS: Final = ("index", "button", "audit")


class WrongKey(Exception):
    """The key file does not belong to this data: refuse to start, write nothing."""


class KeysMissing(Exception):
    """keys.db is not there, or older than its mirror; the message says how to put it back."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What stands in keys.db, and the wrapping that opens it."""

    ring: Ring
    wrapping: Wrapping


def open_ring(
    path: Path, kek: KeyEncryptionKey, mirror: Mirror | None, key_file: Path | None
) -> Opened:
    """Open keys.db, or make a new one if there is none; finish a rotation that was interrupted.

    Raises WrongKey and KeysMissing before anything is written, StoreUnavailable on a full disk.
    """
    # First the copy, then the ring: a service that runs may be writing both just now.
    copied = _look_at(mirror)
    if not path.exists() or keys_db.is_empty(path):
        if copied is not None:
            raise KeysMissing(
                f"{path} is missing: put it back from its mirror (`rinnalla keys from-mirror`)"
            )
        keys_db.make(path, Wrapping.by(kek).check)
    try:
        ring = keys_db.read(path)
    except NotARing:
        raise WrongKey(f"{path} is not a keyring") from None
    wrapping = fitting(ring.check, [kek], key_file)
    if wrapping is None:
        raise WrongKey(f"the key file does not belong to {path}")
    if copied is not None and copied.ident == ring.ident and copied.revision > ring.revision:
        raise KeysMissing(
            f"{path} is older than its mirror: put that one back (`rinnalla keys from-mirror`)"
        )
    if not ring.secrets.keys() >= set(SUB_KEYS):
        ring = _with_sub_keys(path, wrapping)
    if key_file is not None and wrapping.kek != kek:
        # Without the mirror both key files stay until the next time.
        with suppress(MirrorUnreachable, CannotRotate, OSError), alone(key_file):
            finish(path, mirror, key_file)
    return Opened(ring, wrapping)


def fitting(
    check: bytes, keks: Iterable[KeyEncryptionKey], key_file: Path | None
) -> Wrapping | None:
    """Return the wrapping of the first key the ring belongs to: one of `keks`, or in a file.

    In the files: at `key_file`, or, while a rotation is under way, at its successor.
    """
    for kek in (*keks, *_keys_in_files(key_file)):
        wrapping = Wrapping.by(kek)
        if compare_digest(check, wrapping.check):
            return wrapping
    return None


def _keys_in_files(key_file: Path | None) -> Iterable[KeyEncryptionKey]:
    if key_file is not None:
        # Between two looks a rotation may have renamed the successor: so the first again at last.
        for path in (key_file, keyfile.successor(key_file), key_file):
            with suppress(keyfile.NoKeyFile, keyfile.BadKeyFile):
                yield keyfile.read(path)


def _with_sub_keys(path: Path, wrapping: Wrapping) -> Ring:
    """Give the ring its sub-keys: random ones, or those version 0.1.0 derived from the key.

    Taken over, they leave every look-up and every button of existing data as they are.
    """
    with keys_db.writing(path) as connection:
        before = keys_db.look(connection)
        derived = not before.ident
        for statement in keys_db.SCHEMA:
            connection.execute(statement)
        for name in SUB_KEYS:
            value = wrapping.kek.derive(name) if derived else os.urandom(32)
            wrapped = wrapping.wrap(secret_place(name), value)
            connection.execute("insert or ignore into secret values (?, ?)", (name, wrapped))
        return keys_db.look(connection)


def _look_at(mirror: Mirror | None) -> Ring | None:
    """Return what the mirror holds; None when it cannot be reached, which is no reason to stop."""
    try:
        return mirror.read() if mirror is not None else None
    except MirrorUnreachable:
        return None
