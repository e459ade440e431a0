"""The learned half of recognising crisis: what no list foresaw, a model of many examples may see.

Learned from sentences people say (locales/<lang>/crisis-calls.txt, crisis-harmless.txt), with
the ways of asking as everyday speech. A long message is read in stretches as well: a cry for
help may stand in the middle of practical questions.
"""

from dataclasses import dataclass
from typing import Final

from bot.answers.crisis import Degree
from bot.answers.grams import Floats
from bot.answers.vocabulary import Vocabulary

CALL: Final = "!call"
"""The label of what must be heard."""

HARMLESS: Final = "!harmless"
"""The label of what only sounds alike."""

STRETCH: Final = 14
"""Words of a stretch; each begins half a stretch after the one before."""

MOST_STRETCHES: Final = 20


@dataclass(frozen=True)
class Alarm:
    """Tells how much a text sounds like a cry for help."""

    weights: Floats
    bias: float
    certain: float
    """From this score on the lines are shown at once."""
    maybe: float
    """From this one on a gentle line goes with the answer."""

    def degree(self, vocabulary: Vocabulary, text: str) -> Degree:
        """Return how plainly `text` is a cry for help."""
        score = self.score(vocabulary, text)
        if score >= self.certain:
            return Degree.CERTAIN
        return Degree.MAYBE if score >= self.maybe else Degree.NONE

    def score(self, vocabulary: Vocabulary, text: str) -> float:
        """Return the score of the gravest stretch; never shown to anybody."""
        return max(self._score(vocabulary, part) for part in stretches(text))

    def _score(self, vocabulary: Vocabulary, text: str) -> float:
        vector = vocabulary.vector(text)
        return float(self.weights[vector.places] @ vector.weights) + self.bias


def stretches(text: str) -> list[str]:
    """Return the text as a whole and, if it is long, its overlapping stretches."""
    words = text.split()
    if len(words) <= STRETCH:
        return [text]
    begins = range(0, len(words) - STRETCH // 2, STRETCH // 2)
    parts = [" ".join(words[begin : begin + STRETCH]) for begin in begins[:MOST_STRETCHES]]
    return [text, *parts]
