"""From a text to the entries that may answer it, best first, and how sure that is."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from bot.answers.grams import Floats
from bot.answers.index import Index, Shares
from bot.answers.message import Message
from bot.answers.semantic import Semantic
from bot.answers.vocabulary import Vector

NONE: Final = ""
"""The label of what no entry answers."""

MOST_SENTENCES: Final = 8
"""Parts of a long message that are read one by one; the whole is read anyway."""

WHOLE_COUNTS: Final = 0.8
"""Share of the whole message beside its clearest sentence; measured (docs/answers.md)."""

LONG: Final = 30
"""Words from which a message is also read sentence by sentence: shorter ones lose by it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may be meant."""

    id: str
    confidence: float
    """Probability that it is the right one, from 0 to 1, calibrated; shown to editors only."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """All entries, best first."""

    candidates: tuple[Candidate, ...]
    sure: bool
    """The first may be given as the answer."""
    maybe: bool
    """The first few may be offered as choices."""
    confidence: float
    """Probability that the first is right."""


def rank(index: Index, message: Message, second: Semantic | None = None) -> Ranking:
    """Return the entries that may answer a message, best first; `second` is asked as well."""
    shares, vector = read(index, message)
    if second is not None:
        shares = second.blended(message.text, index.labels, shares)
    chance = judge(index, shares, vector)
    every = (int(one) for one in np.argsort(-shares, kind="stable"))
    order = [one for one in every if index.labels[one] != NONE]
    first = float(shares[order[0]]) if order else 0.0
    scale = chance / first if first else 0.0
    candidates = tuple(
        Candidate(index.labels[one], round(min(float(shares[one]) * scale, chance), 4))
        for one in order
    )
    bands = index.judgement
    return Ranking(candidates, chance >= bands.sure, chance >= bands.maybe, chance)


def read(index: Index, message: Message) -> tuple[Shares, Vector]:
    """Return the probability of each label: of the whole text, and of its clearest sentence."""
    whole, words = message.whole, message.read
    long = words.words >= LONG and len(message.parts) > 1
    parts = [words.vector(*one) for one in message.parts[:MOST_SENTENCES]] if long else []
    shares, *of_parts = index.shares(whole, *parts)
    if not of_parts:
        return shares, whole
    none = index.labels.index(NONE) if NONE in index.labels else None
    meant = np.stack(of_parts)
    if none is not None:
        meant[:, none] = 0
    best = of_parts[int(meant.max(axis=1).argmax())]
    return (WHOLE_COUNTS * shares + (1 - WHOLE_COUNTS) * best).astype(np.float32), whole


def features(labels: tuple[str, ...], shares: Shares, vector: Vector) -> Floats:
    """Return what tells whether the first entry is right: see the lines below."""
    none = labels.index(NONE) if NONE in labels else None
    entries = np.delete(shares, none) if none is not None else shares
    best = np.sort(entries)[::-1]
    first = float(best[0])
    second = float(best[1]) if len(best) > 1 else 0.0
    third = float(best[2]) if len(best) > 2 else 0.0
    nothing = float(shares[none]) if none is not None else 0.0
    small = 1e-4
    return np.array(
        [
            np.log((first + small) / (1 - first + small)),  # how likely the first is
            np.log((first + small) / (second + small)),  # how far behind the second stays
            np.log((first + small) / (third + small)),
            np.log((first + small) / (nothing + small)),  # against "none of these"
            vector.known,  # how much of the text was ever seen
            np.log1p(len(vector.places)) / 5,  # how much there is to go by
            first,
        ],
        np.float32,
    )


def judge(index: Index, shares: Shares, vector: Vector) -> float:
    """Return the probability that the first entry is right."""
    bands = index.judgement
    score = float(features(index.labels, shares, vector) @ bands.weights) + bands.bias
    return float(1 / (1 + np.exp(-score)))
