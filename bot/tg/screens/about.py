"""Who runs this, how to use it, and what is kept about people."""

from bot.tg.screen import Go, Screen
from bot.tg.screens.menu import ways_on
from bot.words import Voice


def about(say: Voice, guide: str = "") -> Screen:
    """Say who runs the bot, what it is not, and what it never asks for."""
    return Screen(
        say("about.text"),
        ((Go(say.plain("menu.privacy"), "priv", guide),), *ways_on(say, guide)),
    )


def privacy(say: Voice, guide: str = "") -> Screen:
    """Say what is kept, for how long, and how to clear the chat."""
    return Screen(
        say("privacy.text"),
        ((Go(say.plain("menu.about"), "about", guide),), *ways_on(say, guide)),
    )


def help_page(say: Voice, guide: str = "") -> Screen:
    """Show the commands, for those who like to type."""
    return Screen(say("help.text"), ways_on(say, guide))
