"""Files: a mail file is read and looked at; of everything else we say honestly that we cannot."""

import asyncio
from typing import Final

from bot.answers.engine import Decision
from bot.answers.mails import LARGEST, NoMail, TooLarge, read_mail
from bot.tg.context import Context, Press, Said
from bot.tg.handlers import fallback, questions
from bot.tg.screens import ransom

ENDING: Final = ".eml"


async def open_how(_press: Press, context: Context) -> None:
    """Say how to show a message, and how Telegram carries it."""
    await context.show(ransom.how_to_show(context.say, context.guide))


async def file(said: Said, context: Context) -> None:
    """Answer anything that is no text: a mail file, a picture with words below it, and the rest."""
    if said.file is not None and said.file.name.lower().endswith(ENDING):
        await questions.caught(said, context)
        return await _mail(said, context)
    if said.text.strip():
        return await questions.question(said, context)
    return await fallback.media(said, context)


async def _mail(said: Said, context: Context) -> None:
    """Fetch a mail file, look at it in memory, and let it go."""
    context.count("mail_file_seen")
    file = said.file
    if file is None or file.size > LARGEST:
        return await context.show(ransom.too_large(context.say, context.guide))
    content = await context.fetch(file.id, LARGEST)
    if content is None:
        return await context.show(ransom.not_fetched(context.say, context.guide))
    try:
        # A hostile file may take its time: nobody else waits for it.
        mail = await asyncio.to_thread(read_mail, content)
    except TooLarge:
        return await context.show(ransom.too_large(context.say, context.guide))
    except NoMail:
        return await context.show(ransom.no_mail(context.say, context.guide))
    reading = await asyncio.to_thread(context.library.engine.read, mail.text, context.language)
    if reading.demand is not None:
        return await questions.tell_of(context, ransom.Found(reading.demand, mail))
    if reading.decision is Decision.CRISIS:
        return await questions.show_crisis(context)
    return await context.show(ransom.not_one(context.say, context.guide))


PRESSES = {"paste": open_how}
COMMANDS = {}
