"""A text as plain signs: small letters without marks, ASCII digits, one kind of dash and blank.

Whoever hides or decorates a number (zero-width signs, full-width digits, long dashes, letters
with the dots left out) writes the same plain signs as everybody else.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_BLANKS: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Signs that look like a blank but are letters or symbols by their category."""

_UNSEEN: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Me"})
"""Categories of signs that add nothing to be read: marks, joiners, directions, variants."""


@dataclass(frozen=True, slots=True)
class Signs:
    """The plain signs of a text, and where in the text each of them stands."""

    plain: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where in the original the plain signs from `start` up to `end` stand."""
        return self.places[start], self.places[end - 1] + 1


@lru_cache(maxsize=4096)
def _plain(sign: str) -> str:
    """Return the one plain sign for `sign`, or nothing if it cannot be seen."""
    if sign == "\n":
        return sign
    if sign.isspace() or sign in _BLANKS:
        return " "
    category = unicodedata.category(sign)
    if category in _UNSEEN:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(sign))
    if category == "Pd" or sign == "−":
        return "-"
    bare = "".join(s for s in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(s))
    small = bare.lower()
    return small if len(small) == 1 else sign


def plain_signs(text: str) -> Signs:
    """Return the plain signs of `text`: never more of them than there are signs in the text."""
    if text.isascii() and text.isprintable():
        return Signs(text.lower(), range(len(text)))
    plain: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        if one := _plain(sign):
            plain.append(one)
            places.append(place)
    return Signs("".join(plain), places)
