"""Whatever somebody writes: caught, answered, offered, or honestly not known.

The words are read in memory and not kept. Danger comes before everything else.
"""

from bot.answers.crisis import Degree
from bot.answers.engine import Decision, Reading
from bot.tg.context import Context, Said
from bot.tg.handlers.faq import answer_screen, place_of
from bot.tg.screen import Go, Screen
from bot.tg.screens import faq as screens
from bot.tg.screens import ransom
from bot.tg.screens.crisis import crisis


async def caught(said: Said, context: Context) -> bool:
    """Show the crisis lines at once if somebody speaks of dying or of danger; tell whether so."""
    if context.library.engine.read(said.text, context.language).decision is not Decision.CRISIS:
        return False
    context.count("crisis_caught")
    await context.tell(crisis(context.say, context.guide))
    return True


async def question(said: Said, context: Context) -> None:
    """Answer free text, also the words below a picture or a file."""
    reading = context.library.engine.read(said.text, context.language)
    answer_in = context.picked or reading.language
    offered = reading.language if reading.language != answer_in else None
    context.language = answer_in
    match reading.decision:
        case Decision.CRISIS:
            return await show_crisis(context)
        case Decision.RANSOM if reading.demand is not None:
            return await tell_of(context, ransom.Found(reading.demand))
        case _:
            screen = _answered(said, context, reading)
            if reading.crisis is Degree.MAYBE:
                screen = screens.gently(context.say, screen, context.guide)
    if said.kind != "text":
        screen = Screen(f"{screen.text}\n\n{context.say('fallback.only_words')}", screen.rows)
    if offered is not None:
        voice = context.words[offered]
        go_on = Go(voice.plain("fallback.continue"), "lang", offered, offered)
        screen = Screen(
            f"{voice('fallback.other_language')}\n\n{screen.text}", ((go_on,), *screen.rows)
        )
    return await context.show(screen)


def _answered(said: Said, context: Context, reading: Reading) -> Screen:
    entries = context.library.known(one.id for one in reading.candidates)
    if reading.decision is Decision.ANSWER and entries:
        context.count("question_answered")
        context.recent.understood(said.chat, context.now)
        return answer_screen(context, entries[0], entries[1:])
    if reading.decision is Decision.CHOICES and entries:
        context.count("question_offered")
        return screens.choices(context.say, entries, context.guide)
    context.count("question_not_known")
    again = context.recent.missed(said.chat, context.now) > 1
    return screens.unknown(context.say, context.guide, again=again)


async def show_crisis(context: Context) -> None:
    """Show who answers right now, instead of whatever was going on."""
    context.count("crisis_caught")
    await context.show(crisis(context.say, context.guide))


async def tell_of(context: Context, found: ransom.Found) -> None:
    """Say what a blackmail message is, what to do, and hand over words for the report."""
    context.count("blackmail_message_seen")
    place = place_of(context.guide)
    await context.show(ransom.seen(context.say, found, place, context.guide))
    await context.tell(ransom.for_report(context.say, context.words, found))
    if context.forward_address:
        await context.tell(ransom.draft(context.say, context.words, found, context.forward_address))
