"""A mail file (.eml): its words, its sender, its time. Read in memory, hostile files survived.

Whoever blackmails has written this file: nothing in it is trusted, nothing is opened, and
nothing outside it is asked.
Source: RFC 5322 (message format), RFC 2045 to 2047 (MIME), read by Python's `email`.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import EmailPolicy
from email.utils import getaddresses, parseaddr
from html.parser import HTMLParser
from itertools import islice
from typing import Final, cast

LARGEST: Final = 2_000_000
"""Bytes. A blackmail mail has some thousand; one with pictures stays below this."""

DEEPEST: Final = 12
"""Mails inside mails, and parts inside parts."""

MOST_PARTS: Final = 60
LONGEST_TEXT: Final = 20_000
"""Signs of the text that are read; the demand stands in the first of them."""

LONGEST_ADDRESS: Final = 100
LONGEST_HEADER: Final = 2_000
"""Signs of one header that are read: twice what RFC 5322 allows on a line."""


class NoMail(Exception):
    """This file is no mail, or made so that it cannot be read."""


class TooLarge(Exception):
    """The file is larger than a mail has to be."""


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail file tells."""

    text: str
    """Subject and text, without markup."""
    sender: str
    """The address it claims to come from; empty if none, or if it is the reader's own."""
    own_sender: bool
    """The sender's address is that of the one it was sent to: a common trick, no break-in."""
    sent: datetime | None
    """When it was sent, as it says itself, UTC."""
    whole: bool
    """It holds the headers of its way: it is the original and no copy of the text."""


class _ShortHeaders(EmailPolicy):
    """Reads headers as the library does, but only so much of each as an honest one holds.

    The library's parser of addresses and parameters needs time that grows with the square of
    their length: 300,000 signs kept it busy for minutes.
    """

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:LONGEST_HEADER]


_POLICY: Final = _ShortHeaders()


def read_mail(content: bytes) -> Mail:
    """Return what the mail file tells; of a mail forwarded as an attachment, what that one tells.

    Raises TooLarge and NoMail.
    """
    if len(content) > LARGEST:
        raise TooLarge
    if _nested(content) > DEEPEST * 4 or _parted(content) > MOST_PARTS * 8:
        raise NoMail
    try:
        outer = cast("EmailMessage", BytesParser(policy=_POLICY).parsebytes(content))
        return _read(_innermost(outer))
    except NoMail:
        raise
    # The parser raises all sorts of things for broken headers, charsets and nestings: none of
    # them says more than that this cannot be read.
    except Exception as fault:
        raise NoMail from fault


def _nested(content: bytes) -> int:
    """Return how many parts announce parts of their own: reading each costs a level of the stack."""
    lowered = content.lower()
    return lowered.count(b"multipart/") + lowered.count(b"message/rfc822")


def _parted(content: bytes) -> int:
    """Return at least how many parts the library would make, each at the cost of a message.

    A part begins with a line that begins with two dashes; in a note of a mail server that
    something was not delivered, after each empty line.
    """
    notes = b"message/delivery-status" in content.lower()
    return content.count(b"\n--") + (content.count(b"\n\n") if notes else 0)


def _innermost(mail: EmailMessage) -> EmailMessage:
    """Return the mail that was forwarded as an attachment, if one was."""
    for _ in range(DEEPEST):
        inner = next(
            (
                cast("EmailMessage", part.get_payload(0))
                for part in _parts(mail)
                if part.get_content_type() == "message/rfc822" and part.is_multipart()
            ),
            None,
        )
        if inner is None:
            return mail
        mail = inner
    raise NoMail


def _parts(mail: EmailMessage) -> list[EmailMessage]:
    """Return the parts of a mail, those of mails inside it left out."""
    found: list[EmailMessage] = []
    waiting = [(mail, 0)]
    while waiting:
        part, depth = waiting.pop(0)
        if depth > DEEPEST or len(found) > MOST_PARTS:
            raise NoMail
        found.append(part)
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting += [(cast("EmailMessage", one), depth + 1) for one in part.iter_parts()]
    return found


def _read(mail: EmailMessage) -> Mail:
    if not any(mail.get(name) for name in ("From", "Subject", "Date", "Received")):
        raise NoMail
    texts = [_text(part) for part in _parts(mail) if part.get_content_maintype() == "text"]
    plain = [text for text, marked in texts if not marked and text.strip()]
    marked = [text for text, marked in texts if marked]
    body = "\n\n".join((plain or marked)[:MOST_PARTS])
    sender = parseaddr(str(mail.get("From", "")))[1].lower()
    named = (str(value) for name, value in mail.raw_items() if name.lower() == "to")
    to = {one.lower() for _, one in getaddresses(list(islice(named, MOST_PARTS)))}
    own = bool(sender) and sender in to
    return Mail(
        text=_whole_signs(f"{mail.get('Subject', '')}\n\n{body}"[:LONGEST_TEXT]),
        sender="" if own or "@" not in sender or len(sender) > LONGEST_ADDRESS else sender,
        own_sender=own,
        sent=_sent(mail),
        whole=mail.get("Received") is not None,
    )


def _whole_signs(text: str) -> str:
    """Return the text without halves of signs, which nothing could send on."""
    return text.encode(errors="replace").decode()


def _text(part: EmailMessage) -> tuple[str, bool]:
    """Return the text of a part, and whether it was marked up."""
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    try:
        text = content.decode(part.get_content_charset("utf-8"), errors="replace")
    except (LookupError, ValueError):  # a charset nobody knows, or one that only ever fails
        text = content.decode("utf-8", errors="replace")
    if part.get_content_subtype() == "html":
        return words_of_html(text), True
    return text, False


def _sent(mail: EmailMessage) -> datetime | None:
    moment = getattr(mail.get("Date"), "datetime", None)
    if not isinstance(moment, datetime):
        return None
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:  # the last hours of the year 9999
        return None


def words_of_html(marked_up: str) -> str:
    """Return the words of an HTML text; what it would fetch or run is left alone."""
    reader = _Words()
    with suppress(AssertionError):  # what the library says of markup that never ends
        reader.feed(marked_up[: LONGEST_TEXT * 4])
    return "".join(reader.found)


class _Words(HTMLParser):
    """Collects the words between the tags."""

    SILENT: Final = frozenset({"script", "style", "head", "title"})
    BREAKS: Final = frozenset({"p", "br", "div", "tr", "li", "h1", "h2", "h3", "blockquote"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, or begin to leave out."""
        if tag in self.BREAKS:
            self.found.append("\n")
        self._silent += tag in self.SILENT

    def handle_endtag(self, tag: str) -> None:
        """End what was left out."""
        if tag in self.SILENT and self._silent:
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        """Take words that a reader would see."""
        if not self._silent:
            self.found.append(data)
