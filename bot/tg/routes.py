"""The route table: every verb and command, who may use it, and the one handler that answers.

A verb that stands here for nobody is refused: deny by default. The same refusal answers a
payload that was made up, one that belongs to somebody else, and one that no longer exists.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from bot.domain.holding import Asking
from bot.tg.context import Context, Press, Said
from bot.tg.handlers import (
    about,
    answers,
    consent,
    crisis,
    fallback,
    faq,
    guide,
    language,
    mails,
    menu,
    people,
    questions,
    rights,
)
from bot.usecases import rights as rights_of_persons

OnPress = Callable[[Press, Context], Awaitable[None]]
OnSaid = Callable[[Said, Context], Awaitable[None]]


class Permission(Enum):
    """Who may do something. Roles of staff come with their own work."""

    EVERYONE_IN_PRIVATE = "anybody, in the private chat with the bot"


@dataclass(frozen=True, slots=True)
class PressRoute:
    """A verb of a button."""

    handler: OnPress
    may: Permission


@dataclass(frozen=True, slots=True)
class CommandRoute:
    """A command, without its slash."""

    handler: OnSaid
    may: Permission


_HANDLERS: Final = (menu, guide, faq, mails, crisis, people, about, language, consent, rights)

PRESSES: Final[Mapping[str, PressRoute]] = {
    verb: PressRoute(handler, Permission.EVERYONE_IN_PRIVATE)
    for module in _HANDLERS
    for verb, handler in module.PRESSES.items()
}

COMMANDS: Final[Mapping[str, CommandRoute]] = {
    command: CommandRoute(handler, Permission.EVERYONE_IN_PRIVATE)
    for module in _HANDLERS
    for command, handler in module.COMMANDS.items()
}


ANSWERS: Final[Mapping[Asking, CommandRoute]] = {
    what: CommandRoute(handler, Permission.EVERYONE_IN_PRIVATE)
    for what, handler in answers.ANSWERS.items()
}
"""What a person was asked for, and who keeps the answer."""


def permitted(may: Permission, *, private: bool) -> bool:
    """Decide whether the one who pressed or wrote may do this; unknown permissions grant nothing."""
    match may:
        case Permission.EVERYONE_IN_PRIVATE:
            return private


async def answer_press(press: Press, context: Context, *, private: bool) -> None:
    """Hand a press to its handler, or refuse it as if the button did not exist."""
    route = PRESSES.get(press.verb)
    if route is None or not permitted(route.may, private=private):
        await fallback.unusable(context)
        return
    await route.handler(press, context)


async def answer_command(command: str, said: Said, context: Context) -> None:
    """Hand a command to its handler; one nobody knows gets a kind answer."""
    await questions.caught(said, context)
    route = COMMANDS.get(command)
    if route is None or not permitted(route.may, private=True):
        await fallback.unknown_command(said, context)
        return
    await route.handler(said, context)


async def answer_said(said: Said, context: Context) -> None:
    """Answer what is no command: what was asked for, free text, or something that is no text."""
    if said.kind != "text":
        return await mails.file(said, context)
    what = await rights_of_persons.asked_for(context.store, said.user)
    route = None if what is None else ANSWERS[what]
    if route is None or not permitted(route.may, private=True):
        return await questions.question(said, context)
    if await questions.caught(said, context) and what != "message":
        return None  # what was asked for can wait, and is still asked for
    return await route.handler(said, context)
