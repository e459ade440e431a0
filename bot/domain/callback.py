"""Being called back: what each act does to a request, and what follows from it.

Pure: reads no clock and no database. The numbered rules B1 to B14 are docs/rules/callback.md.
Who of the staff may do which act at all is `bot/domain/staff.py`; here stands what the request
itself allows.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, IntEnum
from typing import Final

from bot.domain.languages import Language

CLAIM_LASTS: Final = timedelta(minutes=30)
"""How long a claim holds without an act of its holder (B5)."""

PASSES_AFTER: Final = timedelta(hours=2)
"""How long a request waits for a moderator before it passes by itself (B4)."""

MISSED_AT_MOST: Final = 3
"""Missed calls after which the person is asked for a better time (B9)."""

RESTS_FOR: Final = timedelta(days=3)
"""How long a request rests for the person's answer before it is offered again (B9)."""

TRY_AGAIN_AFTER: Final = timedelta(hours=2)
"""When the next call is tried after a missed one, if nobody named a time (B8)."""


SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Signs of a case's code: none that is mistaken for another when read aloud."""


def code_of(request: bytes) -> str:
    """Return the code by which staff speaks of a request, such as K7QF-2M9D; it opens nothing."""
    rest, signs = int.from_bytes(request[:8], "big"), ""
    for _ in range(8):
        rest, sign = divmod(rest, len(SIGNS))
        signs += SIGNS[sign]
    return f"{signs[:4]}-{signs[4:]}"


class Stage(Enum):
    """Where a request stands. The person's card always tells it."""

    DRAFT = "draft"
    """Consent is given; the form is being filled in."""
    WAITING = "waiting"
    """Sent; waits for a moderator."""
    APPROVED = "approved"
    """In the queue: any helper whose languages fit may claim it."""
    CLAIMED = "claimed"
    """One helper holds it."""
    CALLING = "calling"
    """Its holder has been shown the number."""
    DONE = "done"
    ASIDE = "aside"
    """Put aside by a moderator, with a reason."""


WITH_HOLDER: Final = frozenset({Stage.CLAIMED, Stage.CALLING})
OPEN: Final = frozenset({Stage.WAITING, Stage.APPROVED, *WITH_HOLDER})
"""The person waits for a call."""
ENDED: Final = frozenset({Stage.DONE, Stage.ASIDE})


class Urgency(IntEnum):
    """How soon somebody should call; the higher goes first."""

    NORMAL = 0
    SOON = 1
    CRISIS = 2
    """Words of self-harm or danger were written: skips the line and rings."""


class Outcome(Enum):
    """How an attempt, or a case, came out."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    WRONG_NUMBER = "wrong_number"
    OTHER_TIME = "other_time"
    """Reached, but asks to be called at another time."""


MISSED: Final = frozenset({Outcome.NO_ANSWER, Outcome.BUSY})
IN_VAIN: Final = frozenset({*MISSED, Outcome.WRONG_NUMBER})


class Ending(Enum):
    """Why a case was closed."""

    HELPED = "helped"
    REFERRED = "referred"
    """Sent on to somebody who can help better."""
    UNREACHABLE = "unreachable"
    NOT_WANTED = "not_wanted"
    """The person no longer wanted the call."""


class Reason(Enum):
    """Why a moderator put a request aside."""

    REPEAT = "repeat"
    """The same person asks elsewhere too; merged with the other request."""
    TROLL = "troll"
    NOT_OURS = "not_ours"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Request:
    """What the rules have to know of a request; nothing personal."""

    stage: Stage
    language: Language
    """The language of the call."""
    urgency: Urgency = Urgency.NORMAL
    since: datetime | None = None
    """When it was sent: its place in the line. None while it is a draft."""
    ready: bool = False
    """All that a call needs is there."""
    paused: bool = False
    own: bytes | None = None
    """The member of staff who filed it, to try the service; None for everybody else."""
    holder: bytes | None = None
    held_until: datetime | None = None
    missed: int = 0
    """Missed calls since the person was last heard of."""
    not_before: datetime | None = None
    """Nobody calls earlier: an agreed time, or the pause after a missed call."""
    resting: bool = False
    """The person was asked for a better time and has not answered."""


class Effect(Enum):
    """What has to be done together with the change."""

    TELL_SENT = "tell the person that it is sent"
    TELL_STAGE = "tell the person how it stands"
    TELL_MISSED = "tell the person, neutrally, that a call was tried"
    ASK_TIME = "ask the person for a better time"
    TELL_DONE = "tell the person that it is done, and how to ask again"
    NOTICE_NEW = "tell the staff group, wordlessly, that there is something to moderate"
    NOTICE_QUEUE = "tell the staff group, wordlessly, that somebody waits for a call"
    RING = "ring the staff group: it cannot wait"
    TELL_HOLDER_GONE = "tell the holder that the case is gone"
    TELL_HOLDER_CHANGED = "tell the holder that the person has changed something"
    TELL_NEW_HOLDER = "give the case to the one it was handed to"
    DELETE_COPIES = "take the shown number out of the holder's chat"
    REMIND = "remind the holder at the agreed time"


class Refused(Exception):
    """The request does not allow this now; nothing was changed."""


class AlreadyClaimed(Refused):
    """Somebody else holds it."""

    def __init__(self, holder: bytes) -> None:
        super().__init__()
        self.holder = holder


class NotHeld(Refused):
    """Who acts does not hold it (any more)."""


class WrongStage(Refused):
    """It stands elsewhere by now."""


class NotReady(Refused):
    """Something a call needs is missing."""


class IsPaused(Refused):
    """The person wants nothing done for now."""


class OtherLanguage(Refused):
    """The call is wanted in a language the helper does not speak."""


class OwnRequest(Refused):
    """Nobody handles their own request."""


# The person's acts


@dataclass(frozen=True, slots=True)
class Send:
    """The person has looked it over and sends it.

    `crisis`: its words speak of danger. `at` is the time they picked, None for any.
    """

    crisis: bool = False
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """The person has changed a line; `at` is a time they named, if that is what they changed.

    `crisis`: what they wrote speaks of danger.
    """

    at: datetime | None = None
    language: Language | None = None
    crisis: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """The person wants nothing done for now, or (`on` False) that it goes on."""

    on: bool


# The moderator's acts


@dataclass(frozen=True, slots=True)
class Approve:
    """Let it pass into the queue, with an urgency."""

    by: bytes
    urgency: Urgency | None = None
    """None: as it is."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Set the urgency."""

    by: bytes
    urgency: Urgency


@dataclass(frozen=True, slots=True)
class PutAside:
    """Take it out of the line, with a reason."""

    by: bytes
    reason: Reason


# The helper's acts


@dataclass(frozen=True, slots=True)
class Claim:
    """Take it, exclusively."""

    by: bytes
    languages: frozenset[Language]


@dataclass(frozen=True, slots=True)
class Release:
    """Give it back to the queue."""

    by: bytes


@dataclass(frozen=True, slots=True)
class HandOver:
    """Give it to another helper."""

    by: bytes
    to: bytes
    languages: frozenset[Language]
    """Those of the one who gets it."""


@dataclass(frozen=True, slots=True)
class Call:
    """The number is shown to the holder."""

    by: bytes


@dataclass(frozen=True, slots=True)
class Tried:
    """A call was tried; `again` is a time that was agreed on."""

    by: bytes
    outcome: Outcome
    again: datetime | None = None


@dataclass(frozen=True, slots=True)
class Close:
    """The case is done."""

    by: bytes
    ending: Ending


@dataclass(frozen=True, slots=True)
class Reopen:
    """It was not done after all, or was put aside wrongly."""

    by: bytes


# What time does


@dataclass(frozen=True, slots=True)
class TimePasses:
    """Whatever is due by now: unreviewed requests pass, claims lapse, resting ones wake."""


@dataclass(frozen=True, slots=True)
class Removed:
    """A member of staff is gone: what they hold returns to the queue."""

    who: bytes


Act = (
    Send | Change | Pause | Approve | Judge | PutAside | Claim | Release | HandOver | Call | Tried
    | Close | Reopen | TimePasses | Removed
)  # fmt: skip
Decision = tuple[Request, tuple[Effect, ...]]


def decide(request: Request, act: Act, now: datetime) -> Decision:
    """Return the request after `act`, and what must be done for it.

    Withdrawing is no act of this table: it deletes the request, from every stage (B6).

    Raises a subclass of Refused when the request does not allow it; nothing is changed then.
    """
    match act:
        case Send() | Change() | Pause():
            return _of_person(request, act, now)
        case Approve() | Judge() | PutAside() | Reopen():
            return _of_moderator(request, act)
        case Claim() | Release() | HandOver() | Call() | Tried() | Close():
            return _of_helper(request, act, now)
        case TimePasses():
            return _in_time(request, now)
        case Removed(who):
            if request.holder != who:
                return request, ()
            return _returned(request, told=request.urgency is Urgency.CRISIS)


def _of_person(request: Request, act: Send | Change | Pause, now: datetime) -> Decision:
    match act:
        case Send():
            return _sent(request, act, now)
        case Change():
            return _changed(request, act)
        case Pause(on=True):
            back, effects = _returned(request) if request.stage in WITH_HOLDER else (request, ())
            gone = (Effect.TELL_HOLDER_GONE,) if request.stage in WITH_HOLDER else ()
            return replace(back, paused=True), (*gone, *effects)
        case Pause():
            waits = request.paused and request.stage is Stage.APPROVED and not request.resting
            return replace(request, paused=False), (_notice(request.urgency),) if waits else ()


def _as_crisis(request: Request) -> Request:
    """B4: a crisis does not wait for a time that was picked, or for an answer."""
    after = replace(request, urgency=Urgency.CRISIS)
    if request.stage in WITH_HOLDER:
        return after
    return replace(after, not_before=None, resting=False)


def _changed(request: Request, act: Change) -> Decision:
    """B12: the place in the line stays; B4: words of danger written later skip it as well."""
    after = replace(request, language=act.language or request.language, missed=0, resting=False)
    if act.at is not None or request.resting:
        after = replace(after, not_before=act.at)
    told = (Effect.TELL_HOLDER_CHANGED,) if request.stage in WITH_HOLDER else ()
    raised = act.crisis and request.own is None and request.urgency is not Urgency.CRISIS
    if raised and request.stage in OPEN:
        waits = request.stage is Stage.WAITING
        after = replace(after, stage=Stage.APPROVED if waits else request.stage)
        return _as_crisis(after), (*told, Effect.RING)
    wakes = request.resting and request.stage is Stage.APPROVED
    woken = (Effect.NOTICE_QUEUE,) if wakes else ()
    return after, (*told, *woken)


def _sent(request: Request, act: Send, now: datetime) -> Decision:
    """B2: only a draft that holds all a call needs; B4: words of danger skip the line and ring."""
    if request.stage is not Stage.DRAFT:
        raise WrongStage
    if not request.ready:
        raise NotReady
    if act.crisis and request.own is None:
        after = replace(request, stage=Stage.APPROVED, urgency=Urgency.CRISIS, since=now)
        return after, (Effect.TELL_SENT, Effect.RING)
    after = replace(request, stage=Stage.WAITING, since=now, not_before=act.at)
    return after, (Effect.TELL_SENT, Effect.NOTICE_NEW)


def _of_moderator(request: Request, act: Approve | Judge | PutAside | Reopen) -> Decision:
    """B3: only what waits or is in the queue, and never one's own."""
    if request.own == act.by:
        raise OwnRequest
    match act:
        case Approve(urgency=urgency):
            if request.stage is not Stage.WAITING:
                raise WrongStage
            judged = request.urgency if urgency is None else urgency
            after = replace(request, stage=Stage.APPROVED, urgency=judged)
            crisis = judged is Urgency.CRISIS
            return _as_crisis(after) if crisis else after, (_notice(judged),)
        case Judge(urgency=urgency):
            if request.stage not in OPEN:
                raise WrongStage
            raised = urgency is Urgency.CRISIS and request.urgency is not Urgency.CRISIS
            passed = Stage.APPROVED if raised and request.stage is Stage.WAITING else request.stage
            effects = (Effect.RING,) if raised and passed is Stage.APPROVED else ()
            after = replace(request, urgency=urgency, stage=passed)
            return _as_crisis(after) if raised else after, effects
        case PutAside():
            if request.stage not in (Stage.WAITING, Stage.APPROVED):
                raise WrongStage
            return replace(request, stage=Stage.ASIDE), (Effect.TELL_STAGE,)
        case Reopen():
            if request.stage not in ENDED:
                raise WrongStage
            after = replace(request, stage=Stage.APPROVED, missed=0, not_before=None, resting=False)
            return after, (Effect.TELL_STAGE, _notice(request.urgency))


def _of_helper(
    request: Request, act: Claim | Release | HandOver | Call | Tried | Close, now: datetime
) -> Decision:
    if request.own == act.by:
        raise OwnRequest
    if isinstance(act, Claim):
        return _claimed(request, act, now)
    # B5: every other act needs the claim, and renews it.
    if request.stage not in WITH_HOLDER or request.holder != act.by:
        raise NotHeld
    held = replace(request, held_until=_renewed(request, now))
    match act:
        case Release():
            return _returned(request, told=request.urgency is Urgency.CRISIS)
        case HandOver(to=to, languages=languages):
            if request.own == to:
                raise OwnRequest
            if request.language not in languages:
                raise OtherLanguage
            after = replace(held, stage=Stage.CLAIMED, holder=to)
            return after, (Effect.DELETE_COPIES, Effect.TELL_NEW_HOLDER)
        case Call():
            if request.paused:
                raise IsPaused
            return replace(held, stage=Stage.CALLING), ()
        case Tried():
            if request.stage is not Stage.CALLING:
                raise WrongStage
            return _tried(held, act, now)
        case Close():
            after = replace(request, stage=Stage.DONE, holder=None, held_until=None)
            return after, (Effect.DELETE_COPIES, Effect.TELL_DONE)


def _claimed(request: Request, act: Claim, now: datetime) -> Decision:
    """B5: one holder; B7: nobody while it is paused; B10: an agreed time is no bar to take it."""
    if request.stage in WITH_HOLDER and request.holder is not None and request.holder != act.by:
        raise AlreadyClaimed(request.holder)
    if request.stage in WITH_HOLDER:  # pressed twice: the claim is one's own already
        return replace(request, held_until=_renewed(request, now)), ()
    if request.stage is not Stage.APPROVED:
        raise WrongStage
    if request.paused:
        raise IsPaused
    if request.language not in act.languages:
        raise OtherLanguage
    # Who takes one that rests ends its rest: given back, it is offered again at once.
    not_before = None if request.resting else request.not_before
    held = replace(request, stage=Stage.CLAIMED, holder=act.by, held_until=now + CLAIM_LASTS)
    return replace(held, resting=False, not_before=not_before), (Effect.TELL_STAGE,)


def _tried(request: Request, act: Tried, now: datetime) -> Decision:
    """B8: what follows from each outcome; B9: enough missed calls, and the person is asked."""
    if act.outcome is Outcome.REACHED:
        # The agreed time has been kept: from here on the ordinary thirty minutes count.
        return replace(request, held_until=now + CLAIM_LASTS, missed=0, not_before=None), ()
    if act.outcome is Outcome.OTHER_TIME:
        later = max(act.again, now) if act.again else now + TRY_AGAIN_AFTER
        kept = replace(request, stage=Stage.CLAIMED, missed=0, not_before=later)
        return replace(kept, held_until=later + CLAIM_LASTS), (
            Effect.DELETE_COPIES, Effect.TELL_STAGE, Effect.REMIND,
        )  # fmt: skip
    back, effects = _returned(request)
    if act.outcome is Outcome.WRONG_NUMBER:
        asleep = replace(back, resting=True, missed=0, not_before=now + RESTS_FOR)
        return asleep, (*effects, Effect.ASK_TIME)
    missed = request.missed + 1
    if missed >= MISSED_AT_MOST:
        asleep = replace(back, resting=True, missed=missed, not_before=now + RESTS_FOR)
        return asleep, (*effects, Effect.ASK_TIME)
    later = max(act.again, now) if act.again else now + TRY_AGAIN_AFTER
    return replace(back, missed=missed, not_before=later), (*effects, Effect.TELL_MISSED)


def renewed(request: Request, now: datetime) -> Request:
    """Return a held request whose holder has done something with it (B5)."""
    return replace(request, held_until=_renewed(request, now))


def _renewed(request: Request, now: datetime) -> datetime:
    """B5: thirty minutes from now; B10: never less than an agreed time has given already."""
    return max(now + CLAIM_LASTS, request.held_until or now)


def _returned(request: Request, *, told: bool = False) -> Decision:
    """Back into the queue, at its old place; `told`: the group hears that somebody waits again."""
    after = replace(request, stage=Stage.APPROVED, holder=None, held_until=None)
    return after, (Effect.DELETE_COPIES, *((_notice(request.urgency),) if told else ()))


def _in_time(request: Request, now: datetime) -> Decision:
    if request.stage in WITH_HOLDER and request.held_until is not None:
        if request.held_until <= now:  # B5: a claim that never ends leaves a person waiting
            after, effects = _returned(request)
            return after, (Effect.TELL_HOLDER_GONE, *effects, _notice(request.urgency))
        return request, ()
    if request.stage is Stage.WAITING and request.since is not None:
        if request.since + PASSES_AFTER <= now:  # B4: nobody is forgotten
            return replace(request, stage=Stage.APPROVED), (_notice(request.urgency),)
        return request, ()
    due = request.not_before is not None and request.not_before <= now
    if request.stage is Stage.APPROVED and request.resting and due:
        after = replace(request, resting=False, missed=0, not_before=None)
        return after, (Effect.NOTICE_QUEUE,)
    return request, ()


def _notice(urgency: Urgency) -> Effect:
    return Effect.RING if urgency is Urgency.CRISIS else Effect.NOTICE_QUEUE


def offered(request: Request, now: datetime) -> bool:
    """Tell whether the queue offers it now: approved, not paused or resting, and its time has come."""
    return (
        request.stage is Stage.APPROVED
        and not request.paused
        and not request.resting
        and (request.not_before is None or request.not_before <= now)
    )
