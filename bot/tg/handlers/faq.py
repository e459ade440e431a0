"""The questions by topic, an answer by its button, and whether it helped."""

from bot.domain.entries import TOPICS, Entry, Topic
from bot.domain.guide import BEGINNING, Place
from bot.domain.guide_code import NotAPlace, read
from bot.tg.context import Context, Press, Said
from bot.tg.screens import faq as screens


async def open_topics(press: Press, context: Context) -> None:
    """Answer the button that asks for all topics, maybe pressed on the way out of the guide."""
    await context.show(screens.ask(context.say, press.detail or context.guide))


async def say_ask(_said: Said, context: Context) -> None:
    """Answer /ask."""
    await context.show(screens.ask(context.say, context.guide))


async def open_topic(press: Press, context: Context) -> None:
    """Show the questions of a topic."""
    topics: dict[str, Topic] = {one: one for one in TOPICS}
    which = topics.get(press.detail)
    if which is None:
        return await context.show(screens.gone(context.say, context.guide))
    return await context.show(screens.topic(context.say, context.library.faq, which, context.guide))


async def open_answer(press: Press, context: Context) -> None:
    """Show the answer of a button; from the guide in a message of its own, so that it stays."""
    code, from_guide, _ = press.detail.partition("-")
    entry = context.library.faq.with_code(code)
    if entry is None:
        return await context.show(screens.gone(context.say, context.guide))
    context.count("answer_opened")
    context.recent.understood(press.chat, context.now)
    screen = answer_screen(context, entry)
    return await (context.tell(screen) if from_guide else context.show(screen))


def answer_screen(
    context: Context, entry: Entry, others: list[Entry] | None = None, *, asked: bool = True
) -> screens.Screen:
    """Return the screen of an answer, with the ways back to where the person was."""
    return screens.answer(
        context.say,
        entry,
        context.library.known(entry.related),
        others or [],
        guide=context.guide,
        place=place_of(context.guide),
        asked=asked,
    )


def place_of(detail: str) -> Place:
    """Return the place a way back to the guide leads to; the beginning without one."""
    try:
        return read(detail)[1]
    except NotAPlace:
        return BEGINNING


async def helped(press: Press, context: Context) -> None:
    """Take note that an answer helped: a figure, no name."""
    context.count("answer_helped")
    entry = context.library.faq.with_code(press.detail)
    if entry is not None:
        await context.show(answer_screen(context, entry, asked=False))
    await context.toast(context.say.plain("faq.glad"))


async def other(press: Press, context: Context) -> None:
    """Offer what else may have been meant; with nothing else to offer, a human."""
    context.count("answer_not_meant")
    codes = press.detail.split(screens.BETWEEN)
    found = (context.library.faq.with_code(code) for code in codes)
    entries = [one for one in found if one is not None]
    if entries:
        return await context.show(screens.choices(context.say, entries, context.guide))
    return await none_of_these(press, context)


async def none_of_these(press: Press, context: Context) -> None:
    """Nothing that was offered was meant: the second time in a row a human comes first."""
    context.count("answer_missed")
    again = context.recent.missed(press.chat, context.now) > 1
    await context.show(screens.unknown(context.say, context.guide, again=again))


PRESSES = {
    "faq": open_topics,
    "topic": open_topic,
    "answer": open_answer,
    "helped": helped,
    "other": other,
    "none": none_of_these,
}
COMMANDS = {"ask": say_ask}
