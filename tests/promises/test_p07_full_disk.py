"""A full disk while the keys of a new day are due: the service waits, nothing is half-made."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from bot.store.engine import StoreUnavailable
from bot.store.keyring import Keyring
from bot.store.store import Store
from bot.usecases.housekeeping import sweep
from tests.conftest import NOON

LATER = NOON + timedelta(days=30)


@contextmanager
def full_disk() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_p07_a_sweep_on_a_full_disk_says_so_and_the_next_one_does_the_work(store: Store):
    await sweep(store, now=NOON)
    keys = set(store.keyring.keys)

    with full_disk(), pytest.raises(StoreUnavailable):
        await sweep(store, now=LATER)

    assert set(store.keyring.keys) == keys
    assert await sweep(store, now=LATER) == len(keys)


def test_p07_keys_that_could_not_be_destroyed_are_kept_and_destroyed_later(keyring: Keyring):
    keys = len(keyring.keys)

    with full_disk(), pytest.raises(StoreUnavailable):
        keyring.destroy_expired(LATER)

    assert len(Keyring.open(keyring.path, keyring.kek).keys) == keys
    assert keyring.destroy_expired(LATER) == keys
