"""The guide: which screen shows a place."""

from bot.domain.guide import BEGINNING, Act, Place, Step, View
from bot.tg.screen import Row, Screen
from bot.tg.screens import guide_protect, guide_steps
from bot.tg.screens.guide_forward import forward
from bot.tg.screens.guide_forward import why as why_forward
from bot.tg.screens.guide_list import checklist, situation
from bot.tg.screens.guide_page import Page, go, languages, name, person, step_screen
from bot.tg.screens.guide_report import draft, report
from bot.words import Voice, Words


def guide(say: Voice, words: Words, place: Place, address: str | None = None) -> Screen:
    """Show `place`; `address` is where an authority wants messages forwarded, if it said so."""
    match place.view:
        case View.WHY:
            return _why(say, place, address)
        case View.SITUATION:
            return situation(say, place)
        case View.DRAFT:
            return draft(say, words, place)
        case View.STEP if place.step is Step.LIST:
            return checklist(say, place)
        case View.STEP:
            return step_screen(say, place, _page(say, words, place, address))


def begun_anew(say: Voice, words: Words) -> Screen:
    """Show the first step to somebody whose button cannot be read any more, and say why."""
    first = guide(say, words, BEGINNING)
    return Screen(f"{say('guide.old_button')}\n\n{first.text}", first.rows)


def _page(say: Voice, words: Words, place: Place, address: str | None) -> Page:
    match place.step:
        case Step.SAFE:
            return guide_steps.safe(say, place)
        case Step.PAY:
            return guide_steps.pay(say, place)
        case Step.ANSWER:
            return guide_steps.answer(say, place)
        case Step.KEEP:
            return guide_steps.keep(say, place)
        case Step.REPORT:
            return report(say, place)
        case Step.FORWARD:
            return forward(say, words, place, address)
        case Step.PROTECT:
            return guide_protect.protect(say, place)
        case Step.REST | Step.LIST:
            return guide_steps.rest(say, place)


def _why(say: Voice, place: Place, address: str | None) -> Screen:
    """Explain the step; its first line stays neutral, as everywhere."""
    part = name(place.step)
    rows: tuple[Row, ...] = ()
    if place.step is Step.PROTECT:
        text, rows = guide_protect.why(say, place)
        part = name(place.protection) if place.protection is not None else part
    elif place.step is Step.FORWARD:
        text = why_forward(say, address)
    else:
        text = say(f"guide.{part}.why")
    title = say("guide.why_heading", title=say.plain(f"guide.{part}.title"))
    back = go(say.plain("guide.understood"), place, Act.BACK)
    return Screen(f"{title}\n\n{text}", (*rows, (back, person(say, place)), languages(say, place)))
