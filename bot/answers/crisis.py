"""Words of self-harm and of danger, in all three languages at once.

Two degrees. `certain`: somebody speaks of dying, of harming themselves or of violence that is
happening; the lines are shown at once, whatever was being done. `maybe`: despair that may be
more; the answer comes with a gentle line. Nothing is scored, stored or asked.

The lists are data (locales/<lang>/crisis.yaml), written by laypeople and to be reviewed by
professionals. What is harmless ("dying of laughter", "I am not suicidal") is taken out of the
text before the others are looked for. A word nobody knows that is one slip away from a word of
the lists is read as that word: one wrong letter must not hide a cry for help.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.answers.phrases import Phrases, spaced, words_of
from bot.answers.spelling import LONGEST_READ

SHORTEST_SNAPPED: Final = 5
"""Signs a word must have to be taken for a misspelt one: shorter ones are too often others."""
TWO_SLIPS_FROM: Final = 10
"""Signs from which two slips are forgiven."""
MOST_WORDS: Final = 800
_MARKS: Final = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
"""The blocks of combining marks. Source: Unicode, Blocks.txt."""


class Degree(IntEnum):
    """How plainly a text speaks of self-harm or danger."""

    NONE = 0
    MAYBE = 1
    CERTAIN = 2


@dataclass(frozen=True, slots=True)
class Signs:
    """The lists of one language, as they stand in its file."""

    certain: Sequence[str]
    danger: Sequence[str]
    maybe: Sequence[str]
    harmless: Sequence[str]
    classes: Mapping[str, Sequence[str]]


class Crisis:
    """Looks for words of crisis in a text."""

    def __init__(self, lists: Iterable[Signs], known: Iterable[str] = ()) -> None:
        """Compile the lists; `known` are ordinary words, which are never taken for misspelt ones."""
        every = list(lists)
        self._certain = _joined(((*one.certain, *one.danger), one.classes) for one in every)
        self._maybe = _joined((one.maybe, one.classes) for one in every)
        self._harmless = _joined((one.harmless, one.classes) for one in every)
        critical: set[str] = set()
        ordinary = set(_bare(" ".join(known)).split())
        for one in every:
            critical |= {_bare(word) for word in words_of((*one.certain, *one.danger), one.classes)}
            ordinary |= {_bare(word) for word in words_of((*one.maybe, *one.harmless), {})}
        # A first letter is rarely the wrong one, and other first letters make other words.
        self._critical: defaultdict[str, list[str]] = defaultdict(list)
        for word in sorted(word for word in critical if len(word) >= SHORTEST_SNAPPED):
            self._critical[word[0]].append(word)
        self._known = critical | ordinary

    def degree(self, text: str) -> Degree:
        """Return how plainly `text` speaks of self-harm or danger."""
        words = _words(text)
        read = self._harmless.without(spaced(words))
        if self._certain.found(read):
            return Degree.CERTAIN
        snapped = [self._snapped(word) for word in words]
        if snapped != words:
            mended = self._harmless.without(spaced(snapped))
            if self._certain.found(mended):
                return Degree.CERTAIN
            read = mended
        return Degree.MAYBE if self._maybe.found(read) else Degree.NONE

    def _snapped(self, word: str) -> str:
        """Return the word of the lists that `word` is a slip of, or `word` itself."""
        if len(word) < SHORTEST_SNAPPED or word in self._known:
            return word
        slips = 2 if len(word) >= TWO_SLIPS_FROM else 1
        alike = self._critical.get(word[0], ())
        best = process.extractOne(word, alike, scorer=OSA.distance, score_cutoff=slips)
        return best[0] if best else word


def _words(text: str) -> list[str]:
    read = _bare(text[:LONGEST_READ])
    signs = "".join(sign if sign.isalnum() or sign in "-'" else " " for sign in read)
    return signs.replace("'", "").split()[:MOST_WORDS]


def _bare(text: str) -> str:
    if text.isascii():
        return text.lower()
    read = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    return _MARKS.sub("", read)


def _joined(
    lists: Iterable[tuple[Sequence[str], Mapping[str, Sequence[str]]]],
) -> Phrases:
    """Return the phrases of all languages as one: a text is cut into words once for all."""
    every = Phrases((), {})
    for phrases, classes in lists:
        bare = {name: [_bare(word) for word in words] for name, words in classes.items()}
        # Class names are in capitals, all words of phrases in small letters.
        folded = [
            " ".join(place if "[" in place else _bare(place) for place in one.split())
            for one in phrases
        ]
        every.also(folded, bare)
    return every
