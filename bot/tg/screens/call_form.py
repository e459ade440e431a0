"""The form of a request to be called: one question, the look-over, and the card afterwards.

Each is made from the request as it stands at this moment, so an old button never shows what
was true last week.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from bot.call_words import CallWords
from bot.domain.callback import ENDED, Stage
from bot.domain.casework import FAR
from bot.domain.form import LINES, SOON, Form, Line, Slot, Topic, slot_of
from bot.domain.hours import local
from bot.domain.languages import LANGUAGES, Language
from bot.domain.phones import masked
from bot.tg.screen import Go, Row, Screen
from bot.tg.screens.callback import skip, to_card
from bot.tg.screens.consent import of_call
from bot.usecases.calling import Mine
from bot.words import Voice


def question(say: Voice, line: Line, slots: Sequence[Slot], *, draft: bool) -> Screen:
    """Ask one line; what is typed by a message, the rest by a press."""
    rows = _answers(say, line, slots)
    back = () if draft else (to_card(say),)
    return Screen(say(f"call.ask_{line}"), (*rows, *back, *of_call(say)))


def _answers(say: Voice, line: Line, slots: Sequence[Slot]) -> tuple[Row, ...]:
    match line:
        case "language":
            return _languages(say)
        case "suits":
            return _times(say, slots)
        case "voicemail" | "introduce":
            return _yes_no(say, line)
        case "topic":
            return _topics(say)
        case "words" | "name":
            return (skip(say, line),)
        case "number":
            return ()


def _languages(say: Voice) -> tuple[Row, ...]:
    return tuple(
        (Go(say.plain(f"language.{one}"), "pick", f"language~{one}"),) for one in LANGUAGES
    )


def _times(say: Voice, slots: Sequence[Slot]) -> tuple[Row, ...]:
    soon = (Go(say.plain("call.suits.soon"), "pick", f"suits~{SOON}"),)
    return (soon, *((Go(span(say, one), "pick", f"suits~{one.code}"),) for one in slots))


def _yes_no(say: Voice, line: str) -> tuple[Row, ...]:
    return tuple(
        (Go(say.plain(_answer(line, answer)), "pick", f"{line}~{answer}"),)
        for answer in ("yes", "no")
    )


def _answer(line: str, answer: str) -> str:
    return f"call.voicemail.{answer}" if line == "voicemail" else f"call.introduce.{answer}"


def _topics(say: Voice) -> tuple[Row, ...]:
    return tuple(
        (Go(say.plain(f"call.topic.{one.value}"), "pick", f"topic~{one.value}"),) for one in Topic
    )


def span(say: Voice, slot: Slot) -> str:
    """Return a time to pick as a label: day of the week, day, and from when to when."""
    begins, ends = local(slot.begins), local(slot.ends)
    return f"{say.short_day(begins.date())} {say.time(begins)}–{say.time(ends)}"


def look_over(say: Voice, form: Form) -> Screen:
    """Show everything before it is sent."""
    rows: tuple[Row, ...] = (
        (Go(say.plain("call.send"), "send"),),
        (Go(say.plain("call.edit"), "edit"),),
    )
    return Screen(f"{say('call.look_over')}\n\n{_told(say, form)}", (*rows, *of_call(say)))


def edit(say: Voice) -> Screen:
    """Offer every line to be changed."""
    rows = [(Go(say.plain(f"call.line.{line}"), "ask_line", line),) for line in LINES]
    return Screen(say("call.edit_which"), (*rows, to_card(say), *of_call(say)))


def card(say: Voice, mine: Mine, words: CallWords, duty: str, *, sent: bool = False) -> Screen:
    """Show truly how the request stands, and what can be done with it."""
    parts = [*_standing(say, mine), duty]
    if mine.case.request.stage not in ENDED:
        parts.append(_words(say, mine, words))
    parts.append(say("call.receipt", receipt=mine.receipt))
    parts.append(_told(say, mine.case.form))
    first = say("call.sent") if sent else say("call.card")
    text = "\n\n".join(part for part in (first, *parts) if part)
    return Screen(text, (*_can(say, mine), *of_call(say)))


def _standing(say: Voice, mine: Mine) -> Iterator[str]:
    request = mine.case.request
    if request.paused:
        yield say("call.stands.paused")
    elif request.resting:
        yield say("call.stands.resting")
    else:
        yield say(f"call.stands.{request.stage.value}")
        if request.not_before is not None and request.stage is Stage.APPROVED:
            yield say("call.stands.not_before", at=_at(say, request.not_before))
        elif mine.place is not None:
            yield _place(say, mine.place, request.language)
    if mine.tried:
        yield say("call.stands.tried", mine.tried)


def _place(say: Voice, place: int, language: Language) -> str:
    named = say.plain(f"case.in.{language}")
    if place == 0:
        return say("call.place.next", language=named)
    if place >= FAR:
        return say("call.place.far", n=FAR, language=named)
    return say("call.place", place, language=named)


def _at(say: Voice, moment: datetime) -> str:
    at = local(moment)
    return f"{say.day(at.date())} {say.time(at)}"


def _words(say: Voice, mine: Mine, words: CallWords) -> str:
    one, other = words.pair(mine.pair, mine.case.request.language)
    return say("call.words", one=one, other=other)


def _can(say: Voice, mine: Mine) -> tuple[Row, ...]:
    request = mine.case.request
    if request.stage in ENDED:
        return ((Go(say.plain("call.again"), "call", "again"),),)
    pause = ("data.resume", "resume") if request.paused else ("data.pause", "pause")
    return (
        (Go(say.plain("call.edit"), "edit"), Go(say.plain(pause[0]), pause[1])),
        (Go(say.plain("call.refresh"), "call"),),
    )


def _told(say: Voice, form: Form) -> str:
    return "\n".join(
        f"<b>{say(f'call.line.{line}')}:</b> {value}" for line, value in lines(say, form)
    )


def lines(say: Voice, form: Form, *, whole: bool = False) -> Iterable[tuple[Line, str]]:
    """Yield what was answered, escaped; the number masked unless `whole`."""
    # What tells of the person stands after the rest: the beginning can be read on a lock screen.
    if form.language is not None:
        yield "language", say(f"language.{form.language}")
    if form.suits is not None:
        slot = slot_of(form.suits)
        when = say("call.suits.soon") if slot is None else say("call.value", value=span(say, slot))
        yield "suits", when
    for line in ("voicemail", "introduce"):
        answer = getattr(form, line)
        if answer is not None:
            yield line, say(_answer(line, "yes" if answer else "no"))
    if form.topic is not None:
        yield "topic", say(f"call.topic.{form.topic.value}")
    number = form.number or ""
    yield "number", say("call.value", value=number if whole else masked(number))
    yield "name", say("call.value", value=form.name) if form.name else say("data.none")
    if form.words:
        yield "words", say("call.value", value=form.words)


def time_over(say: Voice, slots: Sequence[Slot]) -> Screen:
    """Say that the picked time has passed or is closed by now, and ask anew."""
    return Screen(say("call.time_over"), (*_times(say, slots), to_card(say), *of_call(say)))


def blocked(say: Voice) -> Screen:
    """Say that this account cannot ask for a call; the lines that everybody can call stay."""
    return Screen(say("call.blocked"), of_call(say))
