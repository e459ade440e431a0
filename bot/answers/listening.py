"""The learned half of recognising: what no list foresaw, a model of many examples may hear.

Two listeners over the vocabulary of the index: one for cries for help, one for blackmail
messages themselves. Each learned from sentences people say and from ones that only sound alike,
with the ways of asking as everyday speech. A long message is heard in stretches as well: a cry
for help may stand in the middle of practical questions.
"""

from dataclasses import dataclass
from typing import Final

from bot.answers.grams import Floats
from bot.answers.vocabulary import Vocabulary

MOST_STRETCHES: Final = 20


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a listener listens for, and by which examples it learns it."""

    yes: str
    """The label of examples that must be heard."""
    no: str
    """The label of those that only sound alike."""
    stretch: int
    """Words of a stretch; each begins half a stretch after the one before. 0: only the whole."""
    false: float
    """Share of what only sounds alike (held back) that may be held for certain."""
    maybe_false: float
    """Share of it that may be held for possible."""


CRISIS: Final = Lesson("!call", "!harmless", stretch=14, false=0.01, maybe_false=0.06)
RANSOM: Final = Lesson("!demand", "!told", stretch=0, false=0.05, maybe_false=0.05)
"""Measured (docs/answers.md): what sounds alike in the examples is much nearer than in life."""
LABELS: Final = frozenset({CRISIS.yes, CRISIS.no, RANSOM.yes, RANSOM.no})


@dataclass(frozen=True)
class Listener:
    """Tells how much a text sounds like what it listens for."""

    weights: Floats
    bias: float
    certain: float
    """From this score on it is held for certain."""
    maybe: float
    """From this one on it may be."""
    stretch: int

    def score(self, vocabulary: Vocabulary, text: str) -> float:
        """Return the score of the stretch that sounds most like it; never shown to anybody."""
        return max(self._score(vocabulary, part) for part in stretches(text, self.stretch))

    def _score(self, vocabulary: Vocabulary, text: str) -> float:
        vector = vocabulary.vector(text)
        return float(self.weights[vector.places] @ vector.weights) + self.bias


def stretches(text: str, size: int) -> list[str]:
    """Return the text as a whole and, if it is long, its overlapping stretches of `size` words."""
    words = text.split()
    if not size or len(words) <= size:
        return [text]
    begins = range(0, len(words) - size // 2, size // 2)
    return [text, *(" ".join(words[at : at + size]) for at in begins[:MOST_STRETCHES])]
