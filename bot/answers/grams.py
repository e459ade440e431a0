"""What a text is made of: short runs of letters, words and pairs of words, each as a number.

Three blocks: runs of letters as written, the same with forgiving spelling, and words. A gram is
known by its CRC-32, so that no vocabulary has to be kept in memory; with some hundred thousand
grams in 2^32 places a clash is rare and harmless.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

from bot.answers.spelling import folded, plain, words

Numbers = npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float32]

SHORTEST: Final = 2
LONGEST: Final = 5
WEIGHTS: Final = (1.0, 1.0, 0.7)
"""How much each block counts beside the others; measured (docs/answers.md)."""


def blocks(text: str) -> list[tuple[Numbers, Floats]]:
    """Return for each block the grams of `text` and how often each stands in it."""
    read = plain(text)
    bare = folded(read)
    return [_counted(_runs(read, b"p")), _counted(_runs(bare, b"f")), _counted(_words(bare))]


def _counted(grams: Iterator[int]) -> tuple[Numbers, Floats]:
    counts = Counter(grams)
    known = np.fromiter(counts.keys(), np.uint32, len(counts))
    return known, np.fromiter(counts.values(), np.float32, len(counts))


def _runs(read: str, block: bytes) -> Iterator[int]:
    """Yield the runs of letters inside each word, with a blank at its ends."""
    seed = crc32(block)
    for word in words(read):
        signs = f" {word} "
        for size in range(SHORTEST, LONGEST + 1):
            for start in range(max(1, len(signs) - size + 1)):
                yield crc32(signs[start : start + size].encode(), seed)


def _words(bare: str) -> Iterator[int]:
    seed = crc32(b"w")
    before = ""
    for word in words(bare):
        yield crc32(word.encode(), seed)
        if before:
            yield crc32(f"{before} {word}".encode(), seed)
        before = word
