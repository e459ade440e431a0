"""What the pages of the guide are made of: paragraphs, their own buttons, and the rows below.

Every page ends the same way: done and skip, explain and a person, back and the languages.
"""

from dataclasses import dataclass
from typing import Final

from bot.domain.guide import Act, Action, Kind, Mark, Place, Protection, Step
from bot.domain.guide_code import write
from bot.domain.languages import LANGUAGES, Language
from bot.tg.screen import Go, Row, Screen
from bot.words import Voice

VERB: Final = "g"

TICKS: Final = {Mark.DONE: "✓", Mark.SKIPPED: "–", Mark.OPEN: "○"}


@dataclass(frozen=True, slots=True)
class Page:
    """What is special about one page; the rest is the same for all."""

    paragraphs: tuple[str, ...]
    rows: tuple[Row, ...] = ()
    """What to do on this page: links, choices, texts to copy."""

    below: tuple[Row, ...] = ()
    """What only some need: below Done and Skip."""

    done: str = ""
    """The label of Done; empty where another button does its work."""

    beside_skip: Go | None = None
    """What stands where Done is missing."""


def go(label: str, place: Place, act: Act, choice: int = 0, *, to: Language | None = None) -> Go:
    """Return a button that does `act` at `place`, answered in language `to` if that is given."""
    return Go(label, VERB, write(Action(act, choice), place), to)


def here(place: Place) -> str:
    """Return the detail that opens `place` again: what other pages hand back to us."""
    return write(Action(Act.OPEN), place)


def heading(say: Voice, place: Place) -> str:
    """Return the first line of a step: which of how many, and its neutral title."""
    title = say.plain(f"guide.{name(place.step)}.title")
    if place.step is Step.LIST:
        return say("guide.heading", title=title)
    first = say("guide.step", number=place.step + 1, title=title)
    if place.protection is None or place.step is not Step.PROTECT:
        return first
    part = say(
        "guide.protect.part",
        number=place.protection + 1,
        title=say.plain(f"guide.{name(place.protection)}.title"),
    )
    return f"{first}\n{part}"


def name(part: Step | Protection) -> str:
    """Return the name of a step or protection as the catalogue's keys have it."""
    return part.name.lower()


def step_screen(say: Voice, place: Place, page: Page) -> Screen:
    """Return the screen of a step: heading, paragraphs, its own buttons and the common rows."""
    return Screen(
        "\n\n".join((heading(say, place), *page.paragraphs)),
        (
            *page.rows,
            _done_and_skip(say, place, page),
            *page.below,
            (go(say.plain("guide.why"), place, Act.WHY), person(say, place)),
            (back(say, place), *languages(say, place)),
        ),
    )


def _done_and_skip(say: Voice, place: Place, page: Page) -> Row:
    first = go(page.done, place, Act.DONE) if page.done else page.beside_skip
    if place.visiting and _mark_here(place) is Mark.DONE:
        second = go(say.plain("guide.undo"), place, Act.UNDO)
    else:
        second = go(say.plain("guide.skip"), place, Act.SKIP)
    return (first, second) if first is not None else (second,)


def _mark_here(place: Place) -> Mark:
    if place.step is Step.PROTECT and place.protection is not None:
        return place.protections[place.protection]
    return place.marks[place.step]


def back(say: Voice, place: Place) -> Go:
    """Return the button one screen back; before the first step lies the menu."""
    label = say.plain("guide.back")
    if place.step is Step.SAFE and not place.visiting:
        return Go(label, "menu", here(place))
    return go(label, place, Act.BACK)


def person(say: Voice, place: Place) -> Go:
    """Return the button to a human being; it keeps the place."""
    return Go(say.plain("menu.people"), "people", here(place))


def languages(say: Voice, place: Place) -> Row:
    """Return the other two languages: the same place, said in another one."""
    return tuple(
        go(say.plain(f"language.{one}"), place, Act.OPEN, to=one)
        for one in LANGUAGES
        if one != say.language
    )


def kinds(say: Voice, place: Place) -> tuple[Row, ...]:
    """Return the question how the message came; the one told before carries a tick."""
    options = tuple(_kind(say, place, one) for one in Kind if one is not Kind.UNKNOWN)
    return pairs(options)


def _kind(say: Voice, place: Place, one: Kind) -> Go:
    label = say.plain(f"guide.kind.{one.name.lower()}")
    return go(f"✓ {label}" if place.kind is one else label, place, Act.KIND, one)


def pairs(buttons: tuple[Go, ...]) -> tuple[Row, ...]:
    """Return the buttons two in a row."""
    return tuple(buttons[start : start + 2] for start in range(0, len(buttons), 2))
