"""The place in the guide as a button carries it: eleven letters, no person.

`1dAxxxxxxxx`: the version, the act, its choice, and the place as one number written in base
64. The version decides how the rest is read, so that a button of last year keeps working:
who adds a field writes a new version and leaves the old reader standing.

Source: docs/rules/guide.md, rule G13; DESIGN.md, decision 4.
"""

from collections.abc import Callable, Mapping
from typing import Final

from bot.domain.guide import (
    STEPS,
    Act,
    Action,
    DraftIn,
    Kind,
    Mark,
    Paid,
    Place,
    Program,
    Protection,
    Situation,
    Step,
    View,
)

ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
VERSION: Final = "1"
HEAD: Final = 3
"""Version, act, choice."""

PLACE_LENGTH: Final = 8
"""Letters of a place in version 1: 48 bits for 47.1."""


class NotAPlace(ValueError):
    """This detail was never written by the guide, or by a version nobody remembers."""


def write(action: Action, place: Place) -> str:
    """Return the detail of a button that does `action` at `place`."""
    return f"{VERSION}{action.act.value}{ALPHABET[action.choice]}{_write_place(place)}"


def read(detail: str) -> tuple[Action, Place]:
    """Return what a button does and where; raise NotAPlace for anything `write` never wrote."""
    reader = READERS.get(detail[:1])
    if reader is None or len(detail) < HEAD:
        raise NotAPlace
    try:
        action = Action(Act(detail[1]), ALPHABET.index(detail[2]))
    except ValueError:
        raise NotAPlace from None
    return action, reader(detail[HEAD:])


def _digits(place: Place) -> tuple[tuple[int, int], ...]:
    """Return the place as (digit, how many values it can have), version 1."""
    shown = len(Protection) if place.protection is None else place.protection
    return (
        (place.step, len(Step)),
        (place.view, len(View)),
        (place.kind, len(Kind)),
        (place.paid, len(Paid)),
        *((int(one in place.situation), 2) for one in Situation),
        (place.program, len(Program)),
        (shown, len(Protection) + 1),
        (place.visiting, 2),
        (place.draft, len(DraftIn)),
        *((mark, len(Mark)) for mark in place.marks),
        *((mark, len(Mark)) for mark in place.protections),
    )


def _write_place(place: Place) -> str:
    number = 0
    for digit, size in _digits(place):
        number = number * size + digit
    letters: list[str] = []
    for _ in range(PLACE_LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(reversed(letters))


_SIZES: Final = tuple(size for _, size in _digits(Place()))


def _read_1(letters: str) -> Place:
    """Read a place as version 1 wrote it."""
    if len(letters) != PLACE_LENGTH or any(letter not in ALPHABET for letter in letters):
        raise NotAPlace
    number = 0
    for letter in letters:
        number = number * len(ALPHABET) + ALPHABET.index(letter)
    digits: list[int] = []
    for size in reversed(_SIZES):
        number, digit = divmod(number, size)
        digits.append(digit)
    if number:
        raise NotAPlace
    take = reversed(digits)
    return Place(
        step=Step(next(take)),
        view=View(next(take)),
        kind=Kind(next(take)),
        paid=Paid(next(take)),
        situation=frozenset(one for one in Situation if next(take)),
        program=Program(next(take)),
        protection=_protection(next(take)),
        visiting=bool(next(take)),
        draft=DraftIn(next(take)),
        marks=tuple(Mark(next(take)) for _ in STEPS),
        protections=tuple(Mark(next(take)) for _ in Protection),
    )


def _protection(digit: int) -> Protection | None:
    return None if digit == len(Protection) else Protection(digit)


READERS: Final[Mapping[str, Callable[[str], Place]]] = {"1": _read_1}
