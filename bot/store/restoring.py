"""Putting keys.db back from its mirror, after its disk was lost or an old copy was put there."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.store import keys_db
from bot.store.engine import StoreUnavailable
from bot.store.keys_db import NotARing
from bot.store.mirror import Mirror, MirrorUnreachable


class NothingToRestore(Exception):
    """The mirror holds nothing that should take the place of keys.db; the message says why."""


def restore_from_mirror(path: Path, mirror: Path) -> Path | None:
    """Put the mirror's copy in the place of the keys.db at `path`; the service must not run.

    What stood there is moved aside, and where to is returned: destroy it, for it may hold keys
    of people who have been erased since. Raises NothingToRestore when there is no copy, or when
    keys.db is as new as the copy, and StoreUnavailable when the disk is full.
    """
    copy = Mirror(path, mirror)
    try:
        copied = copy.read()
    except MirrorUnreachable as fault:
        raise NothingToRestore(str(fault)) from None
    if copied is None:
        raise NothingToRestore(f"there is no copy at {copy.file}")
    if path.exists() and not keys_db.is_empty(path):
        try:
            mine = keys_db.read(path)
        except NotARing:  # damaged: exactly what the mirror is for
            mine = None
        if mine is not None and mine.ident == copied.ident and mine.revision >= copied.revision:
            raise NothingToRestore(f"{path} is as new as its mirror, or newer: it stays")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{path.name}.restoring")
    fresh.unlink(missing_ok=True)
    try:
        with (
            closing(keys_db.connect(copy.file)) as source,
            closing(keys_db.connect(fresh, make=True)) as target,
        ):
            source.backup(target, progress=keys_db.give_up_when_locked)
    except sqlite3.OperationalError as fault:
        fresh.unlink(missing_ok=True)
        raise StoreUnavailable(type(fault).__name__) from None
    aside = None
    if path.exists():
        aside = path.with_name(f"{path.name}.set-aside")
        path.replace(aside)
        path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
    fresh.replace(path)
    return aside
