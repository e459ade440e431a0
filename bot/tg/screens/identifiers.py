"""Telling somebody that their message held something that is best told to nobody."""

from collections.abc import Collection, Mapping
from typing import Final

from babel.lists import format_list

from bot.tg.screen import Screen
from bot.tg.screens.menu import ways_on
from bot.words import Voice

NAMES: Final[Mapping[str, str]] = {
    "identity_code": "masked.identity_code",
    "iban": "masked.iban",
    "card": "masked.card",
    "bank_code": "masked.bank_code",
}
"""What each kind is called, in the order in which they are named."""

BANKS_MATTER: Final = frozenset({"card", "bank_code"})
"""Kinds with which a stranger could take money: the bank has to know at once."""

_LISTED_AS: Final = {"fi": "fi", "sv": "sv", "en": "en_GB"}


def masked(say: Voice, kinds: Collection[str], *, deleted: bool) -> Screen:
    """Say which kinds the message held and that they were not kept; never repeats them.

    `deleted` tells whether the message is gone from the chat already; else the person is
    asked to delete it, and told how.
    """
    names = [say.plain(key) for kind, key in NAMES.items() if kind in kinds]
    what = format_list(names, locale=_LISTED_AS[say.language])
    lines = [
        say("masked.held", what=what),
        say("masked.deleted") if deleted else say("masked.delete"),
        say("masked.never"),
    ]
    text = " ".join(lines[:2]) + "\n\n" + lines[2]
    if BANKS_MATTER & set(kinds):
        text += "\n\n" + say("masked.bank")
    return Screen(text, ways_on(say))
