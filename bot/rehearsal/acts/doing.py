"""What every act shares: the chat it happens in, and how the bot hears of it."""

from collections.abc import Callable

from bot.rehearsal.markup.entities import found_in
from bot.rehearsal.people import Chat, Message, Person
from bot.rehearsal.refusal import Unwilling
from bot.rehearsal.shape import Json
from bot.rehearsal.town import Town

Deed = Callable[[Town, Person, Json], Json]
"""What a person does: town, person, the request's fields → what came of it."""

SERVICE = (
    "new_chat_members", "left_chat_member", "migrate_to_chat_id", "migrate_from_chat_id", "pinned_message",
    "group_chat_created",
)  # fmt: skip


def place_of(town: Town, person: Person, given: Json) -> Chat:
    """Answer the chat the act happens in: the one named, else the private chat with the bot."""
    chat = town.chats.get(int(given.get("chat") or person.id))
    if chat is None:
        raise Unwilling(f"no chat has the id {given.get('chat')}")
    if chat.person is not person and chat.members.get(person.id, "left") in ("left", "kicked"):
        raise Unwilling(f"{person.first_name} is not in this chat")
    if chat.moved_to is not None:
        raise Unwilling(f"this group has moved to {chat.moved_to}")
    return chat


def open_place(town: Town, person: Person, given: Json) -> Chat:
    """As `place_of`, to write in: a person who blocked the bot must unblock it first."""
    chat = place_of(town, person, given)
    if chat.is_private and person.blocked:
        raise Unwilling(f"{person.first_name} has blocked the bot; unblock first")
    return chat


def say(town: Town, person: Person, chat: Chat, content: Json, given: Json) -> Json:
    """Put a person's message into a chat and into the bot's updates."""
    chat.started = True
    author = person.card()
    if title := given.get("as_channel"):
        author = {
            "id": 136817688,
            "is_bot": True,
            "first_name": "Channel",
            "username": "Channel_Bot",
        }
        name = title if isinstance(title, str) else f"Channel of {person.first_name}"
        content = {
            "sender_chat": {"id": -1001000000000 - person.id, "title": name, "type": "channel"},
            **content,
        }
    content = {**_thread(chat, given), **_reply(chat, given), **_forward(town, given), **content}
    if bot := given.get("via_bot"):
        content["via_bot"] = {
            "id": 93372553,
            "is_bot": True,
            "first_name": str(bot),
            "username": str(bot),
        }
    if group := given.get("group"):
        content["media_group_id"] = str(group)
    message = town.write(chat, person.id, author, content)
    return {
        "update_id": hear(town, chat, message, "message"),
        "message_id": message.body["message_id"],
    }


def hear(town: Town, chat: Chat, message: Message, kind: str) -> int | None:
    """Queue the message for the bot, if it gets to hear it.

    In groups a bot that is no administrator gets only commands, mentions, replies to itself
    and service messages (privacy mode).
    """
    if chat.bot_status in ("left", "kicked"):
        return None
    if (
        not chat.is_private
        and chat.bot_status != "administrator"
        and not _meant_for(town, message.body)
    ):
        return None
    return town.updates.push(kind, message.body)


def _meant_for(town: Town, body: Json) -> bool:
    if any(kind in body for kind in SERVICE):
        return True
    text: str = body.get("text") or body.get("caption") or ""
    name = f"@{town.profile.username}".lower()
    reply: Json = body.get("reply_to_message", {})
    return (
        text.startswith("/")
        or name in text.lower()
        or reply.get("from", {}).get("id") == town.profile.id
    )


def text_of(text: object, field: str = "text") -> Json:
    """Answer what a person typed, with the entities Telegram finds in it; empty text is no message."""
    if not isinstance(text, str) or not text.strip():
        raise Unwilling(f"{field} must be a text that is not empty")
    entities = found_in(text, [])
    key = "entities" if field == "text" else "caption_entities"
    return {field: text, key: entities} if entities else {field: text}


def _thread(chat: Chat, given: Json) -> Json:
    thread = given.get("thread")
    if not thread:
        return {}
    if int(thread) not in chat.topics:
        raise Unwilling(f"this chat has no topic {thread}")
    if chat.topics[int(thread)].closed:
        raise Unwilling("this topic is closed")
    content: Json = {"message_thread_id": int(thread), "is_topic_message": True}
    # In a topic every message that answers nothing else answers the one that opened it.
    opening = chat.find(int(thread))
    return {**content, "reply_to_message": opening.body} if opening else content


def _reply(chat: Chat, given: Json) -> Json:
    if not given.get("reply_to"):
        return {}
    found = chat.find(int(given["reply_to"]))
    if found is None:
        raise Unwilling("the message to reply to is not there")
    return {
        "reply_to_message": {
            key: value for key, value in found.body.items() if key != "reply_to_message"
        }
    }


def _forward(town: Town, given: Json) -> Json:
    source = given.get("forward_from")
    if source is None:
        return {}
    date = int(town.clock.now()) - 60
    if isinstance(source, int):
        return {
            "forward_origin": {
                "type": "user",
                "date": date,
                "sender_user": town.person(source).card(),
            }
        }
    return {
        "forward_origin": {"type": "hidden_user", "date": date, "sender_user_name": str(source)}
    }
