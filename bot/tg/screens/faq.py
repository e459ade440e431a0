"""Approved answers, reached by topic or by question; and what to do when none was found.

The first line of each is neutral: on a lock screen it tells a bystander nothing.
"""

from collections.abc import Sequence
from typing import Final

from bot.domain.entries import TOPICS, Entry, Faq, Topic
from bot.domain.guide import BEGINNING, Act, Place
from bot.tg.screen import Go, Row, Screen
from bot.tg.screens.guide_page import go, pairs
from bot.tg.screens.menu import back_to_guide, to_menu, to_people, ways_on
from bot.words import Voice

MOST_RELATED: Final = 2
MOST_CHOICES: Final = 3
FROM_GUIDE: Final = "-g"
"""Behind the code of an entry in a button of the guide."""

BETWEEN: Final = "~"
"""Between the codes of entries in a button."""


def ask(say: Voice, guide: str = "") -> Screen:
    """Invite a question in the person's own words, or a look at the topics."""
    return Screen(
        say("ask.text"),
        (*_topics(say), (Go(say.plain("ask.show_message"), "paste"),), *ways_on(say, guide)),
    )


def _topics(say: Voice) -> tuple[Row, ...]:
    return pairs(tuple(Go(say.plain(f"topic.{one}"), "topic", one) for one in TOPICS))


def topic(say: Voice, faq: Faq, which: Topic, guide: str = "") -> Screen:
    """Show the questions of a topic."""
    return Screen(
        say("topic.text", topic=say.plain(f"topic.{which}")),
        (
            *_titles(say, faq.of_topic(which)),
            (Go(say.plain("faq.topics"), "faq"), to_people(say, guide)),
            *back_to_guide(say, guide),
            to_menu(say, guide),
        ),
    )


def answer(
    say: Voice,
    entry: Entry,
    related: Sequence[Entry] = (),
    others: Sequence[Entry] = (),
    *,
    guide: str = "",
    place: Place = BEGINNING,
    asked: bool = True,
) -> Screen:
    """Show an approved answer, what is near it, and ask whether it helped.

    `others` are what else may have been meant. `place` is where the person is in the guide;
    `asked` is False once they have said that it helped.
    """
    own = entry.answers[say.language]
    heading = say("faq.heading", checked=say.date(entry.checked))
    text = f"{heading}\n\n<b>{say.fill(own.title)}</b>\n{say.fill(own.body)}"
    rows: tuple[Row, ...] = ()
    if asked:
        codes = BETWEEN.join(one.code for one in others[:MOST_CHOICES])
        rows = (
            (
                Go(say.plain("faq.helped"), "helped", entry.code),
                Go(say.plain("faq.not_meant"), "other", codes),
            ),
        )
    if entry.guide is not None:
        rows = (*rows, (go(say.plain("faq.in_guide"), place, Act.VISIT, entry.guide),))
    return Screen(text, (*rows, *_titles(say, related[:MOST_RELATED]), *ways_on(say, guide)))


def choices(say: Voice, entries: Sequence[Entry], guide: str = "") -> Screen:
    """Ask which of a few was meant."""
    return Screen(
        say("faq.choices"),
        (
            *_titles(say, entries[:MOST_CHOICES]),
            (Go(say.plain("faq.none"), "none"),),
            *ways_on(say, guide),
        ),
    )


def unknown(say: Voice, guide: str = "", *, again: bool = False) -> Screen:
    """Say honestly that we do not know, with a human next to it; `again` the second time in a row."""
    look: Row = (Go(say.plain("faq.topics"), "faq"),)
    return Screen(
        say("faq.unknown_again" if again else "faq.unknown"),
        ((to_people(say, guide),), look, *back_to_guide(say, guide), to_menu(say, guide)),
    )


def gone(say: Voice, guide: str = "") -> Screen:
    """Answer a button whose entry is no longer published."""
    return Screen(say("faq.gone"), (*_topics(say), *ways_on(say, guide)))


def gently(say: Voice, screen: Screen, guide: str = "") -> Screen:
    """Add a gentle line, and the way to people who answer right now."""
    now: Row = (Go(say.plain("menu.crisis"), "crisis", guide),)
    return Screen(f"{screen.text}\n\n{say('faq.gently')}", (now, *screen.rows))


def _titles(say: Voice, entries: Sequence[Entry]) -> tuple[Row, ...]:
    return tuple((titled(say, one),) for one in entries)


def titled(say: Voice, entry: Entry, *, from_guide: bool = False) -> Go:
    """Return the button that shows an entry; from the guide in a message of its own."""
    mark = FROM_GUIDE if from_guide else ""
    return Go(entry.answers[say.language].title, "answer", f"{entry.code}{mark}")


def with_questions(say: Voice, screen: Screen, entries: Sequence[Entry]) -> Screen:
    """Put the questions that belong to a step of the guide above its own buttons."""
    rows = tuple((titled(say, one, from_guide=True),) for one in entries[:MOST_CHOICES])
    return Screen(screen.text, (*rows, *screen.rows), screen.file)
