"""What a handler gets: who did what, and the ways to answer.

A handler gathers its answers; the desk sends them when it has returned. So nothing is said
before it is committed, and a handler that fails half-way has said nothing at all.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.answers.library import Library
from bot.call_words import CallWords
from bot.consents import Consents
from bot.domain.holding import Purpose
from bot.domain.languages import Language
from bot.store.inbox import Kept
from bot.store.store import Store
from bot.tg.recent import Recent
from bot.tg.screen import Screen
from bot.tg.updates import first_name_of
from bot.usecases.consent import Order
from bot.usecases.language import PickLanguage, pick_language
from bot.usecases.office import NO_OFFICE, Office
from bot.words import Voice, Words


@dataclass(frozen=True, slots=True)
class Press:
    """A button was pressed, and it was made for this person."""

    language: Language
    verb: str
    detail: str
    user: int
    chat: int
    message: int | None
    update: bytes


@dataclass(frozen=True, slots=True)
class Said:
    """Something was written or sent to us."""

    language: Language
    text: str
    argument: str
    kind: str
    user: int
    chat: int
    message: int
    update: bytes
    file: "Attached | None" = None
    contact: "Contact | None" = None


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact card somebody sent."""

    number: str
    """As Telegram writes it, with or without a plus."""
    own: bool
    """It is the card of the account that sent it."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file somebody sent; not fetched yet."""

    id: str
    name: str
    size: int
    """Bytes, as Telegram says."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What handlers may know of the settings."""

    bot_username: str = ""
    forward_address: str | None = None
    offers: tuple[Purpose, ...] = ()
    """What helpers do here; empty: nobody is asked for consent."""

    office: Office = NO_OFFICE
    """Where the staff sits, and when helpers are there."""

    call_words: CallWords = field(default_factory=CallWords)
    """The words by which a call is known as ours."""

    consents: Consents = field(default_factory=Consents)
    """The consent texts."""

    library: Library = field(default_factory=Library)
    """The FAQ and the engine; changes under way when something is published."""

    recent: Recent = field(default_factory=Recent)
    """What each chat was about a moment ago."""


async def _delete_nothing(_messages: Sequence[int]) -> int:
    return 0


def _nobody_hears(_code: str) -> None:
    """No alarm is joined, as in a test of a single handler."""


async def _fetch_nothing(_file: str, _at_most: int) -> bytes | None:
    return None


@dataclass
class Context:
    """One update being answered."""

    kept: Kept
    store: Store
    words: Words
    facts: Facts
    now: datetime
    language: Language
    event: Press | Said | None = None
    shown: Screen | None = None
    told: list[Screen] = field(default_factory=list[Screen])
    toasted: str | None = None
    alert: bool = False
    events: list[str] = field(default_factory=list[str])
    notable: list[int] = field(default_factory=list[int])
    """Numbers of the messages said and shown while answering, so that the chat can be cleared."""

    masked: frozenset[str] = frozenset()
    """Kinds of identifiers that were masked in what came, before it was kept."""

    delete: Callable[[Sequence[int]], Awaitable[int]] = _delete_nothing
    """Deletes messages of this chat, given by number; returns how many are gone."""

    fetch: Callable[[str, int], Awaitable[bytes | None]] = _fetch_nothing
    """Fetches a file by its id, at most so many bytes; None if it cannot be had."""

    alarm: Callable[[str], None] = _nobody_hears
    """Rings an alarm for the operator, by its code."""

    picked: Language | None = None
    """The language the person has picked, if they have."""

    settled: bool = False
    """The update is marked done already, together with what it has changed."""

    heard: bool = False
    fault: Exception | None = None

    @property
    def say(self) -> Voice:
        """The words in the language of this update."""
        return self.words[self.language]

    @property
    def forward_address(self) -> str | None:
        """The address an authority gave for forwarding messages, if the operator has set one."""
        return self.facts.forward_address

    @property
    def bot_username(self) -> str:
        """The bot's own @name, without the @."""
        return self.facts.bot_username

    @property
    def library(self) -> Library:
        """What can be answered now."""
        return self.facts.library

    @property
    def recent(self) -> Recent:
        """What the chats were about a moment ago."""
        return self.facts.recent

    @property
    def guide(self) -> str:
        """The way back to the guide from this chat; empty if the person was not in it lately."""
        return self.recent.guide(self.event.chat, self.now) if self.event else ""

    async def show(self, screen: Screen) -> None:
        """Answer: a pressed message becomes `screen`; what was written gets a new message."""
        self.shown = screen

    async def tell(self, screen: Screen) -> None:
        """Send a new message, whatever was pressed."""
        self.told.append(screen)

    async def toast(self, text: str, *, alert: bool = False) -> None:
        """Answer on the pressed button itself, at most 200 characters; `alert` waits for an OK."""
        self.toasted, self.alert = text, alert

    def count(self, event: str) -> None:
        """Count one of these today; a code, never a text."""
        self.events.append(event)

    @property
    def first_name(self) -> str:
        """The first name in Telegram of the one who wrote: read only where somebody joins staff."""
        return first_name_of(self.kept.raw)

    @property
    def order(self) -> Order:
        """Who asks for something now; marked done with the change it asks for."""
        event = self.event
        if event is None:
            raise LookupError("nothing was pressed or said")
        pressed = isinstance(event, Press)
        return Order(
            user=event.user,
            chat=event.chat,
            language=self.language,
            update=self.kept.digest,
            replaces=event.message if pressed else None,
            said=None if pressed else event.message,
        )

    async def pick_language(self, language: Language) -> None:
        """Remember `language` for a day and answer in it, through the outbox."""
        event = self.event
        if event is None:
            return
        order = PickLanguage(
            user=event.user,
            chat=event.chat,
            language=language,
            update=self.kept.digest,
            replaces=event.message if isinstance(event, Press) else None,
            said=event.message if isinstance(event, Said) else None,
        )
        await pick_language(self.store, order, now=self.now)
        self.settled = True
