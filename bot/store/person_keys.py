"""The keys of persons: one each, wrapped in memory as on the disk, opened when one is needed.

What belongs to a person is sealed with that person's key. When the key is destroyed, the
person's words are unreadable everywhere, also in every backup of data.db.
"""

import os
import sqlite3
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.store.sealing import Key
from bot.store.wrapping import Wrapping, person_place

KID_MARK: Final = 0x80000000
"""Set in the number of every person's key, never in that of a day key (purpose << 24 | day)."""

OPEN_AT_MOST: Final = 256
"""How many opened keys are kept ready; opening one takes microseconds, people come in bursts."""


@dataclass
class PersonKeys:
    """The wrapped keys by person. A change of the key file replaces the whole object at once."""

    wrapping: Wrapping
    wrapped: dict[bytes, tuple[int, bytes]] = field(repr=False)
    opened: OrderedDict[bytes, Key] = field(default_factory=OrderedDict[bytes, Key], repr=False)

    def key_of(self, person: bytes) -> Key | None:
        """Return the person's key, or None if there is none (any more). Raises Unsealable."""
        found = self.wrapped.get(person)
        if found is None:
            return None
        key = self.opened.pop(person, None)
        if key is None:
            kid, wrapped = found
            key = Key.of(kid, self.wrapping.unwrap(person_place(kid, person), wrapped))
        self.opened[person] = key
        if person not in self.wrapped:  # destroyed in another thread just now
            self.opened.pop(person, None)
        while len(self.opened) > OPEN_AT_MOST:
            self.opened.popitem(last=False)
        return key

    def make(
        self, connection: sqlite3.Connection, persons: Collection[bytes]
    ) -> dict[bytes, tuple[int, bytes]]:
        """Write keys for those of `persons` who have none; give the result to `add` once it is safe."""
        fresh = [one for one in persons if one not in self.wrapped]
        last = connection.execute("select value from meta where name = 'serial'").fetchone()[0]
        made: dict[bytes, tuple[int, bytes]] = {}
        for serial, person in enumerate(fresh, last + 1):
            kid = KID_MARK | serial
            wrapped = self.wrapping.wrap(person_place(kid, person), os.urandom(32))
            made[person] = (kid, wrapped)
        connection.executemany(
            "insert into person_key values (?, ?, ?)",
            [(kid, person, wrapped) for person, (kid, wrapped) in made.items()],
        )
        # Numbers are counted, not looked for: that of a destroyed key is never given again.
        connection.execute("update meta set value = ? where name = 'serial'", (last + len(fresh),))
        return made

    def destroy(self, connection: sqlite3.Connection, persons: Collection[bytes]) -> None:
        """Delete the keys of `persons` from the file; call `drop` for each once that is safe."""
        connection.executemany("delete from person_key where person = ?", [(p,) for p in persons])

    def add(self, persons: Mapping[bytes, tuple[int, bytes]]) -> None:
        """Take in keys that stand in keys.db now."""
        self.wrapped.update(persons)

    def drop(self, person: bytes) -> None:
        """Forget a key that was destroyed."""
        self.wrapped.pop(person, None)
        self.opened.pop(person, None)
