"""The grams that tell something, how rare each is, and a text as a vector of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.answers.grams import WEIGHTS, Floats, Numbers, blocks


@dataclass(frozen=True)
class Vector:
    """A text as places in the index and their weights; each block has the length of its share."""

    places: npt.NDArray[np.intp]
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

    def vector(self, text: str) -> Vector:
        """Return `text` as the index sees it; grams it does not know are left out."""
        return self.vector_of(blocks(text))

    def vector_of(self, taken_apart: Sequence[tuple[Numbers, Floats]]) -> Vector:
        """Return a text whose `blocks` are known already as the index sees it."""
        places: list[npt.NDArray[np.intp]] = []
        weights: list[Floats] = []
        before, known = 0, 1.0
        for number, (grams, counts) in enumerate(taken_apart):
            every = self.grams[number]
            at = np.minimum(np.searchsorted(every, grams), max(len(every) - 1, 0))
            met = every[at] == grams if len(every) else np.zeros(len(grams), bool)
            if number == 0 and len(grams):
                known = float(met.mean())
            at = at[met]
            weighed = (1 + np.log(counts[met])) * self.rareness[number][at]
            length = float(np.linalg.norm(weighed))
            if length:
                weights.append((weighed / length * WEIGHTS[number]).astype(np.float32))
                places.append(at + before)
            before += len(every)
        if not places:
            return Vector(np.zeros(0, np.intp), np.zeros(0, np.float32), 0.0)
        return Vector(np.concatenate(places), np.concatenate(weights), known)
