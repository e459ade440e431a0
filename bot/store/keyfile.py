"""The key file: the one secret that opens everything else, 32 random bytes written as text.

It belongs on another disk than the data: in a secret mount, a systemd credential, or at
least another folder. Whoever has the data alone can read nothing.
"""

import hashlib
import os
import secrets
import stat
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HEADLINE: Final = "rinnalla-key-1"
SIZE: Final = 32


class NoKeyFile(Exception):
    """There is no key file at the path; the message names the path only."""


class BadKeyFile(Exception):
    """The key file is there but cannot be used; the message says why without its content."""


@dataclass(frozen=True, slots=True, repr=False)
class KeyEncryptionKey:
    """The key that wraps all others. Sub-keys are derived by label, so none serves two ends."""

    secret: bytes

    def derive(self, label: str) -> bytes:
        """Return the 32-byte sub-key of `label` (`index`, `button`, `wrap`, `check`); RFC 5869."""
        return HKDF(SHA256(), SIZE, salt=None, info=f"rinnalla|{label}".encode()).derive(
            self.secret
        )

    @property
    def fingerprint(self) -> str:
        """Eight characters by which people can tell two keys apart; says nothing about the key."""
        return hashlib.sha256(self.derive("fingerprint")).hexdigest()[:8]


def create(path: Path) -> KeyEncryptionKey:
    """Write a new key file that only its owner can read; never overwrite one.

    Raises FileExistsError if something is there already.
    """
    return write(path, secrets.token_bytes(SIZE))


def write(path: Path, secret: bytes) -> KeyEncryptionKey:
    """Write the key file for `secret` that only its owner can read; never overwrite one.

    Raises FileExistsError if something is there already.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"{HEADLINE} {secret.hex()} {_checksum(secret)}\n")
        file.flush()
        os.fsync(file.fileno())
    _sync_folder(path.parent)
    return KeyEncryptionKey(secret)


def successor(path: Path) -> Path:
    """Return where the next key stands while a rotation is under way."""
    return path.with_name(path.name + ".next")


def succeed(path: Path) -> None:
    """Let the successor take the key file's place; the old key is overwritten, then gone.

    Both steps are one renaming, so at every moment a whole key file stands at `path`. What the
    medium itself keeps of overwritten bytes nobody here can reach: the disk must be encrypted.
    """
    with suppress(FileNotFoundError):
        path.chmod(0o600)
    with ExitStack() as stack:
        old = stack.enter_context(path.open("r+b")) if path.exists() else None
        successor(path).replace(path)
        _sync_folder(path.parent)
        if old is not None:
            old.write(bytes(os.fstat(old.fileno()).st_size))
            old.flush()
            os.fsync(old.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(path: Path) -> KeyEncryptionKey:
    """Read the key file; raise NoKeyFile or BadKeyFile with the remedy in plain words."""
    try:
        text = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise NoKeyFile(f"no key file at {path}") from None
    except (OSError, UnicodeDecodeError) as fault:
        raise BadKeyFile(f"the key file {path} cannot be read ({type(fault).__name__})") from None
    match text.split():
        case [headline, digits, checksum] if headline == HEADLINE:
            pass
        case _:
            raise BadKeyFile(f"{path} is not a key file (it should begin with {HEADLINE})")
    try:
        secret = bytes.fromhex(digits)
    except ValueError:
        raise BadKeyFile(f"{path} is damaged: it holds other signs than 0-9 and a-f") from None
    if len(secret) != SIZE or _checksum(secret) != checksum:
        raise BadKeyFile(f"{path} is damaged: length or checksum does not fit")
    return KeyEncryptionKey(secret)


def readable_by_others(path: Path) -> bool:
    """Tell whether anybody but the owner may read the key file (a group may, if it is a secret mount)."""
    return bool(stat.S_IMODE(path.stat().st_mode) & stat.S_IROTH)


def _checksum(secret: bytes) -> str:
    return hashlib.sha256(HEADLINE.encode() + secret).hexdigest()[:8]
