"""Choosing a language, from everywhere."""

from bot.domain.languages import LANGUAGES
from bot.tg.screen import Go, Screen
from bot.tg.screens.menu import menu_rows, ways_on
from bot.words import Voice


def language_choice(say: Voice) -> Screen:
    """Offer the three languages, each under its own name."""
    return Screen(
        say("language.text"),
        (
            *((Go(say.plain(f"language.{one}"), "lang", one, one),) for one in LANGUAGES),
            *ways_on(say),
        ),
    )


def language_picked(say: Voice) -> Screen:
    """Confirm, in the new language; arrives through the outbox, so its first line is neutral."""
    return Screen(say("language.picked"), menu_rows(say))
