"""Real people, one call or tap away."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.holding import Purpose
from bot.domain.hours import Hours, local
from bot.tg.screen import Copy, Go, Link, Row, Screen
from bot.tg.screens.menu import back_to_guide, to_menu
from bot.words import Voice


def people(say: Voice, guide: str = "", offered: Sequence[Purpose] = (), duty: str = "") -> Screen:
    """Show who can be called or written to, with numbers to copy and pages to open.

    `offered` is what helpers here do: it is offered first, and nothing is promised without.
    `duty` tells when they are there.
    """
    text = say("people.text")
    return Screen(
        f"{text}\n\n{duty}" if offered and duty else text,
        (
            *((Go(say.plain(f"people.offer.{one}"), "ask", one),) for one in offered),
            _numbers(say, "phone.victim_support", "phone.crisis_line"),
            (
                Link(say.plain("people.riku_home"), say.standing["link.riku_home"]),
                Link(say.plain("people.riku_chat"), say.standing["link.riku_chat"]),
            ),
            (Go(say.plain("menu.crisis"), "crisis", guide),),
            *back_to_guide(say, guide),
            to_menu(say, guide),
        ),
    )


def on_duty(say: Voice, hours: Hours, now: datetime) -> str:
    """Tell when helpers who speak the language are there; empty if nobody has said."""
    day = next(iter(hours.days(say.language, now, 1)), None)
    if day is None:
        return ""
    opening = day.openings[0]
    until = say.time(local(opening.ends))
    if opening.begins <= now:
        return say("people.duty.now", until=until)
    from_to = f"{say.time(local(opening.begins))}–{until}"
    return say("people.duty.next", day=say.day(day.date), hours=from_to)


def _numbers(say: Voice, *phones: str) -> Row:
    numbers = (say.standing[phone] for phone in phones)
    return tuple(Copy(say.plain("people.copy", number=number), number) for number in numbers)
