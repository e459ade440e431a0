"""All that can go wrong on the way to Telegram, mixed: in order, complete, repeated only in doubt."""

from itertools import groupby

import pytest

from tests.promises.figures import Figures
from tests.tg.test_sender import Post, post

__all__ = ["post"]

LETTERS = 10
LOST = 30
"""How many answers get lost on the way back, for each of the two ways they can."""


@pytest.mark.parametrize("people", [60, pytest.param(200, marks=pytest.mark.full)])
async def test_p05_a_mixture_of_all_faults_loses_nothing_and_repeats_only_what_was_in_doubt(
    post: Post, people: int, figure: Figures
):
    crowd = await post.people(people)
    gone = crowd[:: people // 6]
    for n, person in enumerate(gone):
        await post.post("act", {"person": person, "do": "block" if n % 2 else "deactivate"})
    for seed, (kind, share, times) in enumerate([
        ("500", 0.1, None), ("502", 0.1, None), ("cut_before", 0.2, None),
        ("cut_after", 0.2, LOST), ("broken_json", 0.2, LOST),
    ]):  # fmt: skip
        limit = {} if times is None else {"times": times}
        fault = {"kind": kind, "share": share, "seed": seed, "method": "sendMessage", **limit}
        await post.post("faults", fault)

    await post.owe(*((chat, str(n)) for n in range(LETTERS) for chat in crowd))
    await post.until_idle()

    repeated = 0
    for chat in crowd:
        texts = await post.texts(chat)
        if chat in gone:
            assert texts == []
        else:
            assert [text for text, _ in groupby(texts)] == [str(n) for n in range(LETTERS)]
            repeated += len(texts) - LETTERS
    refused = [call["fields"]["chat_id"] for call in await post.calls() if call["status"] == 403]
    assert set(refused) == set(gone)
    figure("texts repeated, all in doubt", repeated, of=LETTERS * (people - len(gone)))
    # Each lost answer is one repetition, also where the answer was a refusal; nothing else is.
    assert repeated + len(refused) - len(gone) == 2 * LOST
    assert await post.rows() == []
