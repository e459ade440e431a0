"""The learned half of recognising: what no list foresaw, a model of many examples may hear.

Two listeners over the vocabulary of the index: one for cries for help, one for blackmail
messages themselves. Each learned from sentences people say and from ones that only sound alike,
with the ways of asking as everyday speech. A long message is heard in stretches as well: a cry
for help may stand in the middle of practical questions.
"""

import math
from dataclasses import dataclass
from typing import Final

from bot.answers.grams import Floats
from bot.answers.message import Message
from bot.answers.vocabulary import Vector

MOST_STRETCHES: Final = 20
PART_COUNTS_LESS: Final = 0.3
"""What a stretch must score above the whole: of many stretches one sounds alike by chance."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a listener listens for, and by which examples it learns it."""

    yes: str
    """The label of examples that must be heard."""
    no: str
    """The label of those that only sound alike."""
    strength: float
    """How closely single examples are followed (inverse regularisation)."""
    stretch: int
    """Words of a stretch; each begins half a stretch after the one before. 0: only the whole."""
    false: float
    """Share of what only sounds alike (held back) that may be held for certain."""
    maybe_false: float
    """Share of it that may be held for possible."""
    everyday_false: float
    """Share of ordinary messages (held back, by another hand if there are enough) that may be
    held for certain."""


CRISIS: Final = Lesson(
    "!call",
    "!harmless",
    strength=1.0,
    stretch=14,
    false=0.06,
    maybe_false=0.12,
    everyday_false=0.04,
)
RANSOM: Final = Lesson(
    "!demand", "!told", strength=0.3, stretch=0, false=0.05, maybe_false=0.05, everyday_false=0.003
)
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

    def score(self, message: Message) -> float:
        """Return the score of the stretch that sounds most like it; never shown to anybody.

        What holds no known word ("asdf jkl", another alphabet) sounds like nothing.
        """
        if message.read.strange:
            return -math.inf
        parts = stretches(message.read.words, self.stretch)
        scores = [self._sounds(message.read.vector(*one)) - PART_COUNTS_LESS for one in parts]
        return max(self._sounds(message.whole), *scores) if scores else self._sounds(message.whole)

    def _sounds(self, vector: Vector) -> float:
        return float(self.weights[vector.places] @ vector.weights) + self.bias


def stretches(words: int, size: int) -> list[tuple[int, int]]:
    """Return where the overlapping stretches of a long text begin and end; none of a short one."""
    if not size or words <= size:
        return []
    begins = range(0, words - size // 2, size // 2)
    return [(at, at + size) for at in begins[:MOST_STRETCHES]]
