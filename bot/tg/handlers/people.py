"""Talk to a person."""

from bot.tg.context import Context, Press, Said
from bot.tg.screens.people import on_duty, people


async def open_people(press: Press, context: Context) -> None:
    """Answer the button, maybe pressed in the middle of the guide."""
    context.count("people_opened")
    await _show(context, press.detail)


async def say_human(_said: Said, context: Context) -> None:
    """Answer /human."""
    context.count("people_opened")
    await _show(context, "")


async def _show(context: Context, guide: str) -> None:
    facts = context.facts
    duty = on_duty(context.say, facts.office.hours, context.now)
    await context.show(people(context.say, guide, facts.offers, duty))


PRESSES = {"people": open_people}
COMMANDS = {"human": say_human}
