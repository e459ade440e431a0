"""The first screen: /start, /menu and the button that leads back to it."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.tg.context import Context, Press, Said
from bot.tg.handlers import guide, people, staff, work
from bot.tg.screen import Screen
from bot.tg.screens.about import privacy
from bot.tg.screens.crisis import crisis
from bot.tg.screens.menu import menu
from bot.words import Voice

PAGES: Final[Mapping[str, Callable[[Voice], Screen]]] = {
    "crisis": crisis,
    "privacy": privacy,
}
"""What a /start link may open, next to the guide and what depends on the settings.

A link only ever chooses a page, unless it holds a good invitation to the staff (threat T8).
"""


async def open_menu(press: Press, context: Context) -> None:
    """Answer the button that leads back to the start."""
    context.count("menu_opened")
    await context.show(menu(context.say, press.detail))


async def start(said: Said, context: Context) -> None:
    """Greet somebody who arrives, maybe by a link that names a page or holds an invitation."""
    if await staff.joins(said, context):
        return
    context.count("arrived")
    if said.argument == "work":
        await work.say_staff(said, context)
    elif said.argument == "people":
        await people.say_human(said, context)
    elif said.argument == "guide":
        await guide.PRESSES["g"](_as_if_pressed(said), context)
    else:
        await context.show(PAGES.get(said.argument, menu)(context.say))


def _as_if_pressed(said: Said) -> Press:
    """Return the press of the menu's first button: the guide begins in one way only."""
    return Press(said.language, "g", "", said.user, said.chat, None, said.update)


PRESSES = {"menu": open_menu}
COMMANDS = {"start": start, "menu": start}
