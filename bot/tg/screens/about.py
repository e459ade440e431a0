"""Who runs this, how to use it, and what is kept about people."""

from typing import Final

from bot.tg.screen import Go, Screen
from bot.tg.screens.menu import ways_on
from bot.words import Voice


def about(say: Voice, guide: str = "") -> Screen:
    """Say who runs the bot, what it is not, and what it never asks for."""
    return Screen(
        say("about.text"),
        ((Go(say.plain("menu.privacy"), "priv", guide),), *ways_on(say, guide)),
    )


TOLD: Final = ("callback", "messages", "person", "shown", "agreement")
"""The kinds of things the screen names one by one; the others stand in the notice (docs/)."""


def privacy(say: Voice, guide: str = "") -> Screen:
    """Say what is kept, for how long, and how to clear the chat.

    Words and times are those of the privacy notice, which takes them from the inventory.
    """
    kept = [
        f"• {say(f'privacy_note.{kind}')}: {say(f'privacy_note.{kind}.kept')}." for kind in TOLD
    ]
    parts = (
        say("privacy_note.reading"),
        say("privacy_note.asking"),
        "\n".join(kept),
        say("privacy_note.rights"),
        say("privacy.telegram"),
    )
    return Screen(
        "\n\n".join(parts),
        (
            (Go(say.plain("menu.my_data"), "data", "new" if guide else ""),),
            (Go(say.plain("menu.about"), "about", guide),),
            *ways_on(say, guide),
        ),
    )


def help_page(say: Voice, guide: str = "") -> Screen:
    """Show the commands, for those who like to type."""
    return Screen(say("help.text"), ways_on(say, guide))
