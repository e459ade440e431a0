"""Every kind of update Telegram knows, and what becomes of it here."""

from collections.abc import Mapping
from enum import Enum
from typing import Any, Final, cast

from bot.answers.masking import MASKED
from bot.domain.raw import fields, number


class Treatment(Enum):
    """What we do with a kind of update."""

    HEAR = "somebody wrote or sent something: answer"
    PRESS = "somebody pressed a button: answer"
    MEMBERSHIP = "somebody blocked or unblocked us, or a group took us in or out: remember or greet"
    LEAVE_BE = "not for us: taken from the queue knowingly, without an answer"


KINDS: Final[Mapping[str, Treatment]] = {
    "message": Treatment.HEAR,
    "callback_query": Treatment.PRESS,
    "my_chat_member": Treatment.MEMBERSHIP,
    # An edited message has been answered when it was new; an edited command is no command.
    "edited_message": Treatment.LEAVE_BE,
    # We are nobody's channel, business account, shop, game or poll.
    "channel_post": Treatment.LEAVE_BE,
    "edited_channel_post": Treatment.LEAVE_BE,
    "business_connection": Treatment.LEAVE_BE,
    "business_message": Treatment.LEAVE_BE,
    "edited_business_message": Treatment.LEAVE_BE,
    "deleted_business_messages": Treatment.LEAVE_BE,
    "guest_message": Treatment.LEAVE_BE,
    "message_reaction": Treatment.LEAVE_BE,
    "message_reaction_count": Treatment.LEAVE_BE,
    "inline_query": Treatment.LEAVE_BE,
    "chosen_inline_result": Treatment.LEAVE_BE,
    "shipping_query": Treatment.LEAVE_BE,
    "pre_checkout_query": Treatment.LEAVE_BE,
    "purchased_paid_media": Treatment.LEAVE_BE,
    "poll": Treatment.LEAVE_BE,
    "poll_answer": Treatment.LEAVE_BE,
    "chat_member": Treatment.LEAVE_BE,
    "chat_join_request": Treatment.LEAVE_BE,
    "chat_boost": Treatment.LEAVE_BE,
    "removed_chat_boost": Treatment.LEAVE_BE,
    "managed_bot": Treatment.LEAVE_BE,
}

ALLOWED: Final = tuple(
    kind for kind, treatment in KINDS.items() if treatment is not Treatment.LEAVE_BE
)
"""What we ask Telegram for. Passed with every request: an older setting would persist."""


def chat_of(raw: Mapping[str, Any]) -> int | None:
    """Return the chat an update belongs to, read carefully from raw data; None if it has none."""
    for kind in KINDS:
        event = fields(raw.get(kind))
        message = fields(event.get("message"))
        for somebody in (
            message.get("chat"),
            *(event.get(who) for who in ("chat", "from", "user")),
        ):
            chat = number(fields(somebody).get("id"))
            if chat is not None:
                return chat
    return None


def is_private(raw: Mapping[str, Any]) -> bool:
    """Tell whether an update comes from a private chat (its id is the person's own)."""
    chat = chat_of(raw)
    return chat is not None and chat > 0


def language_tag_of(raw: Mapping[str, Any]) -> str | None:
    """Return Telegram's language tag of the one who acts, read carefully from raw data."""
    for kind in KINDS:
        tag = fields(fields(raw.get(kind)).get("from")).get("language_code")
        if isinstance(tag, str):
            return tag
    return None


def first_name_of(raw: Mapping[str, Any]) -> str:
    """Return the first name of the one who wrote, read carefully from raw data; maybe empty."""
    name = fields(fields(raw.get("message")).get("from")).get("first_name")
    return name if isinstance(name, str) else ""


def masked_kinds(raw: Mapping[str, Any]) -> frozenset[str]:
    """Return the kinds of identifiers that were masked before this update was kept."""
    kinds = raw.get(MASKED)
    return (
        frozenset(map(str, cast("list[object]", kinds))) if isinstance(kinds, list) else frozenset()
    )
