"""Personal identifiers in free text: found, and masked before anything is kept or passed on.

Identity codes, accounts and cards are known by their checksums, bank codes by the words around
them. Source: docs/decisions/0026.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from bot.answers.accounts import accounts, cards
from bot.answers.bank_codes import bank_codes
from bot.answers.identity_codes import identity_codes
from bot.answers.signs import Signs, plain_signs

Kind = Literal["identity_code", "iban", "card", "bank_code"]

KINDS: Final[tuple[Kind, ...]] = ("identity_code", "iban", "card", "bank_code")
"""All kinds, in the order in which they are looked for and named to people."""

DOT: Final = "•"
"""What a masked sign becomes: one UTF-16 unit, so that Telegram's offsets stay right."""

_THREE_DIGITS: Final = re.compile(r"(?:\d\D*+){3}")
_FOR_PASSWORDS: Final = ("sana", "salis", "senord", "lösen", "losen", "pass", "pw")
"""Most messages have neither three digits nor one of these, and cost nothing more."""

_EVIDENCE: Final = re.compile(
    r"(?<![a-z0-9])(?:bc1[a-z0-9]{20,80}|[13][a-z0-9]{25,34}|0x[0-9a-f]{16,64}|[48][a-z0-9]{94}"
    r"|[0-9a-f]{32,128})"
    r"(?![a-z0-9])"
)
"""Addresses of bitcoin and the like, and checksums of files: nobody's identity."""


@dataclass(frozen=True, slots=True)
class Found:
    """An identifier in a text: from sign `start` up to, not including, sign `end`."""

    kind: Kind
    start: int
    end: int


def find(text: str) -> tuple[Found, ...]:
    """Return the personal identifiers in `text`, in their order, none overlapping another."""
    if not _worth_reading(text):
        return ()
    signs = plain_signs(text)
    left_alone = tuple(_left_alone(signs.plain))
    taken: list[Found] = []
    for kind, start, end in _candidates(signs, text):
        if any(start < stop and begin < end for begin, stop in left_alone):
            continue
        found = Found(kind, *signs.span(start, end))
        if not any(found.start < other.end and other.start < found.end for other in taken):
            taken.append(found)
    return tuple(sorted(taken, key=lambda found: found.start))


def mask(text: str) -> tuple[str, frozenset[Kind]]:
    """Return `text` with every sign of an identifier replaced by a dot, and which kinds it held.

    The result has as many UTF-16 units as `text`.
    """
    everything = find(text)
    if not everything:
        return text, frozenset()
    parts: list[str] = []
    place = 0
    for found in everything:
        hidden = text[found.start : found.end]
        # Signs beyond the basic plane (digits in fancy letters) are two units each.
        units = len(hidden) + sum(sign > "\uffff" for sign in hidden)
        parts += (text[place : found.start], DOT * units)
        place = found.end
    return "".join((*parts, text[place:])), frozenset(found.kind for found in everything)


def _worth_reading(text: str) -> bool:
    if _THREE_DIGITS.search(text):
        return True
    small = text.lower()
    return any(word in small for word in _FOR_PASSWORDS)


def _candidates(signs: Signs, text: str) -> Iterator[tuple[Kind, int, int]]:
    """Yield what may be identifiers, the surest first, as places in the plain signs."""
    plain = signs.plain
    for span in identity_codes(plain):
        yield "identity_code", *span
    for span in accounts(plain):
        yield "iban", *span
    for span in cards(plain):
        yield "card", *span
    original = "".join(text[place] for place in signs.places)
    for span in bank_codes(plain, original):
        yield "bank_code", *span


def _left_alone(plain: str) -> Iterator[tuple[int, int]]:
    for found in _EVIDENCE.finditer(plain):
        if sum(sign.isalpha() for sign in found[0]) >= 6:
            yield found.span()
