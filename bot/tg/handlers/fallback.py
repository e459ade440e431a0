"""Everything that is not understood gets a kind answer and a way on."""

from typing import Final

from bot.answers.language import written_language
from bot.tg.context import Context, Said
from bot.tg.screens import fallback

PASTED_FROM: Final = 400
"""Signs from which a text is more likely pasted than written on a phone."""


async def text(said: Said, context: Context) -> None:
    """Answer free text: say that we cannot, and offer the ways on."""
    context.count("text_not_understood")
    written = written_language(said.text)
    other = context.words[written] if written and written != context.language else None
    pasted = len(said.text) >= PASTED_FROM
    await context.show(fallback.not_understood(context.say, pasted=pasted, other=other))


async def media(said: Said, context: Context) -> None:
    """Answer a photo, a voice message, a sticker, a location and the like."""
    context.count("media_not_understood")
    await context.show(fallback.cannot_read(context.say, said.kind))


async def group(_said: Said, context: Context) -> None:
    """Answer in a group, where everybody reads along."""
    await context.show(fallback.in_group(context.say, context.bot_username))


async def unknown_command(_said: Said, context: Context) -> None:
    """Answer a command nobody knows."""
    context.count("command_not_understood")
    await context.show(fallback.unknown_command(context.say))


async def unusable(context: Context) -> None:
    """Give one answer to a button that was made up, is somebody else's or no longer exists."""
    await context.toast(context.say.plain("button.unusable"), alert=True)
