"""Sealing: AES-256-GCM, each value bound to the one place where it stands.

A sealed value reads `01 | kid (4) | nonce (12) | ciphertext and tag`. The additional data
is `v1|table|column|row|person`, so a value moved to another row or column is refused.
Source: PROMISES.md section 5 (field format), NIST SP 800-38D.
"""

import struct
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION: Final = 1
NONCE: Final = 12
TAG: Final = 16
HEAD: Final = struct.Struct(">BI")


class Unsealable(Exception):
    """A sealed value does not open: wrong key, wrong place, cut or changed. Holds no content."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: what the seal is bound to. `person` is empty for technical rows."""

    table: str
    column: str
    row: bytes
    person: bytes = b""

    def bound(self) -> bytes:
        """Return the additional data for this place."""
        return b"v1|%s|%s|%s|%s" % (
            self.table.encode(),
            self.column.encode(),
            self.row.hex().encode(),
            self.person.hex().encode(),
        )


@dataclass(frozen=True, slots=True)
class Key:
    """One 256-bit key and the number it is known by inside sealed values."""

    kid: int
    cipher: AESGCM

    @classmethod
    def of(cls, kid: int, secret: bytes) -> "Key":
        """Make a key from 32 secret bytes."""
        return cls(kid, AESGCM(secret))


def seal(key: Key, place: Place, value: bytes, *, nonce: bytes) -> bytes:
    """Seal `value` for `place`. `nonce` must be 12 fresh random bytes, never used again."""
    return HEAD.pack(VERSION, key.kid) + nonce + key.cipher.encrypt(nonce, value, place.bound())


def kid_of(sealed: bytes) -> int:
    """Return the number of the key that sealed this; raise Unsealable if it is no sealed value."""
    if len(sealed) < HEAD.size + NONCE + TAG:
        raise Unsealable
    version, kid = HEAD.unpack_from(sealed)
    if version != VERSION:
        raise Unsealable
    return kid


def unseal(key: Key, place: Place, sealed: bytes) -> bytes:
    """Open a value sealed for `place`; raise Unsealable, without content, if anything differs."""
    if kid_of(sealed) != key.kid:
        raise Unsealable
    nonce = sealed[HEAD.size : HEAD.size + NONCE]
    try:
        return key.cipher.decrypt(nonce, sealed[HEAD.size + NONCE :], place.bound())
    except InvalidTag:
        raise Unsealable from None
