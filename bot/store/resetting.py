"""Beginning anew after the key was lost: what nobody can read any more is put aside, not deleted.

There is no back door: without the key file or its words the old data stays closed for ever.
"""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.store import keyfile, keys_db
from bot.store.audit_anchor import FILE as ANCHOR
from bot.store.engine import StoreUnavailable
from bot.store.keyfile import KeyEncryptionKey
from bot.store.keys_db import NotARing
from bot.store.mirror import FILE as COPY
from bot.store.opening import fitting

DATA_FILES: Final = (
    "data.db",
    "data.db-wal",
    "data.db-shm",
    "keys.db",
    "keys.db-journal",
    ANCHOR,  # of the old audit log: beside a new one it would be taken for a log rolled back
)


class KeyStillFits(Exception):
    """The key file opens the data: nothing is lost, and nothing is reset."""


def reset(data: Path, mirror: Path, key_file: Path, now: datetime) -> tuple[Path, KeyEncryptionKey]:
    """Put the old data aside and make a new key file; return where the old data is, and the key.

    The caller holds the data folder. Interrupted, it can be run again. A key file that does not
    fit is put beside the new one, never destroyed. Raises KeyStillFits.
    """
    for ring in (data / "keys.db", mirror / COPY):
        _refuse_if_it_fits(ring, key_file)
    archive = data / f"archive-{now.astimezone(UTC):%Y-%m-%d}"
    archive.mkdir(mode=0o700, exist_ok=True)
    for name in DATA_FILES:
        _put_aside(data / name, archive / name)
    for name in (COPY, f"{COPY}-journal"):
        _put_aside(mirror / name, archive / f"mirror-{name}")
    for path in (key_file, keyfile.successor(key_file)):
        _put_aside(path, path.with_name(f"{path.name}.does-not-fit"))
    return archive, keyfile.create(key_file)


def _refuse_if_it_fits(path: Path, key_file: Path) -> None:
    if not path.exists():
        return
    try:
        check = keys_db.read(path).check
    except (NotARing, StoreUnavailable):
        return
    if fitting(check, [], key_file) is not None:
        raise KeyStillFits(
            f"the key file at {key_file} opens {path}: nothing is lost "
            "(if keys.db is missing: `rinnalla keys from-mirror`)"
        )


def _put_aside(path: Path, place: Path) -> None:
    """Move a file, over to another disk if need be, without ever writing over another one."""
    if not path.exists():
        return
    free, number = place, 1
    while free.exists():
        number += 1
        free = place.with_name(f"{place.name}.{number}")
    shutil.move(path, free)
