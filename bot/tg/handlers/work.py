"""Staff at work: the menu, the lists, and everything that is done with a case.

What the roles must allow for a verb stands in `MAY`, and the use case asks again when it acts.
Refusals are told on the button that was pressed; that a case is gone, where the routes are.
"""

from collections.abc import Awaitable, Mapping
from datetime import datetime
from typing import Final

from bot.domain import callback as rules
from bot.domain.callback import Ending, Outcome, Reason, Urgency
from bot.domain.casework import NOTE_AT_MOST, Part
from bot.domain.form import Slot, slots
from bot.domain.hours import ZONE
from bot.domain.languages import is_language
from bot.domain.staff import Account, Act, NotAllowed
from bot.tg.context import Context, Press, Said
from bot.tg.handlers import fallback
from bot.tg.payload import id_of, one_of, ref
from bot.tg.screens import case as cases
from bot.tg.screens import work as screens
from bot.usecases import queue, reveal, staffing
from bot.usecases.queue import Make, NobodyWaits, Wish

REFUSALS: Final[Mapping[type[Exception], str]] = {
    rules.NotHeld: "case.refused.not_held",
    rules.WrongStage: "case.refused.wrong_stage",
    rules.IsPaused: "case.refused.paused",
    rules.OtherLanguage: "case.refused.language",
    rules.OwnRequest: "case.refused.own",
}
"""What is told on the button when the rules refuse."""


async def open_work(press: Press, context: Context) -> None:
    """Show the staff menu."""
    await _menu(press.user, context)


async def say_staff(said: Said, context: Context) -> None:
    """Answer /staff; to anybody else it is a command nobody knows."""
    try:
        await _menu(said.user, context)
    except NotAllowed:
        await fallback.unknown_command(said, context)


async def _menu(user: int, context: Context) -> None:
    seen = await queue.overview(context.store, user)
    await context.show(screens.menu(context.say, seen))


async def duty(press: Press, context: Context) -> None:
    """Go on or off duty."""
    await staffing.set_duty(context.store, press.user, on=press.detail == "on")
    await _menu(press.user, context)


async def next_case(_press: Press, context: Context) -> None:
    """Claim whose turn it is."""
    work = queue.claim_next(context.store, context.order, context.facts.office, context.now)
    try:
        await _done(work, context)
    except NobodyWaits:
        await context.show(screens.nobody_waits(context.say))


async def held(press: Press, context: Context) -> None:
    """List what this helper holds."""
    found = await queue.mine(context.store, press.user)
    title = context.say("work.mine_title")
    await context.show(
        screens.listed(context.say, context.now, title, found[: queue.PAGE], "held", "", 0)
    )


async def line(press: Press, context: Context) -> None:
    """Show a page of the line in one language: all, the urgent ones, or who may be called now."""
    language, _, rest = press.detail.partition("~")
    named, _, page = rest.partition("~")
    if not is_language(language):
        return await _menu(press.user, context)
    which = one_of(Part, named) or Part.ALL
    found = await queue.line(context.store, press.user, language, _part(page), which)
    return await context.show(
        screens.line(context.say, context.now, found, language, which, _part(page))
    )


async def review(press: Press, context: Context) -> None:
    """Show a part of what waits for a moderator."""
    part = _part(press.detail)
    found = await queue.to_review(context.store, press.user, part)
    title = context.say("work.review_title")
    await context.show(screens.listed(context.say, context.now, title, found, "review", "", part))


async def ended(press: Press, context: Context) -> None:
    """Show a part of what was closed or put aside."""
    part = _part(press.detail)
    found = await queue.ended(context.store, press.user, part)
    title = context.say("work.ended_title")
    await context.show(screens.listed(context.say, context.now, title, found, "ended", "", part))


async def open_case(press: Press, context: Context) -> None:
    """Show a case without what says who it is."""
    request, _ = _case(press)
    seen = await queue.see(context.store, press.user, request)
    await context.show(cases.case(context.say, seen, context.now))


async def claim(press: Press, context: Context) -> None:
    """Claim a case: one wins, everybody else hears who has it."""
    request, _ = _case(press)
    await _done(
        queue.claim(context.store, context.order, context.facts.office, request, context.now),
        context,
    )


async def free(press: Press, context: Context) -> None:
    """Give a case back to the line."""
    await _do(press, context, Act.RELEASE, lambda me, _: rules.Release(me), "released")


async def show(press: Press, context: Context) -> None:
    """Reveal the number to the holder: written down first."""
    request, _ = _case(press)
    work = reveal.reveal(
        context.store,
        context.order,
        context.facts.office,
        request,
        context.now,
    )
    try:
        await _done(work, context)
    except reveal.TooManyReveals:
        context.alarm("too_many_reveals")
        await context.toast(context.say.plain("case.refused.too_many"), alert=True)
    except reveal.NotHere:
        await context.show(cases.gone(context.say))


async def tried(press: Press, context: Context) -> None:
    """Write down how a call came out; a time that was agreed on is asked for."""
    request, code = _case(press)
    name, asked, _ = code.partition("~")
    outcome = one_of(Outcome, name)
    if outcome is None:
        return await open_case(press, context)
    if outcome is Outcome.OTHER_TIME and not asked:
        times = await _times(press, context, request)
        screen = cases.which_time(context.say, ref(request), name, times)
        return await context.show(screen)
    return await _do(
        press, context, Act.NOTE_ATTEMPT, lambda me, _: rules.Tried(me, outcome), "tried"
    )


async def again(press: Press, context: Context) -> None:
    """Write down that another time was agreed on."""
    request, code = _case(press)
    try:
        at = datetime.strptime(code, "%y%m%d%H%M").replace(tzinfo=ZONE)
    except ValueError:
        return await open_case(press, context)
    if not any(one.begins == at for one in await _times(press, context, request)):
        return await context.toast(context.say.plain("case.refused.time"), alert=True)
    return await _do(
        press,
        context,
        Act.NOTE_ATTEMPT,
        lambda me, _: rules.Tried(me, Outcome.OTHER_TIME, again=at),
        "agreed" if at > context.now else "tried",
    )


async def close(press: Press, context: Context) -> None:
    """Ask how the case ended."""
    request, _ = _case(press)
    await context.show(cases.which_ending(context.say, ref(request)))


async def end(press: Press, context: Context) -> None:
    """Close the case."""
    _, code = _case(press)
    ending = one_of(Ending, code)
    if ending is None:
        return await open_case(press, context)
    return await _do(press, context, Act.CLOSE, lambda me, _: rules.Close(me, ending), "closed")


async def hand(press: Press, context: Context) -> None:
    """Ask to whom the case is handed."""
    request, _ = _case(press)
    others = await _colleagues(press, context, request)
    await context.show(cases.which_colleague(context.say, ref(request), others))


async def give(press: Press, context: Context) -> None:
    """Hand the case over."""
    request, code = _case(press)
    others = await _colleagues(press, context, request)
    to = next(
        (one.member.id for one in others if code and one.member.id.hex().startswith(code)), b""
    )
    await _done(
        queue.hand_over(
            context.store, context.order, context.facts.office, request, to, context.now
        ),
        context,
    )


async def note(press: Press, context: Context) -> None:
    """Take the next message as a note for colleagues."""
    request, _ = _case(press)
    await _done(queue.ask_note(context.store, context.order, request, context.now), context)


async def no_note(_press: Press, context: Context) -> None:
    """Leave it without a note."""
    await _done(queue.stop_asking(context.store, context.order, context.now), context)


async def write_note(said: Said, context: Context, request: bytes) -> None:
    """Keep a note; what is too long is refused whole, so that nothing is lost unseen."""
    if not said.text.strip() or len(said.text) > NOTE_AT_MOST:
        return await context.show(cases.note_too_long(context.say))
    work = queue.write_note(context.store, context.order, request, said.text.strip(), context.now)
    return await _done(work, context)


async def reply(press: Press, context: Context) -> None:
    """Offer the ready replies."""
    request, _ = _case(press)
    await context.show(cases.which_reply(context.say, ref(request)))


async def say_reply(press: Press, context: Context) -> None:
    """Send a ready reply in the person's language."""
    request, code = _case(press)
    await _done(queue.reply(context.store, context.order, request, code, context.now), context)


async def approve(press: Press, context: Context) -> None:
    """Let a request pass into the queue with an urgency."""
    _, code = _case(press)
    await _do(
        press, context, Act.APPROVE, lambda me, _: rules.Approve(me, _urgency(code)), "approved"
    )


async def judge(press: Press, context: Context) -> None:
    """Set the urgency."""
    _, code = _case(press)
    await _do(
        press, context, Act.SET_URGENCY, lambda me, _: rules.Judge(me, _urgency(code)), "judged"
    )


async def read(press: Press, context: Context) -> None:
    """Show a moderator what the person has written."""
    request, _ = _case(press)
    await _done(queue.read_words(context.store, context.order, request, context.now), context)


async def aside(press: Press, context: Context) -> None:
    """Ask why the request is put aside."""
    request, _ = _case(press)
    await context.show(cases.which_reason(context.say, ref(request)))


async def put(press: Press, context: Context) -> None:
    """Put the request aside with a reason."""
    _, code = _case(press)
    reason = one_of(Reason, code)
    if reason is None:
        return await open_case(press, context)
    return await _do(
        press, context, Act.PUT_ASIDE, lambda me, _: rules.PutAside(me, reason), "aside"
    )


async def block(press: Press, context: Context) -> None:
    """Put the request aside as abuse and block its account."""
    request, _ = _case(press)
    office = context.facts.office
    await _done(queue.block(context.store, context.order, office, request, context.now), context)


async def reopen(press: Press, context: Context) -> None:
    """Bring a request back into the line."""
    await _do(press, context, Act.REOPEN, lambda me, _: rules.Reopen(me), "reopened")


async def _do(press: Press, context: Context, needs: Act, act: Make, then: str) -> None:
    request, _ = _case(press)
    wish = Wish(context.order, request, needs, act, then)
    await _done(queue.do(context.store, context.facts.office, wish, context.now), context)


async def _done(work: Awaitable[None], context: Context) -> None:
    """Do `work`; tell what the rules refuse on the button that was pressed."""
    try:
        await work
    except rules.AlreadyClaimed as fault:
        who = await queue.holder_name(context.store, fault.holder)
        return await context.toast(context.say.plain("case.refused.claimed", who=who), alert=True)
    except tuple(REFUSALS) as fault:
        return await context.toast(context.say.plain(REFUSALS[type(fault)]), alert=True)
    context.settled = True
    return None


async def _colleagues(press: Press, context: Context, request: bytes) -> list[Account]:
    seen = await queue.see(context.store, press.user, request)
    return await queue.colleagues(context.store, press.user, seen.case.request.language)


async def _times(press: Press, context: Context, request: bytes) -> tuple[Slot, ...]:
    seen = await queue.see(context.store, press.user, request)
    return slots(context.facts.office.hours, seen.case.request.language, context.now)


def _case(press: Press) -> tuple[bytes, str]:
    """Return the request a button names, and what follows it; an id nobody has if it names none."""
    one, _, code = press.detail.partition("~")
    return id_of(one), code


def _urgency(code: str) -> Urgency:
    return one_of(Urgency, code) or Urgency.NORMAL


def _part(text: str) -> int:
    return min(int(text), queue.PARTS_AT_MOST) if text.isdecimal() else 0


PRESSES = {
    "work": open_work,
    "duty": duty,
    "next": next_case,
    "held": held,
    "line": line,
    "review": review,
    "ended": ended,
    "case": open_case,
    "claim": claim,
    "free": free,
    "show": show,
    "tried": tried,
    "again": again,
    "close": close,
    "end": end,
    "hand": hand,
    "give": give,
    "note": note,
    "nonote": no_note,
    "reply": reply,
    "say": say_reply,
    "ok": approve,
    "urge": judge,
    "read": read,
    "aside": aside,
    "put": put,
    "block": block,
    "reopen": reopen,
}
COMMANDS = {"staff": say_staff}

MAY: Final[Mapping[str, Act | None]] = {
    "work": None,
    "nonote": None,
    "duty": Act.GO_ON_DUTY,
    "next": Act.CLAIM,
    "held": Act.CLAIM,
    "line": Act.SEE_QUEUE,
    "review": Act.SEE_REVIEW,
    "ended": Act.REOPEN,
    "case": Act.SEE_QUEUE,
    "claim": Act.CLAIM,
    "free": Act.RELEASE,
    "show": Act.REVEAL,
    "tried": Act.NOTE_ATTEMPT,
    "again": Act.NOTE_ATTEMPT,
    "close": Act.CLOSE,
    "end": Act.CLOSE,
    "hand": Act.HAND_OVER,
    "give": Act.HAND_OVER,
    "note": Act.WRITE_NOTE,
    "reply": Act.CLAIM,
    "say": Act.CLAIM,
    "ok": Act.APPROVE,
    "urge": Act.SET_URGENCY,
    "read": Act.SEE_REVIEW,
    "aside": Act.PUT_ASIDE,
    "put": Act.PUT_ASIDE,
    "block": Act.BLOCK,
    "reopen": Act.REOPEN,
}
"""What the roles must allow for each verb; None: whoever is on the staff."""
