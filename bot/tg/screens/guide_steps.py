"""The steps that are mostly text: safe, do not pay, do not answer, keep it, look after yourself."""

from bot.domain.guide import Act, Kind, Paid, Place, Situation
from bot.tg.screen import Go
from bot.tg.screens.guide_page import Page, go, here, kinds
from bot.words import Voice


def when(say: Voice, place: Place, **keys: Situation) -> tuple[str, ...]:
    """Return a paragraph for each situation the person has told; keys have __ for a dot."""
    return tuple(
        say(f"guide.{key.replace('__', '.')}")
        for key, situation in keys.items()
        if situation in place.situation
    )


def safe(say: Voice, place: Place) -> Page:
    """Step 1: safe right now? How the message came is its Done, so it costs no press."""
    help_now = Go(say.plain("guide.safe.help"), "crisis", here(place))
    more = when(
        say,
        place,
        safe__young=Situation.UNDER_18,
        safe__child=Situation.CHILD,
        safe__abroad=Situation.ABROAD,
    )
    return Page(
        (say("guide.safe.text"), *more, say("guide.safe.kind")),
        (*kinds(say, place), (help_now,)),
        beside_skip=go(say.plain("guide.situation"), place, Act.SITUATION),
    )


def pay(say: Voice, place: Place) -> Page:
    """Step 2: do not pay; without blame for those about to and those who have."""
    about_to = go(say.plain("guide.pay.about_to"), place, Act.PAID, Paid.THINKING)
    have = go(say.plain("guide.pay.have"), place, Act.PAID, Paid.PAID)
    have_not = go(say.plain("guide.pay.have_not"), place, Act.PAID, Paid.NO)
    match place.paid:
        case Paid.PAID:
            return Page((say("guide.pay.paid"),), (), ((have_not,),), say.plain("guide.go_on"))
        case Paid.THINKING:
            return Page((say("guide.pay.thinking"),), (), ((have,),), say.plain("guide.pay.wait"))
        case Paid.NO if place.kind is Kind.NONE:
            return Page((say("guide.pay.none"),), done=say.plain("guide.pay.done"))
        case Paid.NO:
            own = ((about_to, have),)
            return Page((say("guide.pay.text"),), (), own, say.plain("guide.pay.done"))


def answer(say: Voice, place: Place) -> Page:
    """Step 3: do not answer."""
    key = "guide.answer.none" if place.kind is Kind.NONE else "guide.answer.text"
    return Page((say(key),), done=say.plain("guide.answer.done"))


def keep(say: Voice, place: Place) -> Page:
    """Step 4: keep the message, each kind in its own way."""
    text = say(f"guide.keep.{place.kind.name.lower()}")
    if place.kind is Kind.UNKNOWN:
        return Page((text,), kinds(say, place), done=say.plain("guide.keep.done"))
    if place.kind is Kind.NONE:
        now = go(say.plain("guide.kind.now"), place, Act.KIND, Kind.UNKNOWN)
        return Page((text,), (), ((now,),), say.plain("guide.go_on"))
    other = go(say.plain("guide.kind.other"), place, Act.KIND, Kind.UNKNOWN)
    child = when(say, place, keep__child=Situation.CHILD)
    return Page((text, *child), (), ((other,),), say.plain("guide.keep.done"))


def rest(say: Voice, place: Place) -> Page:
    """Step 8: look after yourself, people to talk to."""
    more = when(
        say,
        place,
        rest__child=Situation.CHILD,
        rest__young=Situation.UNDER_18,
        rest__abroad=Situation.ABROAD,
    )
    feel_bad = Go(say.plain("menu.crisis"), "crisis", here(place))
    return Page((say("guide.rest.text"), *more), (), ((feel_bad,),), say.plain("guide.to_list"))
