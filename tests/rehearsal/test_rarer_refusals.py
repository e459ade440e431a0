"""Every other refusal once, beside the same call as it is allowed."""

from typing import Any

import pytest

from tests.rehearsal.conftest import Hand

AINO = 7000001
FORUM = -1002000000001

# The method, what makes it wrong, the refusal, and what makes it right again.
TABLE: list[tuple[str, dict[str, Any], str, dict[str, Any]]] = [
    ("sendLocation", {"latitude": 91, "longitude": 0}, "wrong latitude or longitude specified",
     {"latitude": 60, "longitude": 25}),
    ("sendChatAction", {"action": "dance"}, "wrong parameter action in request",
     {"action": "upload_document"}),
    ("sendMessage", {"text": "x" * 33000}, "text is too long", {"text": "x"}),
    ("sendMessage", {"text": "x", "reply_parameters": {"message_id": 2, "quote": "nowhere"}},
     "QUOTE_TEXT_INVALID", {"text": "x", "reply_parameters": {"message_id": 2, "quote": "sent"}}),
    ("sendMessage", {"text": "x", "message_effect_id": 5},
     'parameter "message_effect_id" is wrong: Input should be a valid string',
     {"text": "x", "message_effect_id": "5104841245755180586"}),
    ("sendMessage", {"text": "x", "reply_markup": {"keyboard": [["Yes"]], "input_field_placeholder": "x" * 65}},
     "input field placeholder is too long",
     {"text": "x", "reply_markup": {"keyboard": [["Yes"]], "input_field_placeholder": "x"}}),
    ("sendMessage", {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x", "pay": True}]]}},
     "BUTTON_TYPE_INVALID", {"text": "x", "reply_markup": {"remove_keyboard": True}}),
    ("editMessageText", {"message_id": 2, "text": "y", "reply_markup": {"inline_keyboard": [[{"text": "x"}]]}},
     "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
     {"message_id": 2, "text": "y"}),
    ("editMessageText", {"message_id": 3, "text": "y"}, "there is no text in the message to edit",
     {"message_id": 2, "text": "y"}),
    ("editMessageText", {"text": "y"}, "message identifier is not specified",
     {"text": "y", "message_id": 2}),
    ("editMessageText", {"inline_message_id": "x", "text": "y"}, "MESSAGE_ID_INVALID",
     {"text": "y", "message_id": 2}),
    ("editMessageCaption", {"message_id": 2, "caption": "y"},
     "there is no caption in the message to edit", {"message_id": 3, "caption": "y"}),
    ("editMessageReplyMarkup", {"message_id": 9}, "message to edit not found",
     {"message_id": 2, "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "a"}]]}}),
    ("deleteMessages", {"message_ids": []}, "message identifiers are not specified",
     {"message_ids": [2]}),
    ("deleteMessage", {"message_id": 4}, "message can't be deleted", {"message_id": 2}),
    ("copyMessage", {"from_chat_id": AINO, "message_id": 9}, "message to copy not found",
     {"from_chat_id": AINO, "message_id": 3, "caption": "other"}),
    ("copyMessages", {"from_chat_id": AINO, "message_ids": [3, 2]},
     "message identifiers must be in a strictly increasing order",
     {"from_chat_id": AINO, "message_ids": [2, 3], "remove_caption": True}),
    ("forwardMessages", {"from_chat_id": AINO, "message_ids": [8, 9]},
     "there are no messages to forward", {"from_chat_id": AINO, "message_ids": [2, 9]}),
    ("forwardMessages", {"from_chat_id": AINO, "message_ids": list(range(1, 102))},
     "too many message identifiers specified", {"from_chat_id": AINO, "message_ids": [2]}),
    ("forwardMessages", {"from_chat_id": AINO, "message_ids": []},
     "message identifiers are not specified", {"from_chat_id": AINO, "message_ids": [2]}),
    ("pinChatMessage", {"message_id": 9}, "message to pin not found", {"message_id": 2}),
    ("unpinChatMessage", {"message_id": 2}, "message to unpin not found", {}),
    ("leaveChat", {}, "chat member status can't be changed in private chats", {"chat_id": FORUM}),
    ("getChatMember", {"user_id": 5}, "user not found", {"user_id": AINO}),
    ("setMessageReaction", {"message_id": 9}, "message to react not found",
     {"message_id": 2, "reaction": []}),
    ("setMessageReaction", {"message_id": 2, "reaction": [{"type": "emoji", "emoji": "👍"}] * 2},
     "REACTIONS_TOO_MANY", {"message_id": 2, "reaction": [{"type": "emoji", "emoji": "👍"}]}),
    ("setMessageReaction", {"message_id": 2, "reaction": [{"type": "paid"}]}, "REACTION_INVALID",
     {"message_id": 2}),
    ("createForumTopic", {"chat_id": FORUM, "name": " "}, "TOPIC_TITLE_EMPTY",
     {"chat_id": FORUM, "name": "Case"}),
    ("createForumTopic", {"chat_id": FORUM, "name": "x", "icon_color": 1},
     "invalid icon color specified", {"chat_id": FORUM, "name": "x", "icon_color": 7322096}),
    ("editForumTopic", {"chat_id": FORUM, "message_thread_id": 1, "name": "Old"},
     "TOPIC_NOT_MODIFIED",
     {"chat_id": FORUM, "message_thread_id": 1, "icon_custom_emoji_id": "5"}),
    ("setMyCommands", {"commands": [], "scope": {"type": "planet"}},
     "parameter \"scope\" is wrong: Input tag 'planet' found using 'type' does not match", {"commands": []}),
    ("setMyCommands", {"commands": [{"command": "a", "description": " "}]},
     "BOT_COMMAND_DESCRIPTION_INVALID", {"commands": [{"command": "a", "description": "b"}]}),
    ("setMyName", {"name": "x" * 65}, "name is too long", {"name": "x"}),
    ("setMyName", {"name": "x", "language_code": "finnish"}, "invalid language code specified",
     {"name": "x", "language_code": "fi"}),
    ("setChatMenuButton",
     {"menu_button": {"type": "web_app", "text": "x", "web_app": {"url": "http://a.fi"}}},
     "menu button Web App URL is invalid: Only HTTPS links are allowed",
     {"menu_button": {"type": "default"}}),
    ("sendPhoto", {"photo": "https://example.org/a.jpg"}, "failed to get HTTP URL content",
     {"photo": "FILE", "has_spoiler": True}),
]  # fmt: skip

PLACELESS = ("setMyCommands", "setMyName")


@pytest.mark.parametrize(("method", "wrong", "why", "right"), TABLE)
async def test_the_wrong_call_is_refused_and_the_right_one_passes(
    hand: Hand, method: str, wrong: dict[str, Any], why: str, right: dict[str, Any]
) -> None:
    await hand.person(id=AINO)
    await hand.result("sendMessage", chat_id=AINO, text="was sent")
    file = hand.rehearsal.town.files.store("documents", "a.txt", b"a").id
    await hand.result("sendDocument", chat_id=AINO, document=file, caption="c")
    await hand.result("sendDice", chat_id=AINO)
    await hand.post("groups", {"title": "Team", "members": [AINO], "forum": True})
    await hand.result("createForumTopic", chat_id=FORUM, name="Old")
    if method == "unpinChatMessage":
        await hand.result("pinChatMessage", chat_id=AINO, message_id=3)
    where = {} if method in PLACELESS or "inline_message_id" in wrong else {"chat_id": AINO}

    refusal = await hand.refusal(method, **{**where, **wrong})
    if right.get("photo"):
        right = {**right, "photo": file}
    allowed = await hand.call(
        method, **{**({} if method in PLACELESS else {"chat_id": AINO}), **right}
    )

    assert refusal.startswith(f"Bad Request: {why}")
    assert allowed["ok"], allowed
