"""Changing messages the bot has sent."""

from typing import Any

from aiogram.methods import EditMessageCaption, EditMessageReplyMarkup, EditMessageText

from bot.rehearsal.keyboards import check_markup
from bot.rehearsal.methods.placing import caption_content, text_content
from bot.rehearsal.methods.register import offers
from bot.rehearsal.people import Chat, Message
from bot.rehearsal.refusal import NOT_MODIFIED, bad
from bot.rehearsal.shape import Json
from bot.rehearsal.town import Town

COMPARED = (
    "text",
    "entities",
    "caption",
    "caption_entities",
    "reply_markup",
    "link_preview_options",
)


@offers(EditMessageText)
def edit_message_text(town: Town, call: EditMessageText, plain: Json) -> Json:
    """Replace a text and its keyboard (no keyboard given means none stays)."""
    chat, message = _own(town, call)
    if "text" not in plain:
        raise bad("message text is empty")
    content = text_content(plain)
    if "text" not in message.body:
        raise bad("there is no text in the message to edit")
    return _change(
        town, chat, message, plain, ("text", "entities", "link_preview_options"), content
    )


@offers(EditMessageCaption)
def edit_message_caption(town: Town, call: EditMessageCaption, plain: Json) -> Json:
    """Replace the caption under a file."""
    chat, message = _own(town, call)
    content = caption_content(plain)
    if not any(kind in message.body for kind in ("document", "photo", "voice")):
        raise bad("there is no caption in the message to edit")
    return _change(town, chat, message, plain, ("caption", "caption_entities"), content)


@offers(EditMessageReplyMarkup)
def edit_message_reply_markup(town: Town, call: EditMessageReplyMarkup, plain: Json) -> Json:
    """Replace or take away the keyboard under a message."""
    chat, message = _own(town, call)
    return _change(town, chat, message, plain, (), {})


def _own(town: Town, call: Any) -> tuple[Chat, Message]:
    if call.inline_message_id is not None:
        raise bad("MESSAGE_ID_INVALID")
    if call.chat_id is None:
        raise bad("chat_id is empty")
    chat = town.writable(call.chat_id)
    if call.message_id is None:
        raise bad("message identifier is not specified")
    message = chat.find(call.message_id)
    if message is None:
        raise bad("message to edit not found")
    if message.sender != town.profile.id or "forward_origin" in message.body:
        raise bad("message can't be edited")
    return chat, message


def _change(
    town: Town, chat: Chat, message: Message, plain: Json, replaced: tuple[str, ...], content: Json
) -> Json:
    """Put `content` in place of the fields `replaced`; the keyboard is always replaced."""
    old = message.body
    gone = (*replaced, "reply_markup")
    body = {key: value for key, value in old.items() if key not in gone} | content
    keyboard: Json | None = plain.get("reply_markup")
    if keyboard is not None:
        keyboard = check_markup(keyboard, private=chat.is_private)
        if "inline_keyboard" not in keyboard:
            raise bad("inline keyboard expected")
        if keyboard["inline_keyboard"]:
            body["reply_markup"] = keyboard
        else:
            keyboard = None
    if all(old.get(field) == body.get(field) for field in COMPARED):
        raise bad(NOT_MODIFIED)
    body["edit_date"] = int(town.clock.now())
    message.body = body
    message.markup = keyboard
    town.tell("edited", chat, message)
    return body
