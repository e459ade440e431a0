"""Choosing a language."""

from bot.domain.languages import LANGUAGES, Language, is_language
from bot.tg.context import Context, Press, Said
from bot.tg.screens.language import language_choice


async def open_language(press: Press, context: Context) -> None:
    """Pick the pressed language, or ask which one.

    The detail `new` asks in a message of its own, so that a guide that is under way keeps its
    place in the message it stands in.
    """
    if is_language(press.detail):
        await context.pick_language(press.detail)
    elif press.detail == "new":
        await context.tell(language_choice(context.say))
    else:
        await context.show(language_choice(context.say))


async def say_language(said: Said, context: Context) -> None:
    """Answer /language, maybe with a language behind it."""
    named = _named(said.argument, context)
    if named is None:
        await context.show(language_choice(context.say))
    else:
        await context.pick_language(named)


def _named(argument: str, context: Context) -> Language | None:
    """Return the language named by its code (sv) or by its own name (svenska)."""
    wanted = argument.strip().casefold()
    return next(
        (
            one
            for one in LANGUAGES
            if wanted in (one, context.say.plain(f"language.{one}").casefold())
        ),
        None,
    )


PRESSES = {"lang": open_language}
COMMANDS = {"language": say_language}
