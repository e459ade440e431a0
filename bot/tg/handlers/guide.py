"""The guide: every press carries the place it was made at."""

from bot.domain.guide import BEGINNING, Step, View, act
from bot.domain.guide_code import NotAPlace, read
from bot.tg.context import Context, Press
from bot.tg.screens.faq import with_questions
from bot.tg.screens.guide import begun_anew, guide
from bot.tg.screens.guide_page import here


async def begin(context: Context) -> None:
    """Show the first step to somebody who carries no place yet."""
    context.count("guide_begun")
    await context.show(guide(context.say, context.words, BEGINNING, context.forward_address))


async def walk(press: Press, context: Context) -> None:
    """Read the place from the button, do what the button does, and show where that leads."""
    if not press.detail:
        await begin(context)
        return
    try:
        action, place = read(press.detail)
    except NotAPlace:
        context.count("guide_button_unreadable")
        await context.show(begun_anew(context.say, context.words))
        return
    after = act(place, action)
    if after.step is Step.LIST and place.step is Step.REST and not place.visiting:
        context.count("guide_finished")
    context.recent.in_guide(press.chat, here(after), context.now)
    screen = guide(context.say, context.words, after, context.forward_address)
    if after.view is View.WHY:
        screen = with_questions(context.say, screen, context.library.faq.of_step(after.step))
    await context.show(screen)


PRESSES = {"g": walk}
COMMANDS = {}
