"""Rotation: a new key for the key file, while the service runs; no value is sealed anew.

The steps, each of which may be the last before a power cut; run again, it goes on:
1. the new key stands in `KEY_FILE.next`; 2. one transaction wraps everything in keys.db anew;
3. the mirror follows; 4. everything in both is opened with the new key; 5. `.next` takes the
key file's place and the old key is destroyed.

Source: PROMISES.md section 5. See docs/decisions/0025.
"""

from pathlib import Path

from bot.store import keyfile
from bot.store.keyfile import KeyEncryptionKey
from bot.store.mirror import Mirror
from bot.store.opening import open_ring
from bot.store.rewrapping import Counted, alone, finish, rewrap
from bot.store.wrapping import Wrapping


def rotate(path: Path, mirror: Mirror | None, key_file: Path) -> Counted:
    """Give the ring at `path` a new key, or finish what was interrupted; return what it wraps.

    Raises CannotRotate if another rotation runs, MirrorUnreachable (then both key files stay;
    run it again when the mirror is back), StoreUnavailable when the disk is full, and what
    reading the key file and opening the ring raise.
    """
    with alone(key_file):
        kek = keyfile.read(key_file)
        opened = open_ring(path, kek, mirror, key_file)
        if opened.wrapping.kek == kek:
            rewrap(path, opened.wrapping, Wrapping.by(_successor(key_file)))
        return finish(path, mirror, key_file)


def _successor(key_file: Path) -> KeyEncryptionKey:
    """Return the new key, made now or by an earlier try: so far nothing is wrapped with it."""
    path = keyfile.successor(key_file)
    try:
        return keyfile.read(path)
    except keyfile.NoKeyFile:
        return keyfile.create(path)
    except keyfile.BadKeyFile:  # the earlier try was cut short while it wrote
        path.unlink()
        return keyfile.create(path)
