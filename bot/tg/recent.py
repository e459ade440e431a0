"""What a chat was about a moment ago. In memory only: gone after a day, and with a restart.

A typed message carries nothing of the screens above it. So that it can lead back into the
guide, and so that nobody is told twice in a row that they were not understood, this much is
remembered; without it nothing is lost but the short way back.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

REMEMBERED_FOR: Final = timedelta(hours=24)
CHATS: Final = 20_000
"""The longest silent is forgotten first: some megabytes at most."""


@dataclass
class Moment:
    """One chat's."""

    at: datetime
    guide: str = ""
    """The detail of the button that opens the guide where the person left it."""
    misses: int = 0
    """Messages in a row that were not understood."""


@dataclass
class Recent:
    """All chats'."""

    _moments: OrderedDict[int, Moment] = field(default_factory=OrderedDict[int, Moment])

    def guide(self, chat: int, now: datetime) -> str:
        """Return the way back to the guide, empty if the chat was not in it lately."""
        moment = self._moments.get(chat)
        return moment.guide if moment and now - moment.at < REMEMBERED_FOR else ""

    def in_guide(self, chat: int, detail: str, now: datetime) -> None:
        """Remember where the person is in the guide."""
        self._of(chat, now).guide = detail

    def missed(self, chat: int, now: datetime) -> int:
        """Count a message that was not understood; return how many there were in a row."""
        moment = self._of(chat, now)
        moment.misses += 1
        return moment.misses

    def understood(self, chat: int, now: datetime) -> None:
        """Begin to count anew."""
        self._of(chat, now).misses = 0

    def forget(self, chat: int) -> None:
        """Forget the chat."""
        self._moments.pop(chat, None)

    def _of(self, chat: int, now: datetime) -> Moment:
        moment = self._moments.pop(chat, None)
        if moment is None or now - moment.at >= REMEMBERED_FOR:
            moment = Moment(now)
        moment.at = now
        self._moments[chat] = moment
        while len(self._moments) > CHATS:
            self._moments.popitem(last=False)
        return moment
