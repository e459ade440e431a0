"""Phrases as people who are no programmers can read and review them.

A phrase is a row of places with blanks between. A place holds one word or several choices
(`kill|end`); a word may be open at its end (`suicid*`); `_` joins the words of one choice
(`bring_to_an_end`); a place with a `?` at its end may be missing (`very|so?`); `..` stands for
up to four words of any kind, `.` for at most one; `[SELF]` for a named class of words. Phrases
are compared with folded text: small letters without dots and rings.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
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
    # Sorted by the letter they begin with: at each word only the few that may begin there are tried.
    begun: defaultdict[str, list[str]] = defaultdict(list)
    for phrase in phrases:
        for letter, pattern in _by_letter(phrase, classes):
            begun[letter].append(pattern)
    groups = [
        f"(?={re.escape(letter)})(?:{'|'.join(patterns)})" if letter else "|".join(patterns)
        for letter, patterns in sorted(begun.items())
    ]
    # The look-behind stands once, before them all: phrases are only tried where a word begins.
    return re.compile("(?<= )(?:" + "|".join(groups) + ")")


def spaced(words: Sequence[str]) -> str:
    """Return words as patterns want them: one blank before each and one after the last."""
    return f" {' '.join(words)} " if words else " "


def _by_letter(phrase: str, classes: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Yield the patterns of a phrase, each with the letter it begins with (empty: any)."""
    first, *others = phrase.split() or [""]
    if all(place in _GAPS or place.endswith("?") for place in (first, *others)):
        raise BadPhrase(f"{phrase!r}: holds no word")
    rest = "".join(_GAPS.get(place) or _place(place, phrase, classes) for place in others)
    if first in _GAPS or first.endswith("?"):
        yield "", (_GAPS.get(first) or _place(first, phrase, classes)) + rest
        return
    begun: defaultdict[str, list[str]] = defaultdict(list)
    for choice in _choices(first, phrase, classes):
        begun[choice[0]].append(choice)
    for letter, choices in begun.items():
        yield letter, _one_of(choices) + rest


def _place(place: str, phrase: str, classes: Mapping[str, Sequence[str]]) -> str:
    may_be_missing = "?" if place.endswith("?") else ""
    return _one_of(_choices(place, phrase, classes)) + may_be_missing


def _choices(place: str, phrase: str, classes: Mapping[str, Sequence[str]]) -> list[str]:
    choices: list[str] = []
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
    return choices


def _one_of(choices: Sequence[str]) -> str:
    return "(?:(?:" + "|".join(_word(choice) for choice in choices) + ") )"


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
