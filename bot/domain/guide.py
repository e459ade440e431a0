"""The guide: the place of a person in it, and the one rule that moves them on.

A person goes through eight steps to their own checklist. All that is known about them travels
in the buttons (`bot.domain.guide_code`); nothing here reads a clock, a row or a name.

Source: docs/rules/guide.md, rules G1 to G12; PRODUCT.md, "Be walked through".
"""

from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from typing import Final


class Step(IntEnum):
    """The eight steps in their order, and the checklist they lead to."""

    SAFE = 0
    PAY = 1
    ANSWER = 2
    KEEP = 3
    REPORT = 4
    FORWARD = 5
    PROTECT = 6
    REST = 7
    LIST = 8


STEPS: Final = tuple(step for step in Step if step is not Step.LIST)
"""The eight steps that are counted and ticked."""


class View(IntEnum):
    """What is shown of a step: the step itself, or a page laid over it."""

    STEP = 0
    WHY = 1
    SITUATION = 2
    DRAFT = 3


class Kind(IntEnum):
    """How the blackmail message came."""

    UNKNOWN = 0
    EMAIL = 1
    LETTER = 2
    MESSAGE = 3
    """SMS or a message in any other service."""

    NONE = 4


class Paid(IntEnum):
    """Whether the person has paid."""

    NO = 0
    THINKING = 1
    PAID = 2


class Situation(IntEnum):
    """What may be different for this person; told only if they wish."""

    CHILD = 0
    """The guardian of somebody under 18 whom the message is about."""

    UNDER_18 = 1
    ABROAD = 2
    NO_CODES = 3
    """No online banking codes, mobile certificate or chip card to identify with."""

    REPORTED = 4


class Program(IntEnum):
    """Where the person reads e-mail."""

    UNKNOWN = 0
    GMAIL_WEB = 1
    GMAIL_APP = 2
    OUTLOOK_WEB = 3
    OUTLOOK_DESKTOP = 4
    OUTLOOK_APP = 5
    APPLE_IPHONE = 6
    APPLE_MAC = 7
    YAHOO = 8
    PROTON = 9
    THUNDERBIRD = 10
    OTHER = 11


class Protection(IntEnum):
    """The protections in the order they are offered: the free credit ban first."""

    CREDIT = 0
    POSTI = 1
    CONTACTS = 2
    MOVE = 3
    COMPANY = 4
    PASSWORDS = 5
    ACCOUNTS = 6


class Mark(IntEnum):
    """What the person has done with a step or a protection."""

    OPEN = 0
    DONE = 1
    SKIPPED = 2


class DraftIn(IntEnum):
    """The language the report draft is written in."""

    UNSAID = 0
    FI = 1
    SV = 2


Marks = tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is in the guide, and what they chose to tell. No name, no number, no text."""

    step: Step = Step.SAFE
    view: View = View.STEP
    kind: Kind = Kind.UNKNOWN
    paid: Paid = Paid.NO
    situation: frozenset[Situation] = frozenset()
    program: Program = Program.UNKNOWN
    protection: Protection | None = None
    """The protection being shown in step 7; None for the list of all seven."""

    visiting: bool = False
    """The step was opened from the checklist and leads back there."""

    draft: DraftIn = DraftIn.UNSAID
    marks: Marks = (Mark.OPEN,) * len(STEPS)
    protections: Marks = (Mark.OPEN,) * len(Protection)


BEGINNING: Final = Place()


class Act(StrEnum):
    """What a button does. The letters stand in buttons people keep: never give one a new meaning."""

    OPEN = "o"
    DONE = "d"
    SKIP = "s"
    UNDO = "u"
    BACK = "b"
    WHY = "w"
    SITUATION = "f"
    DRAFT = "r"
    LIST = "z"
    ENOUGH = "e"
    KIND = "k"
    PAID = "p"
    TOGGLE = "t"
    PROGRAM = "m"
    PROTECTION = "i"
    VISIT = "v"
    WRITE_IN = "l"


CHOICES: Final = {
    Act.KIND: len(Kind),
    Act.PAID: len(Paid),
    Act.TOGGLE: len(Situation),
    Act.PROGRAM: len(Program),
    Act.PROTECTION: len(Protection),
    Act.VISIT: len(STEPS),
    Act.WRITE_IN: len(DraftIn),
}
"""How many choices an act has; one for those that stand here not."""


@dataclass(frozen=True, slots=True)
class Action:
    """An act and, for those that have one, its choice.

    Raises ValueError for a choice the act does not have.
    """

    act: Act
    choice: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.choice < CHOICES.get(self.act, 1):
            raise ValueError(f"{self.act.name} has no choice {self.choice}")


def act(place: Place, action: Action) -> Place:
    """Answer which place `action` leads to from `place`; every action leads somewhere (G12).

    Source: docs/rules/guide.md, rules G1 to G12, each cited where it is carried out.
    """
    match action.act:
        case Act.OPEN:
            return place
        case Act.DONE:
            return _mark(place, Mark.DONE)
        case Act.SKIP:
            return _mark(place, Mark.SKIPPED)
        case Act.UNDO:
            return _undo(place)
        case Act.BACK:
            return _back(place)
        case Act.ENOUGH:
            return _enough(place)
        case Act.WHY:
            return replace(place, view=View.WHY)
        case Act.SITUATION:
            return replace(place, view=View.SITUATION)
        case Act.DRAFT:
            return replace(place, view=View.DRAFT)
        case Act.LIST:
            return _list(place)
        case Act.KIND:
            return _choose_kind(place, Kind(action.choice))
        case Act.PAID:
            return _say_paid(place, Paid(action.choice))
        case Act.TOGGLE:
            return _toggle(place, Situation(action.choice))
        case Act.PROGRAM:
            return replace(place, program=Program(action.choice), view=View.STEP)
        case Act.PROTECTION:
            chosen = Protection(action.choice)
            return replace(place, step=Step.PROTECT, view=View.STEP, protection=chosen)
        case Act.VISIT:
            return _visit(place, Step(action.choice))
        case Act.WRITE_IN:
            return replace(place, view=View.DRAFT, draft=DraftIn(action.choice))


def is_needed(place: Place, step: Step) -> bool:
    """Tell whether `step` has anything to do for this person (G5: nothing came, nothing to attach)."""
    return not (step is Step.FORWARD and place.kind is Kind.NONE)


def next_open(place: Place) -> Step | None:
    """Return the first step nobody has dealt with yet; None when all have been (G9)."""
    return next(
        (step for step in STEPS if place.marks[step] is Mark.OPEN and is_needed(place, step)), None
    )


def _mark(place: Place, mark: Mark) -> Place:
    """Mark what is shown and go on (G1); skipping never takes a tick away (G2)."""
    if place.step is Step.LIST:
        return replace(place, view=View.STEP)
    if place.step is Step.PROTECT:
        return _enough(place) if place.protection is None else _mark_protection(place, mark)
    return _onward(_with_mark(place, mark))


def _with_mark(place: Place, mark: Mark) -> Place:
    before = place.marks[place.step]
    return replace(place, marks=_put(place.marks, place.step, _stronger(before, mark)))


def _stronger(before: Mark, mark: Mark) -> Mark:
    return Mark.DONE if before is Mark.DONE else mark


def _put(marks: Marks, which: int, mark: Mark) -> Marks:
    return (*marks[:which], mark, *marks[which + 1 :])


def _undo(place: Place) -> Place:
    """Take a mark away again (G3)."""
    if place.step is Step.LIST:
        return replace(place, view=View.STEP)
    if place.step is Step.PROTECT and place.protection is not None:
        protections = _put(place.protections, place.protection, Mark.OPEN)
        after = replace(place, protections=protections, view=View.STEP)
        return _with_summary(replace(after, protection=None)) if place.visiting else after
    after = replace(place, marks=_put(place.marks, place.step, Mark.OPEN), view=View.STEP)
    return _list(after) if place.visiting else after


def _onward(place: Place) -> Place:
    """Go to the next step that is needed, or back to the checklist one came from (G4, G5)."""
    if place.visiting:
        return _list(place)
    after = Step(place.step + 1)
    while not is_needed(place, after):
        after = Step(after + 1)
    return _list(place) if after is Step.LIST else _enter(place, after)


def _enter(place: Place, step: Step) -> Place:
    """Open `step`; step 7 opens at its first protection nobody has dealt with."""
    return replace(place, step=step, view=View.STEP, protection=_first_open(place, step))


def _first_open(place: Place, step: Step) -> Protection | None:
    if step is not Step.PROTECT:
        return None
    return next((one for one in Protection if place.protections[one] is Mark.OPEN), None)


def _list(place: Place) -> Place:
    return replace(place, step=Step.LIST, view=View.STEP, protection=None, visiting=False)


def _visit(place: Place, step: Step) -> Place:
    """Open a step from the checklist (G9)."""
    return replace(place, step=step, view=View.STEP, protection=None, visiting=True)


def _back(place: Place) -> Place:
    """Go back one screen (G6). Before the first step is the menu, which is not the guide's."""
    if place.view is not View.STEP:
        return replace(place, view=View.STEP)
    if place.step is Step.FORWARD and _program_shown(place):
        return replace(place, program=Program.UNKNOWN)
    if place.step is Step.PROTECT and place.protection is not None:
        if place.visiting:
            return replace(place, protection=None)
        if place.protection is not Protection.CREDIT:
            return replace(place, protection=Protection(place.protection - 1))
    if place.visiting:
        return _list(place)
    before = Step(max(place.step - 1, Step.SAFE))
    while not is_needed(place, before):
        before = Step(before - 1)
    return replace(place, step=before, view=View.STEP, protection=None)


def _program_shown(place: Place) -> bool:
    return place.kind is Kind.EMAIL and place.program is not Program.UNKNOWN


def _choose_kind(place: Place, kind: Kind) -> Place:
    """Say how the message came: in step 1 this is its Done, elsewhere the step stays (G7)."""
    after = replace(place, kind=kind, view=View.STEP)
    return _mark(after, Mark.DONE) if place.step is Step.SAFE else after


def _say_paid(place: Place, paid: Paid) -> Place:
    """Say whether something was paid; stay where one is (G8)."""
    view = View.SITUATION if place.view is View.SITUATION else View.STEP
    return replace(place, paid=paid, view=view)


def _toggle(place: Place, which: Situation) -> Place:
    """Say, or take back, what is different; a guardian is not under 18 (G8)."""
    after = place.situation ^ {which}
    if which is Situation.CHILD:
        after -= {Situation.UNDER_18}
    if which is Situation.UNDER_18:
        after -= {Situation.CHILD}
    return replace(place, situation=after, view=View.SITUATION)


def _mark_protection(place: Place, mark: Mark) -> Place:
    """Mark a protection; show the next one, or all of them to somebody who is visiting (G10)."""
    which = place.protection or Protection.CREDIT
    marked = _put(place.protections, which, _stronger(place.protections[which], mark))
    after = replace(place, protections=marked, view=View.STEP)
    if place.visiting:
        return _with_summary(replace(after, protection=None))
    following = next((one for one in Protection if one > which and marked[one] is Mark.OPEN), None)
    return replace(after, protection=following) if following is not None else _enough(after)


def _enough(place: Place) -> Place:
    """Leave the protections for today (G11); the rest waits in the checklist."""
    if place.step is not Step.PROTECT:
        return replace(place, view=View.STEP)
    return _onward(_with_summary(place, leaving=True))


def _with_summary(place: Place, *, leaving: bool = False) -> Place:
    """Mark step 7 by its protections: done when one is done, skipped when left without any."""
    if Mark.DONE in place.protections:
        mark = Mark.DONE
    else:
        left = leaving or Mark.OPEN not in place.protections
        mark = Mark.SKIPPED if left else Mark.OPEN
    return replace(place, marks=_put(place.marks, Step.PROTECT, mark))
