"""I feel bad right now."""

from bot.tg.context import Context, Press, Said
from bot.tg.screens.crisis import crisis


async def open_crisis(press: Press, context: Context) -> None:
    """Answer the button, maybe pressed in the middle of the guide."""
    context.count("crisis_opened")
    await context.show(crisis(context.say, press.detail))


async def say_crisis(_said: Said, context: Context) -> None:
    """Answer /crisis."""
    context.count("crisis_opened")
    await context.show(crisis(context.say))


PRESSES = {"crisis": open_crisis}
COMMANDS = {"crisis": say_crisis}
