"""The route table: every verb and command, who may use it, and the one handler that answers.

A verb that stands here for nobody is refused: deny by default. The same refusal answers a
payload that was made up, one that belongs to somebody else, and one that no longer exists.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from bot.domain.holding import Asking
from bot.domain.staff import Act, Member, NotAllowed, may_member
from bot.tg.context import Context, Press, Said
from bot.tg.handlers import (
    about,
    answers,
    call,
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
    team,
    work,
)
from bot.tg.screens import case
from bot.usecases import queue, staffing
from bot.usecases import rights as rights_of_persons

OnPress = Callable[[Press, Context], Awaitable[None]]
OnSaid = Callable[[Said, Context], Awaitable[None]]


class Permission(Enum):
    """Who may do something, where no role of the staff is needed."""

    EVERYONE_IN_PRIVATE = "anybody, in the private chat with the bot"
    STAFF_IN_PRIVATE = "whoever is on the staff, in the private chat with the bot"


May = Permission | Act
"""Who may use a route; an act means: whoever has a role that allows it, in private."""


@dataclass(frozen=True, slots=True)
class PressRoute:
    """A verb of a button."""

    handler: OnPress
    may: May


@dataclass(frozen=True, slots=True)
class CommandRoute:
    """A command, without its slash."""

    handler: OnSaid
    may: May


_HANDLERS: Final = (menu, guide, faq, mails, crisis, people, about, language, consent, call, rights)

PRESSES: Final[Mapping[str, PressRoute]] = {
    verb: PressRoute(handler, Permission.EVERYONE_IN_PRIVATE)
    for module in _HANDLERS
    for verb, handler in module.PRESSES.items()
} | {
    verb: PressRoute(handler, module.MAY[verb] or Permission.STAFF_IN_PRIVATE)
    for module in (work, team)
    for verb, handler in module.PRESSES.items()
}

COMMANDS: Final[Mapping[str, CommandRoute]] = {
    command: CommandRoute(handler, Permission.EVERYONE_IN_PRIVATE)
    for module in _HANDLERS
    for command, handler in module.COMMANDS.items()
} | {
    command: CommandRoute(handler, Permission.STAFF_IN_PRIVATE)
    for command, handler in work.COMMANDS.items()
}


ANSWERS: Final[Mapping[Asking, CommandRoute]] = {
    what: CommandRoute(handler, Permission.EVERYONE_IN_PRIVATE)
    for what, handler in answers.ANSWERS.items()
}
"""What a person was asked for, and who keeps the answer."""


def permitted(may: May, *, private: bool, member: Member | None = None) -> bool:
    """Decide whether the one who pressed or wrote may do this; unknown permissions grant nothing.

    `member` is who this is on the staff at this moment, read from the database.
    """
    match may:
        case Permission.EVERYONE_IN_PRIVATE:
            return private
        case Permission.STAFF_IN_PRIVATE:
            return private and member is not None and not member.removed
        case Act():
            return private and may_member(member, may)


async def _may(may: May, user: int, context: Context, *, private: bool) -> bool:
    member = None
    if may is not Permission.EVERYONE_IN_PRIVATE:
        member = await staffing.member_of(context.store, user)
    return permitted(may, private=private, member=member)


async def answer_press(press: Press, context: Context, *, private: bool) -> None:
    """Hand a press to its handler, or refuse it as if the button did not exist."""
    route = PRESSES.get(press.verb)
    if route is None or not await _may(route.may, press.user, context, private=private):
        await fallback.unusable(context)
        return
    try:
        await route.handler(press, context)
    except NotAllowed:  # removed between the two looks: the same answer
        await fallback.unusable(context)
    except queue.NotThere:  # a button of a case that was withdrawn since
        await context.show(case.gone(context.say))


async def answer_command(command: str, said: Said, context: Context) -> None:
    """Hand a command to its handler; one nobody knows gets a kind answer."""
    await questions.caught(said, context)
    route = COMMANDS.get(command)
    if route is None or not await _may(route.may, said.user, context, private=True):
        await fallback.unknown_command(said, context)
        return
    await route.handler(said, context)


async def answer_said(said: Said, context: Context) -> None:
    """Answer what is no command: what was asked for, free text, or something that is no text."""
    if said.kind == "text" and await _noted(said, context):
        return None
    what = await rights_of_persons.asked_for(context.store, said.user)
    if said.kind == "contact" and what == "number":
        return await answers.contact(said, context)
    if said.kind != "text":
        return await mails.file(said, context)
    route = None if what is None else ANSWERS[what]
    if route is None or not await _may(route.may, said.user, context, private=True):
        return await questions.question(said, context)
    if await questions.caught(said, context) and what not in ("message", "words"):
        return None  # what was asked for can wait, and is still asked for
    return await route.handler(said, context)


async def _noted(said: Said, context: Context) -> bool:
    """Keep a member's note if that is what they were asked for; tell whether so."""
    request = await queue.note_asked(context.store, said.user)
    if request is None:
        return False
    try:
        await work.write_note(said, context, request)
    except NotAllowed:
        return False
    except queue.NotThere:
        await context.show(case.gone(context.say))
    return True
