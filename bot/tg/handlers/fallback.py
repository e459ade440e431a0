"""Everything that is not understood gets a kind answer and a way on."""

from bot.tg.context import Context, Said
from bot.tg.screens import fallback


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
