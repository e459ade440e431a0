"""The lock of the data folder: one service, restore or reset works on it at a time."""

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

FILE: Final = "lock"


class Held(Exception):
    """Somebody else works on the data folder; the message says what to do."""


@contextmanager
def hold(data: Path) -> Generator[None]:
    """Hold the folder while the context is open; raise Held if somebody else does.

    The lock ends with the process that holds it, also when that is killed; the empty file stays.
    """
    handle = os.open(data / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Held(f"another service works on {data}: stop it first") from None
        yield
    finally:
        os.close(handle)
