"""What a text is made of: short runs of letters, words, and words near each other, as numbers.

Four blocks: runs of letters as written, the same with forgiving spelling, words and pairs of
words, and the beginnings of words that stand near each other (which tells "cannot go on" from
"cannot log on", whatever the endings). A gram is known by a hash of 32 bits, so that no vocabulary
has to be kept in memory; with some hundred thousand grams in 2^32 places a clash is rare and
harmless.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

from bot.answers.spelling import folded, plain, words

Numbers = npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.intp]

LONGEST: Final = 5
"""Letters of the longest run; the shortest has two."""
WEIGHTS: Final = (1.0, 1.0, 0.7, 0.8)
"""How much each block counts beside the others; measured (docs/answers.md)."""
WHOLE_WORDS: Final = 2
"""Which of the blocks holds words."""
BEGINNING: Final = 5
"""Letters of a word's beginning: longer than most endings leave, shorter than most stems."""
REACH: Final = 3
"""How many words further on a pair may reach."""

_STEP: Final = np.uint32(0x9E3779B1)
"""An odd number near 2^32 divided by the golden ratio, as in Fibonacci hashing."""


@dataclass(frozen=True, slots=True)
class Block:
    """Grams of one kind, as often as they stand in a text, and the words they reach over."""

    grams: Numbers
    first: Places
    last: Places


def tokens(text: str) -> list[str]:
    """Return the words of a text as they are read: small letters, numbers and addresses as signs."""
    return words(plain(text))


def blocks(read: Sequence[str]) -> list[Block]:
    """Return the grams of a text that was cut into `tokens`, block by block."""
    bare = folded(" ".join(read)).split(" ") if read else []
    if len(bare) != len(read):  # a rare sign came apart into two words
        bare = [folded(word).replace(" ", "") for word in read]
    return [_runs(read, b"p"), _runs(bare, b"f"), _words(bare), _near(bare)]


def counted(block: Block) -> tuple[Numbers, Floats]:
    """Return which grams a block holds, in rising order, and how often."""
    known, counts = np.unique(block.grams, return_counts=True)
    return known, counts.astype(np.float32)


def _runs(read: Sequence[str], block: bytes) -> Block:
    """Return the runs of letters inside each word, with a blank at its ends; all at once."""
    signs = f" {' '.join(read)} ".encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(signs, np.uint32)
    blank = codes == ord(" ")
    word = (np.cumsum(blank) - 1).astype(np.intp)
    runs, crosses = codes, np.zeros(len(codes), bool)
    found: list[Numbers] = []
    where: list[Places] = []
    for size in range(2, min(LONGEST, len(codes)) + 1):
        runs = runs[:-1] * _STEP + codes[size - 1 :]
        # A blank inside a run, not at its ends: it would reach into the next word.
        crosses = crosses[:-1] | blank[size - 2 : -1] if size > 2 else crosses[:-1]
        found.append(_mixed(runs[~crosses] ^ np.uint32(crc32(block, size))))
        where.append(word[: len(runs)][~crosses])
    at = np.concatenate(where)
    return Block(np.concatenate(found), at, at)


def _words(bare: Sequence[str]) -> Block:
    """Return the words and the pairs of neighbours."""
    every = _hashed(bare, b"w")
    at = np.arange(len(every))
    grams = np.concatenate([every, _mixed(every[:-1] * _STEP + every[1:])])
    return Block(grams, np.concatenate([at, at[:-1]]), np.concatenate([at, at[1:]]))


def _near(bare: Sequence[str]) -> Block:
    """Return the beginnings of words, those that stand near each other in pairs, and rows of three."""
    every = _hashed(["<", *(word[:BEGINNING] for word in bare), ">"], b"b")
    # The signs of beginning and end belong to the first and the last word.
    at = np.clip(np.arange(-1, len(bare) + 1), 0, max(len(bare) - 1, 0))
    grams, first, last = [every], [at], [at]
    for reach in range(1, min(REACH, len(every) - 1) + 1):
        grams.append(_mixed((every[:-reach] * _STEP + every[reach:]) ^ np.uint32(reach)))
        first.append(at[:-reach])
        last.append(at[reach:])
    grams.append(_mixed((every[:-2] * _STEP + every[1:-1]) * _STEP + every[2:]))
    first.append(at[:-2])
    last.append(at[2:])
    return Block(np.concatenate(grams), np.concatenate(first), np.concatenate(last))


def _hashed(parts: Sequence[str], block: bytes) -> Numbers:
    seed = crc32(block)
    return np.fromiter((crc32(one.encode(errors="replace"), seed) for one in parts), np.uint32)


def _mixed(numbers: Numbers) -> Numbers:
    """Spread numbers evenly, so that near ones do not clash. Source: MurmurHash3's last step."""
    numbers = (numbers ^ (numbers >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    numbers = (numbers ^ (numbers >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return numbers ^ (numbers >> np.uint32(16))
