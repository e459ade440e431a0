"""What people do, and what the bot hears of it."""

import base64
from typing import Any

import pytest

from tests.rehearsal.conftest import NOON, Hand


async def last(hand: Hand) -> Any:
    return (await hand.result("getUpdates", offset=-1))[0]


async def test_a_written_message_reaches_the_bot_whole(hand: Hand) -> None:
    aino = await hand.person("Aino", last_name="Aho", username="aino_a", language_code="fi")

    done = await hand.act(aino, "write", text="/help me")

    assert await last(hand) == {
        "update_id": done["update_id"],
        "message": {
            "message_id": done["message_id"],
            "from": {
                "id": aino,
                "is_bot": False,
                "first_name": "Aino",
                "last_name": "Aho",
                "username": "aino_a",
                "language_code": "fi",
            },
            "chat": {
                "id": aino,
                "first_name": "Aino",
                "last_name": "Aho",
                "username": "aino_a",
                "type": "private",
            },
            "date": int(NOON),
            "text": "/help me",
            "entities": [{"offset": 0, "length": 5, "type": "bot_command"}],
        },
    }


async def test_start_carries_its_payload(hand: Hand) -> None:
    aino = await hand.person(started=False)

    await hand.act(aino, "start", payload="invite_1")

    assert (await last(hand))["message"]["text"] == "/start invite_1"


async def test_a_press_carries_the_whole_message(hand: Hand) -> None:
    aino = await hand.person()
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": "a"}]]}
    sent = await hand.result("sendMessage", chat_id=aino, text="x", reply_markup=markup)

    done = await hand.act(aino, "press", message_id=sent["message_id"], row=0, column=0)

    query = (await last(hand))["callback_query"]
    assert query["id"] == done["query_id"]
    assert query["data"] == "a"
    assert query["message"] == sent
    assert query["chat_instance"].lstrip("-").isdigit()
    assert query["from"]["id"] == aino


async def test_a_modified_client_presses_what_is_not_there(hand: Hand) -> None:
    aino = await hand.person()
    sent = await hand.result("sendMessage", chat_id=aino, text="no buttons")

    await hand.act(aino, "press", message_id=sent["message_id"], data="x" * 1000)

    assert (await last(hand))["callback_query"]["data"] == "x" * 1000


async def test_links_and_copies_are_not_told_to_the_bot(hand: Hand) -> None:
    aino = await hand.person()
    row = [{"text": "a", "url": "https://a.fi/"}, {"text": "b", "copy_text": {"text": "c"}}]
    sent = await hand.result(
        "sendMessage", chat_id=aino, text="x", reply_markup={"inline_keyboard": [row]}
    )
    where = {"message_id": sent["message_id"], "row": 0}

    opened = await hand.act(aino, "press", column=0, **where)
    copied = await hand.act(aino, "press", column=1, **where)

    assert opened == {"update_id": None, "url": "https://a.fi/"}
    assert copied == {"update_id": None, "copy_text": {"text": "c"}}


GIVEN: list[tuple[str, dict[str, Any], str]] = [
    ("contact", {"phone": "+447700900123"}, "contact"),
    ("photo", {"caption": "see #this", "group": "g1"}, "photo"),
    ("document", {"name": "mail.eml"}, "document"),
    ("voice", {}, "voice"),
    ("video_note", {}, "video_note"),
    ("sticker", {}, "sticker"),
    ("location", {}, "location"),
    ("poll", {}, "poll"),
    ("dice", {}, "dice"),
]


@pytest.mark.parametrize(("do", "fields", "kind"), GIVEN)
async def test_every_other_kind_of_message_reaches_both_clients(
    hand: Hand, do: str, fields: dict[str, Any], kind: str, telegram_bot: Any, aiogram_bot: Any
) -> None:
    aino = await hand.person()

    await hand.act(aino, do, **fields)

    assert getattr((await telegram_bot.get_updates(offset=-1))[0].message, kind)
    assert getattr((await aiogram_bot.get_updates(offset=-1))[0].message, kind)
    assert (await hand.seen(aino))[-1]["kind"] == kind


async def test_a_shared_contact_says_whose_it_is(hand: Hand) -> None:
    aino = await hand.person("Aino", phone="+447700900001")
    bertil = await hand.person("Bertil", phone="+447700900002")

    await hand.act(aino, "contact")
    own = (await last(hand))["message"]["contact"]
    await hand.act(aino, "contact", of=bertil)
    other = (await last(hand))["message"]["contact"]

    assert own == {"phone_number": "+447700900001", "first_name": "Aino", "user_id": aino}
    assert other["user_id"] == bertil


async def test_a_document_can_be_fetched_as_it_was_sent(hand: Hand) -> None:
    aino = await hand.person()
    content = bytes(range(256))

    await hand.act(
        aino, "document", name="mail.eml", content_base64=base64.b64encode(content).decode()
    )

    document = (await last(hand))["message"]["document"]
    file = await hand.result("getFile", file_id=document["file_id"])
    url = hand.rehearsal.url
    addresses = (
        f"{url}/file/bot{hand.rehearsal.token}/{file['file_path']}",
        f"{url}/rehearsal/files/{document['file_id']}",
    )
    for address in addresses:
        async with hand.session.get(address) as response:
            assert await response.read() == content
    assert (document["mime_type"], document["file_size"]) == ("message/rfc822", 256)


async def test_an_edit_is_told_and_a_deletion_is_not(hand: Hand) -> None:
    aino = await hand.person()
    wrote = await hand.act(aino, "write", text="one")

    edited = await hand.act(aino, "edit", message_id=wrote["message_id"], text="/two")
    update = await last(hand)
    deleted = await hand.act(aino, "delete", message_id=wrote["message_id"])

    assert update["update_id"] == edited["update_id"]
    assert update["edited_message"]["text"] == "/two"
    assert update["edited_message"]["edit_date"] == int(NOON)
    assert deleted["update_id"] is None
    assert [message["kind"] for message in await hand.seen(aino)] == ["text"]
    everything = await hand.get(f"chats/{aino}/messages?deleted=1")
    assert [message["deleted"] for message in everything] == [False, True]


async def test_blocking_is_told_as_a_change_of_membership(hand: Hand) -> None:
    aino = await hand.person()

    await hand.act(aino, "block")

    change = (await last(hand))["my_chat_member"]
    assert change["old_chat_member"]["status"] == "member"
    assert change["new_chat_member"]["status"] == "kicked"
    assert "error" in await hand.act(aino, "write", text="x")


async def test_odd_authors_are_shown_as_telegram_shows_them(hand: Hand) -> None:
    aino, bertil = await hand.person("Aino"), await hand.person("Bertil")

    await hand.act(aino, "write", text="x", forward_from=bertil)
    forwarded = (await last(hand))["message"]["forward_origin"]
    await hand.act(aino, "write", text="x", forward_from="Hidden Helmi")
    hidden = (await last(hand))["message"]["forward_origin"]
    await hand.act(aino, "write", text="x", via_bot="gif")
    via = (await last(hand))["message"]["via_bot"]
    await hand.act(aino, "write", text="x", as_channel="News")
    channel = (await last(hand))["message"]

    assert forwarded["sender_user"]["id"] == bertil
    assert hidden["sender_user_name"] == "Hidden Helmi"
    assert via["is_bot"]
    assert channel["sender_chat"]["title"] == "News"
    assert channel["from"]["id"] == 136817688


UNWILLING: list[tuple[dict[str, Any], str]] = [
    ({"do": "fly"}, "nobody can 'fly'"),
    ({"do": "write", "text": ""}, "must be a text"),
    ({"do": "write", "text": "x" * 4097}, "4096"),
    ({"do": "write", "text": "x", "chat": 5}, "no chat"),
    ({"do": "write", "text": "x", "reply_to": 99}, "not there"),
    ({"do": "press", "message_id": 99, "row": 0, "column": 0}, "no such message"),
    ({"do": "press"}, "missing 'message_id'"),
    ({"do": "contact"}, "no phone number"),
    ({"do": "document"}, "needs a name"),
    ({"do": "unblock"}, "not blocked"),
    ({"do": "edit", "message_id": 99, "text": "x"}, "no such message"),
    ({"do": "leave"}, "private chat"),
]


@pytest.mark.parametrize(("fields", "why"), UNWILLING)
async def test_what_nobody_can_do_is_an_error(hand: Hand, fields: dict[str, Any], why: str) -> None:
    aino = await hand.person()

    assert why in (await hand.post("act", {"person": aino, **fields}))["error"]


async def test_who_is_not_here_or_gone_does_nothing(hand: Hand) -> None:
    aino = await hand.person()
    await hand.act(aino, "deactivate")

    assert "error" in await hand.act(aino, "write", text="x")
    assert "error" in await hand.act(5, "write", text="x")
    assert "error" in await hand.post("people", {"first_name": "X", "id": aino})
    assert "error" in await hand.post("people", {"name": "X"})
