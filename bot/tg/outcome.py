"""What became of a call to the Bot API, as values. Only known errors are final.

Sources: Bot API, "Making requests" (ok, error_code, description, parameters); the wording of
the descriptions from Telegram's own server (telegram-bot-api, Client.cpp).
"""

from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Delivered:
    """Telegram did it; `result` is what it answered."""

    result: Any


@dataclass(frozen=True, slots=True)
class Wait:
    """429: this chat must rest for `seconds`; the others need not."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Again:
    """A fault that passes: try again after a pause that grows. `code` names it for the log.

    Where the answer was lost on its way Telegram may have done it all the same: the repeat
    can then be a second copy. sendMessage knows no key that would prevent it.
    """

    code: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The group has become a supergroup with another id."""

    chat: int


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Nobody can be reached in this chat; `code` is one of the known final errors."""

    code: str


@dataclass(frozen=True, slots=True)
class Settled:
    """Refused, and nothing is missing: what was to be shown is shown, or its time is over."""

    code: str


@dataclass(frozen=True, slots=True)
class Vanished:
    """The message to change is not there any more; a new one can take its place."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal nobody has foreseen: set aside for a human, never dropped."""

    status: int
    code: str


Outcome = Delivered | Wait | Again | Moved | Unreachable | Settled | Vanished | Refused


def message_of(outcome: Outcome) -> int | None:
    """Return the number of the message a call has sent or changed; None if it was no message."""
    match outcome:
        case Delivered({"message_id": int(number)}):
            return number
        case _:
            return None


UNREACHABLE: Final = {
    "bot was blocked by the user": "blocked",
    "user is deactivated": "deactivated",
    "chat not found": "chat_not_found",
    "bot can't initiate conversation with a user": "never_started",
    "bot was kicked from": "kicked",
    "bot is not a member of": "not_a_member",
    "group chat was deleted": "group_deleted",
    "have no rights to send a message": "no_right_to_send",
    "not enough rights to send text messages": "no_right_to_send",
    "chat_write_forbidden": "no_right_to_send",
    "peer_id_invalid": "chat_not_found",
    "input_user_deactivated": "deactivated",
    "user not found": "chat_not_found",
    "bot can't send messages to bots": "is_a_bot",
    "bot can't send messages to the bot": "is_a_bot",
    "the group has been migrated": "migrated",
}
"""Known final errors: part of Telegram's description → our code."""

SETTLED: Final = {
    "message is not modified": "not_modified",
    "query is too old": "query_too_old",
    "query id is invalid": "query_too_old",
    "message to delete not found": "already_deleted",
    "message can't be deleted": "too_old_to_delete",
}

VANISHED: Final = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",
)


def of_answer(status: int, answer: Any) -> Outcome:
    """Tell what Telegram's answer means. `answer` is the decoded JSON, or None if it was none."""
    match answer:
        case {"ok": True, "result": result}:
            return Delivered(result)
        case {"ok": False, "parameters": {"migrate_to_chat_id": int(chat)}}:
            return Moved(chat)
        case {"ok": False, "parameters": {"retry_after": int(seconds) | float(seconds)}}:
            return Wait(float(seconds))
        case {"ok": False, "description": str(description)} if status < 500:
            return _of_description(status, description.lower())
        case _:
            return Again(f"http_{status}" if status >= 300 else "broken_answer")


def _of_description(status: int, description: str) -> Outcome:
    if status in (401, 404):
        # A revoked token or a proxy's page: an outage for us, never a reason to drop anything.
        return Again(f"http_{status}")
    if status == 429:
        return Wait(1.0)
    if any(part in description for part in VANISHED):
        return Vanished()
    for part, code in SETTLED.items():
        if part in description:
            return Settled(code)
    for part, code in UNREACHABLE.items():
        if part in description:
            return Unreachable(code)
    return Refused(status, f"http_{status}")
