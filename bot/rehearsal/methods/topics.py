"""Topics of a forum.

Topics in private chats (Bot API 9.3) are not offered: getMe would say has_topics_enabled.
"""

from aiogram.methods import (
    CloseForumTopic,
    CreateForumTopic,
    DeleteForumTopic,
    EditForumTopic,
    ReopenForumTopic,
)

from bot.rehearsal.methods.register import offers
from bot.rehearsal.people import Chat, Topic
from bot.rehearsal.refusal import bad
from bot.rehearsal.shape import Json
from bot.rehearsal.town import Town

COLOURS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)
NAME_LIMIT = 128


@offers(CreateForumTopic)
def create_forum_topic(town: Town, call: CreateForumTopic, plain: Json) -> Json:
    """Open a topic; its id is that of the message that says so."""
    chat = _forum(town, call.chat_id, "not enough rights to create a topic")
    if not 1 <= len(call.name.strip()) <= NAME_LIMIT:
        raise bad("TOPIC_TITLE_EMPTY" if not call.name.strip() else "topic name is too long")
    if call.icon_color is not None and call.icon_color not in COLOURS:
        raise bad("invalid icon color specified")
    topic = Topic(0, call.name, call.icon_color or COLOURS[0], call.icon_custom_emoji_id)
    created = _shown(topic)
    topic.id = chat.last_id + 1
    notice: Json = {
        "message_thread_id": topic.id,
        "is_topic_message": True,
        "forum_topic_created": created,
    }
    town.write(chat, town.profile.id, town.me, notice)
    chat.topics[topic.id] = topic
    town.events.add("chats", chat.view())
    return {"message_thread_id": topic.id, **created}


@offers(EditForumTopic)
def edit_forum_topic(town: Town, call: EditForumTopic, plain: Json) -> bool:
    """Give a topic another name or icon."""
    chat, topic = _topic(
        town, call.chat_id, call.message_thread_id, "not enough rights to edit the topic"
    )
    changed: Json = {}
    if call.name and call.name != topic.name:
        changed["name"] = topic.name = call.name
    if (
        call.icon_custom_emoji_id is not None
        and call.icon_custom_emoji_id != topic.icon_custom_emoji_id
    ):
        changed["icon_custom_emoji_id"] = call.icon_custom_emoji_id
        topic.icon_custom_emoji_id = call.icon_custom_emoji_id or None
    if not changed:
        raise bad("TOPIC_NOT_MODIFIED")
    return _notice(town, chat, topic, {"forum_topic_edited": changed})


@offers(CloseForumTopic)
def close_forum_topic(town: Town, call: CloseForumTopic, plain: Json) -> bool:
    """Nobody but administrators writes here any more."""
    return _set_closed(town, call.chat_id, call.message_thread_id, closed=True)


@offers(ReopenForumTopic)
def reopen_forum_topic(town: Town, call: ReopenForumTopic, plain: Json) -> bool:
    """Everybody writes here again."""
    return _set_closed(town, call.chat_id, call.message_thread_id, closed=False)


@offers(DeleteForumTopic)
def delete_forum_topic(town: Town, call: DeleteForumTopic, plain: Json) -> bool:
    """Delete a topic with all its messages."""
    chat, topic = _topic(
        town, call.chat_id, call.message_thread_id, "not enough rights to delete the topic"
    )
    del chat.topics[topic.id]
    for message in chat.messages.values():
        if message.body.get("message_thread_id") == topic.id and not message.deleted:
            message.deleted = True
            town.tell("deleted", chat, message)
    town.events.add("chats", chat.view())
    return True


def _set_closed(town: Town, chat_id: int | str, thread: int, *, closed: bool) -> bool:
    chat, topic = _topic(town, chat_id, thread, "not enough rights to close or open the topic")
    if topic.closed == closed:
        raise bad("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    return _notice(
        town, chat, topic, {"forum_topic_closed" if closed else "forum_topic_reopened": {}}
    )


def _notice(town: Town, chat: Chat, topic: Topic, what: Json) -> bool:
    town.write(
        chat,
        town.profile.id,
        town.me,
        {"message_thread_id": topic.id, "is_topic_message": True, **what},
    )
    town.events.add("chats", chat.view())
    return True


def _forum(town: Town, chat_id: int | str, refusal: str) -> Chat:
    chat = town.writable(chat_id)
    if not chat.is_forum:
        raise bad("the chat is not a forum")
    if chat.bot_status != "administrator":
        raise bad(refusal)
    return chat


def _topic(town: Town, chat_id: int | str, thread: int, refusal: str) -> tuple[Chat, Topic]:
    chat = _forum(town, chat_id, refusal)
    if thread not in chat.topics:
        raise bad("TOPIC_ID_INVALID")
    return chat, chat.topics[thread]


def _shown(topic: Topic) -> Json:
    shown: Json = {"name": topic.name, "icon_color": topic.icon_color}
    if topic.icon_custom_emoji_id:
        shown["icon_custom_emoji_id"] = topic.icon_custom_emoji_id
    return shown
