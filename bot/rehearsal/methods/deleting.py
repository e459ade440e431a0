"""Taking messages away again.

Source: core.telegram.org/bots/api#deletemessage, with its 48 hours.
"""

from aiogram.methods import DeleteMessage, DeleteMessages

from bot.rehearsal.methods.register import offers
from bot.rehearsal.people import Chat, Message
from bot.rehearsal.refusal import bad
from bot.rehearsal.shape import Json
from bot.rehearsal.town import Town

DELETABLE_FOR = 48 * 3600
DICE_RESTS = 24 * 3600
LASTING = (
    "forum_topic_created",
    "group_chat_created",
    "supergroup_chat_created",
    "channel_chat_created",
)
MANY = 100


@offers(DeleteMessage)
def delete_message(town: Town, call: DeleteMessage, plain: Json) -> bool:
    """Delete one message for everybody."""
    chat = town.member_chat(call.chat_id)
    message = chat.find(call.message_id)
    if message is None:
        raise bad("message to delete not found")
    if not deletable(town, chat, message):
        raise bad("message can't be deleted")
    remove(town, chat, message)
    return True


@offers(DeleteMessages)
def delete_messages(town: Town, call: DeleteMessages, plain: Json) -> bool:
    """Delete up to 100 messages; those that are not there are passed over."""
    chat = town.member_chat(call.chat_id)
    if not call.message_ids:
        raise bad("message identifiers are not specified")
    if len(call.message_ids) > MANY:
        raise bad("too many message identifiers specified")
    found = [message for number in call.message_ids if (message := chat.find(number)) is not None]
    if any(not deletable(town, chat, message) for message in found):
        raise bad("message can't be deleted")
    for message in found:
        remove(town, chat, message)
    return True


def deletable(town: Town, chat: Chat, message: Message) -> bool:
    """Whether the bot may still delete this message."""
    age = town.clock.now() - message.body["date"]
    if any(kind in message.body for kind in LASTING):
        return False
    rights = chat.bot_status == "administrator" and not chat.is_private
    if rights and chat.type == "supergroup":
        return True
    if age >= DELETABLE_FOR:
        return False
    if "dice" in message.body and chat.is_private and age < DICE_RESTS:
        return False
    return chat.is_private or rights or message.sender == town.profile.id


def remove(town: Town, chat: Chat, message: Message) -> None:
    """Take the message away for everybody."""
    message.deleted = True
    number: int = message.body["message_id"]
    if number in chat.pinned:
        chat.pinned.remove(number)
    town.tell("deleted", chat, message)
