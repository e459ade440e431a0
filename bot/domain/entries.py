"""An entry of the FAQ: one question people have, its approved answer in three languages.

Rules of content, each checked by `faults`:
E1 every entry has a title, an answer and ways of asking in all three languages;
E2 a title is what a person would tap: at most 45 characters;
E3 an entry belongs to one topic of the menu, and names only entries that exist as related.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from bot.domain.languages import LANGUAGES, Language

Topic = Literal[
    "message", "report", "data", "protect", "money", "records", "law", "feelings", "people", "bot"
]
TOPICS: Final[tuple[Topic, ...]] = (
    "message", "report", "data", "protect", "money", "records", "law", "feelings", "people", "bot",
)  # fmt: skip
"""In the order of the menu."""

LONGEST_TITLE: Final = 45


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said in one language."""

    title: str
    body: str
    """Telegram's HTML with the standing blanks of the words."""
    asks: tuple[str, ...] = ()
    """Ways of asking: the engine's teacher, never shown."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One question and its answers."""

    id: str
    topic: Topic
    related: tuple[str, ...]
    sources: tuple[str, ...]
    """Where in the fact sheet the answer comes from."""
    checked: date
    """The day its facts were last looked at."""
    answers: Mapping[Language, Answer]


@dataclass(frozen=True, slots=True)
class Faq:
    """All published entries, and messages none of them answers."""

    entries: Mapping[str, Entry] = field(default_factory=dict[str, Entry])
    unanswered: Mapping[Language, tuple[str, ...]] = field(
        default_factory=dict[Language, tuple[str, ...]]
    )

    def of_topic(self, topic: Topic) -> list[Entry]:
        """Return the entries of a topic in their order."""
        return [entry for entry in self.entries.values() if entry.topic == topic]

    def taught(self) -> Iterator[tuple[str, Language, str]]:
        """Yield everything the engine learns: the entry ("" for none), the language, the text."""
        for entry in self.entries.values():
            for language, answer in entry.answers.items():
                yield entry.id, language, answer.title
                for ask in answer.asks:
                    yield entry.id, language, ask
        for language, texts in self.unanswered.items():
            for text in texts:
                yield "", language, text

    def faults(self) -> list[str]:
        """Return why this content must not be published; an empty list when it may."""
        found: list[str] = []
        for entry in self.entries.values():
            found += [
                f"{entry.id}: no {language}"
                for language in LANGUAGES
                if language not in entry.answers
            ]
            for language, answer in entry.answers.items():
                if not answer.title or not answer.body:
                    found.append(f"{entry.id}: {language}: title or answer is empty")
                if len(answer.title) > LONGEST_TITLE:
                    found.append(f"{entry.id}: {language}: the title has {len(answer.title)} signs")
            found += [
                f"{entry.id}: no entry {one}" for one in entry.related if one not in self.entries
            ]
            if entry.topic not in TOPICS:
                found.append(f"{entry.id}: no topic {entry.topic}")
        return found
