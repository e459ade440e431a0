"""The mirror: a second copy of keys.db on another disk, overwritten after each change.

It holds what keys.db holds and nothing older: a destroyed key must not live on in a copy, so
the copy is rewritten in place and never dated. See docs/decisions/0024.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Final

from bot.store import keys_db
from bot.store.engine import StoreUnavailable
from bot.store.keys_db import NotARing, Ring

FILE: Final = "keys.db"
PATIENCE: Final = 60.0
"""Seconds the mirror is tried for a new person, before nothing is kept and they are told so."""

PAUSE: Final = 2.0
LONGEST_TURN: Final = 10.0
"""Seconds to wait for another copy of this process: a disk that hangs must hold up one, not all."""


class MirrorUnreachable(Exception):
    """The second copy of the keys cannot be written now; the message says why and what helps."""


@dataclass(slots=True)
class Mirror:
    """The copy in `folder` of the ring at `path`."""

    path: Path
    folder: Path
    busy: int = 5000
    """Milliseconds to wait for somebody who holds the copy, an operator's tool for instance."""

    turn: Lock = field(default_factory=Lock, repr=False)
    waited: float = 0.0
    """Seconds new people have waited since the folder was last reached."""

    @property
    def file(self) -> Path:
        """The copy itself."""
        return self.folder / FILE

    def bring_up_to_date(self, *, anew: bool = False) -> None:
        """Make the copy equal to keys.db; returns when it is safe on its disk.

        A folder that has once held the copy and is empty now is most likely a disk that is not
        mounted: writing there would leave a forgotten copy under the mount point. Only `anew`
        begins one again. Raises MirrorUnreachable; keys.db is never changed, but for the note
        that there is a copy.
        """
        with self._in_turn():
            try:
                self._copy(anew=anew)
                self.waited = 0.0
            except NotARing:
                raise MirrorUnreachable(f"{self.file} is not a copy of a keyring") from None
            except (OSError, sqlite3.Error, StoreUnavailable) as fault:
                raise MirrorUnreachable(
                    f"{self.file} cannot be written ({type(fault).__name__})"
                ) from None

    async def reach(self, sleep: Callable[[float], Awaitable[None]]) -> None:
        """Bring the copy up to date, trying for a minute since it was last reached.

        Who comes after that minute is told at once. Raises MirrorUnreachable.
        """
        while True:
            try:
                return await asyncio.to_thread(self.bring_up_to_date)
            except MirrorUnreachable:
                if self.waited >= PATIENCE:
                    raise
            await sleep(PAUSE)
            self.waited += PAUSE

    def read(self) -> Ring | None:
        """Return what the copy holds, or None when there is none; raise MirrorUnreachable."""
        with self._in_turn():
            try:
                there = self.file.exists() and not keys_db.is_empty(self.file)
                return keys_db.read(self.file) if there else None
            except (OSError, NotARing, StoreUnavailable):
                raise MirrorUnreachable(f"{self.file} cannot be read") from None

    def is_equal(self) -> bool:
        """Tell whether the copy holds exactly what keys.db holds; False when it cannot be read."""
        for _ in range(2):  # a service that runs may have changed both between the two looks
            try:
                if self.read() == keys_db.read(self.path):
                    return True
            except (MirrorUnreachable, NotARing, StoreUnavailable):
                return False
        return False

    @contextmanager
    def _in_turn(self) -> Generator[None]:
        if not self.turn.acquire(timeout=LONGEST_TURN):
            raise MirrorUnreachable(f"{self.folder} does not answer")
        try:
            yield
        finally:
            self.turn.release()

    def _copy(self, *, anew: bool) -> None:
        there = self.file.exists() and not keys_db.is_empty(self.file, busy=self.busy)
        copied = _standing(self.file, self.busy) if there else None
        # Read after the copy: another process (a rotation) may write both at this moment, and
        # keys.db is always written first.
        mine = _standing(self.path)
        if copied is not None:
            if copied.ident != mine.ident:
                raise MirrorUnreachable(f"{self.file} is the copy of other keys: move it away")
            if copied.revision > mine.revision:
                raise MirrorUnreachable(f"{self.file} is newer than {self.path}")
            if copied.revision == mine.revision and mine.mirrored:
                return
        elif mine.mirrored and not anew and not self.file.exists():
            raise MirrorUnreachable(
                f"{self.folder} held a copy of the keys and holds none now: mount its disk, "
                "or begin a new copy with `rinnalla keys new-mirror`"
            )
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._overwrite()
        if not mine.mirrored:
            with keys_db.writing(self.path) as connection:
                connection.execute("insert or ignore into meta values ('mirrored', 1)")
            self._overwrite()

    def _overwrite(self) -> None:
        """Write page by page over what is there; what keys.db has erased is erased here too."""
        with closing(sqlite3.connect(":memory:")) as moment:
            # First into memory: a slow disk under the copy must not hold a lock on keys.db.
            with closing(keys_db.connect(self.path)) as source:
                source.backup(moment, progress=keys_db.give_up_when_locked)
            with closing(keys_db.connect(self.file, make=True, busy=self.busy)) as copy:
                moment.backup(copy, progress=keys_db.give_up_when_locked)


@dataclass(frozen=True, slots=True)
class _Standing:
    ident: bytes
    revision: int
    mirrored: bool


def _standing(path: Path, busy: int = 5000) -> _Standing:
    """Read which ring this is, and how far."""
    with closing(keys_db.connect(path, busy=busy)) as connection:
        try:
            meta = dict(connection.execute("select name, value from meta where name <> 'check'"))
        except sqlite3.OperationalError as fault:
            if "no such table" in str(fault):
                raise NotARing from None
            raise
    return _Standing(bytes(meta.get("ring", b"")), int(meta.get("revision", 0)), "mirrored" in meta)
