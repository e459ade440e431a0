"""Which of the three languages a text is written in.

Asked only while a person has neither picked a language nor one set in Telegram, and to offer
the language somebody seems to write. A wrong guess costs trust, so an unsure one is none.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final

from lingua import Language as LinguaLanguage
from lingua import LanguageDetector, LanguageDetectorBuilder

from bot.domain.languages import Language

FEWEST_LETTERS: Final = 6
"""Shorter texts ("ok", "hej") are spelt alike in many languages."""

SUREST_AT_LEAST: Final = 0.8
"""Share of the probability the best of the three must have; measured in the tests."""

LONGEST_READ: Final = 300
"""Signs that are looked at: more tell nothing new and only cost time."""

_OURS: Final[Mapping[LinguaLanguage, Language]] = {
    LinguaLanguage.FINNISH: "fi",
    LinguaLanguage.SWEDISH: "sv",
    LinguaLanguage.ENGLISH: "en",
}


@cache
def _recognizer() -> LanguageDetector:
    # The smaller models: 11 MB and 30 ms instead of 115 MB and 600 ms, for texts on which a
    # wrong guess is anyway worse than none (docs/decisions/0022).
    return LanguageDetectorBuilder.from_languages(*_OURS).with_low_accuracy_mode().build()


def prepare() -> None:
    """Load what recognising needs, so that the first question need not wait."""
    _recognizer()


def written_language(text: str) -> Language | None:
    """Return the language `text` is written in, None when it is too short, unsure or no text.

    Other languages are not recognised as such: French may be taken for English. Letters that
    are mostly not Latin are none of the three.
    """
    best = _best(text)
    return best[0] if best and best[1] >= SUREST_AT_LEAST else None


def likeliest_language(text: str) -> Language | None:
    """Return the language `text` is most likely written in, however unsure; None for no text."""
    best = _best(text)
    return best[0] if best else None


def _best(text: str) -> tuple[Language, float] | None:
    # Half of a sign (a lone surrogate) is no text to the recognizer, which would fail on it.
    read = text[:LONGEST_READ].encode(errors="ignore").decode()
    words = " ".join(word for word in read.split() if "/" not in word)
    letters = [sign for sign in words if sign.isalpha()]
    latin = sum(sign <= "ɏ" for sign in letters)
    if len(letters) < FEWEST_LETTERS or latin * 2 < len(letters):
        return None
    best = _recognizer().compute_language_confidence_values(words.lower())[0]
    return _OURS[best.language], best.value
