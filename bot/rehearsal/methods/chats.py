"""Asking about chats and their members, pinning, leaving."""

from aiogram.methods import (
    GetChat,
    GetChatAdministrators,
    GetChatMember,
    GetChatMemberCount,
    LeaveChat,
    PinChatMessage,
    UnpinAllChatMessages,
    UnpinChatMessage,
)

from bot.rehearsal.methods.placing import without_reply
from bot.rehearsal.methods.register import offers
from bot.rehearsal.people import Chat
from bot.rehearsal.refusal import bad
from bot.rehearsal.shape import Json
from bot.rehearsal.town import Town

PERMISSIONS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics",
)  # fmt: skip


@offers(GetChat)
def get_chat(town: Town, call: GetChat, plain: Json) -> Json:
    """Everything the bot may know about a chat."""
    chat = town.chat(call.chat_id)
    full: Json = {
        **chat.card,
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False, "limited_gifts": False, "unique_gifts": False, "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }  # fmt: skip
    if not chat.is_private:
        full["permissions"] = dict.fromkeys(PERMISSIONS, True)
    if chat.person is not None and chat.person.username:
        full["active_usernames"] = [chat.person.username]
    if chat.pinned and (newest := chat.find(chat.pinned[-1])) is not None:
        full["pinned_message"] = without_reply(newest.body)
    return full


@offers(GetChatMember)
def get_chat_member(town: Town, call: GetChatMember, plain: Json) -> Json:
    """Answer what somebody is in a chat."""
    return town.member_card(town.member_chat(call.chat_id), call.user_id)


@offers(GetChatMemberCount)
def get_chat_member_count(town: Town, call: GetChatMemberCount, plain: Json) -> int:
    """How many are in a chat, the bot included."""
    chat = town.member_chat(call.chat_id)
    return 2 if chat.is_private else len(chat.members) + 1


@offers(GetChatAdministrators)
def get_chat_administrators(town: Town, call: GetChatAdministrators, plain: Json) -> list[Json]:
    """Who leads a group; other bots are left out, as on the real server."""
    chat = town.member_chat(call.chat_id)
    if chat.is_private:
        raise bad("there are no administrators in the private chat")
    leads = [who for who, status in chat.members.items() if status in ("creator", "administrator")]
    if chat.bot_status == "administrator":
        leads.append(town.profile.id)
    return [town.member_card(chat, who) for who in leads]


@offers(LeaveChat)
def leave_chat(town: Town, call: LeaveChat, plain: Json) -> bool:
    """Let the bot go."""
    chat = town.member_chat(call.chat_id)
    if chat.is_private:
        raise bad("chat member status can't be changed in private chats")
    chat.bot_status = "left"
    town.events.add("chats", chat.view())
    return True


@offers(PinChatMessage)
def pin_chat_message(town: Town, call: PinChatMessage, plain: Json) -> bool:
    """Put a message at the top of its chat."""
    chat = _may_pin(town, call.chat_id)
    message = chat.find(call.message_id)
    if message is None:
        raise bad("message to pin not found")
    if call.message_id not in chat.pinned:
        chat.pinned.append(call.message_id)
        notice: Json = {"pinned_message": without_reply(message.body)}
        town.write(chat, town.profile.id, town.me, notice)
    return True


@offers(UnpinChatMessage)
def unpin_chat_message(town: Town, call: UnpinChatMessage, plain: Json) -> bool:
    """Take a message (the newest, when none is named) from the top of its chat."""
    chat = _may_pin(town, call.chat_id)
    number = (
        call.message_id
        if call.message_id is not None
        else (chat.pinned[-1] if chat.pinned else None)
    )
    if number is None or number not in chat.pinned:
        raise bad("message to unpin not found")
    chat.pinned.remove(number)
    return True


@offers(UnpinAllChatMessages)
def unpin_all_chat_messages(town: Town, call: UnpinAllChatMessages, plain: Json) -> bool:
    """Take everything from the top of a chat."""
    _may_pin(town, call.chat_id).pinned.clear()
    return True


def _may_pin(town: Town, chat_id: int | str) -> Chat:
    chat = town.writable(chat_id)
    if chat.type == "supergroup" and chat.bot_status != "administrator":
        raise bad("not enough rights to manage pinned messages in the chat")
    return chat
