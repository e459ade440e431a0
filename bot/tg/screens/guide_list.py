"""The own checklist with its ticks, and the page of what may be different."""

from bot.domain.guide import (
    STEPS,
    Act,
    Mark,
    Paid,
    Place,
    Situation,
    Step,
    is_needed,
    next_open,
)
from bot.tg.screen import Go, Screen
from bot.tg.screens.guide_page import (
    TICKS,
    back,
    go,
    heading,
    here,
    languages,
    name,
    pairs,
    person,
)
from bot.words import Voice


def checklist(say: Voice, place: Place) -> Screen:
    """Show the eight steps with their marks, each a button that opens it, and one next thing."""
    lines = "\n".join(_line(say, place, step) for step in STEPS)
    text = "\n\n".join((heading(say, place), lines, _next(say, place), say("guide.list.text")))
    return Screen(
        text,
        (
            *pairs(tuple(_button(say, place, step) for step in STEPS)),
            (
                go(say.plain("guide.report.draft"), place, Act.DRAFT),
                go(say.plain("guide.situation"), place, Act.SITUATION),
            ),
            (go(say.plain("guide.why"), place, Act.WHY), person(say, place)),
            (back(say, place), *languages(say, place)),
            (Go(say.plain("menu.menu"), "menu", here(place)),),
        ),
    )


def _line(say: Voice, place: Place, step: Step) -> str:
    number, title = step + 1, say.plain(f"guide.{name(step)}.title")
    if not is_needed(place, step):
        return say("guide.list.line_unneeded", number=number, title=title)
    mark = TICKS[place.marks[step]]
    if step is not Step.PROTECT:
        return say("guide.list.line", mark=mark, number=number, title=title)
    done = place.protections.count(Mark.DONE)
    return say("guide.list.line_protect", mark=mark, number=number, title=title, done=done)


def _next(say: Voice, place: Place) -> str:
    step = next_open(place)
    if step is not None:
        return say("guide.list.next", title=say.plain(f"guide.{name(step)}.title"))
    needed = [step for step in STEPS if is_needed(place, step)]
    left = any(place.marks[step] is not Mark.DONE for step in needed)
    waiting = any(mark is not Mark.DONE for mark in place.protections)
    return say("guide.list.later" if left or waiting else "guide.list.all_done")


def _button(say: Voice, place: Place, step: Step) -> Go:
    mark = TICKS[place.marks[step]] if is_needed(place, step) else "·"
    title = say.plain(f"guide.{name(step)}.short")
    return go(say.plain("guide.list.button", mark=mark, title=title), place, Act.VISIT, step)


def situation(say: Voice, place: Place) -> Screen:
    """Show what may be different, each a toggle; nothing has to be told."""
    toggles = (
        *(_told(say, place, one) for one in Situation),
        _paid(say, place, "guide.pay.about_to", Paid.THINKING),
        _paid(say, place, "guide.pay.have", Paid.PAID),
    )
    title = say("guide.heading", title=say.plain("guide.situation.title"))
    return Screen(
        f"{title}\n\n{say('guide.situation.text')}",
        (
            *pairs(toggles),
            (go(say.plain("guide.situation.ready"), place, Act.BACK), person(say, place)),
            languages(say, place),
        ),
    )


def _told(say: Voice, place: Place, one: Situation) -> Go:
    mark = Mark.DONE if one in place.situation else Mark.OPEN
    label = _ticked(say, mark, f"guide.situation.{one.name.lower()}")
    return go(label, place, Act.TOGGLE, one)


def _paid(say: Voice, place: Place, key: str, paid: Paid) -> Go:
    told = place.paid is paid
    label = _ticked(say, Mark.DONE if told else Mark.OPEN, key)
    return go(label, place, Act.PAID, Paid.NO if told else paid)


def _ticked(say: Voice, mark: Mark, key: str) -> str:
    return say.plain("guide.list.button", mark=TICKS[mark], title=say.plain(key))
