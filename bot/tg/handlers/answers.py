"""What a person writes when they were asked for something: a name, a number, a message."""

import unicodedata
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bot.answers.engine import Decision
from bot.answers.phone_numbers import read_number
from bot.domain.consent import ConsentMissing
from bot.domain.holding import Asking
from bot.tg.context import Context, Said
from bot.tg.handlers.consent import show_choice
from bot.tg.screens import callback, writing
from bot.usecases import rights

OnSaid = Callable[[Said, Context], Awaitable[None]]

NAME_AT_MOST: Final = 64
WORDS_AT_MOST: Final = 500
"""Signs of the line in the person's own words."""


async def name(said: Said, context: Context) -> None:
    """Keep what the person wants to be called."""
    value = " ".join(
        "".join(
            sign for sign in said.text if unicodedata.category(sign)[0] != "C" or sign.isspace()
        ).split()
    )
    if not value or len(value) > NAME_AT_MOST or context.masked:
        return await context.show(callback.name_too_long(context.say))
    return await _keep(said, context, "name", value, deleted=False)


async def number(said: Said, context: Context) -> None:
    """Keep the number, and take the message that holds it out of the chat."""
    value = read_number(said.text)
    if value is None:
        return await context.show(callback.number_unclear(context.say))
    gone = await context.delete([said.message])
    return await _keep(said, context, "number", value, deleted=bool(gone))


async def contact(said: Said, context: Context) -> None:
    """Keep the account's own number from its card; somebody else's is refused."""
    value = None
    if said.contact is not None and said.contact.own:
        value = read_number(f"+{said.contact.number.removeprefix('+')}")
    if value is None:
        return await context.show(callback.not_ones_own(context.say))
    gone = await context.delete([said.message])
    return await _keep(said, context, "number", value, deleted=bool(gone), verified=True)


async def words(said: Said, context: Context) -> None:
    """Keep the line in the person's own words; identifiers are masked before they get here."""
    if len(said.text) > WORDS_AT_MOST:
        return await context.show(callback.words_too_long(context.say))
    engine = context.library.engine
    danger = engine.read(said.text, context.language).decision is Decision.CRISIS
    return await _keep(said, context, "words", said.text, deleted=False, danger=danger)


async def message(said: Said, context: Context) -> None:
    """Keep what the person writes to a human."""
    try:
        await _keep(said, context, "message", said.text, deleted=False)
    except rights.TooMany:
        await context.show(writing.too_many(context.say))


async def _keep(
    said: Said,
    context: Context,
    what: Asking,
    value: str,
    *,
    deleted: bool,
    verified: bool = False,
    danger: bool = False,
) -> None:
    try:
        await rights.answer(
            context.store,
            context.order,
            value,
            what=what,
            deleted=deleted,
            now=context.now,
            office=context.facts.office,
            verified=verified,
            danger=danger,
        )
    except ConsentMissing:
        return await show_choice(context, new=True)
    context.settled = True
    return None


ANSWERS: Final[Mapping[Asking, OnSaid]] = {
    "name": name,
    "number": number,
    "words": words,
    "message": message,
}
"""Which handler keeps which answer."""
