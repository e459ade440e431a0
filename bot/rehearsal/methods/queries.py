"""Answering presses, reacting to messages."""

from aiogram.methods import AnswerCallbackQuery, SetMessageReaction

from bot.rehearsal.methods.register import offers
from bot.rehearsal.refusal import QUERY_TOO_OLD, bad
from bot.rehearsal.shape import Json
from bot.rehearsal.town import Town
from bot.rehearsal.updates import PRESS_LASTS

ANSWER_LIMIT = 200


@offers(AnswerCallbackQuery)
def answer_callback_query(town: Town, call: AnswerCallbackQuery, plain: Json) -> bool:
    """Stop the little clock on a button, with a note if wanted; once, within 150 seconds."""
    query = town.queries.get(call.callback_query_id)
    if query is None or query.answer is not None or town.clock.now() - query.at > PRESS_LASTS:
        raise bad(QUERY_TOO_OLD)
    if call.text and len(call.text) > ANSWER_LIMIT:
        raise bad("MESSAGE_TOO_LONG")
    if call.url and not call.url.startswith(("https://t.me/", "tg://")):
        raise bad("URL_INVALID")
    query.answer = {
        "text": call.text or "",
        "show_alert": bool(call.show_alert),
        "url": call.url,
        "cache_time": int(plain.get("cache_time") or 0),
    }
    town.events.add(
        "query", {"query_id": query.id, "person": query.person, "chat": query.chat, **query.answer}
    )
    return True


@offers(SetMessageReaction)
def set_message_reaction(town: Town, call: SetMessageReaction, plain: Json) -> bool:
    """Put the bot's one reaction on a message, or take it away."""
    chat = town.writable(call.chat_id)
    message = chat.find(call.message_id)
    if message is None:
        raise bad("message to react not found")
    reactions: list[Json] = plain.get("reaction") or []
    if len(reactions) > 1:
        raise bad("REACTIONS_TOO_MANY")
    if reactions and reactions[0].get("type") == "paid":
        raise bad("REACTION_INVALID")
    chat.reactions[call.message_id, town.profile.id] = reactions
    town.tell("edited", chat, message)
    return True
