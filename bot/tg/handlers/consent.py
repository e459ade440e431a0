"""Consent: shown with two equal buttons, given, declined, taken back."""

from dataclasses import replace

from bot.domain.consent import NotKept
from bot.domain.holding import Purpose
from bot.tg.context import Context, Press, Said
from bot.tg.screens import call_form, forgetting
from bot.tg.screens import consent as screens
from bot.usecases import calling, consent, rights


async def show_choice(context: Context, *, new: bool) -> None:
    """Show what can be agreed to, and what has been; in a message of its own if `new`."""
    event = context.event
    held = None if event is None else await rights.holding_of(context.store, event.user)
    screen = screens.choice(
        context.say,
        {p: context.facts.consents.newest(p, context.language) for p in context.facts.offers},
        held.standing if held else frozenset(),
        context.facts.offers,
    )
    await (context.tell(screen) if new else context.show(screen))


async def ask(press: Press, context: Context) -> None:
    """Show the consent screen in a new message: a guide under way keeps its own.

    Who asks to be called and has consented finds the request where it stands (B1).
    """
    if press.detail == "call" and await _opened(context):
        return
    context.count("consent_shown")
    await show_choice(context, new=True)


async def _opened(context: Context) -> bool:
    try:
        order = replace(context.order, replaces=None)
        context.settled = await calling.open_form(context.store, order, context.now, again=True)
    except calling.Blocked:
        await context.show(call_form.blocked(context.say))
        return True
    return context.settled


async def agree(press: Press, context: Context) -> None:
    """Keep the consent to the very text that was on the screen, or show the newer one."""
    purpose, _, version = press.detail.partition("-")
    if purpose not in context.facts.offers:
        return await show_choice(context, new=False)
    text = context.facts.consents.newest(purpose, press.language)
    if text.version != version:
        return await show_choice(context, new=False)
    try:
        await consent.give(context.store, context.order, text, now=context.now)
    except NotKept:
        return await context.show(screens.could_not_keep(context.say))
    context.settled = True
    return None


async def decline(press: Press, context: Context) -> None:
    """Nothing is kept and nothing is lost by saying no."""
    context.count("consent_declined")
    await context.show(screens.declined(context.say, _purpose(press.detail)))


async def take_back(press: Press, context: Context) -> None:
    """Take one consent back, at once and without a question."""
    await consent.withdraw(context.store, context.order, _purpose(press.detail), now=context.now)
    context.settled = True


async def say_withdraw(said: Said, context: Context) -> None:
    """Take the consent back that stands; with two, show both with their buttons."""
    held = await rights.holding_of(context.store, said.user)
    match tuple(held.standing) if held else ():
        case (purpose,):
            await consent.withdraw(context.store, context.order, purpose, now=context.now)
            context.settled = True
        case ():
            await context.show(forgetting.nothing_held(context.say, {}))
        case _:
            await show_choice(context, new=True)


def _purpose(detail: str) -> Purpose:
    """Return the purpose a button names; buttons are ours, so anything else is `call`."""
    return "write" if detail == "write" else "call"


PRESSES = {"ask": ask, "yes": agree, "no": decline, "back": take_back}
COMMANDS = {"withdraw": say_withdraw}
