"""A screen: what one message shows, before it is made Telegram's."""

from dataclasses import dataclass

from bot.domain.languages import Language


@dataclass(frozen=True, slots=True)
class Go:
    """A button that comes back to us: the verb of a route and its detail.

    `detail` holds only letters, digits, `-`, `_` and `~`, at most 36 characters: the whole
    payload has to fit into Telegram's 64 bytes together with language and tag.
    """

    label: str
    verb: str
    detail: str = ""
    language: Language | None = None
    """The language the press answers in; None for the language of the screen itself."""


@dataclass(frozen=True, slots=True)
class Link:
    """A button that opens a web page."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A button that copies a text of 1 to 256 characters to the clipboard."""

    label: str
    text: str


Button = Go | Link | Copy
Row = tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes with a message; at most 50 MB. Source: Bot API, sendDocument."""

    name: str
    content: bytes
    kind: str


@dataclass(frozen=True, slots=True)
class Screen:
    """Text in Telegram's HTML, made by `Voice` only, with rows of buttons below it."""

    text: str
    rows: tuple[Row, ...] = ()
    file: File | None = None
    """With a file, the text is its caption (1,024 signs at most) and a new message is sent."""
    share: str | None = None
    """Label of a keyboard button that shares the account's own number; then no `rows`."""
    puts_away: bool = False
    """Takes such a keyboard away again; then no `rows`."""
