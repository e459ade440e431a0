"""Backups: dated, checked copies of data.db, ciphertext only. Keys are never in them.

Made with SQLite's online backup while the service goes on writing. A copy gets its name only
when it is whole, checked and on the disk.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from bot.store import schema
from bot.store.engine import StoreUnavailable

KEPT: Final = 14
LONGEST: Final = timedelta(days=14)
EVERY: Final = timedelta(hours=24)
NAME: Final = "rinnalla-%Y%m%dT%H%M%SZ.db"
PAGES_AT_ONCE: Final = 1024
"""Pages copied in one step (4 MB): the writer is held up for milliseconds only."""

Progress = Callable[[int, int], None]
"""Hears how many pages are left, of how many."""


class BadBackup(Exception):
    """A file is no backup that can be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Backup:
    """One dated copy."""

    path: Path
    made: datetime
    size: int


def listing(folder: Path) -> list[Backup]:
    """Return the backups of a folder, newest first; other files are not looked at."""
    found: list[Backup] = []
    for path in folder.glob("rinnalla-*.db") if folder.is_dir() else ():
        with suppress(ValueError, FileNotFoundError):
            made = datetime.strptime(path.name, NAME).replace(tzinfo=UTC)
            found.append(Backup(path, made, path.stat().st_size))
    return sorted(found, key=lambda one: one.made, reverse=True)


def due(folder: Path, now: datetime) -> bool:
    """Tell whether the newest backup is a day old, or there is none."""
    newest = next(iter(listing(folder)), None)
    return newest is None or now - newest.made >= EVERY


def make(
    source: Path, folder: Path, now: datetime, progress: Progress = lambda _left, _all: None
) -> Backup:
    """Copy the database at `source` into `folder`, check the copy, and let old ones go.

    Blocks; call it in a thread. Raises StoreUnavailable when the disk is full, nothing left
    behind, and BadBackup when the copy is not whole.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    moment = now.astimezone(UTC)
    while (path := folder / moment.strftime(NAME)).exists():  # two within a second: neither is lost
        moment += timedelta(seconds=1)
    part = path.with_suffix(".part")
    try:
        os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600))
        with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(part)) as here:
            there.backup(
                here, pages=PAGES_AT_ONCE, progress=lambda _, left, all_: progress(left, all_)
            )
            # A copy that is read stays as it is: no log beside it.
            here.execute("pragma journal_mode = delete")
        check(part)
        _to_disk(part)
        part.replace(path)
        _to_disk(folder)
    except (sqlite3.OperationalError, OSError) as fault:
        raise StoreUnavailable(type(fault).__name__) from None
    finally:
        part.unlink(missing_ok=True)
    prune(folder, now)
    return Backup(path, moment, path.stat().st_size)


def check(path: Path) -> str:
    """Return the version of the backup at `path`; raise BadBackup if it is not whole or not ours."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
            [verdict] = connection.execute("pragma integrity_check").fetchone()
            row = connection.execute("select version_num from alembic_version").fetchone()
    except sqlite3.DatabaseError:
        raise BadBackup(f"{path} is no backup of Rinnalla, or it is damaged") from None
    if verdict != "ok" or row is None:
        raise BadBackup(f"{path} is damaged")
    if row[0] > schema.NEWEST:
        raise BadBackup(f"{path} was made by a newer version ({row[0]}): install that one first")
    return row[0]


def prune(folder: Path, now: datetime) -> list[Path]:
    """Delete all but the newest 14, and what is older than 14 days while a newer one is there."""
    backups = listing(folder)
    old = [one for n, one in enumerate(backups) if n >= KEPT or (n and now - one.made > LONGEST)]
    for one in old:
        one.path.unlink(missing_ok=True)
    return [one.path for one in old]


def take_out(backup: Path, folder: Path) -> Path:
    """Copy a backup into `folder` as data.db, at the newest version; return its path.

    Raises BadBackup when the backup cannot be used, StoreUnavailable when the disk is full.
    """
    check(backup)
    target = folder / "data.db"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copyfile(backup, target)
        target.chmod(0o600)
    except OSError as fault:
        raise StoreUnavailable(type(fault).__name__) from None
    if schema.version(target) != schema.NEWEST:
        schema.migrate(target)
    return target


def put_in_place(fresh: Path, data: Path) -> None:
    """Let `fresh` take the place of data.db in the folder `data`; hold its lock.

    One renaming: whenever we are killed, either the old or the new one is there, whole.
    """
    _to_disk(fresh)
    target = data / "data.db"
    for beside in ("-wal", "-shm"):
        target.with_name(target.name + beside).unlink(missing_ok=True)
    fresh.replace(target)
    _to_disk(data)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
