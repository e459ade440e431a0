"""A blackmail message in the chat: recognised, and told apart from a message about one.

Looked at in memory only. What is found is what the police ask for: addresses, sum, deadline;
never a name, never a text.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.answers.demands import euros, hours
from bot.answers.numerals import bare
from bot.answers.phrases import Phrases, spaced
from bot.answers.spelling import LONGEST_READ
from bot.answers.wallets import wallets

ENOUGH: Final = 4.0
"""Points from which a text is the message itself; measured (docs/answers.md)."""

MOST_OF_FIELDS: Final = 2.5
"""What address, sum and deadline add together."""

OWN_WORDS: Final = 0.15
"""What each of a person's own words about it takes from what the examples say; measured."""

FEWEST_WORDS: Final = 8
"""A blackmail message has to explain itself; fewer words are a person's."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What a blackmail message demands."""

    btc: tuple[str, ...]
    """Addresses with a right checksum, in their order."""
    amount_eur: float | None
    """The sum in euros demanded now; None if it is said in another currency, or not at all."""
    deadline_hours: float | None
    """Hours until the deadline; None if it is a date, or there is none."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The lists of one language, as they stand in its file."""

    demand: Sequence[str]
    threat: Sequence[str]
    claim: Sequence[str]
    about: Sequence[str]
    classes: Mapping[str, Sequence[str]]


class Ransom:
    """Recognises blackmail messages."""

    def __init__(self, lists: Iterable[Marks]) -> None:
        """Compile the lists of all languages."""
        every = list(lists)
        self._demand = [_of(one.demand, one.classes) for one in every]
        self._threat = [_of(one.threat, one.classes) for one in every]
        self._claim = [_of(one.claim, one.classes) for one in every]
        self._about = [_of(one.about, one.classes) for one in every]

    def demand(self, text: str, *, heard: float | None = None) -> Demand | None:
        """Return what `text` demands if it is a blackmail message itself, None otherwise.

        `heard` is what examples say of it (above 0: one); the lists decide while there are none.
        A person's own words about it count against it in both cases.
        """
        if heard is not None and heard < 0:
            return None
        text = text[:LONGEST_READ]
        words = _words(text)
        if len(words) < FEWEST_WORDS and not wallets(text):
            return None
        read = spaced(words)
        if heard is not None:
            return _found(text) if heard >= OWN_WORDS * self._told(read) else None
        said = (
            2.0 * _any(self._demand, read)
            + 2.0 * _any(self._threat, read)
            + 1.5 * _any(self._claim, read)
        )
        if said + MOST_OF_FIELDS < ENOUGH:
            return None  # nearly all messages: nothing more has to be looked for
        found = _found(text)
        return found if self._points(read, said, found) >= ENOUGH else None

    def _points(self, read: str, said: float, found: Demand) -> float:
        """Weigh what speaks for the message itself against what speaks for a report of one."""
        itself = (
            said
            + 1.5 * bool(found.btc)
            + 0.5 * (found.amount_eur is not None)
            + 0.5 * (found.deadline_hours is not None)
        )
        return itself - self._told(read)

    def _told(self, read: str) -> float:
        """Return how much a text is told by a person, from 0 to 4."""
        told = sum(one.count(read) for one in self._about)
        # A long paste with a few own words above it is still a paste.
        return min(told, 4) * (1.0 if len(read.split()) < 60 else 0.4)


def _found(text: str) -> Demand:
    return Demand(wallets(text), euros(text), hours(text))


def _of(phrases: Sequence[str], classes: Mapping[str, Sequence[str]]) -> Phrases:
    return Phrases(
        [_folded(one) for one in phrases],
        {name: list(map(bare, words)) for name, words in classes.items()},
    )


def _folded(phrase: str) -> str:
    return " ".join(place if "[" in place else bare(place) for place in phrase.split())


def _any(lists: Iterable[Phrases], read: str) -> bool:
    return any(one.found(read) for one in lists)


def _words(text: str) -> list[str]:
    signs = "".join(
        sign if sign.isalnum() or sign == "-" else " "
        for sign in bare(text).replace("'", "").replace("’", "")
    )
    return signs.split()
