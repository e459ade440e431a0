"""Consent: asked on one screen with two equal buttons for each purpose; taken back with one tap."""

from collections.abc import Collection, Mapping, Sequence

from bot.consents import ConsentText
from bot.domain.holding import Purpose
from bot.tg.screen import Go, Row, Screen
from bot.tg.screens.menu import to_menu, to_people, ways_on
from bot.words import Voice


def choice(
    say: Voice,
    texts: Mapping[Purpose, ConsentText],
    standing: Collection[Purpose],
    offered: Sequence[Purpose],
) -> Screen:
    """Show what can be agreed to, each purpose by itself, and what has been agreed to already."""
    parts = [say("consent.intro")]
    rows: list[Row] = []
    for purpose in offered:
        if purpose in standing:
            parts.append(say(f"consent.standing.{purpose}"))
            rows.append((take_back(say, purpose),))
        else:
            text = texts[purpose]
            parts.append(say.fill(text.text))
            rows.append(_yes_and_no(say, text))
    return Screen("\n\n".join(parts), (*rows, (_my_data(say),), *ways_on(say)))


def _yes_and_no(say: Voice, text: ConsentText) -> Row:
    """Return the two equal buttons of a purpose: neither comes first in size, colour or sign."""
    return (
        Go(say.plain(f"consent.yes.{text.purpose}"), "yes", f"{text.purpose}-{text.version}"),
        Go(say.plain(f"consent.no.{text.purpose}"), "no", text.purpose),
    )


def take_back(say: Voice, purpose: Purpose) -> Go:
    """Return the button that takes one consent back at once."""
    return Go(say.plain(f"consent.back.{purpose}"), "back", purpose)


def of_call(say: Voice) -> tuple[Row, ...]:
    """Return the rows every screen about a call ends with."""
    return ((take_back(say, "call"), _my_data(say)), *_ways(say))


def of_writing(say: Voice) -> tuple[Row, ...]:
    """Return the rows every screen about writing ends with."""
    return ((take_back(say, "write"), _my_data(say)), *_ways(say))


def _ways(say: Voice) -> tuple[Row, ...]:
    return ((to_people(say),), to_menu(say))


def _my_data(say: Voice) -> Go:
    return Go(say.plain("menu.my_data"), "data")


def declined(say: Voice, purpose: Purpose) -> Screen:
    """Nothing is kept; everything else stays open."""
    again = Go(say.plain("consent.again"), "ask", purpose)
    return Screen(say("consent.declined"), ((again,), *ways_on(say)))


def could_not_keep(say: Voice) -> Screen:
    """Nothing was kept because it could not be kept safely."""
    again = Go(say.plain("consent.again"), "ask")
    return Screen(say("consent.could_not_keep"), ((again,), *ways_on(say)))


def agreed_already(say: Voice, _blanks: Mapping[str, str]) -> Screen:
    """Answer a yes that was said before."""
    return Screen(
        say("consent.agreed_already"), ((_my_data(say),), *_both_back(say), *ways_on(say))
    )


def _both_back(say: Voice) -> tuple[Row, ...]:
    return ((take_back(say, "call"),), (take_back(say, "write"),))


def withdrawn(say: Voice, blanks: Mapping[str, str]) -> Screen:
    """Say what is gone, at once, and that the receipt stays with the person."""
    key = "consent.withdrawn.all"
    if blanks["all"] == "no":
        key = f"consent.withdrawn.{blanks['purpose']}"
    return Screen(say(key, receipt=blanks["receipt"]), ((_my_data(say),), *ways_on(say)))


def withdrawn_already(say: Voice, _blanks: Mapping[str, str]) -> Screen:
    """Answer a button that takes back what was taken back before."""
    return Screen(say("consent.withdrawn_already"), ((_my_data(say),), *ways_on(say)))
