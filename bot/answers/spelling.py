"""A text as the matcher reads it: what tells nothing about the question is taken away.

Two readings of each text: `plain` keeps the letters of the language, `folded` also forgives
missing dots and rings, doubled letters and the spoken endings people write on phones.
"""

import re
import unicodedata
from typing import Final

LONGEST_READ: Final = 4_000
"""Signs that are looked at; a blackmail message is shorter, a story longer than this is cut."""

_ADDRESS: Final = re.compile(r"https?://\S+|www\.\S+|[^\s@]{1,64}@[^\s@]{1,200}\.[^\s@]+")
_WALLET: Final = re.compile(r"\b(?:bc1[a-z0-9]{20,}|[13][a-z0-9]{25,40})\b")
_NUMBER: Final = re.compile(r"\d+")
_REPEATED: Final = re.compile(r"(\w)\1{2,}")
_NO_WORD: Final = re.compile(r"[^\w?!§]+|_+")
_DOUBLED: Final = re.compile(r"([a-z])\1+")
_WORDS: Final = re.compile(r"\w+|[?!]")
_LETTERS: Final = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "đ": "d", "ł": "l"})


def plain(text: str) -> str:
    """Return `text` in small letters, one blank between words, numbers and addresses as signs."""
    read = unicodedata.normalize("NFKC", text[:LONGEST_READ]).lower()
    read = _ADDRESS.sub(" urlx ", read)
    read = _WALLET.sub(" walletx ", read)
    read = _NUMBER.sub("0", read)
    read = _REPEATED.sub(r"\1\1", read)
    return _NO_WORD.sub(" ", read).strip()


def folded(read: str) -> str:
    """Return plain text without marks on letters and without doubled letters."""
    bare = unicodedata.normalize("NFKD", read.translate(_LETTERS))
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return _DOUBLED.sub(r"\1", bare)


def words(read: str) -> list[str]:
    """Return the words of a text, and its question and exclamation marks."""
    return _WORDS.findall(read)


_ENDS: Final = re.compile(r"(?<=[.!?…;])\s+|\n+|\s+[-–—]\s+")
FEWEST_WORDS: Final = 3


def sentences(text: str) -> list[str]:
    """Return the parts of a text that may hold a question each; scraps join what follows them."""
    parts: list[str] = []
    scrap = ""
    for part in _ENDS.split(text[:LONGEST_READ]):
        joined = f"{scrap} {part}".strip()
        if len(joined.split()) < FEWEST_WORDS:
            scrap = joined
        else:
            parts.append(joined)
            scrap = ""
    if scrap and parts:
        parts[-1] = f"{parts[-1]} {scrap}"
    elif scrap:
        parts.append(scrap)
    return parts
