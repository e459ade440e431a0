"""A message, read once for all that asks something of it."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np

from bot.answers.grams import tokens
from bot.answers.spelling import sentences
from bot.answers.vocabulary import Text, Vector, Vocabulary


@dataclass(frozen=True, slots=True)
class Message:
    """A message, cut into words and looked up once for all that reads it."""

    text: str
    read: Text
    whole: Vector
    parts: tuple[tuple[int, int], ...]
    """Where its sentences begin and end among its words."""

    @classmethod
    def of(cls, vocabulary: Vocabulary, text: str) -> Self:
        """Read `text` with the grams the vocabulary knows."""
        cut = [tokens(part) for part in sentences(text)]
        ends = np.cumsum([0, *map(len, cut)]).tolist()
        words = [word for part in cut for word in part]
        read = vocabulary.read(words)
        return cls(text, read, read.vector(), tuple(pairwise(ends)))
