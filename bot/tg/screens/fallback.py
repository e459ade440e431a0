"""Kind answers to everything that is not understood. None repeats what was sent."""

from collections.abc import Mapping
from typing import Final

from bot.tg.screen import Go, Link, Row, Screen
from bot.tg.screens.menu import menu_rows, ways_on
from bot.words import Voice

MEDIA: Final[Mapping[str, str]] = {
    "photo": "fallback.picture",
    "video": "fallback.picture",
    "video_note": "fallback.picture",
    "animation": "fallback.picture",
    "story": "fallback.picture",
    "voice": "fallback.voice",
    "audio": "fallback.voice",
    "document": "fallback.file",
    "location": "fallback.place",
    "venue": "fallback.place",
    "contact": "fallback.contact",
}
"""Which sentence answers which kind; all other kinds get `fallback.other`."""


def not_understood(say: Voice, *, pasted: bool = False, other: Voice | None = None) -> Screen:
    """Answer free text with the ways on.

    `pasted` says that the text looks like something the person received; `other` is the voice
    of the language they seem to write, if it is not the one we speak.
    """
    text = say("fallback.pasted" if pasted else "fallback.text")
    if other is None:
        return Screen(text, menu_rows(say))
    go_on: Row = (Go(other.plain("fallback.continue"), "lang", other.language, other.language),)
    line = other("fallback.other_language")
    return Screen(f"{line}\n\n{text}", (go_on, *menu_rows(say)))


def cannot_read(say: Voice, kind: str) -> Screen:
    """Answer a photo, a voice message, a location … honestly."""
    return Screen(say(MEDIA.get(kind, "fallback.other")), menu_rows(say))


def unknown_command(say: Voice) -> Screen:
    """Answer a command nobody knows."""
    return Screen(say("fallback.command"), ways_on(say))


def in_group(say: Voice, bot_username: str) -> Screen:
    """Answer in a group, where everybody reads along: nothing but the way to a private chat."""
    way = Link(say.plain("fallback.group_open"), f"https://t.me/{bot_username}")
    return Screen(say("fallback.group"), ((way,),) if bot_username else ())


def apology(say: Voice) -> Screen:
    """Say sorry for what could not be handled; arrives through the outbox."""
    return Screen(say("apology.text"), menu_rows(say))
