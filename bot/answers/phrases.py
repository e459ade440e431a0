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


class Phrases:
    """Many phrases, of which only those are tried whose rarest word stands in the text.

    Each is compiled when it is first tried: a start costs nothing, and most never are.
    """

    def __init__(self, phrases: Sequence[str], classes: Mapping[str, Sequence[str]]) -> None:
        """Read the phrases; raise BadPhrase for an empty one or an unknown class."""
        self._phrases: list[tuple[str, Mapping[str, Sequence[str]]]] = []
        self._whole: defaultdict[str, list[int]] = defaultdict(list)
        self._begun: defaultdict[str, list[int]] = defaultdict(list)
        self._sizes: list[int] = []
        self._compiled: dict[int, re.Pattern[str]] = {}
        self.also(phrases, classes)

    def also(self, phrases: Sequence[str], classes: Mapping[str, Sequence[str]]) -> None:
        """Read more phrases, with classes of their own; raise BadPhrase."""
        for number, one in enumerate(phrases, len(self._phrases)):
            for word in _keys(one, classes):
                held = self._begun if word.endswith("*") else self._whole
                held[word.rstrip("*")].append(number)
        self._phrases += ((one, classes) for one in phrases)
        self._sizes = sorted({len(word) for word in self._begun})

    def found(self, read: str) -> bool:
        """Tell whether any phrase stands in a text made by `spaced`."""
        return any(pattern.search(read) for pattern in self._tried(read))

    def count(self, read: str) -> int:
        """Return how many phrases stand in the text, one beside the other."""
        spans = sorted(
            one.span() for pattern in self._tried(read) for one in pattern.finditer(read)
        )
        end = number = 0
        for first, last in spans:
            if first >= end:
                number, end = number + 1, last
        return number

    def without(self, read: str) -> str:
        """Return the text with a dash in the place of every phrase."""
        for pattern in self._tried(read):
            read = pattern.sub("- ", read)
        return read

    def _tried(self, read: str) -> Iterator[re.Pattern[str]]:
        words = set(read.split())
        beginnings = {word[:size] for size in self._sizes for word in words}
        numbers = {one for word in self._whole.keys() & words for one in self._whole[word]}
        numbers |= {one for word in self._begun.keys() & beginnings for one in self._begun[word]}
        for number in sorted(numbers):
            if (pattern := self._compiled.get(number)) is None:
                # The look-behind: a phrase begins where a word begins.
                read_as = pattern_of(*self._phrases[number])
                pattern = self._compiled[number] = re.compile(f"(?<= ){read_as}")
            yield pattern


def spaced(words: Sequence[str]) -> str:
    """Return words as patterns want them: one blank before each and one after the last."""
    return f" {' '.join(words)} " if words else " "


def pattern_of(phrase: str, classes: Mapping[str, Sequence[str]]) -> str:
    """Return the regular expression of one phrase; raise BadPhrase if it is none."""
    _needed(phrase)
    return "".join(_GAPS.get(place) or _place(place, phrase, classes) for place in phrase.split())


def _keys(phrase: str, classes: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the words of which one must stand in a text that holds the phrase.

    Those of the place whose shortest word is longest: long words are rare.
    """
    chosen = {
        place: _choices(place, phrase, classes) for place in phrase.split() if place not in _GAPS
    }
    keys = [
        [max(choice.split("_"), key=len) for choice in chosen[place]] for place in _needed(phrase)
    ]
    return max(keys, key=lambda words: min(len(word.rstrip("*")) for word in words))


def _needed(phrase: str) -> list[str]:
    """Return the places that must be filled; raise BadPhrase if there are none."""
    needed = [one for one in phrase.split() if one not in _GAPS and not one.endswith("?")]
    if not needed:
        raise BadPhrase(f"{phrase!r}: holds no word")
    return needed


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
