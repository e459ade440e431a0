"""What a text is made of: short runs of letters, words and pairs of words, each as a number.

Three blocks: runs of letters as written, the same with forgiving spelling, and words. A gram is
known by a hash of 32 bits, so that no vocabulary has to be kept in memory; with some hundred
thousand grams in 2^32 places a clash is rare and harmless.
"""

from collections.abc import Iterator, Sequence
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

_STEP: Final = np.uint32(0x9E3779B1)
"""An odd number near 2^32 divided by the golden ratio, as in Fibonacci hashing."""


def blocks(text: str) -> list[tuple[Numbers, Floats]]:
    """Return for each block the grams of `text` and how often each stands in it."""
    read = plain(text)
    bare = words(folded(read))
    return [
        _counted(_runs(words(read), b"p")),
        _counted(_runs(bare, b"f")),
        _counted(np.fromiter(_words(bare), np.uint32)),
    ]


def _counted(grams: Numbers) -> tuple[Numbers, Floats]:
    known, counts = np.unique(grams, return_counts=True)
    return known, counts.astype(np.float32)


def _runs(text: Sequence[str], block: bytes) -> Numbers:
    """Return the runs of letters inside each word, with a blank at its ends; all at once."""
    signs = f" {' '.join(text)} ".encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(signs, np.uint32)
    blank = codes == ord(" ")
    runs, crosses = codes, np.zeros(len(codes), bool)
    found: list[Numbers] = []
    for size in range(2, LONGEST + 1):
        if len(runs) < 2:
            break
        runs = runs[:-1] * _STEP + codes[size - 1 :]
        # A blank inside a run, not at its ends: it would reach into the next word.
        crosses = crosses[:-1] | blank[size - 2 : -1] if size > 2 else crosses[:-1]
        if size >= SHORTEST:
            found.append(_mixed(runs[~crosses] ^ np.uint32(crc32(block, size))))
    return np.concatenate(found) if found else np.zeros(0, np.uint32)


def _mixed(numbers: Numbers) -> Numbers:
    """Spread numbers evenly, so that near ones do not clash. Source: MurmurHash3's last step."""
    numbers = (numbers ^ (numbers >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    numbers = (numbers ^ (numbers >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return numbers ^ (numbers >> np.uint32(16))


def _words(bare: Sequence[str]) -> Iterator[int]:
    seed = crc32(b"w")
    before = ""
    for word in bare:
        yield crc32(word.encode(errors="replace"), seed)
        if before:
            yield crc32(f"{before} {word}".encode(errors="replace"), seed)
        before = word
