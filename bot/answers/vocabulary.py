"""The grams that tell something, how rare each is, and texts as vectors of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from bot.answers.grams import WEIGHTS, WHOLE_WORDS, Floats, Numbers, Places, blocks

FAMILIAR: Final = 0.4
"""Share of a text's runs of letters that must be known before it can sound like anything."""


@dataclass(frozen=True)
class Vector:
    """A text as places in the index and their weights; each block has the length of its share."""

    places: Places
    weights: Floats
    known: float
    """Share of the text's runs of letters that the index knows, from 0 to 1."""


@dataclass(frozen=True)
class Vocabulary:
    """The grams the index knows, block by block in rising order, and how rare each is."""

    grams: tuple[Numbers, ...]
    rareness: tuple[Floats, ...]

    @property
    def size(self) -> int:
        """How many grams there are in all blocks."""
        return sum(len(one) for one in self.grams)

    def read(self, words: Sequence[str]) -> "Text":
        """Look up every gram of a text once, so that its parts cost little more."""
        found: list[tuple[Places, Places, Places]] = []
        known = 1.0
        for number, block in enumerate(blocks(words)):
            at, met = self._looked_up(number, block.grams)
            if number == 0 and len(met):
                known = float(met.mean())
            order = np.argsort(at, kind="stable")
            found.append((at[order], block.first[met][order], block.last[met][order]))
        return Text(self, len(words), found, known)

    def vector_of(self, counts: Sequence[tuple[Numbers, Floats]]) -> Vector:
        """Return a text whose grams are counted already, block by block, as the index sees it."""
        known = 1.0
        found: list[tuple[Places, Floats]] = []
        for number, (grams, often) in enumerate(counts):
            at, met = self._looked_up(number, grams)
            if number == 0 and len(met):
                known = float((often * met).sum() / often.sum())
            found.append((at, often[met]))
        return self.weighed(found, known)

    def _looked_up(self, number: int, grams: Numbers) -> tuple[Places, npt.NDArray[np.bool_]]:
        every = self.grams[number]
        if not len(every):
            return np.zeros(0, np.intp), np.zeros(len(grams), bool)
        at = np.minimum(np.searchsorted(every, grams), len(every) - 1)
        met = every[at] == grams
        return at[met], met

    def weighed(self, found: Sequence[tuple[Places, Floats]], known: float) -> Vector:
        """Return the vector of what was found: places in each block, and how often each."""
        places: list[Places] = []
        weights: list[Floats] = []
        before = 0
        for number, (at, often) in enumerate(found):
            weight = (1 + np.log(often)) * self.rareness[number][at]
            length = float(np.sqrt(weight @ weight))
            if length:
                weights.append(weight * np.float32(WEIGHTS[number] / length))
                places.append(at + before)
            before += len(self.grams[number])
        if not places:
            return Vector(np.zeros(0, np.intp), np.zeros(0, np.float32), 0.0)
        return Vector(np.concatenate(places), np.concatenate(weights), known)


@dataclass(frozen=True)
class Text:
    """A text whose grams are looked up: what any stretch of its words says costs little."""

    vocabulary: Vocabulary
    words: int
    found: Sequence[tuple[Places, Places, Places]]
    """For each block: places in the vocabulary in rising order, first and last word of each gram."""
    known: float

    @property
    def strange(self) -> bool:
        """It holds no word the vocabulary knows, or is mostly made of runs nobody has written."""
        return not len(self.found[WHOLE_WORDS][0]) or self.known < FAMILIAR

    def vector(self, begin: int = 0, end: int | None = None) -> Vector:
        """Return the words from `begin` to before `end` as the index sees them."""
        whole = begin <= 0 and (end is None or end >= self.words)
        counts: list[tuple[Places, Floats]] = []
        for at, first, last in self.found:
            within = at if whole else at[(first >= begin) & (last < (end or self.words))]
            counts.append(_counted(within))
        return self.vocabulary.weighed(counts, self.known)


def _counted(places: Places) -> tuple[Places, Floats]:
    """Return each of the sorted places once, and how often it stands there."""
    new = np.empty(len(places) + 1, bool)
    new[:1] = new[-1:] = True
    np.not_equal(places[1:], places[:-1], out=new[1:-1])
    bounds = new.nonzero()[0]
    begins = bounds[:-1]
    often = bounds[1:] - begins
    return places[begins], often.astype(np.float32)
