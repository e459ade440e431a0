"""Erasing everything, and the truth about what stays."""

from collections.abc import Mapping

from bot.tg.screen import Go, Row, Screen
from bot.tg.screens.menu import ways_on
from bot.words import Voice

Blanks = Mapping[str, str]


def ask(say: Voice) -> Screen:
    """Ask once, and say what goes and what we cannot reach."""
    rows = (
        (Go(say.plain("forget.yes"), "gone"), Go(say.plain("forget.no"), "data")),
        (Go(say.plain("data.clear"), "clear"),),
    )
    return Screen(say("forget.ask"), (*rows, *ways_on(say)))


def forgotten(say: Voice, blanks: Blanks) -> Screen:
    """Say that everything is erased and which receipts stay with the person."""
    return Screen(say("forget.forgotten", receipts=blanks["receipts"]), _after(say))


def being_erased(say: Voice, blanks: Blanks) -> Screen:
    """Say that it is erased here, and that the second copy of the keys has yet to confirm."""
    return Screen(say("forget.being_erased", receipts=blanks["receipts"]), _after(say))


def erased(say: Voice, _blanks: Blanks) -> Screen:
    """Say that the second copy has confirmed as well."""
    return Screen(say("forget.erased"), _after(say))


def nothing_held(say: Voice, _blanks: Blanks) -> Screen:
    """Say that there was nothing to erase."""
    return Screen(say("forget.nothing_held"), _after(say))


def lapsed(say: Voice, _blanks: Blanks) -> Screen:
    """Say that the time was over and everything is erased, and how to begin anew."""
    return Screen(say("forget.lapsed"), _after(say))


def _after(say: Voice) -> tuple[Row, ...]:
    return ways_on(say)
