"""Which of the three languages a text is written in.

Asked only while a person has neither picked a language nor one set in Telegram, and to offer
the language somebody seems to write. A wrong guess costs trust, so an unsure one is none.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Final, Protocol, cast

from bot.domain.languages import LANGUAGES, Language, is_language

FEWEST_LETTERS: Final = 6
"""Shorter texts ("ok", "hej") are spelt alike in many languages."""

SUREST_AT_LEAST: Final = 0.8
"""Share of the probability the best of the three must have; measured in the tests."""

LONGEST_READ: Final = 1_000
"""Signs that are looked at: more tell nothing new and only cost time."""


class _Recognizer(Protocol):
    """The part of py3langid we use; the library itself carries no types."""

    def set_languages(self, langs: Sequence[str]) -> None: ...
    def classify(self, text: str) -> tuple[str, float]: ...


@cache
def _recognizer() -> _Recognizer:
    # Loaded at the first question (about half a second, 60 MB), not at every start.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    load = cast("Callable[..., _Recognizer]", LanguageIdentifier.from_model_file)
    recognizer = load(MODEL_FILE, norm_probs=True)
    recognizer.set_languages(LANGUAGES)
    return recognizer


def prepare() -> None:
    """Load what recognising needs (half a second), so that the first question need not wait."""
    _recognizer()


def written_language(text: str) -> Language | None:
    """Return the language `text` is written in, None when it is too short, unsure or no text.

    Other languages are not recognised as such: French may be taken for English. Letters that
    are mostly not Latin are none of the three.
    """
    words = " ".join(word for word in text[:LONGEST_READ].split() if "/" not in word)
    letters = [sign for sign in words if sign.isalpha()]
    latin = sum(sign <= "ɏ" for sign in letters)
    if len(letters) < FEWEST_LETTERS or latin * 2 < len(letters):
        return None
    language, surety = _recognizer().classify(words.lower())
    return language if surety >= SUREST_AT_LEAST and is_language(language) else None
