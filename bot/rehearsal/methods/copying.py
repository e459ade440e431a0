"""Sending existing messages on: with their author (forward) or without (copy)."""

from typing import Any

from aiogram.methods import CopyMessage, CopyMessages, ForwardMessage, ForwardMessages

from bot.rehearsal.methods.placing import caption_content, origin_of, place
from bot.rehearsal.methods.register import offers
from bot.rehearsal.people import Chat, Message
from bot.rehearsal.refusal import bad
from bot.rehearsal.shape import Json
from bot.rehearsal.town import Town

CONTENT = (
    "text", "entities", "link_preview_options", "caption", "caption_entities", "document", "photo", "voice",
    "video_note", "sticker", "location", "contact", "poll", "dice",
)  # fmt: skip
CAPTIONED = ("document", "photo", "voice")
MANY = 100


@offers(CopyMessage)
def copy_message(town: Town, call: CopyMessage, plain: Json) -> Json:
    """Send a message's content as the bot's own; answers only its number."""
    town.writable(call.chat_id)
    source = _source(town, call.from_chat_id, call.message_id, "copy")
    content = _content(source, "copied")
    if "caption" in plain and any(kind in content for kind in CAPTIONED):
        content = {key: value for key, value in content.items() if not key.startswith("caption")}
        content |= caption_content(plain)
    return {"message_id": place(town, plain, content).body["message_id"]}


@offers(CopyMessages)
def copy_messages(town: Town, call: CopyMessages, plain: Json) -> list[Json]:
    """Copy up to 100 messages; those that are not there are passed over."""
    chat = town.writable(call.chat_id)
    contents = [_content(message, "copied") for message in _sources(town, call, "copy")]
    if plain.get("remove_caption"):
        contents = [
            {k: v for k, v in content.items() if not k.startswith("caption")}
            for content in contents
        ]
    return _place_all(town, chat, plain, contents)


@offers(ForwardMessage)
def forward_message(town: Town, call: ForwardMessage, plain: Json) -> Json:
    """Send a message on, with its author's name."""
    town.writable(call.chat_id)
    source = _source(town, call.from_chat_id, call.message_id, "forward")
    return place(
        town, plain, {"forward_origin": origin_of(source), **_content(source, "forwarded")}
    ).body


@offers(ForwardMessages)
def forward_messages(town: Town, call: ForwardMessages, plain: Json) -> list[Json]:
    """Forward up to 100 messages; those that are not there are passed over."""
    chat = town.writable(call.chat_id)
    sources = _sources(town, call, "forward")
    contents: list[Json] = [
        {"forward_origin": origin_of(source), **_content(source, "forwarded")} for source in sources
    ]
    return _place_all(town, chat, plain, contents)


def _place_all(town: Town, chat: Chat, plain: Json, contents: list[Json]) -> list[Json]:
    """Send many at once: paid for together, so that a limit refuses all or none."""
    town.pay(chat, len(contents))
    placed = [place(town, plain, content, chat=chat, paid=True) for content in contents]
    return [{"message_id": message.body["message_id"]} for message in placed]


def _source(town: Town, chat_id: int | str, number: int, what: str) -> Message:
    message = town.member_chat(chat_id).find(number)
    if message is None:
        raise bad(f"message to {what} not found")
    return message


def _sources(town: Town, call: Any, what: str) -> list[Message]:
    if not call.message_ids:
        raise bad("message identifiers are not specified")
    if len(call.message_ids) > MANY:
        raise bad("too many message identifiers specified")
    if sorted(set(call.message_ids)) != call.message_ids:
        raise bad("message identifiers must be in a strictly increasing order")
    chat = town.member_chat(call.from_chat_id)
    found = [message for number in call.message_ids if (message := chat.find(number)) is not None]
    if not found:
        raise bad(f"there are no messages to {what}")
    return found


def _content(message: Message, done: str) -> Json:
    if message.body.get("has_protected_content"):
        raise bad(f"message can't be {done}")
    content = {key: message.body[key] for key in CONTENT if key in message.body}
    if not content:
        raise bad(f"message can't be {done}")
    return content
