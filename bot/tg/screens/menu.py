"""The first screen, and the ways on that every other screen ends with.

`guide` is the guide's state as its buttons carry it; whoever comes from the guide can go back
to the very same step, also by way of the menu.
"""

from bot.tg.screen import Go, Row, Screen
from bot.words import Voice


def menu(say: Voice, guide: str = "") -> Screen:
    """Greet, say what this is, and offer everything there is."""
    return Screen(say("menu.text"), menu_rows(say, guide))


def menu_rows(say: Voice, guide: str = "") -> tuple[Row, ...]:
    """Return the buttons of the menu."""
    return (
        *back_to_guide(say, guide),
        (Go(say.plain("menu.guide"), "g"),),
        (Go(say.plain("menu.ask"), "faq", guide),),
        (Go(say.plain("menu.crisis"), "crisis", guide),),
        (to_people(say, guide),),
        (Go(say.plain("menu.my_data"), "data", "new" if guide else ""),),
        (
            Go(say.plain("menu.about"), "about", guide),
            Go(say.plain("menu.privacy"), "priv", guide),
        ),
        (Go(say.plain("menu.language"), "lang", "new" if guide else ""),),
    )


def back_to_guide(say: Voice, guide: str) -> tuple[Row, ...]:
    """Return a row that leads back to the step the person came from; none without a state."""
    return ((Go(say.plain("menu.back_to_guide"), "g", guide),),) if guide else ()


def ways_on(say: Voice, guide: str = "") -> tuple[Row, ...]:
    """Return the rows a screen ends with: back to the guide if one was in it, a human, the menu."""
    return (*back_to_guide(say, guide), (to_people(say, guide),), to_menu(say, guide))


def to_people(say: Voice, guide: str = "") -> Go:
    """Return the button by which a human is one tap away, from everywhere."""
    return Go(say.plain("menu.people"), "people", guide)


def to_menu(say: Voice, guide: str = "") -> Row:
    """Return the row that leads back to the start."""
    return (Go(say.plain("menu.menu"), "menu", guide),)
