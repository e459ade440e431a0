"""An entry of the FAQ: one question people have, its approved answer in three languages.

Rules of content, each checked by `faults`:
E1 every entry has a title, an answer and ways of asking in all three languages;
E2 a title is what a person would tap: at most 45 characters;
E3 an entry belongs to one topic of the menu, and names only entries that exist as related;
E4 every entry has a code of its own, by which buttons know it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from hashlib import sha256
from typing import Any, Final, Literal

from bot.domain.guide import Step
from bot.domain.languages import LANGUAGES, Language

Topic = Literal[
    "message", "report", "data", "protect", "money", "records", "law", "feelings", "people", "bot"
]
TOPICS: Final[tuple[Topic, ...]] = (
    "message", "report", "data", "protect", "money", "records", "law", "feelings", "people", "bot",
)  # fmt: skip
"""In the order of the menu."""

LONGEST_TITLE: Final = 45

CODE_LENGTH: Final = 6


class State(Enum):
    """Where a version of an entry stands. At most one version of an entry is published."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    RETIRED = "retired"


class Origin(Enum):
    """Where a version was written: what was changed in the chat, no file overwrites."""

    FILE = "file"
    CHAT = "chat"


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
    guide: Step | None = None
    """The step of the guide that does what this entry speaks of."""

    @property
    def code(self) -> str:
        """What buttons carry: short, and the same as long as the entry has its name."""
        return code_of(self.id)


def code_of(name: str) -> str:
    """Return the code of the entry called `name`."""
    return sha256(name.encode()).hexdigest()[:CODE_LENGTH]


@dataclass(frozen=True, slots=True)
class Faq:
    """All published entries, and messages none of them answers."""

    entries: Mapping[str, Entry] = field(default_factory=dict[str, Entry])
    unanswered: Mapping[Language, tuple[str, ...]] = field(
        default_factory=dict[Language, tuple[str, ...]]
    )

    def with_code(self, code: str) -> Entry | None:
        """Return the entry a button means; None once it is gone."""
        return next((entry for entry in self.entries.values() if entry.code == code), None)

    def of_step(self, step: Step) -> list[Entry]:
        """Return the entries that lead to a step of the guide, and that it leads to."""
        return [entry for entry in self.entries.values() if entry.guide is step]

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
                if not answer.asks:
                    found.append(f"{entry.id}: {language}: no way of asking")
                if len(answer.title) > LONGEST_TITLE:
                    found.append(f"{entry.id}: {language}: the title has {len(answer.title)} signs")
            found += [
                f"{entry.id}: no entry {one}" for one in entry.related if one not in self.entries
            ]
            if entry.topic not in TOPICS:
                found.append(f"{entry.id}: no topic {entry.topic}")
        if len({entry.code for entry in self.entries.values()}) < len(self.entries):
            found.append("two entries have the same code: give one another name")
        return found


def document_of(entry: Entry) -> dict[str, Any]:
    """Return an entry as plain data: what a version keeps."""
    return {
        "topic": entry.topic,
        "related": list(entry.related),
        "sources": list(entry.sources),
        "checked": entry.checked.isoformat(),
        "guide": entry.guide.name.lower() if entry.guide is not None else None,
        "answers": {
            language: {"title": one.title, "body": one.body, "asks": list(one.asks)}
            for language, one in entry.answers.items()
        },
    }


def entry_of(name: str, document: Mapping[str, Any]) -> Entry:
    """Return the entry a document describes.

    Raises KeyError or ValueError for a document that describes none.
    """
    step = document.get("guide")
    return Entry(
        id=name,
        topic=document["topic"],
        related=tuple(document["related"]),
        sources=tuple(document["sources"]),
        checked=date.fromisoformat(document["checked"]),
        answers={
            language: Answer(one["title"], one["body"], tuple(one["asks"]))
            for language, one in document["answers"].items()
        },
        guide=Step[step.upper()] if step else None,
    )
