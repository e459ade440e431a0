"""The key as 24 words for paper: each of a list of 2,048, with a checksum (BIP-39, English)."""

import re
from functools import cache
from typing import Final

from mnemonic import Mnemonic

NUMBER: Final = 24


class BadWords(Exception):
    """What was typed is not the words of a key; the message says where the fault is."""


@cache
def _list() -> Mnemonic:
    return Mnemonic("english")


def words_of(secret: bytes) -> tuple[str, ...]:
    """Return the 24 words of a 32-byte key; the last one holds the checksum."""
    return tuple(_list().to_mnemonic(secret).split())


def secret_of(text: str) -> bytes:
    """Return the key of 24 words, typed in any case, with or without their numbers.

    Raises BadWords: too few or many, which word is unknown, or that the checksum does not fit.
    """
    words = re.findall(r"[^\W\d_]+", text.lower())
    unknown = [
        f"word {place} ({word}) is not in the list"
        for place, word in enumerate(words, 1)
        if word not in _list().wordlist
    ]
    if unknown:
        raise BadWords("; ".join(unknown))
    if len(words) != NUMBER:
        raise BadWords(f"there are {len(words)} words; a key has {NUMBER}")
    try:
        return bytes(_list().to_entropy(words))
    except ValueError:
        raise BadWords(
            "the checksum does not fit: a word is wrong, or two have changed places"
        ) from None


def as_table(words: tuple[str, ...]) -> str:
    """Return the words numbered, in four columns, to be read from left to right."""
    cells = [f"{place:>2}. {word:<9}" for place, word in enumerate(words, 1)]
    lines = ["   ".join(cells[at : at + 4]).rstrip() for at in range(0, len(cells), 4)]
    return "\n".join(lines)
