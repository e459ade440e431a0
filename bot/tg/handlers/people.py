"""Talk to a person."""

from bot.tg.context import Context, Press, Said
from bot.tg.screens.people import people


async def open_people(press: Press, context: Context) -> None:
    """Answer the button, maybe pressed in the middle of the guide."""
    context.count("people_opened")
    await context.show(people(context.say, press.detail, context.facts.offers))


async def say_human(_said: Said, context: Context) -> None:
    """Answer /human."""
    context.count("people_opened")
    await context.show(people(context.say, offered=context.facts.offers))


PRESSES = {"people": open_people}
COMMANDS = {"human": say_human}
