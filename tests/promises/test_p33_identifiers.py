"""Personal identifiers in 10,000 texts are masked; 10,000 ordinary texts stay as they are.

Both corpora are our own and made by chance from hand-written sentences, so the figures say how
the rules hold against spacing, signs and surroundings, not how people will surprise us.
"""

from collections import Counter
from random import Random

import pytest

from bot.answers.identifiers import find, mask
from tests.promises.figures import Figures
from tests.promises.identifiers_made import identifier
from tests.promises.ordinary_texts import ordinary

MASKED_AT_LEAST = 0.999
FALSE_ALARMS_AT_MOST = 0.001

NUMBERS = [1_500, pytest.param(10_000, marks=pytest.mark.full)]


@pytest.mark.parametrize("number", NUMBERS)
def test_p33_valid_identifiers_are_masked_in_three_languages(number: int, figure: Figures):
    chance, made, readable = Random(33), Counter[str](), Counter[str]()

    for _ in range(number):
        written = identifier(chance)
        made[written.kind] += 1
        masked, kinds = mask(written.text)
        readable[written.kind] += not kinds or any(part in masked for part in written.secrets)

    shares = {kind: 1 - readable[kind] / made[kind] for kind in made}
    figure("masked", 100 * (1 - readable.total() / number), unit="%", of=number)
    for kind, share in sorted(shares.items()):
        figure(f"masked, {kind}", 100 * share, unit="%")
    assert readable.total() <= (1 - MASKED_AT_LEAST) * number
    assert min(made.values()) > number / 20


@pytest.mark.parametrize("number", NUMBERS)
def test_p33_ordinary_texts_raise_no_alarm(number: int, figure: Figures):
    chance, texts = Random(34), set[str]()
    while len(texts) < number:
        texts.add(ordinary(chance))

    alarms = {text for text in texts if find(text)}

    figure("false alarms", 100 * len(alarms) / number, unit="%", of=number)
    assert len(alarms) <= FALSE_ALARMS_AT_MOST * number, alarms
