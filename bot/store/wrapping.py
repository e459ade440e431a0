"""Wrapping: how a key lies in keys.db, sealed with a sub-key of the key file's key."""

import os
from dataclasses import dataclass, field
from typing import Final

from bot.store.keyfile import KeyEncryptionKey
from bot.store.sealing import NONCE, Key, Place, seal, unseal

WRAP_KID: Final = 0


@dataclass(frozen=True, slots=True)
class Wrapping:
    """Wraps and unwraps with one key file's key; `check` tells whether a ring belongs to it."""

    kek: KeyEncryptionKey
    check: bytes = field(repr=False)
    key: Key = field(repr=False)

    @classmethod
    def by(cls, kek: KeyEncryptionKey) -> "Wrapping":
        """Make the wrapping of a key file's key."""
        return cls(kek, kek.derive("check"), Key.of(WRAP_KID, kek.derive("wrap")))

    def wrap(self, place: Place, secret: bytes) -> bytes:
        """Seal a key for the one place in keys.db where it will stand."""
        return seal(self.key, place, secret, nonce=os.urandom(NONCE))

    def unwrap(self, place: Place, wrapped: bytes) -> bytes:
        """Open a wrapped key; raise Unsealable if it was wrapped with another key or moved."""
        return unseal(self.key, place, wrapped)


def day_place(kid: int) -> Place:
    """Return where the key of a day stands."""
    return Place("day_key", "wrapped", kid.to_bytes(4))


def person_place(kid: int, person: bytes) -> Place:
    """Return where the key of a person stands; it cannot be given to another person."""
    return Place("person_key", "wrapped", kid.to_bytes(4), person)


def secret_place(name: str) -> Place:
    """Return where a sub-key stands."""
    return Place("secret", "wrapped", name.encode())
