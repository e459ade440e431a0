"""A letter: something we owe a chat, as a value that can be kept, sealed and paid later."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Self

from bot.domain.languages import Language, is_language
from bot.domain.raw import fields, number


def is_private(chat: int) -> bool:
    """Tell whether this is a person's own chat; groups and channels have negative numbers."""
    return chat > 0


class Priority(IntEnum):
    """Who goes first when Telegram's limit for all chats together is reached."""

    REPLY = 0
    """A person waits for this answer."""
    NOTICE = 1
    """Something a person should learn soon but did not just ask for."""
    ANNOUNCEMENT = 2
    """To many at once; everything else goes first."""


class UnreadableLetter(ValueError):
    """What was kept is not a letter any more; the message names no content."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message owed to one chat.

    It names a screen instead of holding a sentence: words are chosen when it is sent, so a
    letter that waited over an update of the texts goes out with the better ones.
    """

    chat: int
    screen: str
    language: Language
    priority: Priority = Priority.REPLY
    blanks: Mapping[str, str] = field(default_factory=dict[str, str])
    replaces: int | None = None
    """The message whose place it takes (the one with the pressed button), if that still stands."""

    def to_json(self) -> dict[str, object]:
        """Return plain data for keeping."""
        return {
            "chat": self.chat,
            "screen": self.screen,
            "language": self.language,
            "priority": int(self.priority),
            "blanks": dict(self.blanks),
            "replaces": self.replaces,
        }

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Read what `to_json` wrote; raise UnreadableLetter for anything else."""
        kept = fields(data)
        chat, language = number(kept.get("chat")), kept.get("language")
        screen, priority = kept.get("screen"), kept.get("priority")
        if chat is None or not is_language(language) or not isinstance(screen, str):
            raise UnreadableLetter
        try:
            urgency = Priority(priority)
        except ValueError:
            raise UnreadableLetter from None
        blanks = {name: str(value) for name, value in fields(kept.get("blanks")).items()}
        return cls(chat, screen, language, urgency, blanks, number(kept.get("replaces")))
