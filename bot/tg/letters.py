"""Which letter shows which screen. A letter nobody can compose would stay unpaid for ever.

Most letters carry what fills their blanks. What can change while a letter waits, a request and
all that is about it, is *fresh*: read again when the letter is sent, so that it is true then,
and nothing of it lies in the outbox.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from bot.domain.callback import Stage
from bot.domain.casework import READY
from bot.domain.clock import Clock
from bot.domain.form import LINES, Line, slots
from bot.domain.letters import Letter
from bot.domain.staff import NotAllowed
from bot.store.store import Store
from bot.tg.context import Facts
from bot.tg.render import text_fields
from bot.tg.screen import Screen
from bot.tg.screens import (
    call_form,
    callback,
    case,
    clearing,
    consent,
    fallback,
    forgetting,
    my_data,
    staff,
    work,
    writing,
)
from bot.tg.screens.language import language_picked
from bot.tg.screens.people import on_duty
from bot.tg.sender import Call
from bot.usecases import calling, queue
from bot.usecases.reveal import NotHere, shown
from bot.words import Voice, Words

Blanks = Mapping[str, str]

LETTERS: Final[Mapping[str, Callable[[Voice, Blanks], Screen]]] = {
    "language_picked": lambda say, _: language_picked(say),
    "apology": lambda say, _: fallback.apology(say),
    "agreed_call": callback.agreed,
    "agreed_write": writing.agreed,
    "agreed_already": consent.agreed_already,
    "ask_name": callback.ask_name,
    "ask_number": callback.ask_number,
    "share_number": callback.share_number,
    "number_taken": callback.number_taken,
    "ask_message": writing.ask_message,
    "message_kept": writing.kept,
    "writing_done": writing.done,
    "left_as_it_was": callback.left_as_it_was,
    "withdrawn": consent.withdrawn,
    "withdrawn_already": consent.withdrawn_already,
    "nothing_held": forgetting.nothing_held,
    "paused": my_data.paused,
    "resumed": my_data.resumed,
    "language_corrected": my_data.language_corrected,
    "forgotten": forgetting.forgotten,
    "being_erased": forgetting.being_erased,
    "erased": forgetting.erased,
    "cleared": clearing.cleared,
    "not_called_yet": callback.not_called_yet,
    "lapsed": forgetting.lapsed,
    "call_missed": callback.missed,
    "call_ask_time": callback.ask_time,
    "call_done": callback.done,
    **{f"ready_{which}": callback.ready(which) for which in READY},
    "joined_staff": staff.joined,
    "ask_note": lambda say, _: case.ask_note(say),
    "case_gone": lambda say, _: case.about(say, "case.about.gone", None),
    "case_changed": lambda say, blanks: case.about(say, "case.about.changed", blanks["request"]),
    "case_handed": lambda say, blanks: case.about(say, "case.about.handed", blanks["request"]),
    "case_remind": lambda say, blanks: case.about(say, "case.about.remind", blanks["request"]),
}

UNTRACED: Final = frozenset(
    {"withdrawn", "nothing_held", "forgotten", "being_erased", "erased", "lapsed"}
)
"""Letters to somebody who has just been erased: their message's number is not noted."""

CARD: Final = "call_form"
"""The letter whose message is the person's card: its number is kept, to change it later."""


def shows_somebody(letter: Letter) -> bool:
    """Tell whether a letter shows a member of staff something personal, to be deleted in time."""
    read = letter.screen == "case" and letter.blanks.get("then") == "read"
    return letter.screen == "case_open" or read


DELETION: Final = "deletion"
"""A letter that shows nothing: it takes a message out of a helper's chat."""


@dataclass(frozen=True)
class Composer:
    """Makes a letter into a call, in the words of today."""

    words: Words
    key: bytes
    store: Store
    facts: Facts
    clock: Clock

    async def __call__(self, letter: Letter) -> Call | None:
        """Return the call that brings `letter`; None when there is nothing left to show."""
        if letter.screen == DELETION:
            return Call("deleteMessage", {"message_id": int(letter.blanks["message"])})
        say = self.words[letter.language]
        if letter.screen in FRESH:
            screen = await FRESH[letter.screen](self, say, letter)
        elif letter.screen in NOTICES:
            screen = NOTICES[letter.screen](say, letter.blanks, self.facts.bot_username)
        else:
            screen = LETTERS[letter.screen](say, letter.blanks)
        if screen is None:
            return None
        # In a private chat the chat's id is the person's own; groups get no personal buttons.
        fields = text_fields(screen, letter.language, user=letter.chat, key=self.key)
        if "topic" in letter.blanks:
            fields["message_thread_id"] = int(letter.blanks["topic"])
        new = Call("sendMessage", fields)
        if letter.replaces is None or screen.share or screen.puts_away:
            return new
        return Call("editMessageText", {"message_id": letter.replaces, **fields}, instead=new)


async def _form(make: Composer, say: Voice, letter: Letter) -> Screen | None:
    """Show a request to its person: a question, the look-over, or the card."""
    mine = await calling.mine(make.store, letter.chat)
    if mine is None:
        return forgetting.nothing_held(say, {})
    request, form = mine.case.request, mine.case.form
    now = make.clock.now()
    draft = request.stage is Stage.DRAFT
    asked = letter.blanks.get("line")
    lines: list[Line] = [one for one in LINES if one == asked]
    line = lines[0] if lines else form.next() if draft else None
    if line is not None:
        language = form.language or mine.person.language
        times = slots(make.facts.office.hours, language, now)
        return call_form.question(say, line, times, draft=draft)
    if draft:
        return call_form.look_over(say, form)
    duty = on_duty(say, make.facts.office.hours, now)
    sent = letter.blanks.get("then") == "sent"
    return call_form.card(say, mine, make.facts.call_words, duty, sent=sent)


async def _case(make: Composer, say: Voice, letter: Letter) -> Screen | None:
    """Show a case to a member of staff; nothing to one who may not see it (any more)."""
    try:
        seen = await queue.see(make.store, letter.chat, bytes.fromhex(letter.blanks["request"]))
    except NotAllowed:
        return None
    except queue.NotThere:
        return case.gone(say)
    then = letter.blanks.get("then", "")
    words = (seen.case.form.words or "") if then == "read" else None
    return case.case(say, seen, make.clock.now(), then=then, words=words)


async def _case_open(make: Composer, say: Voice, letter: Letter) -> Screen | None:
    """Show the holder what a call needs, if it may still be shown at this moment."""
    request = bytes.fromhex(letter.blanks["request"])
    try:
        found = await shown(make.store, letter.chat, request)
        seen = await queue.see(make.store, letter.chat, request)
    except (NotHere, NotAllowed, queue.NotThere):
        return case.gone(say)
    pair = calling.pair_of(make.store, found.case)
    return case.opened(say, seen, make.clock.now(), make.facts.call_words, pair)


async def _work(make: Composer, say: Voice, letter: Letter) -> Screen | None:
    """Show the staff menu."""
    try:
        return work.menu(say, await queue.overview(make.store, letter.chat))
    except NotAllowed:
        return None


FRESH: Final[Mapping[str, Callable[[Composer, Voice, Letter], Awaitable[Screen | None]]]] = {
    CARD: _form,
    "case": _case,
    "case_open": _case_open,
    "work": _work,
}

NOTICES: Final[Mapping[str, Callable[[Voice, Blanks, str], Screen]]] = {
    "notice_new": partial(work.notice, "notice.new"),
    "notice_queue": partial(work.notice, "notice.queue"),
    "notice_ring": partial(work.notice, "notice.ring"),
    "notice_alarm": work.alarm,
}
"""What the staff hears in its group or on duty: without persons, with a link to the work."""
