"""Consent: what a person's acts do to what is held about them.

Rules (cited by tests and docstrings):
    C1  Nothing personal is kept before consent to the purpose it is for.
    C2  The two purposes, to be called and to write, are agreed to and taken back separately.
    C3  Taking a consent back drops what it kept, at once; with the last one everything goes.
    C4  Who pauses keeps all rights; only staff may do nothing until it is resumed.
    C5  A question is asked only where its answer belongs to a purpose that is agreed to.
    C6  Erasing works from every state and may be repeated.

Source: PROMISES.md section 4; General Data Protection Regulation, Art. 7, 15 to 18.
"""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from bot.domain.holding import Asking, Purpose

BELONGS: Final[dict[Asking, Purpose]] = {
    "name": "call",
    "number": "call",
    "words": "call",
    "message": "write",
}
"""Which purpose an answer is for."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands; None in its place means that nothing is held."""

    agreed: frozenset[Purpose]
    asking: Asking | None = None
    paused: bool = False
    has_number: bool = False


class Effect(Enum):
    """What has to be written, together, when an act is allowed."""

    ENTER = "make a row and a key for the person"
    AGREE = "write down the consent with its text"
    DRAFT = "begin a request to be called"
    KEEP_NAME = "keep the name"
    KEEP_NUMBER = "keep the number"
    KEEP_WORDS = "keep the line in the person's own words"
    KEEP_MESSAGE = "keep the message"
    END = "write down that the consent has ended"
    DROP = "delete what this consent kept"
    ERASE = "destroy the key and every row of the person"


class ConsentMissing(Exception):
    """Refused: this belongs to a purpose the person has not agreed to, or was never asked for."""


class NotKept(Exception):
    """Refused: what protects the person could not be made safe, so nothing was kept. Try later."""


class NothingHeld(Exception):
    """Refused: nothing is held about this person, so there is nothing to change."""


@dataclass(frozen=True, slots=True)
class Give:
    """The person agrees to one purpose."""

    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The person takes one consent back."""

    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Answer:
    """The person's message holds what was asked for."""


@dataclass(frozen=True, slots=True)
class Leave:
    """The person skips the question, or has written all there is to write."""


@dataclass(frozen=True, slots=True)
class Ask:
    """The person wants to give or correct something."""

    what: Asking


@dataclass(frozen=True, slots=True)
class Pause:
    """The person wants nothing done for now, or (`on` False) that it goes on."""

    on: bool


@dataclass(frozen=True, slots=True)
class Forget:
    """The person wants everything erased."""


Act = Give | Withdraw | Answer | Leave | Ask | Pause | Forget
Decision = tuple[Standing | None, tuple[Effect, ...]]


def decide(standing: Standing | None, act: Act) -> Decision:
    """Return where the person stands after `act`, and what must be written for it.

    Giving twice, taking back twice and erasing twice change nothing and are no error.
    Raises ConsentMissing for an answer without its consent (C1, C5) and NothingHeld for a
    change of what is not there.
    """
    match act:
        case Give(purpose):
            return _give(standing, purpose)
        case Withdraw(purpose):
            return _withdraw(standing, purpose)
        case Forget():
            return None, () if standing is None else (Effect.END, Effect.ERASE)
        case Answer():
            return _answer(standing)
        case Ask(what):
            if standing is None or BELONGS[what] not in standing.agreed:
                raise ConsentMissing
            return replace(standing, asking=what), ()
        case Leave():
            if standing is None:
                raise NothingHeld
            return _next(standing), ()
        case Pause(on):
            if standing is None:
                raise NothingHeld
            return replace(standing, paused=on), ()


def _give(standing: Standing | None, purpose: Purpose) -> Decision:
    if standing is not None and purpose in standing.agreed:
        return standing, ()
    first: Asking = "name" if purpose == "call" else "message"
    draft = (Effect.DRAFT,) if purpose == "call" else ()
    if standing is None:
        return Standing(frozenset({purpose}), first), (Effect.ENTER, Effect.AGREE, *draft)
    return replace(standing, agreed=standing.agreed | {purpose}, asking=first), (
        Effect.AGREE,
        *draft,
    )


def _withdraw(standing: Standing | None, purpose: Purpose) -> Decision:
    if standing is None or purpose not in standing.agreed:
        return standing, ()
    left = standing.agreed - {purpose}
    if not left:
        return None, (Effect.END, Effect.ERASE)
    belongs = standing.asking is not None and BELONGS[standing.asking] == purpose
    after = replace(
        standing,
        agreed=left,
        asking=None if belongs else standing.asking,
        has_number=standing.has_number and purpose != "call",
    )
    return after, (Effect.END, Effect.DROP)


def _answer(standing: Standing | None) -> Decision:
    if standing is None or standing.asking is None:
        raise ConsentMissing
    if BELONGS[standing.asking] not in standing.agreed:
        raise ConsentMissing
    match standing.asking:
        case "name":
            return _next(standing), (Effect.KEEP_NAME,)
        case "number":
            return replace(standing, asking=None, has_number=True), (Effect.KEEP_NUMBER,)
        case "words":
            return replace(standing, asking=None), (Effect.KEEP_WORDS,)
        case "message":
            return standing, (Effect.KEEP_MESSAGE,)


def _next(standing: Standing) -> Standing:
    """Ask for the number after the name if there is none yet; otherwise ask nothing more."""
    if standing.asking == "name" and not standing.has_number:
        return replace(standing, asking="number")
    return replace(standing, asking=None)
