"""Kind answers to everything that is not understood. None repeats what was sent."""

from collections.abc import Mapping
from typing import Final

from bot.tg.screen import Link, Screen
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
