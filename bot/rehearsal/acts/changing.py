"""Changing one's mind about a message: edit, delete, react."""

from bot.rehearsal.acts.doing import Deed, hear, open_place, place_of, text_of
from bot.rehearsal.people import Chat, Message, Person
from bot.rehearsal.refusal import Unwilling
from bot.rehearsal.shape import Json
from bot.rehearsal.town import Town


def edit(town: Town, person: Person, given: Json) -> Json:
    """Rewrite one's own message (its caption, when it has no text)."""
    chat = open_place(town, person, given)
    message = _own(chat, person, given)
    field = "text" if "text" in message.body else "caption"
    replaced = (field, "entities", "caption_entities")
    kept = {key: value for key, value in message.body.items() if key not in replaced}
    message.body = {**kept, **text_of(given.get("text"), field), "edit_date": int(town.clock.now())}
    town.tell("edited", chat, message)
    return {
        "update_id": hear(town, chat, message, "edited_message"),
        "message_id": message.body["message_id"],
    }


def delete(town: Town, person: Person, given: Json) -> Json:
    """Delete a message for everybody; bots are not told. In a private chat also the bot's."""
    chat = place_of(town, person, given)
    message = _there(chat, given)
    if (
        message.sender != person.id
        and not chat.is_private
        and chat.members.get(person.id) != "creator"
    ):
        raise Unwilling("only the group's owner deletes other people's messages")
    message.deleted = True
    town.tell("deleted", chat, message)
    return {"message_id": message.body["message_id"]}


def reaction(town: Town, person: Person, given: Json) -> Json:
    """Put an emoji on a message, or take it away with an empty one."""
    chat = open_place(town, person, given)
    message = _there(chat, given)
    key = (message.body["message_id"], person.id)
    old = chat.reactions.get(key, [])
    emoji = given.get("emoji")
    new: list[Json] = [{"type": "emoji", "emoji": str(emoji)}] if emoji else []
    chat.reactions[key] = new
    what: Json = {
        "chat": chat.card,
        "message_id": message.body["message_id"],
        "user": person.card(),
        "date": int(town.clock.now()),
        "old_reaction": old,
        "new_reaction": new,
    }
    # In groups only administrators among the bots hear of reactions.
    deaf = not chat.is_private and chat.bot_status != "administrator"
    return {"update_id": None if deaf else town.updates.push("message_reaction", what)}


def _there(chat: Chat, given: Json) -> Message:
    message = chat.find(int(given["message_id"]))
    if message is None:
        raise Unwilling("there is no such message")
    return message


def _own(chat: Chat, person: Person, given: Json) -> Message:
    message = _there(chat, given)
    if message.sender != person.id:
        raise Unwilling("only one's own messages can be edited")
    return message


ACTS: dict[str, Deed] = {"edit": edit, "delete": delete, "reaction": reaction}
