"""Clearing the visible chat, as far as Telegram lets a bot delete."""

from collections.abc import Mapping

from bot.tg.screen import Go, Screen
from bot.tg.screens.menu import ways_on
from bot.words import Voice


def ask(say: Voice) -> Screen:
    """Ask once: a guide under way and what was copied from the chat go too."""
    rows = ((Go(say.plain("clear.yes"), "cleared"), Go(say.plain("clear.no"), "menu")),)
    return Screen(say("clear.ask"), (*rows, *ways_on(say)))


def cleared(say: Voice, blanks: Mapping[str, str]) -> Screen:
    """Say how many messages are gone and how to delete the whole chat."""
    return Screen(say("clear.cleared", int(blanks["n"])), ways_on(say))
