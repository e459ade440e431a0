"""My data: see it, have it as a file, correct, pause, erase; clear the chat."""

from collections.abc import Coroutine
from dataclasses import replace

from bot.domain.consent import ConsentMissing, NothingHeld
from bot.domain.languages import is_language
from bot.tg.context import Context, Press, Said
from bot.tg.handlers.consent import show_choice
from bot.tg.screen import File, Screen
from bot.tg.screens import clearing as clearing_screens
from bot.tg.screens import forgetting, my_data
from bot.usecases import clearing, consent, rights
from bot.usecases.my_data import as_json


async def open_data(press: Press, context: Context) -> None:
    """Show what is held, in plain words; `new` in a message of its own, for a guide under way."""
    screen = await _data(press.user, context)
    await (context.tell(screen) if press.detail == "new" else context.show(screen))


async def say_data(said: Said, context: Context) -> None:
    """Answer /mydata."""
    await context.show(await _data(said.user, context))


async def _data(user: int, context: Context) -> Screen:
    context.count("my_data_opened")
    held = await rights.held_about(context.store, user, now=context.now)
    return my_data.nothing(context.say) if held is None else my_data.held(context.say, held)


async def send_file(press: Press, context: Context) -> None:
    """Send what is held as a file."""
    held = await rights.held_about(context.store, press.user, now=context.now)
    if held is None:
        return await context.show(my_data.nothing(context.say))
    file = File("my-data.json", as_json(held), "application/json")
    return await context.tell(replace(my_data.file(context.say, held), file=file))


async def correct(press: Press, context: Context) -> None:
    """Ask for a better name or number, or change the language."""
    try:
        if is_language(press.detail):
            await rights.speak(context.store, context.order, press.detail, now=context.now)
        else:
            what = press.detail if press.detail in rights.QUESTIONS else "name"
            await rights.ask(context.store, context.order, what, now=context.now)
    except ConsentMissing:
        return await show_choice(context, new=False)
    context.settled = True
    return None


async def leave(_press: Press, context: Context) -> None:
    """Skip the question, or end the writing."""
    await _unless_nothing_is_held(
        rights.leave(context.store, context.order, now=context.now, office=context.facts.office),
        context,
    )


async def pause(_press: Press, context: Context) -> None:
    """Let nothing be done for now."""
    work = rights.pause(
        context.store, context.order, on=True, now=context.now, office=context.facts.office
    )
    await _unless_nothing_is_held(work, context)


async def resume(_press: Press, context: Context) -> None:
    """Let it go on."""
    work = rights.pause(
        context.store, context.order, on=False, now=context.now, office=context.facts.office
    )
    await _unless_nothing_is_held(work, context)


async def _unless_nothing_is_held(work: Coroutine[None, None, None], context: Context) -> None:
    """Do `work`; when there is nothing to change, say so."""
    try:
        await work
    except NothingHeld:
        return await context.show(my_data.nothing(context.say))
    context.settled = True
    return None


async def ask_forget(_press: Press, context: Context) -> None:
    """Ask once before everything is erased."""
    await context.show(forgetting.ask(context.say))


async def say_forget(_said: Said, context: Context) -> None:
    """Answer /forget with the one question."""
    await context.show(forgetting.ask(context.say))


async def forget(press: Press, context: Context) -> None:
    """Erase everything."""
    context.recent.forget(press.chat)
    await consent.forget(context.store, context.order, now=context.now)
    context.settled = True


async def ask_clear(_press: Press, context: Context) -> None:
    """Ask once before the chat is cleared."""
    await context.show(clearing_screens.ask(context.say))


async def say_clear(_said: Said, context: Context) -> None:
    """Answer /clear with the one question."""
    await context.show(clearing_screens.ask(context.say))


async def clear(press: Press, context: Context) -> None:
    """Delete from the chat what Telegram still lets us delete."""
    known = set(await clearing.known_messages(context.store, press.chat))
    if press.message is not None:
        known.add(press.message)
    gone = await context.delete(sorted(known))
    context.count("chat_cleared")
    await clearing.cleared(context.store, context.order, number=gone, now=context.now)
    context.settled = True


PRESSES = {
    "data": open_data,
    "json": send_file,
    "fix": correct,
    "skip": leave,
    "wrote": leave,
    "pause": pause,
    "resume": resume,
    "forget": ask_forget,
    "gone": forget,
    "clear": ask_clear,
    "cleared": clear,
}
COMMANDS = {"mydata": say_data, "forget": say_forget, "clear": say_clear}
