"""Everything that is not understood gets a kind answer and a way on."""

from typing import Final

from bot.answers.language import written_language
from bot.tg.context import Context, Said
from bot.tg.screens import fallback

PASTED_FROM: Final = 400
"""Signs from which a text is more likely pasted than written on a phone."""


async def text(said: Said, context: Context) -> None:
    """Free text: we cannot answer it yet, so we say so and offer the ways on."""
    context.count("text_not_understood")
    written = written_language(said.text)
    other = context.words[written] if written and written != context.language else None
    pasted = len(said.text) >= PASTED_FROM
    await context.show(fallback.not_understood(context.say, pasted=pasted, other=other))


async def media(said: Said, context: Context) -> None:
    """A photo, a voice message, a sticker, a location …"""
    context.count("media_not_understood")
    await context.show(fallback.cannot_read(context.say, said.kind))


async def group(_said: Said, context: Context) -> None:
    """Somebody calls us in a group, where everybody reads along."""
    await context.show(fallback.in_group(context.say, context.bot_username))


async def unknown_command(_said: Said, context: Context) -> None:
    """A command nobody knows."""
    context.count("command_not_understood")
    await context.show(fallback.unknown_command(context.say))


async def unusable(context: Context) -> None:
    """A button that was made up, belongs to somebody else or no longer exists: one answer."""
    await context.toast(context.say.plain("button.unusable"), alert=True)
