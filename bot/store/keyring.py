"""The keyring: a key for each day and purpose and for each person, kept in keys.db, wrapped.

Bodies in the inbox and the outbox are sealed with the key of their day, everything about a
person with that person's key. When a key is destroyed, what it sealed is unreadable, also in
every copy of data.db: keys.db is therefore kept apart and must never enter a dated backup
(PROMISES.md section 5). It has one mirror, which is overwritten after every change.
"""

import asyncio
import os
import sqlite3
from collections.abc import Awaitable, Callable, Collection, Generator, Iterable, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from hmac import digest as hmac_digest
from pathlib import Path
from threading import RLock
from typing import Final

from bot.store import day_keys, keys_db
from bot.store.day_keys import EPOCH, Purpose, kid_for
from bot.store.engine import StoreUnavailable
from bot.store.gather import Gather
from bot.store.keyfile import KeyEncryptionKey
from bot.store.keys_db import Ring
from bot.store.mirror import Mirror, MirrorUnreachable
from bot.store.opening import SUB_KEYS, KeysMissing, WrongKey, fitting, open_ring
from bot.store.person_keys import PersonKeys
from bot.store.sealing import NONCE, Key, Place, Unsealable, kid_of, seal, unseal
from bot.store.wrapping import Wrapping, day_place, secret_place

__all__ = [
    "EPOCH",
    "KeyGone",
    "Keyring",
    "KeysMissing",
    "MirrorUnreachable",
    "Purpose",
    "WrongKey",
    "kid_for",
]

ERASED_KEPT: Final = timedelta(days=28)
"""14 days longer than the oldest backup: a restored one must not bring anybody back."""


class KeyGone(Unsealable):
    """The key of a value was destroyed, as promised; the value is gone for good."""


Leaving = tuple[bytes, int, str]
"""Who is erased, when (seconds since 1970), and why."""


@dataclass
class Keyring:
    """All keys of the running service. Day keys are held open, keys of persons wrapped."""

    path: Path
    wrapping: Wrapping = field(repr=False)
    key_file: Path | None = None
    mirror: Mirror | None = None
    sleep: Callable[[float], Awaitable[None]] = field(default=asyncio.sleep, repr=False)
    keys: dict[int, Key] = field(default_factory=dict[int, Key], repr=False)
    index: bytes = field(default=b"", repr=False)
    button: bytes = field(default=b"", repr=False)
    audit: bytes = field(default=b"", repr=False)

    def __post_init__(self) -> None:
        self._people = PersonKeys(self.wrapping, {})
        self._erased: dict[bytes, int] = {}
        self._changing = RLock()
        self._newcomers: Gather[bytes, bool] = Gather(self._make_and_mirror)
        self._leavers: Gather[Leaving, bool] = Gather(self._destroy_and_mirror)

    @property
    def kek(self) -> KeyEncryptionKey:
        """The key file's key, as this process knows it."""
        return self.wrapping.kek

    @classmethod
    def open(
        cls,
        path: Path,
        kek: KeyEncryptionKey,
        mirror: Path | None = None,
        key_file: Path | None = None,
    ) -> "Keyring":
        """Open keys.db with the key file's key, or make a new one if there is none.

        `mirror` is the folder of the second copy. `key_file` is where the key stands, so that a
        rotation while we run is noticed; one that was interrupted is finished here.
        Raises WrongKey when the key is another one and KeysMissing when keys.db is missing or
        outdated and the mirror is not; nothing is written then. Raises StoreUnavailable when the
        disk is full.
        """
        copy = Mirror(path, mirror) if mirror is not None else None
        opened = open_ring(path, kek, copy, key_file)
        ring = cls(path, opened.wrapping, key_file, copy)
        ring._take_in(opened.ring)
        return ring

    def _take_in(self, found: Ring) -> None:
        """Hold the keys that stand in keys.db."""
        try:
            for kid, value in found.days.items():
                self.keys[kid] = Key.of(kid, self.wrapping.unwrap(day_place(kid), value))
            secrets = {
                name: self.wrapping.unwrap(secret_place(name), value)
                for name, value in found.secrets.items()
            }
        except Unsealable:
            raise WrongKey(f"a key in {self.path} does not open") from None
        for name in SUB_KEYS:
            setattr(self, name, secrets[name])
        self._people = PersonKeys(self.wrapping, dict(found.persons))
        self._erased = {person: at for person, (at, _) in found.erased.items()}

    @contextmanager
    def _change(self) -> Generator[sqlite3.Connection]:
        """Give one transaction of keys.db, under the key that is right at this moment.

        If somebody has rotated the key since the last time, the new one is taken up first, so
        that nothing is ever wrapped under the old one. Raises StoreUnavailable, nothing changed.
        """
        with self._changing, keys_db.writing(self.path) as connection:
            (check,) = connection.execute("select value from meta where name = 'check'").fetchone()
            if not compare_digest(check, self.wrapping.check):
                wrapping = fitting(check, [], self.key_file)
                if wrapping is None:
                    raise StoreUnavailable("the key file was changed, the new one cannot be read")
                self.wrapping = wrapping
                self._take_in(keys_db.look(connection))
            yield connection

    # --- keys of days

    def prepare(self, now: datetime) -> None:
        """Make sure that today's and tomorrow's keys exist, durably, before anything needs them.

        Call it at start and every hour; it reaches the disk and may take milliseconds.
        Raises StoreUnavailable, with nothing changed, when the disk is full. The mirror follows
        if it can; day keys do not wait for it.
        """
        self._prepare(now)
        self._mirror_if_possible()

    def _prepare(self, now: datetime) -> None:
        wanted = day_keys.wanted(now)
        if self.keys.keys() >= set(wanted):
            return
        with self._changing:
            fresh = {kid: os.urandom(32) for kid in wanted if kid not in self.keys}
            with self._change() as connection:
                connection.executemany(
                    "insert into day_key values (?, ?)",
                    [(k, self.wrapping.wrap(day_place(k), s)) for k, s in fresh.items()],
                )
            self.keys.update({kid: Key.of(kid, secret) for kid, secret in fresh.items()})

    def destroy_expired(self, now: datetime) -> int:
        """Destroy the keys of days whose time is over; return how many. Safe to repeat.

        Raises StoreUnavailable, with nothing changed, when the disk is full.
        """
        expired = day_keys.expired(self.keys.copy(), now)
        if expired:
            with self._change() as connection:
                connection.executemany("delete from day_key where kid = ?", [(k,) for k in expired])
            for kid in expired:
                self.keys.pop(kid, None)
            self._mirror_if_possible()
        return len(expired)

    # --- keys of persons

    async def new_person(self, person: bytes) -> None:
        """Make a key for `person`; returns when it is safe in keys.db and in the mirror.

        The mirror is tried for up to a minute; then the key is taken out again and
        MirrorUnreachable raised: nothing is kept. Raises StoreUnavailable when the disk is full.
        """
        # None comes back when the one who made keys for all of us was cancelled: ask again.
        while await self._newcomers.ask(person) is None:
            pass

    async def _make_and_mirror(self, persons: Collection[bytes]) -> Mapping[bytes, bool]:
        made = await asyncio.to_thread(self._make_persons, persons)
        try:
            if self.mirror is not None:
                await self.mirror.reach(self.sleep)
        except MirrorUnreachable:
            with suppress(StoreUnavailable):  # then the sweep destroys it: it has no row
                await asyncio.to_thread(self._destroy, [(one, None, "") for one in made])
            raise
        return dict.fromkeys(persons, True)

    def _make_persons(self, persons: Collection[bytes]) -> Collection[bytes]:
        """Make the keys of all who wait in one transaction; return whose are new."""
        with self._changing:
            with self._change() as connection:
                made = self._people.make(connection, persons)
            self._people.add(made)
        return made

    def seal_for(self, person: bytes, place: Place, value: bytes) -> bytes:
        """Seal `value` with the person's key; raise KeyGone if there is none."""
        if place.person != person:
            raise ValueError("a person's value must be bound to that person")
        key = self._people.key_of(person)
        if key is None:
            raise KeyGone
        return seal(key, place, value, nonce=os.urandom(NONCE))

    def has_person(self, person: bytes) -> bool:
        """Tell whether the person has a key."""
        return person in self._people.wrapped

    def persons(self) -> frozenset[bytes]:
        """Return everybody who has a key."""
        return frozenset(self._people.wrapped)

    async def erase_person(self, person: bytes, reason: str, now: datetime) -> bool:
        """Destroy the person's key and note the erasure, at once and together; safe to repeat.

        Returns True when the mirror has confirmed, False when it will be told later (catch_up).
        Raises StoreUnavailable, with nothing changed, when the disk is full.
        """
        leaving = (person, int(now.timestamp()), reason)
        while (everywhere := await self._leavers.ask(leaving)) is None:
            pass
        return everywhere

    async def _destroy_and_mirror(self, leaving: Collection[Leaving]) -> Mapping[Leaving, bool]:
        await asyncio.to_thread(self._destroy, leaving)
        return dict.fromkeys(leaving, await self.catch_up())

    def _destroy(self, leaving: Iterable[tuple[bytes, int | None, str]]) -> None:
        """Destroy keys; those with a time are noted as erased, those without never had anything."""
        gone = list(leaving)
        noted = [(person, at, why) for person, at, why in gone if at is not None]
        with self._changing:
            with self._change() as connection:
                self._people.destroy(connection, [person for person, _, _ in gone])
                connection.executemany("insert or ignore into erased values (?, ?, ?)", noted)
            for person, _, _ in gone:
                self._people.drop(person)
            self._erased = {**{person: at for person, at, _ in noted}, **self._erased}

    def erased(self) -> Mapping[bytes, int]:
        """Return who was erased in the last 28 days, and when (seconds since 1970, UTC)."""
        return self._erased

    def sweep_erased(self, now: datetime) -> int:
        """Let go notes of erasures older than 28 days; return how many. Reaches the disk."""
        until = int((now - ERASED_KEPT).timestamp())
        old = [person for person, at in self._erased.items() if at < until]
        if old:
            with self._changing:
                with self._change() as connection:
                    connection.executemany(
                        "delete from erased where person = ?", [(one,) for one in old]
                    )
                self._erased = {p: at for p, at in self._erased.items() if at >= until}
            self._mirror_if_possible()
        return len(old)

    # --- the mirror

    async def catch_up(self) -> bool:
        """Try to bring the mirror up to date; return whether it is (also when there is none)."""
        return await asyncio.to_thread(self._mirror_if_possible)

    def _mirror_if_possible(self) -> bool:
        try:
            if self.mirror is not None:
                self.mirror.bring_up_to_date()
        except MirrorUnreachable:
            return False
        return True

    # --- values

    def seal(self, purpose: Purpose, place: Place, value: bytes, *, now: datetime) -> bytes:
        """Seal `value` with today's key of `purpose`."""
        kid = kid_for(purpose, now.astimezone(UTC).date())
        if kid not in self.keys:
            self._prepare(now)
        return seal(self.keys[kid], place, value, nonce=os.urandom(NONCE))

    def unseal(self, place: Place, sealed: bytes) -> bytes:
        """Open a value; raise KeyGone when its key was destroyed, Unsealable otherwise.

        What is bound to a person opens with that person's key only, all else with its day's.
        """
        kid = kid_of(sealed)
        key = self._people.key_of(place.person) if place.person else self.keys.get(kid)
        if key is None:
            raise KeyGone
        return unseal(key, place, sealed)

    def look_up(self, noun: str, value: int | str) -> bytes:
        """Return the keyed code (16 bytes of HMAC-SHA256) by which a row can be found again."""
        return hmac_digest(self.index, f"{noun}|{value}".encode(), "sha256")[:16]
