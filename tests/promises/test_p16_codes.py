"""P16: who guesses at requests reads nothing, and learns nothing from the refusal."""

from random import Random

import pytest

from bot.domain.callback import code_of
from bot.store.store import Store
from bot.usecases import queue
from tests.conftest import AINO
from tests.promises.figures import Figures
from tests.usecases.desk import HANNA, claimed, claims, of_user, standing


async def test_p16_guessed_ids_and_codes_read_nothing(store: Store, figure: Figures):
    request = await claimed(store, AINO)
    case, chance = await of_user(store, AINO), Random(16)
    refused = 0
    for _ in range(1000):
        guess = bytearray(request)
        guess[chance.randrange(16)] ^= 1 << chance.randrange(8)
        for guessed in (bytes(guess), chance.randbytes(16)):
            try:
                await queue.see(store, HANNA, guessed)
            except queue.NotThere:
                refused += 1
    figure("guessed ids that were read", 2000 - refused, of=2000)
    assert refused == 2000
    assert (await queue.see(store, HANNA, request)).case == case


async def test_p16_an_id_of_anothers_request_and_one_of_nobody_are_refused_alike(store: Store):
    request = await claimed(store, AINO)

    for one in (request, bytes(16)):
        with pytest.raises(queue.NotAllowed):
            await queue.see(store, 7_777_777, one)
        with pytest.raises(queue.NotAllowed):
            await claims(store, one, by=7_777_777)
    assert (await standing(store, request)).holder is not None


def test_p16_codes_are_far_too_many_to_meet_by_chance(figure: Figures):
    chance = Random(61)
    codes = {code_of(chance.randbytes(16)) for _ in range(10_000)}

    figure("codes met twice in 10,000", 10_000 - len(codes))
    assert len(codes) == 10_000
    assert all(len(one) == 9 and one[4] == "-" for one in codes)
