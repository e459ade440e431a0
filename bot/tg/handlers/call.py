"""Being called back: the form, the card, and what can be done with it."""

from collections.abc import Awaitable

from bot.answers.engine import Decision
from bot.domain.callback import NotReady, WrongStage
from bot.domain.consent import ConsentMissing
from bot.domain.form import LINES, Line, Topic, slots
from bot.domain.languages import is_language
from bot.tg.context import Context, Press
from bot.tg.handlers.consent import show_choice
from bot.tg.payload import one_of
from bot.tg.screens import call_form
from bot.usecases import calling, rights
from bot.usecases.calling import Blocked, TimeOver


async def open_call(press: Press, context: Context) -> None:
    """Show the request: the next question, the look-over, or the card; `again` begins anew."""
    again = press.detail == "again"
    try:
        context.settled = await calling.open_form(
            context.store, context.order, context.now, again=again
        )
    except Blocked:
        return await context.show(call_form.blocked(context.say))
    if not context.settled:
        await show_choice(context, new=False)
    return None


async def ask_line(press: Press, context: Context) -> None:
    """Ask one line anew."""
    line = _line(press.detail)
    if line is None:
        return await open_call(press, context)
    if line == "number":
        work = rights.ask(context.store, context.order, "number", now=context.now)
    else:
        work = calling.ask_line(context.store, context.order, line, context.now)
    return await _done(work, context)


async def pick(press: Press, context: Context) -> None:
    """Keep what was picked."""
    name, _, picked = press.detail.partition("~")
    line, value = _line(name), _value(name, picked)
    if line is None or value is None:
        return await open_call(press, context)
    facts = context.facts
    work = calling.pick(context.store, context.order, facts.office, line, value, context.now)
    return await _done(work, context)


async def edit(_press: Press, context: Context) -> None:
    """Offer every line to be changed."""
    await context.show(call_form.edit(context.say))


async def send(press: Press, context: Context) -> None:
    """Send the request; words of danger in it skip the line (B4)."""
    mine = await calling.mine(context.store, press.user)
    words = (mine.case.form.words if mine else None) or ""
    engine = context.library.engine
    danger = bool(words) and engine.read(words, press.language).decision is Decision.CRISIS
    work = calling.send(
        context.store, context.order, context.facts.office, danger=danger, now=context.now
    )
    try:
        await _done(work, context)
    except (NotReady, WrongStage):  # an old button: the form says itself where it stands
        await open_call(press, context)
    except Blocked:
        await context.show(call_form.blocked(context.say))


async def _done(work: Awaitable[None], context: Context) -> None:
    """Do `work`; answer what it may refuse to anybody."""
    try:
        await work
    except ConsentMissing:
        return await show_choice(context, new=False)
    except TimeOver as fault:
        times = slots(context.facts.office.hours, fault.language, context.now)
        return await context.show(call_form.time_over(context.say, times))
    context.settled = True
    return None


def _line(name: str) -> Line | None:
    return next((line for line in LINES if line == name), None)


def _value(line: str, picked: str) -> str | bool | Topic | None:
    """Return what a button picks for a line; None for what no button of ours says."""
    match line:
        case "language":
            return picked if is_language(picked) else None
        case "suits":
            return picked or None
        case "voicemail" | "introduce":
            return {"yes": True, "no": False}.get(picked)
        case "topic":
            return one_of(Topic, picked)
        case _:
            return None


PRESSES = {
    "call": open_call,
    "ask_line": ask_line,
    "pick": pick,
    "edit": edit,
    "send": send,
}
COMMANDS = {}
