"""About this bot, privacy, and help."""

from bot.tg.context import Context, Press, Said
from bot.tg.screens.about import about, help_page, privacy


async def open_about(press: Press, context: Context) -> None:
    """Answer the button About."""
    await context.show(about(context.say, press.detail))


async def open_privacy(press: Press, context: Context) -> None:
    """Answer the button Privacy."""
    await context.show(privacy(context.say, press.detail))


async def open_help(press: Press, context: Context) -> None:
    """Answer a button that leads to the commands."""
    await context.show(help_page(context.say, press.detail))


async def say_about(_said: Said, context: Context) -> None:
    """Answer /about."""
    await context.show(about(context.say))


async def say_privacy(_said: Said, context: Context) -> None:
    """Answer /privacy."""
    await context.show(privacy(context.say))


async def say_help(_said: Said, context: Context) -> None:
    """Answer /help."""
    await context.show(help_page(context.say))


PRESSES = {"about": open_about, "priv": open_privacy, "help": open_help}
COMMANDS = {"about": say_about, "privacy": say_privacy, "help": say_help}
