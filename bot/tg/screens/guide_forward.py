"""Step 6: hand the message over with the report, as a file that keeps its headers.

No mailbox is invented: an address is shown only if the operator has set one an authority gave.
"""

from typing import Final

from bot.domain.guide import Act, Kind, Place, Program, Situation
from bot.tg.screen import Copy, Row
from bot.tg.screens.guide_page import Page, go, kinds
from bot.tg.screens.guide_report import COPY_LIMIT, cover_note
from bot.tg.screens.guide_steps import when
from bot.words import Voice, Words

CHOICE: Final = (
    (Program.GMAIL_WEB, Program.GMAIL_APP),
    (Program.OUTLOOK_WEB, Program.OUTLOOK_APP),
    (Program.OUTLOOK_DESKTOP, Program.THUNDERBIRD),
    (Program.APPLE_IPHONE, Program.APPLE_MAC),
    (Program.YAHOO, Program.PROTON, Program.OTHER),
)

AT_A_COMPUTER: Final = {
    Program.GMAIL_APP: Program.GMAIL_WEB,
    Program.OUTLOOK_APP: Program.OUTLOOK_WEB,
    Program.APPLE_IPHONE: Program.OTHER,
}
"""Apps that cannot save a whole message, and where it can be done instead."""

FORWARDS: Final = frozenset(
    {Program.GMAIL_WEB, Program.OUTLOOK_DESKTOP, Program.APPLE_MAC, Program.THUNDERBIRD}
)
"""Programs that forward a message as an attachment themselves, without a saved file."""


def forward(say: Voice, words: Words, place: Place, address: str | None) -> Page:
    """Step 6, for how the message came and, for an e-mail, for the chosen program."""
    done = say.plain("guide.go_on" if place.kind is Kind.NONE else "guide.done")
    if place.kind is Kind.EMAIL and place.program is Program.UNKNOWN:
        return Page(_which(say, place, address), _programs(say, place), done=done)
    if place.kind is Kind.EMAIL:
        return _how(say, words, place, address)
    text = say(f"guide.forward.{place.kind.name.lower()}")
    if place.kind is Kind.UNKNOWN:
        return Page((text,), kinds(say, place), done=done)
    if place.kind is Kind.NONE:
        return Page((text,), done=done)
    paragraphs = (text, *_reported(say, place), *_address(say, address))
    return Page(paragraphs, _copies(say, words, place, address), done=done)


def why(say: Voice, address: str | None) -> str:
    """Explain why a file, and why there is, or is no, address."""
    which = "why_address" if address else "why_report"
    return f"{say('guide.forward.why')}\n\n{say(f'guide.forward.{which}')}"


def _which(say: Voice, place: Place, address: str | None) -> tuple[str, ...]:
    return (
        say("guide.forward.email"),
        *_reported(say, place),
        *_address(say, address),
        say("guide.forward.which"),
    )


def _programs(say: Voice, place: Place) -> tuple[Row, ...]:
    return tuple(
        tuple(
            go(say.plain(f"guide.program.{one.name.lower()}"), place, Act.PROGRAM, one)
            for one in row
        )
        for row in CHOICE
    )


def _how(say: Voice, words: Words, place: Place, address: str | None) -> Page:
    program = place.program.name.lower()
    if address and place.program in FORWARDS:
        steps = (say(f"guide.mail.{program}"),)
    elif place.program in AT_A_COMPUTER:
        steps = (say(f"guide.how.{program}"),)
    else:
        last = "guide.forward.send" if address else "guide.forward.attach"
        steps = (say(f"guide.how.{program}"), say(last))
    rows = _copies(say, words, place, address)
    if place.program in AT_A_COMPUTER:
        label = say.plain("guide.forward.computer")
        rows = (*rows, (go(label, place, Act.PROGRAM, AT_A_COMPUTER[place.program]),))
    paragraphs = (*steps, *_address(say, address), *_reported(say, place))
    if place.program not in {*AT_A_COMPUTER, Program.OTHER}:
        paragraphs = (*paragraphs, say("guide.forward.names"))
    return Page(paragraphs, rows, done=say.plain("guide.done"))


def _reported(say: Voice, place: Place) -> tuple[str, ...]:
    return when(say, place, forward__reported=Situation.REPORTED)


def _address(say: Voice, address: str | None) -> tuple[str, ...]:
    return (say("guide.forward.address", address=address),) if address else ()


def _copies(say: Voice, words: Words, place: Place, address: str | None) -> tuple[Row, ...]:
    """Return the copy buttons for the address and the cover note; none without an address."""
    if not address:
        return ()
    note = cover_note(say, words, place)
    texts = (("guide.forward.copy_address", address), ("guide.forward.copy_cover", note))
    row = tuple(Copy(say.plain(key), text) for key, text in texts if len(text) <= COPY_LIMIT)
    return (row,) if row else ()
