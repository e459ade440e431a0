"""Phrases as people who are no programmers can read and review them.

A phrase is a row of places with blanks between. A place holds one word or several choices
(`kill|end`); a word may be open at its end (`suicid*`); `_` joins the words of one choice
(`bring_to_an_end`); a place with a `?` at its end may be missing (`very|so?`); `..` stands for
up to four words of any kind, `.` for at most one; `[SELF]` for a named class of words. Phrases
are compared with folded text: small letters without dots and rings.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

_GAPS: Final = {"..": r"(?:\S+ ){0,4}?", ".": r"(?:\S+ )?"}


class BadPhrase(ValueError):
    """A phrase cannot be read; the message is the phrase and why."""


def compiled(
    phrases: Sequence[str], classes: Mapping[str, Sequence[str]]
) -> re.Pattern[str] | None:
    """Return one pattern for all phrases, to be searched in a text made by `spaced`; None for none.

    Raises BadPhrase for an empty phrase or an unknown class.
    """
    if not phrases:
        return None
    # The look-behind stands once, before them all: phrases are only tried where a word begins.
    return re.compile("(?<= )(?:" + "|".join(_phrase(one, classes) for one in phrases) + ")")


def spaced(words: Sequence[str]) -> str:
    """Return words as patterns want them: one blank before each and one after the last."""
    return f" {' '.join(words)} " if words else " "


def _phrase(phrase: str, classes: Mapping[str, Sequence[str]]) -> str:
    places = phrase.split()
    if all(place in _GAPS or place.endswith("?") for place in places):
        raise BadPhrase(f"{phrase!r}: holds no word")
    parts = [_GAPS.get(place) or _place(place, phrase, classes) for place in places]
    return "".join(parts)


def _place(place: str, phrase: str, classes: Mapping[str, Sequence[str]]) -> str:
    choices: list[str] = []
    may_be_missing = "?" if place.endswith("?") else ""
    for choice in place.removesuffix("?").split("|"):
        if choice.startswith("[") and choice.endswith("]"):
            try:
                choices += classes[choice[1:-1]]
            except KeyError:
                raise BadPhrase(f"{phrase!r}: no class {choice}") from None
        else:
            choices.append(choice)
    if not all(choice.strip("*_") for choice in choices):
        raise BadPhrase(f"{phrase!r}: an empty choice")
    return "(?:(?:" + "|".join(_word(choice) for choice in choices) + f") ){may_be_missing}"


def _word(choice: str) -> str:
    return re.escape(choice).replace("_", " ").replace(r"\*", r"\S*")


def words_of(phrases: Sequence[str], classes: Mapping[str, Sequence[str]]) -> set[str]:
    """Return the whole words phrases are made of, to know them again when misspelt."""
    found: set[str] = set()
    for phrase in (*phrases, *(word for words in classes.values() for word in words)):
        for place in phrase.split():
            for choice in place.removesuffix("?").split("|"):
                found.update(w for word in choice.split("_") if (w := word.rstrip("*")).isalpha())
    return found
