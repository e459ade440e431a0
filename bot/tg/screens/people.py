"""Real people, one call or tap away."""

from collections.abc import Sequence

from bot.domain.holding import Purpose
from bot.tg.screen import Copy, Go, Link, Row, Screen
from bot.tg.screens.menu import back_to_guide, to_menu
from bot.words import Voice


def people(say: Voice, guide: str = "", offered: Sequence[Purpose] = ()) -> Screen:
    """Show who can be called or written to, with numbers to copy and pages to open.

    `offered` is what helpers here do: it is offered first, and nothing is promised without.
    """
    return Screen(
        say("people.text"),
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


def _numbers(say: Voice, *phones: str) -> Row:
    numbers = (say.standing[phone] for phone in phones)
    return tuple(Copy(say.plain("people.copy", number=number), number) for number in numbers)
