"""The two words that a caller and a person say to each other, so that the call is known as ours.

locales/<lang>/words.txt holds 1,024 plain words: two of them are 20 bits, so somebody who
guesses is right once in a million times. Source: PROMISES.md, promise 38.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot.domain.languages import LANGUAGES, Language
from bot.words import FOLDER

FILE: Final = "words.txt"
HOW_MANY: Final = 1024
PAIRS: Final = HOW_MANY * (HOW_MANY - 1)


class BadWords(ValueError):
    """The words must not be used; the message says why."""


@dataclass(frozen=True)
class CallWords:
    """The words of each language."""

    words: Mapping[Language, tuple[str, ...]] = field(
        default_factory=dict[Language, tuple[str, ...]]
    )

    def pair(self, code: bytes, language: Language) -> tuple[str, str]:
        """Return the two words of a request, by the keyed code it has."""
        every = self.words[language]
        one, other = divmod(int.from_bytes(code[:8], "big") % PAIRS, HOW_MANY - 1)
        return every[one], every[other + (other >= one)]  # never the same word twice


def read(folder: Path = FOLDER) -> CallWords:
    """Read the words; raise BadWords unless each language has exactly as many as there must be."""
    found: dict[Language, tuple[str, ...]] = {}
    for language in LANGUAGES:
        lines = (folder / language / FILE).read_text(encoding="utf-8").split()
        if len(lines) != HOW_MANY or len(set(lines)) != HOW_MANY:
            raise BadWords(f"{language}/{FILE}: holds {len(set(lines))} words, not {HOW_MANY}")
        found[language] = tuple(lines)
    return CallWords(found)
