"""What Telegram refuses, in its own words, each beside what it allows."""

import pytest

from tests.rehearsal.conftest import Hand

HOUR = 3600.0


async def test_an_unknown_token_is_401_and_an_unknown_method_404(hand: Hand) -> None:
    async with hand.session.get(f"{hand.rehearsal.url}/bot1:x/getMe") as response:
        stranger = response.status, await response.json()

    assert stranger == (401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
    assert (await hand.call("sendLove"))["description"] == "Not Found"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": 7000001}, "message text is empty"),
        ({"chat_id": 7000001, "text": " \n "}, "message text is empty"),
        ({"chat_id": 7000001, "text": "x" * 4097}, "message is too long"),
        ({"chat_id": 7000001, "text": "😀" * 2049}, "message is too long"),
        ({"chat_id": 7000001, "text": "x", "colour": "red"}, 'unknown parameter "colour"'),
        ({"chat_id": 1, "text": "x"}, "chat not found"),
        ({"chat_id": "@nobody", "text": "x"}, "chat not found"),
        ({"chat_id": 7000001, "text": 5}, 'parameter "text" is wrong: Input should be a valid string'),
        ({"chat_id": 7000001, "text": "x", "reply_markup": "{"},
         "can't parse reply keyboard markup JSON object"),
        ({"chat_id": 7000001, "text": "x", "message_thread_id": 5}, "message thread not found"),
        ({"chat_id": 7000001, "text": "x", "reply_parameters": {"message_id": 99}},
         "message to be replied not found"),
        ({"chat_id": 7000001, "text": "<b>x", "parse_mode": "HTML"},
         'can\'t parse entities: Can\'t find end tag corresponding to start tag "b"'),
    ],
)  # fmt: skip
async def test_a_wrong_message_is_refused(hand: Hand, fields: dict[str, object], why: str) -> None:
    await hand.person(id=7000001)

    assert await hand.refusal("sendMessage", **fields) == f"Bad Request: {why}"


@pytest.mark.parametrize("text", ["x" * 4096, "😀" * 2048, "<b>" + "x" * 4096 + "</b>"])
async def test_the_longest_message_passes(hand: Hand, text: str) -> None:
    aino = await hand.person()

    await hand.result("sendMessage", chat_id=aino, text=text, parse_mode="HTML")


async def test_a_caption_has_1024_characters(hand: Hand) -> None:
    aino = await hand.person()
    shared = await hand.act(aino, "document", name="a.txt")
    file = (await hand.seen(aino))[-1]["document"]["file_id"]

    await hand.result("sendDocument", chat_id=aino, document=file, caption="x" * 1024)
    refusal = await hand.refusal("sendDocument", chat_id=aino, document=file, caption="x" * 1025)

    assert shared["message_id"]
    assert refusal == "Bad Request: message caption is too long"


async def test_nobody_is_written_to_before_they_start(hand: Hand) -> None:
    aino = await hand.person(started=False)
    refusal = await hand.refusal("sendMessage", chat_id=aino, text="x")

    await hand.act(aino, "start")

    assert refusal == "Forbidden: bot can't initiate conversation with a user"
    await hand.result("sendMessage", chat_id=aino, text="x")


async def test_who_blocked_the_bot_is_not_reached_until_they_unblock(hand: Hand) -> None:
    aino = await hand.person()
    await hand.act(aino, "block")
    refusal = await hand.refusal("sendMessage", chat_id=aino, text="x")

    await hand.act(aino, "unblock")

    assert refusal == "Forbidden: bot was blocked by the user"
    await hand.result("sendMessage", chat_id=aino, text="x")


async def test_a_deleted_account_is_not_reached(hand: Hand) -> None:
    aino = await hand.person()

    await hand.act(aino, "deactivate")

    refusal = await hand.refusal("sendMessage", chat_id=aino, text="x")
    assert refusal == "Forbidden: user is deactivated"


async def test_an_edit_must_change_something(hand: Hand) -> None:
    aino = await hand.person()
    sent = await hand.result("sendMessage", chat_id=aino, text="<b>x</b>", parse_mode="HTML")
    where = {"chat_id": aino, "message_id": sent["message_id"]}

    refusal = await hand.refusal("editMessageText", text=" *x*", parse_mode="Markdown", **where)
    changed = await hand.result("editMessageText", text="x", **where)

    assert refusal == (
        "Bad Request: message is not modified: specified new message content and reply markup are"
        " exactly the same as a current content and reply markup of the message"
    )
    assert changed["text"] == "x"
    assert "entities" not in changed
    assert changed["edit_date"] == int(hand.rehearsal.clock.now())


async def test_only_the_bots_own_messages_can_be_edited(hand: Hand) -> None:
    aino = await hand.person()
    theirs = await hand.act(aino, "write", text="x")

    assert await hand.refusal(
        "editMessageText", chat_id=aino, message_id=theirs["message_id"], text="y"
    ) == ("Bad Request: message can't be edited")
    assert await hand.refusal("editMessageText", chat_id=aino, message_id=99, text="y") == (
        "Bad Request: message to edit not found"
    )


async def test_messages_can_be_deleted_for_48_hours(hand: Hand) -> None:
    aino = await hand.person()
    sent = [await hand.result("sendMessage", chat_id=aino, text="x") for _ in range(2)]
    first, second = (message["message_id"] for message in sent)

    hand.rehearsal.clock.advance(48 * HOUR - 1)
    await hand.result("deleteMessage", chat_id=aino, message_id=first)
    hand.rehearsal.clock.advance(1)

    late = await hand.refusal("deleteMessage", chat_id=aino, message_id=second)
    gone = await hand.refusal("deleteMessage", chat_id=aino, message_id=first)
    assert late == "Bad Request: message can't be deleted"
    assert gone == "Bad Request: message to delete not found"
    assert [m["message_id"] for m in await hand.seen(aino) if m["from"] == "bot"] == [second]


async def test_many_are_deleted_at_once_and_missing_ones_passed_over(hand: Hand) -> None:
    aino = await hand.person()
    sent = await hand.result("sendMessage", chat_id=aino, text="x")

    await hand.result("deleteMessages", chat_id=aino, message_ids=[sent["message_id"], 98, 99])

    too_many = await hand.refusal("deleteMessages", chat_id=aino, message_ids=list(range(1, 102)))
    assert too_many == "Bad Request: too many message identifiers specified"


async def test_a_press_is_answered_once_and_within_150_seconds(hand: Hand) -> None:
    aino = await hand.person()
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": "a"}]]}
    sent = await hand.result("sendMessage", chat_id=aino, text="x", reply_markup=markup)
    where = {"message_id": sent["message_id"], "row": 0, "column": 0}
    early = (await hand.act(aino, "press", **where))["query_id"]
    late = (await hand.act(aino, "press", **where))["query_id"]

    hand.rehearsal.clock.advance(150)
    await hand.result("answerCallbackQuery", callback_query_id=early, text="ok")
    hand.rehearsal.clock.advance(1)

    why = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert await hand.refusal("answerCallbackQuery", callback_query_id=early) == why
    assert await hand.refusal("answerCallbackQuery", callback_query_id=late) == why
    assert await hand.refusal("answerCallbackQuery", callback_query_id="x") == why
    assert (await hand.get(f"queries/{early}"))["text"] == "ok"
    assert (await hand.get(f"queries/{late}"))["expired"]


async def test_protected_messages_are_not_copied(hand: Hand) -> None:
    aino = await hand.person()
    sent = await hand.result("sendMessage", chat_id=aino, text="x", protect_content=True)
    where = {"chat_id": aino, "from_chat_id": aino, "message_id": sent["message_id"]}

    assert sent["has_protected_content"]
    assert await hand.refusal("copyMessage", **where) == "Bad Request: message can't be copied"
    assert await hand.refusal("forwardMessage", **where) == (
        "Bad Request: message can't be forwarded"
    )


async def test_commands_have_their_form(hand: Hand) -> None:
    command = {"command": "start", "description": "Start"}

    await hand.result("setMyCommands", commands=[command] * 100)

    assert await hand.refusal("setMyCommands", commands=[command] * 101) == (
        "Bad Request: BOT_COMMANDS_TOO_MUCH"
    )
    wrong = [{"command": "Start!", "description": "Start"}]
    assert await hand.refusal("setMyCommands", commands=wrong) == "Bad Request: BOT_COMMAND_INVALID"


async def test_each_language_has_its_own_texts(hand: Hand) -> None:
    await hand.result("setMyDescription", description="For all")
    await hand.result("setMyDescription", description="Suomeksi", language_code="fi")

    assert (await hand.result("getMyDescription", language_code="fi"))["description"] == "Suomeksi"
    assert (await hand.result("getMyDescription", language_code="sv"))["description"] == "For all"
    assert await hand.refusal("setMyDescription", description="x" * 513) == (
        "Bad Request: description is too long"
    )


async def test_reply_and_quote_stand_in_the_message(hand: Hand) -> None:
    aino = await hand.person()
    theirs = await hand.act(aino, "write", text="one two three")
    reply = {"message_id": theirs["message_id"], "quote": "two"}

    sent = await hand.result("sendMessage", chat_id=aino, text="x", reply_parameters=reply)

    assert sent["reply_to_message"]["text"] == "one two three"
    assert sent["quote"] == {"text": "two", "position": 4, "is_manual": True}
    lenient = {"message_id": 999, "allow_sending_without_reply": True}
    await hand.result("sendMessage", chat_id=aino, text="x", reply_parameters=lenient)


async def test_a_file_is_refused_when_unknown_or_behind_an_address(hand: Hand) -> None:
    aino = await hand.person()

    assert await hand.refusal("getFile", file_id="x") == (
        "Bad Request: wrong file_id or the file is temporarily unavailable"
    )
    assert await hand.refusal("sendDocument", chat_id=aino, document="x") == (
        "Bad Request: wrong file identifier/HTTP URL specified"
    )
    assert await hand.refusal("sendDocument", chat_id=aino) == (
        "Bad Request: there is no document in the request"
    )


async def test_a_form_says_yes_and_no_in_words(hand: Hand) -> None:
    aino = await hand.person()
    url = f"{hand.rehearsal.url}/bot{hand.rehearsal.token}/sendMessage"

    sent: list[bool] = []
    for word in ("true", "false", "False", "1"):
        form = {"chat_id": str(aino), "text": "x", "protect_content": word}
        async with hand.session.post(url, data=form) as response:
            sent.append("has_protected_content" in (await response.json())["result"])

    assert sent == [True, False, False, True]
