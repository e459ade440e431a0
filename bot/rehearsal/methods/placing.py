"""What every sending method shares: where the message goes, to what it replies, what it carries."""

from typing import Any

from bot.rehearsal import markup
from bot.rehearsal.keyboards import check_markup
from bot.rehearsal.people import Chat, Message
from bot.rehearsal.refusal import bad
from bot.rehearsal.shape import Json
from bot.rehearsal.town import Town

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024


def place(
    town: Town, plain: Json, content: Json, *, chat: Chat | None = None, paid: bool = False
) -> Message:
    """Send `content` to the chat a call names, with the options every send has.

    `paid` says that the limits have counted this message already.
    """
    chat = chat or town.writable(plain["chat_id"])
    content = {**_thread(chat, plain), **_reply(town, chat, plain), **content}
    if plain.get("protect_content"):
        content["has_protected_content"] = True
    if effect := plain.get("message_effect_id"):
        content["effect_id"] = effect
    keyboard: Json | None = plain.get("reply_markup")
    if keyboard is not None:
        keyboard = check_markup(keyboard, private=chat.is_private)
        if keyboard.get("inline_keyboard") == []:
            keyboard = None
    if not paid:
        town.pay(chat)
    return town.write(chat, town.profile.id, town.me, content, keyboard)


def text_content(plain: Json) -> Json:
    """Answer the text of a message with its entities; raise Refusal when it is empty or too long."""
    text, entities = markup.read(plain["text"], plain.get("parse_mode"), plain.get("entities"))
    if not text:
        raise bad("message text is empty")
    if len(text) > TEXT_LIMIT // 2 and markup.utf16(text) > TEXT_LIMIT:
        raise bad("message is too long")
    content: Json = {"text": text}
    if entities:
        content["entities"] = entities
    if options := plain.get("link_preview_options"):
        content["link_preview_options"] = options
    return content


def caption_content(plain: Json) -> Json:
    """Answer the caption of a message with its entities, or nothing."""
    if not plain.get("caption"):
        return {}
    text, entities = markup.read(
        plain["caption"], plain.get("parse_mode"), plain.get("caption_entities")
    )
    if markup.utf16(text) > CAPTION_LIMIT:
        raise bad("message caption is too long")
    content: Json = {"caption": text} if text else {}
    if entities:
        content["caption_entities"] = entities
    if text and plain.get("show_caption_above_media"):
        content["show_caption_above_media"] = True
    return content


def _thread(chat: Chat, plain: Json) -> Json:
    thread = int(plain.get("message_thread_id") or 0)
    if not thread:
        return {}
    if not chat.is_forum or thread not in chat.topics:
        raise bad("message thread not found")
    if chat.topics[thread].closed and chat.bot_status != "administrator":
        raise bad("TOPIC_CLOSED")
    return {"message_thread_id": thread, "is_topic_message": True}


def _reply(town: Town, chat: Chat, plain: Json) -> Json:
    wanted: Json = plain.get("reply_parameters") or {}
    number = wanted.get("message_id") or plain.get("reply_to_message_id")
    if not number:
        return {}
    lenient = wanted.get("allow_sending_without_reply") or plain.get("allow_sending_without_reply")
    other: Any = wanted.get("chat_id")
    where = chat if other is None else town.chat(other)
    found = where.find(int(number))
    if found is None:
        if lenient:
            return {}
        raise bad("message to be replied not found")
    if where is not chat:
        return {
            "external_reply": {
                "origin": origin_of(found),
                "chat": where.card,
                "message_id": int(number),
            }
        }
    content: Json = {"reply_to_message": without_reply(found.body)}
    if quote := wanted.get("quote"):
        text, entities = markup.read(
            quote, wanted.get("quote_parse_mode"), wanted.get("quote_entities")
        )
        if text not in (found.body.get("text") or found.body.get("caption") or ""):
            raise bad("QUOTE_TEXT_INVALID")
        at = (found.body.get("text") or found.body["caption"]).index(text)
        content["quote"] = {"text": text, "position": at, "is_manual": True}
        if entities:
            content["quote"]["entities"] = entities
    return content


def without_reply(body: Json) -> Json:
    """Answer a message as it stands inside another: Telegram shows replies one deep."""
    return {key: value for key, value in body.items() if key != "reply_to_message"}


def origin_of(message: Message) -> Json:
    """Where a forwarded message came from first."""
    if "forward_origin" in message.body:
        return message.body["forward_origin"]
    return {"type": "user", "date": message.body["date"], "sender_user": message.body["from"]}
