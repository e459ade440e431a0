"""Sealed values: moved, changed or under another key, none of many opens."""

from datetime import timedelta
from random import Random

import pytest

from bot.store.keyring import Keyring, Purpose
from bot.store.sealing import HEAD, NONCE, Place, Unsealable
from tests.conftest import NOON
from tests.promises.figures import Figures


def place(n: int) -> Place:
    return Place("inbox", "body", n.to_bytes(16))


def test_p21_of_ten_thousand_sealed_values_none_opens_where_it_does_not_belong(
    keyring: Keyring, figure: Figures
):
    chance = Random(21)
    keyring.prepare(NOON + timedelta(days=1))
    opened, told = 0, set[str]()
    for n in range(10_000):
        sealed = keyring.seal(Purpose.INBOX, place(n), b"somebody's words", now=NOON)
        elsewhere = (
            place(n + 1),
            Place("outbox", "body", n.to_bytes(16)),
            Place("inbox", "reason", n.to_bytes(16)),
            Place("inbox", "body", n.to_bytes(16), person=b"x"),
        )
        flipped = bytearray(sealed)
        flipped[chance.randrange(len(sealed))] ^= 1 << chance.randrange(8)
        cut = sealed[: chance.randrange(len(sealed))]
        for where, value in (
            (elsewhere[n % 4], sealed),
            (place(n), bytes(flipped)),
            (place(n), cut),
        ):
            try:
                keyring.unseal(where, value)
                opened += 1
            except Unsealable as fault:
                told.add(str(fault))

    figure("moved, changed or cut values that opened", opened, of=30_000)
    assert opened == 0
    assert told == {""}


@pytest.mark.parametrize("number", [20_000, pytest.param(1_000_000, marks=pytest.mark.full)])
def test_p21_no_nonce_is_used_twice(keyring: Keyring, number: int, figure: Figures):
    here = place(0)
    nonces = {
        keyring.seal(Purpose.INBOX, here, b"", now=NOON)[HEAD.size : HEAD.size + NONCE]
        for _ in range(number)
    }

    figure("nonces used twice", number - len(nonces), of=number)
    assert len(nonces) == number
