"""What is held about one person, as plain values: the answer to *My data*, and nothing else."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from bot.domain.form import Form
from bot.domain.languages import Language

Purpose = Literal["call", "write"]
"""What a person can consent to: to be called, or to write with a human. Each by itself."""

PURPOSES: Final[tuple[Purpose, ...]] = ("call", "write")

Asking = Literal["name", "number", "words", "message"]
"""Which answer the person's next message holds."""

Ending = Literal["withdrawn", "forgotten", "lapsed"]
"""How a consent ended: taken back, everything erased, or nothing was left to keep."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """One consent: which text, in which language, when given, when and how it ended."""

    receipt: str
    purpose: Purpose
    text_version: str
    text_digest: str
    language: Language
    given: datetime
    withdrawn: datetime | None = None
    reason: Ending | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """A call that was tried, and how it came out."""

    at: datetime
    outcome: str


@dataclass(frozen=True, slots=True)
class Callback:
    """A request to be called, as its person may see it."""

    id: bytes
    """Random id of the request."""
    stage: str
    """draft, waiting, approved, claimed, calling, done or aside."""
    urgency: str
    asked: datetime
    changed: datetime
    since: datetime | None
    """When it was sent."""
    not_before: datetime | None
    """Nobody calls earlier."""
    missed: int
    resting: bool
    """The person was asked for a better time and has not answered."""
    form: Form
    tried: tuple[Tried, ...] = ()
    notes: int = 0
    """How many notes helpers have made for each other; the data-protection officer hands them out."""


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """Something the person wrote to a human, with identifiers masked."""

    written: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that was done with a person's data."""

    at: datetime
    act: str
    by: str
    """`person`, `service`, `operator` or `staff`: who of the staff is not told."""
    detail: str | None


@dataclass(frozen=True, slots=True)
class Holding:
    """Everything held about one person."""

    person: bytes
    """Random id; means nothing outside this database."""
    since: datetime
    chat: int
    language: Language
    paused: bool
    asking: Asking | None
    agreements: tuple[Agreement, ...]
    callback: Callback | None
    messages: tuple[KeptMessage, ...]
    acts: tuple[Done, ...] = ()
    """What was done with these data, by whom: the person's own part of the audit log."""
    picked: Language | None = None
    """The language picked during the last day."""
    shown: int = 0
    """Messages of the chat whose numbers are noted, so that it can be cleared."""
    letters: int = 0
    """Letters that still wait to be delivered."""
    staff_copies: int = 0
    """Messages in helpers' chats that show something of this person, deleted by timer."""

    @property
    def standing(self) -> frozenset[Purpose]:
        """The purposes the person agrees to now."""
        return frozenset(one.purpose for one in self.agreements if one.withdrawn is None)
