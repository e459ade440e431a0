"""A case as staff sees it: read again whenever it is shown, masked until it is revealed."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.call_words import CallWords
from bot.domain.callback import (
    ENDED,
    WITH_HOLDER,
    Ending,
    Outcome,
    Reason,
    Stage,
    Urgency,
    code_of,
)
from bot.domain.casework import NOTE_AT_MOST, READY, Noted
from bot.domain.form import Slot
from bot.domain.hours import local
from bot.domain.languages import LANGUAGES
from bot.domain.staff import Account, Act, may_member
from bot.tg.payload import ref
from bot.tg.screen import Go, Row, Screen
from bot.tg.screens.call_form import lines, span
from bot.usecases.queue import Seen
from bot.words import Voice

SHORT_ID: int = 8
"""Signs of a colleague's id in a button: enough to tell the members of one staff apart."""


def case(
    say: Voice, seen: Seen, now: datetime, *, then: str = "", words: str | None = None
) -> Screen:
    """Show a case without what says who it is; `words` is shown to who asked to read them."""
    parts = [*([say(f"case.then.{then}")] if then else []), *_head(say, seen, now)]
    if words is not None:
        parts.append(say("case.words", words=words or say.plain("data.none")))
    parts += _diary(say, seen)
    return Screen("\n\n".join(parts), (*_acts(say, seen), back(say)))


def opened(say: Voice, seen: Seen, now: datetime, call_words: CallWords, pair: bytes) -> Screen:
    """Show the holder everything a call needs, until the message deletes itself."""
    one, other = call_words.pair(pair, seen.case.request.language)
    told = [(line, value) for line, value in lines(say, seen.case.form, whole=True)]
    parts = [
        _title(say, seen, now),
        say("case.pair", one=one, other=other),
        _told(say, told),
        say("case.verified" if seen.case.form.verified else "case.unverified"),
        say("case.script"),
        *_diary(say, seen),
    ]
    return Screen("\n\n".join(parts), (*_acts(say, seen), back(say)))


def _told(say: Voice, told: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"<b>{say(f'case.line.{line}')}:</b> {value}" for line, value in told)


def _title(say: Voice, seen: Seen, now: datetime) -> str:
    request = seen.case.request
    title = say(
        "case.title",
        code=code_of(seen.case.id),
        language=say.plain(f"case.in.{request.language}"),
        urgency=say.plain(f"case.urgency.{request.urgency.name.lower()}"),
    )
    who = (seen.holder.name if seen.holder else None) or ""
    stage = say(f"case.stage.{request.stage.value}", who=who)
    waits = say("case.since", since=moment(say, request.since or now))
    return "\n".join((title, stage, waits, *_times(say, seen)))


def _head(say: Voice, seen: Seen, now: datetime) -> Iterator[str]:
    yield _title(say, seen, now)
    shown = ("suits", "voicemail", "introduce", "topic")
    yield _told(say, [(line, value) for line, value in lines(say, seen.case.form) if line in shown])
    request = seen.case.request
    if request.paused:
        yield say("case.paused")
    if seen.repeats and may_member(seen.me.member, Act.SEE_REVIEW):
        yield say("case.repeats", seen.repeats)


def _times(say: Voice, seen: Seen) -> Iterator[str]:
    request = seen.case.request
    if request.resting:
        yield say("case.resting")
    elif request.not_before is not None:
        yield say("case.not_before", at=moment(say, request.not_before))
    if request.holder is not None and request.held_until is not None:
        yield say("case.held_until", at=moment(say, request.held_until))
    if request.missed:
        yield say("case.missed", request.missed)


def _diary(say: Voice, seen: Seen) -> list[str]:
    return ["\n".join(_line(say, seen, one) for one in seen.lines)] if seen.lines else []


def _line(say: Voice, seen: Seen, one: Noted) -> str:
    at, who = moment(say, one.at), seen.names.get(one.by, "")
    if one.outcome is not None:
        outcome = say.plain(f"case.outcome.{one.outcome.value}")
        return say("case.tried", outcome=outcome, at=at, who=who)
    return say("case.note", note=one.note or "", at=at, who=who)


def moment(say: Voice, at: datetime) -> str:
    """Return a moment by the Finnish clock, short."""
    there = local(at)
    return f"{say.short_day(there.date())} {say.time(there)}"


def _acts(say: Voice, seen: Seen) -> Iterator[Row]:
    request, me = seen.case.request, seen.me.member
    one = ref(seen.case.id)

    def go(key: str, verb: str, detail: str = "") -> Go:
        return Go(say.plain(key), verb, f"{one}~{detail}" if detail else one)

    if request.stage in WITH_HOLDER and request.holder == me.id:
        if request.stage is Stage.CALLING:
            yield from _outcomes(say, one)
        yield (go("case.reveal", "show"),)
        yield (go("case.reply", "reply"), go("case.write_note", "note"))
        yield (go("case.hand", "hand"), go("case.release", "free"))
        yield (go("case.close", "close"),)
    elif _can_claim(seen):
        yield (go("case.claim", "claim"),)
    if may_member(me, Act.SEE_REVIEW):
        yield from _moderates(say, seen, one)
    if request.stage in ENDED and may_member(me, Act.REOPEN):
        yield (go("case.reopen", "reopen"),)


def _can_claim(seen: Seen) -> bool:
    request, me = seen.case.request, seen.me.member
    return (
        request.stage is Stage.APPROVED
        and not request.paused
        and request.language in me.languages
        and may_member(me, Act.CLAIM)
    )


def _outcomes(say: Voice, one: str) -> Iterator[Row]:
    labels = [
        Go(say.plain(f"case.outcome.{outcome.value}"), "tried", f"{one}~{outcome.value}")
        for outcome in Outcome
    ]
    yield (labels[0], labels[1])
    yield (labels[2], labels[3])
    yield (labels[4],)


def _moderates(say: Voice, seen: Seen, one: str) -> Iterator[Row]:
    stage, urgency = seen.case.request.stage, seen.case.request.urgency
    if stage is Stage.WAITING:
        yield tuple(
            Go(say.plain(f"case.approve.{level.name.lower()}"), "ok", f"{one}~{level.value}")
            for level in Urgency
        )
    elif stage is Stage.APPROVED or stage in WITH_HOLDER:
        yield tuple(
            Go(say.plain(f"case.set.{level.name.lower()}"), "urge", f"{one}~{level.value}")
            for level in Urgency
            if level is not urgency
        )
    if stage in (Stage.WAITING, Stage.APPROVED):
        yield (
            Go(say.plain("case.read"), "read", one),
            Go(say.plain("case.put_aside"), "aside", one),
        )
        yield (Go(say.plain("case.write_note"), "note", one),)


def back(say: Voice) -> Row:
    """Return the row that leads back to the staff menu."""
    return (Go(say.plain("work.menu"), "work"),)


def which_reason(say: Voice, one: str) -> Screen:
    """Ask a moderator why a request is put aside."""
    rows = [
        (Go(say.plain(f"case.reason.{reason.value}"), "put", f"{one}~{reason.value}"),)
        for reason in Reason
    ]
    block = (Go(say.plain("case.block"), "block", one),)
    return Screen(say("case.which_reason"), (*rows, block, _to_case(say, one), back(say)))


def which_ending(say: Voice, one: str) -> Screen:
    """Ask the holder how a case ended."""
    rows = [
        (Go(say.plain(f"case.ending.{ending.value}"), "end", f"{one}~{ending.value}"),)
        for ending in Ending
    ]
    return Screen(say("case.which_ending"), (*rows, _to_case(say, one), back(say)))


def which_time(say: Voice, one: str, outcome: str, slots: tuple[Slot, ...]) -> Screen:
    """Ask the holder which time was agreed on."""
    rows = [
        (Go(span(say, slot), "again", f"{one}~{local(slot.begins):%y%m%d%H%M}"),) for slot in slots
    ]
    soon = (Go(say.plain("case.in_two_hours"), "tried", f"{one}~{outcome}~"),)
    return Screen(say("case.which_time"), (soon, *rows, _to_case(say, one), back(say)))


def which_reply(say: Voice, one: str) -> Screen:
    """Offer the ready replies, whole: what is sent is what is read here."""
    texts = [
        f"<b>{number}.</b> {say(f'ready.{which}')}" for number, which in enumerate(READY, start=1)
    ]
    rows = [
        (Go(say.plain("case.send_reply", number=number), "say", f"{one}~{which}"),)
        for number, which in enumerate(READY, start=1)
    ]
    text = f"{say('case.which_reply')}\n\n" + "\n\n".join(texts)
    return Screen(text, (*rows, _to_case(say, one), back(say)))


def which_colleague(say: Voice, one: str, others: list[Account]) -> Screen:
    """Offer the colleagues who could take over."""
    rows = [
        (
            Go(
                say.plain("case.to_colleague", who=other.name or "?", languages=_speaks(other)),
                "give",
                f"{one}~{other.member.id.hex()[:SHORT_ID]}",
            ),
        )
        for other in others
    ]
    key = "case.which_colleague" if rows else "case.no_colleague"
    return Screen(say(key), (*rows, _to_case(say, one), back(say)))


def _speaks(account: Account) -> str:
    return " ".join(one for one in LANGUAGES if one in account.member.languages)


def _to_case(say: Voice, one: str) -> Row:
    return (Go(say.plain("case.back"), "case", one),)


def gone(say: Voice) -> Screen:
    """Tell that the case is not there any more: withdrawn, erased, or never was."""
    return Screen(say("case.gone"), (back(say),))


def about(say: Voice, key: str, request: str | None) -> Screen:
    """Tell a holder that something has happened, with a button that opens the case."""
    rows = () if request is None else (_to_case(say, ref(bytes.fromhex(request))),)
    return Screen(say(key), (*rows, back(say)))


def ask_note(say: Voice) -> Screen:
    """Ask for a note; it is for colleagues only."""
    return Screen(say("case.ask_note"), ((Go(say.plain("case.no_note"), "nonote"),), back(say)))


def note_too_long(say: Voice) -> Screen:
    """Refuse a note that is empty or longer than is kept; the question stays."""
    text = say("case.note_too_long", n=NOTE_AT_MOST)
    return Screen(text, ((Go(say.plain("case.no_note"), "nonote"),), back(say)))
