"""Step 7: protect yourself, one thing at a time, the free credit ban first."""

from typing import Final

from bot.domain.guide import Act, Kind, Place, Protection, Situation
from bot.tg.screen import Link, Row
from bot.tg.screens.guide_page import TICKS, Page, go, name, pairs
from bot.tg.screens.guide_steps import when
from bot.words import Voice

LINKS: Final = {
    Protection.CREDIT: "link.credit_ban",
    Protection.POSTI: "link.posti_moving_protection",
    Protection.CONTACTS: "link.dvv_contact_ban",
    Protection.MOVE: "link.dvv_move_block",
    Protection.COMPANY: "link.prh_ban",
    Protection.ACCOUNTS: "link.suomi_fi_guide",
}
"""Where a protection is made; passwords are changed in one's own services."""


def protect(say: Voice, place: Place) -> Page:
    """Step 7: the protection that is next, or all seven."""
    if place.protection is None:
        return _all(say, place)
    which = place.protection
    paragraphs = [say(f"guide.{name(which)}.text")]
    if which is Protection.CREDIT:
        paragraphs += _credit(say, place)
    enough = go(say.plain("guide.protect.enough"), place, Act.ENOUGH)
    below: tuple[Row, ...] = () if place.visiting else ((enough,),)
    link = _link(say, LINKS.get(which))
    return Page(tuple(paragraphs), link, below, say.plain("guide.done"))


def why(say: Voice, place: Place) -> tuple[str, tuple[Row, ...]]:
    """Explain a protection, or all of them, with the page that says more."""
    if place.protection is None:
        return say("guide.protect.list_why"), _link(say, "link.suomi_fi_guide")
    return say(f"guide.{name(place.protection)}.why"), _link(say, LINKS.get(place.protection))


def _credit(say: Voice, place: Place) -> list[str]:
    has = place.situation
    more: list[str] = []
    if has & {Situation.CHILD, Situation.UNDER_18}:
        more.append(say("guide.credit.minor"))
    more += when(say, place, credit__no_codes=Situation.NO_CODES)
    if place.kind is Kind.NONE and not place.visiting:
        more.append(say("guide.protect.no_message"))
    return more


def _all(say: Voice, place: Place) -> Page:
    buttons = tuple(
        go(
            say.plain(
                "guide.list.button",
                mark=TICKS[place.protections[one]],
                title=say.plain(f"guide.{name(one)}.title"),
            ),
            place,
            Act.PROTECTION,
            one,
        )
        for one in Protection
    )
    return Page((say("guide.protect.list"),), pairs(buttons), done=say.plain("guide.go_on"))


def _link(say: Voice, contact: str | None) -> tuple[Row, ...]:
    return ((Link(say.plain("guide.protect.open"), say.standing[contact]),),) if contact else ()
