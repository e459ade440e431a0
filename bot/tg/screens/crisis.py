"""Somebody feels bad right now: 112 and the crisis lines, then an offer. No questions asked."""

from bot.tg.screen import Go, Row, Screen
from bot.tg.screens.menu import back_to_guide
from bot.words import Voice


def crisis(say: Voice, guide: str = "") -> Screen:
    """Show who answers right now; then people to talk to, and the guide for later."""
    begin: tuple[Row, ...] = ((Go(say.plain("crisis.guide"), "g"),),)
    return Screen(
        say("crisis.text"),
        (
            (Go(say.plain("menu.people"), "people", guide),),
            *(back_to_guide(say, guide) or begin),
            (Go(say.plain("menu.menu"), "menu", guide),),
        ),
    )
