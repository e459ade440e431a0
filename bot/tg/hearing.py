"""Hearing: from python-telegram-bot's update to what a handler needs to know."""

from typing import Final

from telegram import CallbackQuery, Message, MessageEntity, Update

from bot.domain.languages import Language
from bot.tg.context import Attached, Contact, Press, Said
from bot.tg.payload import decode

KINDS_OF_MEDIA: Final = (
    "photo",
    "voice",
    "video",
    "video_note",
    "audio",
    "document",
    "sticker",
    "animation",
    "location",
    "venue",
    "contact",
    "poll",
    "dice",
    "story",
)

SERVICE: Final = frozenset(
    {
        "new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo",
        "delete_chat_photo", "group_chat_created", "supergroup_chat_created",
        "channel_chat_created", "message_auto_delete_timer_changed", "migrate_to_chat_id",
        "migrate_from_chat_id", "pinned_message", "forum_topic_created", "forum_topic_edited",
        "forum_topic_closed", "forum_topic_reopened", "general_forum_topic_hidden",
        "general_forum_topic_unhidden", "video_chat_scheduled", "video_chat_started",
        "video_chat_ended", "video_chat_participants_invited", "boost_added",
        "chat_background_set", "proximity_alert_triggered", "write_access_allowed",
    }
)  # fmt: skip
"""Service messages: something happened in the chat, nobody said anything to us."""


def is_service(message: Message) -> bool:
    """Tell whether this is a note of Telegram's own rather than something a person sent."""
    return any(getattr(message, name, None) for name in SERVICE)


def kind_of(message: Message) -> str:
    """Return `text`, the kind of media, or `other` for what Telegram invents next."""
    if message.text is not None:
        return "text"
    return next((kind for kind in KINDS_OF_MEDIA if getattr(message, kind, None)), "other")


def command_of(message: Message, username: str) -> tuple[str, str]:
    """Return the command at the start of a message and its argument; ("", "") if it is none.

    A command counts only where the person typed it: not forwarded, not sent through another
    bot, not in the name of a channel (PROMISES.md T10).
    """
    text = message.text
    if not text or message.forward_origin or message.via_bot or message.sender_chat:
        return "", ""
    first = next(iter(message.entities), None)
    if first is None or first.type != MessageEntity.BOT_COMMAND or first.offset != 0:
        return "", ""
    name, _, addressee = text[1 : first.length].partition("@")
    if addressee and addressee.lower() != username.lower():
        return "", ""
    return name.lower(), text[first.length :].strip()


def said_of(message: Message, user: int, language: Language, digest: bytes) -> Said:
    """Return what was said, without names and numbers of the one who said it."""
    return Said(
        language=language,
        text=message.text or message.caption or "",
        argument="",
        kind=kind_of(message),
        user=user,
        chat=message.chat.id,
        message=message.message_id,
        update=digest,
        file=_file_of(message),
        contact=_contact_of(message, user),
    )


def _file_of(message: Message) -> Attached | None:
    one = message.document
    return one and Attached(one.file_id, one.file_name or "", one.file_size or 0)


def _contact_of(message: Message, user: int) -> Contact | None:
    one = message.contact
    # Forwarded, even one's own card tells nothing of who holds this phone now (PROMISES.md T4).
    own = one is not None and one.user_id == user and message.forward_origin is None
    return one and Contact(one.phone_number, own)


def press_of(query: CallbackQuery, key: bytes, digest: bytes) -> Press | None:
    """Return what was pressed, or None for a payload that was not made for this person."""
    user = query.from_user.id
    payload = decode(query.data or "", user=user, key=key)
    if payload is None:
        return None
    message = query.message
    # A message with a file has no text that could be changed: its buttons are answered anew.
    has_file = isinstance(message, Message) and message.document is not None
    return Press(
        language=payload.language,
        verb=payload.verb,
        detail=payload.detail,
        user=user,
        chat=message.chat.id if message else user,
        message=message.message_id if message and not has_file else None,
        update=digest,
    )


def telegram_language(update: Update) -> str | None:
    """Return Telegram's language tag of the one who acts, if it tells."""
    user = update.effective_user
    return user.language_code if user else None
