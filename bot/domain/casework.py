"""What staff sees of requests: lines of a list, lines of a diary. Values only."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from bot.domain.callback import Outcome, Stage, Urgency
from bot.domain.languages import Language

FAR: Final = 100
"""Places and counts are exact below this."""

NOTE_AT_MOST: Final = 1000
"""Signs of a note."""


READY: Final = ("hello", "tried", "not_pay", "police", "later", "crisis_lines")
"""The ready replies a helper can send, in the order in which they are offered."""


class Part(Enum):
    """Which part of the line a list shows."""

    ALL = "all"
    URGENT = "urgent"
    """What is more than normal."""
    NOW = "now"
    """Who may be called at this moment."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A request in a list: nothing personal."""

    id: bytes
    stage: Stage
    language: Language
    urgency: Urgency
    since: datetime
    not_before: datetime | None
    holder: bytes | None
    missed: int


@dataclass(frozen=True, slots=True)
class Noted:
    """One line: a call that was tried, or a note."""

    at: datetime
    by: bytes
    outcome: Outcome | None
    note: str | None
