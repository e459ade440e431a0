"""The learned half of recognising crisis: what the lists miss, a model of many examples may see.

Learned from sentences people say (locales/<lang>/crisis-certain.txt, crisis-harmless.txt), with
the ways of asking as everyday speech. A long message is read in stretches as well: a cry for
help may stand in the middle of practical questions.
"""

from dataclasses import dataclass
from typing import Final

from bot.answers.index import Index

CALL: Final = "call"
"""The label of what must be caught."""

STRETCH: Final = 14
"""Words of a stretch; each begins half a stretch after the one before."""

MOST_STRETCHES: Final = 40


@dataclass(frozen=True)
class Alarm:
    """Says how likely a text is a cry for help."""

    index: Index

    def chance(self, text: str) -> float:
        """Return the probability of the gravest stretch, from 0 to 1; never shown to anybody."""
        return max(self._chance(part) for part in stretches(text))

    def certain(self, chance: float) -> bool:
        """Tell whether the lines are shown at once."""
        return chance >= self.index.judgement.sure

    def believes(self, chance: float) -> bool:
        """Tell whether the examples leave room for what the lists have found."""
        return chance >= self.index.judgement.doubt

    def maybe(self, chance: float) -> bool:
        """Tell whether a gentle line goes with the answer."""
        return chance >= self.index.judgement.maybe

    def _chance(self, text: str) -> float:
        shares = self.index.shares(self.index.vocabulary.vector(text))
        return float(shares[self.index.labels.index(CALL)])


def stretches(text: str) -> list[str]:
    """Return the text as a whole and, if it is long, its overlapping stretches."""
    words = text.split()
    if len(words) <= STRETCH:
        return [text]
    begins = range(0, len(words) - STRETCH // 2, STRETCH // 2)
    parts = [" ".join(words[begin : begin + STRETCH]) for begin in begins[:MOST_STRETCHES]]
    return [text, *parts]
